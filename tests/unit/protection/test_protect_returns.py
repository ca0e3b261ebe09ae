"""Counts of returns are tested by attack: programmes written for the tests over all that a reader knows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.geography.areas import areas as everywhere
from app.measures.breakdown import PEOPLE, as_counts, links_of_breakdown
from app.measures.catalogue import QUANTITIES
from app.measures.outcomes import links_of_outcomes
from app.measures.relations import links_of_returns
from app.protection import Thresholds, protect
from app.store import open_store
from tests.unit.protection.attacker import (
    PAIRED,
    REFERRALS,
    THRESHOLD,
    Attack,
    Cell,
    Values,
    own_of,
    rules,
)
from tests.unit.protection.made_up import FEW, QUARTERS, YEAR, added_up, areas, cases, people, returns


def protected(values: Values, places: pd.DataFrame, links: list) -> set[Cell]:
    """Which cells are hidden."""
    index = pd.MultiIndex.from_tuples(values, names=["quantity", "period", "category", "area_code"])
    counts = pd.DataFrame({"value": list(values.values())}, index=index).reset_index().astype({"value": "Float64"})
    counts["value"] = counts.value.where(counts.value >= 0)
    counts["state"] = np.where(counts.value.isna(), "suppressed", "reported")
    people = counts.quantity.unique()
    table = protect(counts, places, person_quantities=people, thresholds=Thresholds(THRESHOLD), links=links)
    hidden = table[table.state == "suppressed"]
    assert hidden.value.isna().all()
    return set(hidden[list(index.names)].itertuples(index=False, name=None))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(returns())
def test_no_hidden_count_of_random_returns_can_be_pinned_down(table):
    values, places = table
    _nobody_can_pin(values, places, list(links_of_returns(QUARTERS)))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(returns(cases))
def test_a_later_quarter_changes_nothing_of_an_earlier_one(table):
    values, places = table
    links = list(links_of_returns(QUARTERS))
    hidden = protected(values, places, links)
    for last in QUARTERS[:-1]:
        until = {cell: count for cell, count in values.items() if cell[1] <= last}
        if until:
            assert protected(until, places, links) == hidden & until.keys()


def test_a_year_is_published_after_its_quarters_and_changes_nothing_of_them():
    places = areas([2, 2])
    quarters = {
        (REFERRALS, f"{YEAR}Q{n}", "", f"h{hscp}"): 40.0 for n in range(1, 5) for hscp in ("00", "01", "10", "11")
    }
    quarters |= {(REFERRALS, f"{YEAR}Q1", "", "h00"): 3.0}
    people = {("people_referred", YEAR, "all all", f"h{hscp}"): 120.0 for hscp in ("01", "10", "11")}
    people |= {("people_referred", YEAR, "all all", "h00"): 123.0}  # shown, it tells of 3 or more in the first quarter
    links = list(links_of_breakdown([YEAR]))
    before = protected(added_up(quarters, places), places, links)
    values = added_up(quarters | people, places)
    hidden = protected(values, places, links)
    assert before == {cell for cell in hidden if cell[0] == REFERRALS}
    _nobody_can_pin(values, places, links)


def test_an_hscp_that_is_known_to_have_nobody_protects_nobody():
    # h00 had no referrals, as all quarters show, so that nobody was referred: its zeros hidden would fool no one.
    places = areas([1, 1])
    values = {
        (REFERRALS, f"{YEAR}Q{n}", "", hscp): count for n in range(1, 5) for hscp, count in (("h00", 0.0), ("h10", 5.0))
    }
    for category, count in (("sex male", 1.0), ("sex other", 4.0), ("all all", 5.0)):
        values |= {("people_referred", YEAR, category, "h10"): count, ("people_referred", YEAR, category, "h00"): 0.0}
    values = added_up(values, places)
    hidden = protected(values, places, list(links_of_breakdown([YEAR])))
    assert {(*cell[2:],) for cell in hidden} == {
        (sex, area) for sex in ("sex male", "sex other") for area in ("h10", "S")
    }
    _nobody_can_pin(values, places, list(links_of_breakdown([YEAR])))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people())
def test_no_hidden_count_of_people_by_category_can_be_pinned_down(table):
    values, places = table
    _nobody_can_pin(values, places, list(links_of_breakdown([YEAR])))


@settings(max_examples=25, deadline=None)
@given(st.tuples(FEW, FEW, FEW, FEW, FEW, st.booleans()))
def test_no_hidden_count_of_scores_can_be_pinned_down(drawn):
    up3, more, down, same, unpaired, partly = drawn
    paired = up3 + more + down + same
    told = {"n_baseline": paired + unpaired, PAIRED: paired, "n_followed": paired, "n_up1_known": paired}
    told |= {"n_up1": up3 + more, "n_up3": up3, "n_up3_known": paired, "n_down1": down, "n_down1_known": paired}
    if partly:
        told["n_down1_known"] = paired - same
    values = {(name, YEAR, "swemwbs", "h00"): float(count) for name, count in told.items()}
    _nobody_can_pin(
        values, areas([1]), list(links_of_outcomes(pd.DataFrame({"period": [YEAR], "instrument": "swemwbs"})))
    )


def _nobody_can_pin(values: Values, places: pd.DataFrame, links: list) -> None:
    hidden = protected(values, places, links)
    assert {cell for cell, count in values.items() if 1 <= count < THRESHOLD} <= hidden
    known = list(rules(values, places))
    for insider in (None, *places.area_code[places.area_level == "hscp"]):
        own = own_of(insider, values, places)
        attack = Attack(values, hidden, known, own)
        totals = {cell for cell in hidden if _is_of(insider, cell, values, hidden)}
        widths = attack.widths([cell for cell in attack.unknown if cell not in own | totals])
        assert {cell: width for cell, width in widths.items() if width < THRESHOLD} == {}, insider


def _is_of(insider: str | None, cell: Cell, values: Values, hidden: set[Cell]) -> bool:
    """Whether a cell is a total of what an insider hid at source, or of their own people and, as is shown, nobody's."""
    if insider is None or cell[3].startswith("h"):
        return False
    parts = {part: value for part, value in values.items() if part[:3] == cell[:3] and part[3].startswith("h")}
    own = parts.pop((*cell[:3], insider), 0.0)
    return np.isnan([values[cell], own]).all() or (values[cell] == own and parts.keys().isdisjoint(hidden))


