"""Two versions put together: what the version before showed must not tell what the new one hides."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.protection import Earlier, Thresholds, protect_after

THRESHOLD = 5
BOARDS = {"A1": "A", "A2": "A", "A3": "A", "B1": "B", "B2": "B", "C1": "C"}
QUARTER = "2025-26Q1"
AREAS = pd.DataFrame(
    [
        *((hscp, "hscp", board) for hscp, board in BOARDS.items()),
        *((board, "board", board) for board in "ABC"),
        ("S", "scotland", None),
    ],
    columns=["area_code", "area_level", "board_code"],
)


def counts(values):
    """One count of each HSCP that has sent a return, with the totals of these."""
    totals = {board: sum(values[h] for h in values if BOARDS[h] == board) for board in map(BOARDS.get, values)}
    every = {**values, **totals, "S": sum(values.values())}
    rows = [("waiting", QUARTER, "", area, float(value), "reported") for area, value in every.items()]
    return pd.DataFrame(rows, columns=["quantity", "period", "category", "area_code", "value", "state"]).astype(
        {"value": "Float64"}
    )


def published(values, earlier=None, **how):
    true = counts(values)
    how = {"person_quantities": ["waiting"], "thresholds": Thresholds(THRESHOLD)} | how
    return true, protect_after(earlier and Earlier(*earlier), true, AREAS, **how)


def shown(table):
    return table[table.state != "suppressed"].set_index("area_code").value.astype(float).to_dict()


def test_a_late_return_of_few_is_told_by_no_total():
    # Two HSCPs and their Board were shown; the third of the Board comes late, with 3 people.
    before = published({"A1": 123, "A2": 106, "B1": 40, "B2": 50})
    assert set(shown(before[1])) == {"A1", "A2", "A", "B1", "B2", "B", "S"}
    _, now = published({"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 50}, before)
    assert set(shown(now)) == {"A1", "A2", "B1", "B2", "B"}


def test_a_late_return_of_many_adds_to_every_total():
    before = published({"A1": 123, "A2": 106, "B1": 40, "B2": 50})
    _, now = published({"A1": 123, "A2": 106, "A3": 30, "B1": 40, "B2": 50}, before)
    assert shown(now)["S"] == 349


def test_a_count_that_was_hidden_is_not_told_by_its_correction():
    values = {"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 50}
    before = published(values)
    hidden = set(values) - set(shown(before[1]))
    assert "A3" in hidden
    assert len(hidden) > 1
    _, now = published(values | {"A3": 23}, before)
    assert hidden.isdisjoint(shown(now))
    assert {"A", "S"}.isdisjoint(shown(now))


def test_what_is_withdrawn_is_told_by_no_total():
    values = {"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 50}
    before = published(values)
    _, now = published({hscp: value for hscp, value in values.items() if hscp != "A3"}, before)
    assert not {"A", "S"} & set(shown(now)) & set(shown(before[1]))


def test_totals_of_a_quarter_in_which_returns_are_expected_are_held_back_and_hscps_shown():
    values = {"A1": 123, "A2": 106, "B1": 40, "C1": 7}
    true, now = published(values, withheld=[QUARTER])
    assert shown(now) == {**values, "B": 40, "C": 7}  # a total of one HSCP is that HSCP's count
    all_in = counts(values | {"A3": 3})
    later = protect_after(
        Earlier(true, now, frozenset({QUARTER})), all_in, AREAS, person_quantities=["waiting"],
        thresholds=Thresholds(THRESHOLD),
    )  # fmt: skip
    assert "A3" not in shown(later)
    assert {"A1", "A2", "B1", "C1"} <= set(shown(later))


def feasible(versions, changed, target):
    """The least and the most of one HSCP's count in one version, for someone who has both, and knows who changed."""
    names = list(BOARDS)
    of = {(version, hscp): version * len(names) + at for version in (0, 1) for at, hscp in enumerate(names)}
    rows, right = [], []
    for version, (values, table) in enumerate(versions):
        told = shown(table)
        for area, value in told.items():
            inside = [h for h in values if area in (h, BOARDS[h], "S")]
            rows.append(np.isin(np.arange(2 * len(names)), [of[version, h] for h in inside]).astype(float))
            right.append(value)
    for hscp in set(versions[0][0]) & set(versions[1][0]) - {changed}:
        row = np.zeros(2 * len(names))
        row[of[0, hscp]], row[of[1, hscp]] = 1, -1
        rows.append(row)
        right.append(0)
    ends = []
    for sign in (1, -1):
        cost = np.zeros(2 * len(names))
        cost[of[target]] = sign
        found = milp(
            cost, constraints=LinearConstraint(np.array(rows), right, right), integrality=np.ones(2 * len(names)),
            bounds=Bounds(0, 10_000),
        )  # fmt: skip
        assert found.success
        ends.append(round(sign * found.fun))
    return ends


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.one_of(st.integers(0, 9), st.integers(10, 400)), min_size=6, max_size=6),
    changed=st.sampled_from(list(BOARDS)),
    becomes=st.one_of(st.none(), st.integers(0, 9), st.integers(10, 400)),
)
def test_nobody_who_has_both_versions_can_pin_what_either_hides(values, changed, becomes):
    """`changed` comes late (where it becomes nothing else), or is corrected."""
    now = dict(zip(BOARDS, values, strict=True))
    then = {hscp: value for hscp, value in now.items() if hscp != changed} if becomes is None else now
    now = now if becomes is None else now | {changed: becomes}
    before = published(then)
    versions = [(then, before[1]), (now, published(now, before)[1])]
    for version, (told, table) in enumerate(versions):
        for hscp in set(told) - set(shown(table)):
            least, most = feasible(versions, changed, (version, hscp))
            assert most - least >= THRESHOLD, (version, hscp, least, most)


@pytest.mark.parametrize("late", ["A3", "B2"])
def test_it_would_be_told_without_looking_back(late):
    """The same without the version before: the difference of two totals is the late return's own count."""
    values = {"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 3}
    then = {hscp: value for hscp, value in values.items() if hscp != late}
    careless = [(then, published(then)[1]), (values, published(values)[1])]
    least, most = feasible(careless, None, (1, late))
    assert most - least < THRESHOLD
