"""Rounded counts are tested by attack too, and by what they may not depend on."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.measures.breakdown import links_of_breakdown
from app.measures.relations import links_of_returns
from app.protection import Thresholds, round_counts
from tests.unit.protection.attacker import CONTACTS, ENDS, REFERRALS, THRESHOLD, Cell, Values, rules
from tests.unit.protection.made_up import QUARTERS, YEAR, added_up, areas, people, returns

WAITING = "waiting_at_end"
SMALL = 7
"""Up to which count all are hidden, where 5 is the threshold: 8 rounds to 10."""
LINKS = [*links_of_returns(QUARTERS), *links_of_breakdown([YEAR])]


def rounded(values: Values, places: pd.DataFrame, **changed) -> dict[Cell, float]:
    """What is published of counts; NaN where it is hidden."""
    index = pd.MultiIndex.from_tuples(values, names=["quantity", "period", "category", "area_code"])
    counts = pd.DataFrame({"value": list(values.values())}, index=index).reset_index().astype({"value": "Float64"})
    counts["value"] = counts.value.where(counts.value >= 0)
    counts["state"] = np.where(counts.value.isna(), "suppressed", "reported")
    thresholds = changed.get("thresholds", Thresholds(THRESHOLD))
    table = round_counts(counts, places, person_quantities=counts.quantity.unique(), thresholds=thresholds, links=LINKS)
    assert (table.value.isna() == (table.state == "suppressed")).all()
    cells = table[list(index.names)].itertuples(index=False, name=None)
    return dict(zip(cells, table.value.to_numpy(dtype=float, na_value=np.nan), strict=True))


def waiting(places: pd.DataFrame, *counts: float) -> Values:
    hscps = places.area_code[places.area_level == "hscp"]
    return added_up({(WAITING, QUARTERS[0], "", hscp): n for hscp, n in zip(hscps, counts, strict=True)}, places)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (8, 10), (12, 10), (13, 15), (1_002, 1_000)])
def test_counts_are_rounded_to_the_nearest_five(count, shown):
    published = rounded(waiting(areas([1]), count), areas([1]))
    assert set(published.values()) == {shown}


def test_small_counts_are_hidden_and_larger_areas_are_sums_of_what_is_shown():
    places = areas([2, 2])
    published = rounded(waiting(places, 41, 43, 62, 3), places)
    of = {area: count for (*_, area), count in published.items()}
    assert np.isnan(of["h11"])
    # 60 and 2.5, half of the threshold, for the 3: not the true total, of which the manager of the 62 knows the rest.
    assert {area: of[area] for area in ("h00", "h01", "h10", "B0", "B1", "S")} == {
        "h00": 40, "h01": 45, "h10": 60, "B0": 85, "B1": 65, "S": 150
    }  # fmt: skip


@pytest.mark.parametrize(("sensitive", "largest"), [(False, 7), (True, 12)])
def test_who_knows_all_rules_knows_of_a_small_count_only_that_it_is_in_a_wide_range(sensitive, largest):
    # Everything that is published is the same whichever it is, and total shown: 7 - 1 and 12 - 1 are wide enough.
    places, thresholds = areas([2, 2]), Thresholds(5, 10, frozenset({"substance_use"}))
    count = ("signposts", YEAR, "substance_use" if sensitive else "housing")
    tables = []
    for small in range(1, largest + 1):
        others = {"h00": 41.0, "h01": 43.0, "h10": 620.0}
        values = {(*count, hscp): n for hscp, n in (others | {"h11": float(small)}).items()}
        values |= {(*count, "S"): sum(values.values())}
        tables.append(rounded(values, places, thresholds=thresholds))
    assert np.isnan(tables[0][*count, "h11"])
    assert tables[0][*count, "S"] == 710
    for table in tables[1:]:
        np.testing.assert_equal(table, tables[0])


def test_a_total_of_mostly_hidden_counts_is_hidden():
    places = areas([3])
    published = rounded(waiting(places, 3, 4, 20), places)
    assert np.isnan([published[WAITING, QUARTERS[0], "", area] for area in ("h00", "h01", "B0", "S")]).all()


def test_what_would_tell_a_small_part_is_hidden_with_it():
    # 8 of 10 accepted: shown as 10 of 10, they would tell that at most 4 were declined.
    places = areas([2])
    told = {REFERRALS: 10, ENDS[0]: 8, ENDS[1]: 2, ENDS[2]: 0} | dict.fromkeys((f"{end}_known" for end in ENDS), 10)
    values = {(name, QUARTERS[0], "", "h00"): float(count) for name, count in told.items()}
    values |= {(name, QUARTERS[0], "", "h01"): 20.0 * (count + 1) for name, count in told.items()}
    published = rounded(added_up(values, places), places)
    hidden = {name for (name, *_, area), count in published.items() if area == "h00" and np.isnan(count)}
    assert ENDS[1] in hidden
    assert hidden & {REFERRALS, ENDS[0]}


def test_a_sensitive_category_has_its_own_threshold():
    places = areas([1])
    values = {("signposts", YEAR, category, "h00"): 8.0 for category in ("housing", "domestic_abuse")}
    values |= {("signposts", YEAR, category, "S"): 8.0 for category in ("housing", "domestic_abuse")}
    published = rounded(values, places, thresholds=Thresholds(5, 10, frozenset({"domestic_abuse"})))
    assert published["signposts", YEAR, "housing", "h00"] == 10
    assert np.isnan(published["signposts", YEAR, "domestic_abuse", "h00"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(returns(), people()))
def test_no_small_count_of_random_tables_can_be_told_by_who_knows_the_rules(table):
    values, places = table
    published = rounded(values, places)
    level = places.set_index("area_code").area_level
    for cell, count in published.items():
        if level[cell[3]] == "hscp" and not np.isnan(count):
            assert count % 5 == 0
            assert abs(count - values[cell]) <= 2
            assert (values[cell] == 0) == (count == 0)
    small = [cell for cell, count in values.items() if 1 <= count <= SMALL and level[cell[3]] == "hscp"]
    assert np.isnan([published[cell] for cell in small]).all()
    for cell in small:
        lowest, highest = possible(cell, values, published, places)
        assert highest - lowest >= THRESHOLD, cell


def possible(cell: Cell, values: Values, published: dict[Cell, float], places: pd.DataFrame) -> tuple[float, float]:
    """The least and the most that a small count can be, for one who knows how counts are rounded, linked and added up.

    Small counts and those hidden with them look the same, but for what larger areas tell by being hidden or not.
    """
    inside = [each for each in values if each[3] == cell[3]]
    at = {each: number for number, each in enumerate(inside)}
    bounds = [_bounds(each, published, places, np.isnan(values[each])) for each in inside]
    rows, low, high = [], [], []
    for factors, most in rules({each: values[each] for each in inside}, places[places.area_level == "hscp"]):
        row = np.zeros(len(inside))
        row[[at[each] for each in factors]] = list(factors.values())
        rows.append(row)
        low.append(0.0)
        high.append(most)
    within = [LinearConstraint(np.array(rows), low, high)] if rows else []
    limits = Bounds(*np.array(bounds, dtype=float).T)
    ends = []
    for direction in (1, -1):
        aim = np.zeros(len(inside))
        aim[at[cell]] = direction
        found = milp(aim, integrality=1, bounds=limits, constraints=within, options={"presolve": False})
        assert found.success, found.message
        ends.append(round(found.x[at[cell]]))
    return ends[0], ends[1]


def _bounds(cell: Cell, published: dict[Cell, float], places: pd.DataFrame, at_source: bool) -> tuple[float, float]:
    shown = published[cell]
    if not np.isnan(shown):
        return (0, 0) if shown == 0 else (max(shown - 2, SMALL + 1), shown + 2)
    lowest, highest = 0, 10_000
    if at_source:
        return lowest, highest
    board_of = places[places.area_level == "hscp"].set_index("area_code").board_code
    for whole, hscps in {board_of[cell[3]]: board_of.index[board_of == board_of[cell[3]]], "S": board_of.index}.items():
        parts = [published[*cell[:3], hscp] for hscp in hscps if (*cell[:3], hscp) in published]
        assumed = THRESHOLD / 2 * np.isnan(parts).sum()
        if not np.isnan(published.get((*cell[:3], whole), np.nan)):
            highest = SMALL  # or the total would not be shown
        elif (*cell[:3], whole) in published and np.isnan(parts).sum() == 1 and assumed <= np.nansum(parts) / 9:
            lowest = SMALL + 1  # or it would be
    return lowest, highest


def test_the_attack_of_this_file_undoes_too_little():
    told = {CONTACTS: 10, "contacts_way_known": 10, "contacts_practice": 8, "contacts_home": 2}
    told |= {"contacts_community": 0, "contacts_remote": 0}
    values = {(name, QUARTERS[0], "", "h00"): float(count) for name, count in told.items()}
    naive = {cell: np.nan if count == 2 else float(5 * round(count / 5)) for cell, count in values.items()}
    home = ("contacts_home", QUARTERS[0], "", "h00")
    assert possible(home, values, naive, areas([1])) == (0, 4)
