"""Versions put together: what earlier ones showed must not tell what a new one hides."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.protection import Thresholds, Told, protect_after

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


def published(values, told=None, **how):
    """What is published of these counts after what was `told`, and all that is told with it."""
    how = {"person_quantities": ["waiting"], "thresholds": Thresholds(THRESHOLD)} | how
    return protect_after(told or Told.nothing(), counts(values), AREAS, **how)


def shown(table):
    return table[table.state != "suppressed"].set_index("area_code").value.astype(float).to_dict()


def test_a_late_return_of_few_is_told_by_no_total():
    # Two HSCPs and their Board were shown; the third of the Board comes late, with 3 people.
    before, told = published({"A1": 123, "A2": 106, "B1": 40, "B2": 50})
    assert set(shown(before)) == {"A1", "A2", "A", "B1", "B2", "B", "S"}
    now, _ = published({"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 50}, told)
    assert set(shown(now)) == {"A1", "A2", "B1", "B2", "B"}


def test_a_late_return_of_many_adds_to_every_total():
    _, told = published({"A1": 123, "A2": 106, "B1": 40, "B2": 50})
    now, _ = published({"A1": 123, "A2": 106, "A3": 30, "B1": 40, "B2": 50}, told)
    assert shown(now)["S"] == 349


def test_a_count_that_was_hidden_is_not_told_by_its_correction():
    values = {"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 50}
    before, told = published(values)
    hidden = set(values) - set(shown(before))
    assert "A3" in hidden
    assert len(hidden) > 1
    now, _ = published(values | {"A3": 23}, told)
    assert hidden.isdisjoint(shown(now))
    assert {"A", "S"}.isdisjoint(shown(now))


def without(values, hscp):
    return {each: value for each, value in values.items() if each != hscp}


def test_what_is_withdrawn_is_told_by_no_total():
    values = {"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 50}
    before, told = published(values)
    now, _ = published(without(values, "A3"), told)
    assert not {"A", "S"} & set(shown(now)) & set(shown(before))


class TestMemory:
    """What was told stays known, however many versions ago it was."""

    def test_a_return_that_was_taken_back_meanwhile_is_still_compared_with_what_it_was(self):
        values = {"A1": 123, "A2": 106, "A3": 30, "B1": 40, "B2": 50}
        _, told = published(values)
        taken_back, told = published({"B1": 40, "B2": 50}, told)
        assert "A" not in shown(taken_back)
        now, _ = published(values | {"A3": 3}, told)
        assert {"A", "S"}.isdisjoint(shown(now))

    def test_a_period_that_was_taken_back_altogether_is_not_forgotten(self):
        values = {"A1": 123, "A2": 106, "A3": 30, "B1": 40, "B2": 50}
        _, told = published(values)
        another = counts(values).assign(period="2025-26Q2")
        how = {"person_quantities": ["waiting"], "thresholds": Thresholds(THRESHOLD)}
        _, told = protect_after(told, another, AREAS, **how)
        now, _ = published(values | {"A3": 3}, told)
        assert {"A", "S"}.isdisjoint(shown(now))

    def test_a_total_that_gave_way_for_a_late_return_does_not_come_back(self):
        values = {"A1": 123, "A2": 106, "B1": 40, "B2": 50}
        _, told = published(values)
        for late in ({"A3": 3}, {"A3": 3, "C1": 60}, {"A3": 45, "C1": 60}):
            now, told = published(values | late, told)
            assert {"A", "S"}.isdisjoint(shown(now)), late

    def test_a_total_that_was_shown_is_not_held_back_and_shown_again(self):
        """A quarter is waited for anew when a return of it turns out to be partial."""
        values = {"A1": 448, "A2": 106, "A3": 400, "B1": 40, "B2": 50}
        _, told = published(values)
        _, told = published(values | {"A3": 3}, told, withheld=[QUARTER])
        now, _ = published(values | {"A1": 51, "A3": 3}, told)
        assert {"A", "S"}.isdisjoint(shown(now))


class TestHoldingBack:
    def test_totals_of_a_quarter_in_which_returns_are_expected_are_held_back_and_hscps_shown(self):
        values = {"A1": 123, "A2": 106, "B1": 40, "C1": 7}
        now, told = published(values, withheld=[QUARTER])
        assert shown(now) == {**values, "B": 40, "C": 7}  # a total of one HSCP is that HSCP's count
        later, _ = published(values | {"A3": 3}, told)
        assert "A3" not in shown(later)
        assert {"A1", "A2", "B1", "C1"} <= set(shown(later))

    def test_the_first_to_send_is_shown_though_its_board_and_scotland_wait_for_others(self):
        """The totals are its own count then: held back, and shown when the others are in."""
        awaited = [
            ("waiting", QUARTER, "", area, None, "not_submitted") for area in ("A2", "A3", "B1", "B2", "B", "C1", "C")
        ]
        first = counts({"A1": 123})
        first = pd.concat([first, pd.DataFrame(awaited, columns=first.columns).astype(first.dtypes)], ignore_index=True)
        how = {"person_quantities": ["waiting"], "thresholds": Thresholds(THRESHOLD)}
        now, told = protect_after(Told.nothing(), first, AREAS, withheld=[QUARTER], **how)
        assert shown(now)["A1"] == 123
        assert now.set_index("area_code").state[["A", "S"]].eq("suppressed").all()
        values = {"A1": 123, "A2": 106, "A3": 30, "B1": 40, "B2": 50, "C1": 7}
        later, _ = published(values, told)
        assert shown(later) == counts(values).set_index("area_code").value.to_dict()


def feasible(versions, changed, target):
    """The least and the most of one HSCP's count in one version, for someone who has kept all.

    `versions`: of each the counts of HSCPs and the published table; `changed`: whose count changed with each version
    after the first, which they know too; `target`: the number of a version, and an HSCP.
    """
    of = {each: at for at, each in enumerate((v, hscp) for v in range(len(versions)) for hscp in BOARDS)}
    rows, right = [], []

    def add(cells, value):
        row = np.zeros(len(of))
        for cell, sign in cells:
            row[of[cell]] = sign
        rows.append(row)
        right.append(value)

    for v, (values, table) in enumerate(versions):
        for area, value in shown(table).items():
            add([((v, hscp), 1) for hscp in values if area in (hscp, BOARDS[hscp], "S")], value)
    for v, who in enumerate(changed):
        for hscp in set(versions[v][0]) & set(versions[v + 1][0]) - {who}:
            add([((v, hscp), 1), ((v + 1, hscp), -1)], 0)
    ends = []
    for sign in (1, -1):
        cost = np.zeros(len(of))
        cost[of[target]] = sign
        found = milp(
            cost, constraints=LinearConstraint(np.array(rows), right, right), integrality=np.ones(len(of)),
            bounds=Bounds(0, 10_000),
        )  # fmt: skip
        assert found.success
        ends.append(round(sign * found.fun))
    return ends


NUMBERS = st.one_of(st.integers(0, 9), st.integers(10, 400))


@settings(max_examples=60, deadline=None)
@given(
    first=st.lists(st.one_of(st.none(), NUMBERS), min_size=6, max_size=6),
    steps=st.lists(st.tuples(st.sampled_from(list(BOARDS)), st.one_of(st.none(), NUMBERS)), min_size=1, max_size=3),
    waiting=st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_nobody_who_has_kept_all_versions_can_pin_what_any_hides(first, steps, waiting):
    """With each version the return of one HSCP comes, is corrected or taken back; the quarter may wait for more."""
    values = {hscp: value for hscp, value in zip(BOARDS, first, strict=True) if value is not None}
    told, versions = Told.nothing(), []
    for (hscp, value), waits in zip([(None, None), *steps], waiting, strict=False):
        values = without(values, hscp) if value is None else values | {hscp: value}
        if not values:
            return
        table, told = published(values, told, withheld=[QUARTER] if waits else [])
        versions.append((values, table))
    for v, (values, table) in enumerate(versions):
        for hscp in set(values) - set(shown(table)):
            least, most = feasible(versions, [hscp for hscp, _ in steps], (v, hscp))
            assert most - least >= THRESHOLD, (v, hscp, least, most)


@pytest.mark.parametrize("late", ["A3", "B2"])
def test_it_would_be_told_without_looking_back(late):
    """The same without the version before: the difference of two totals is the late return's own count."""
    values = {"A1": 123, "A2": 106, "A3": 3, "B1": 40, "B2": 3}
    then = without(values, late)
    careless = [(then, published(then)[0]), (values, published(values)[0])]
    least, most = feasible(careless, [None], (1, late))
    assert most - least < THRESHOLD