def test_the_attack_of_this_file_undoes_too_little():
    places = areas([2])
    values = added_up(
        {("waiting_at_end", QUARTERS[0], "", hscp): n for hscp, n in (("h00", 3.0), ("h01", 40.0))}, places
    )
    small = {cell for cell, count in values.items() if count == 3}
    known = list(rules(values, places))
    assert list(Attack(values, small, known, set()).widths(list(small)).values()) == [0]
    two = {cell for cell in values if cell[3].startswith("h")}
    assert set(Attack(values, two, known, set()).widths(list(two)).values()) == {43}
    own = own_of("h01", values, places)
    assert list(Attack(values, two, known, own).widths(list(two - own)).values()) == [0]


@pytest.fixture(scope="module")
def shipped(sample_store):
    """Of the shipped sample, the true counts of returns and of people by category, and which are hidden."""
    version = open_store(sample_store).current()
    true = pd.concat([version.derived("cube").assign(category=""), as_counts(version.derived("breakdown"))])
    shown = pd.concat([version.derived("published"), version.derived("published_breakdown")])
    people = [name for name, quantity in QUANTITIES.items() if quantity.sensitivity == "person"]
    counted = true.quantity.isin([*people, PEOPLE]) & true.state.isin(["reported", "partial", "suppressed"])
    counted = counted.to_numpy()
    keys = true.loc[counted, ["quantity", "period", "category", "area_code"]].itertuples(index=False, name=None)
    values = dict(zip(keys, true.value[counted].to_numpy(dtype=float, na_value=np.nan), strict=True))
    states = shown.state[counted]
    return values, {cell for cell, state in zip(values, states, strict=True) if state == "suppressed"}


def test_nothing_of_the_shipped_sample_can_be_pinned_down(shipped):
    values, hidden = shipped
    assert {cell for cell, count in values.items() if 1 <= count < THRESHOLD} <= hidden
    known = list(rules(values, everywhere()))
    random = np.random.default_rng(5)
    managers = sorted({cell[3] for cell in hidden if cell[3].startswith("S37")})
    for insider, tries in ((None, 60), *((manager, 20) for manager in random.choice(managers, 3, replace=False))):
        own = own_of(insider, values, everywhere())
        attack = Attack(values, hidden, known, own)
        others = [cell for cell in attack.unknown if cell not in own]
        widths = attack.widths([others[number] for number in random.choice(len(others), tries, replace=False)])
        assert min(widths.values()) >= THRESHOLD, (insider, min(widths, key=widths.get))
