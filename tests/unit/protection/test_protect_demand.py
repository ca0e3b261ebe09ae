"""Demand for services is tested by attack: integer programmes written for this test over all that a reader knows."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from app.contract.tables import UNMET_REASONS
from app.geography.areas import areas as everywhere
from app.measures.demand import BASE, QUANTITIES, links_of_demand
from app.protection import Thresholds, protect
from app.store import open_store

THRESHOLD = 5
WITHIN = ("signposts", BASE, "unmet")  # each at least the next
Cell = tuple[str, str]  # a quantity in an area


def areas(boards: dict[str, list[str]]) -> pd.DataFrame:
    rows = [(hscp, "hscp", board) for board, hscps in boards.items() for hscp in hscps]
    rows += [(board, "board", board) for board in boards] + [("S", "scotland", None)]
    return pd.DataFrame(rows, columns=["area_code", "area_level", "board_code"])


def counts_of(signposts: int, *reasons: int) -> dict[str, int]:
    """What an HSCP tells: signposts, and of how many it is known for which of the first reasons they were unmet."""
    told = dict.fromkeys(UNMET_REASONS, 0) | dict(zip(UNMET_REASONS, reasons, strict=False))
    return {"signposts": signposts, BASE: signposts, "unmet": sum(reasons)} | told


def added_up(hscps: dict[str, dict[str, int]], places: pd.DataFrame) -> dict[Cell, float]:
    """The counts of HSCPs with those of Boards (not of reasons) and Scotland."""
    values = {(quantity, area): float(count) for area, told in hscps.items() for quantity, count in told.items()}
    board_of = places.set_index("area_code").board_code
    for (quantity, area), count in list(values.items()):
        for whole in ("S",) if quantity in UNMET_REASONS else (board_of[area], "S"):
            values[quantity, whole] = values.get((quantity, whole), 0.0) + count
    return values


def protect_values(
    values: dict[Cell, float], places: pd.DataFrame, at_source: frozenset[Cell] = frozenset()
) -> set[Cell]:
    """Which cells are hidden of those that have a value."""
    keys = pd.MultiIndex.from_tuples(values, names=["quantity", "area_code"])
    cube = pd.DataFrame({"value": list(values.values()), "state": "reported"}, index=keys).reset_index()
    cube = cube.assign(period="2024-25", category="housing").astype({"value": "Float64"})
    source = [cell in at_source for cell in values]
    cube.loc[source, ["value", "state"]] = [pd.NA, "suppressed"]
    result = protect(
        cube,
        places,
        person_quantities=QUANTITIES,
        thresholds=Thresholds(THRESHOLD),
        links=links_of_demand(cube),
    )
    hidden = result[result.state == "suppressed"]
    assert hidden.value.isna().all()
    return set(zip(hidden.quantity, hidden.area_code, strict=True))


def relations(values: dict[Cell, float], places: pd.DataFrame) -> Iterator[tuple[dict[Cell, float], float]]:
    """What a reader knows: sums of cells with factors that are 0, or with `inf` as bound 0 or more."""
    level, board_of = (places.set_index("area_code")[name] for name in ("area_level", "board_code"))
    for quantity in dict.fromkeys(quantity for quantity, _ in values):
        there = [area for each, area in values if each == quantity]
        hscps, boards, (scotland,) = ([a for a in there if level[a] == each] for each in ("hscp", "board", "scotland"))
        for board in boards:
            yield {(quantity, board): -1.0} | {(quantity, h): 1.0 for h in hscps if board_of[h] == board}, 0.0
        yield {(quantity, scotland): -1.0} | {(quantity, part): 1.0 for part in boards or hscps}, 0.0
    for area in (area for area in level.index if level[area] == "hscp"):
        for whole, part in pairwise(WITHIN):
            if (part, area) in values:
                all_of_it = part == BASE and values[part, area] == values[whole, area]
                yield {(whole, area): 1.0, (part, area): -1.0}, 0.0 if all_of_it else np.inf
        reasons = [(reason, area) for reason in UNMET_REASONS if (reason, area) in values]
        left = values.get(("unmet", area), 0.0) - sum(values[reason] for reason in reasons)
        if reasons and left >= 0:  # more reasons than unmet: of other quarters, and nothing follows
            yield {("unmet", area): 1.0} | dict.fromkeys(reasons, -1.0), 0.0 if left == 0 else np.inf


def pinned(
    values: dict[Cell, float], hidden: set[Cell], places: pd.DataFrame, insider: str | None = None
) -> dict[Cell, tuple[float, float]]:
    """The hidden cells of which `insider` (None: anyone), who knows all of an HSCP's own figures, can say that they
    lie within fewer than THRESHOLD + 1 whole numbers.
    """
    own = _owns(insider, values, places) if insider else set()
    unknown = [cell for cell in values if cell in hidden - own]
    at = {cell: number for number, cell in enumerate(unknown)}
    rows, low, high = [], [], []
    for factors, bound in relations(values, places):
        if at.keys() & factors.keys():
            known = sum(factor * values[cell] for cell, factor in factors.items() if cell not in at)
            row = np.zeros(len(unknown))
            row[[at[cell] for cell in factors if cell in at]] = [f for cell, f in factors.items() if cell in at]
            rows.append(row)
            low.append(-known)
            high.append(bound - known)
    if not rows:
        return {}
    rules = LinearConstraint(np.array(rows), low, high)
    smallest = np.array([values[cell] for cell in unknown])
    largest = smallest.copy()
    most = 2 * max(values.values()) + 10 * THRESHOLD
    for number in range(len(unknown)):
        for direction in (1, -1):
            if largest[number] - smallest[number] < THRESHOLD:
                aim = np.zeros(len(unknown))
                aim[number] = direction
                solution = _best(aim, rules, most)
                smallest, largest = np.minimum(smallest, solution), np.maximum(largest, solution)
    narrow = largest - smallest < THRESHOLD
    return {unknown[number]: (smallest[number], largest[number]) for number in np.flatnonzero(narrow)}


def _best(aim: np.ndarray, rules: LinearConstraint, most: float) -> np.ndarray:
    """Whole numbers that fit the rules and make `aim` least: the linear programme's, where they are whole."""
    found = milp(aim, bounds=Bounds(0, most), constraints=rules)
    if found.success and not np.allclose(found.x, np.round(found.x), atol=1e-6):
        # Without presolve: with it, HiGHS gives some of these tables an optimum that is none.
        found = milp(aim, integrality=1, bounds=Bounds(0, most), constraints=rules, options={"presolve": False})
    assert found.success, found.message
    return np.round(found.x)


def _owns(insider: str, values: dict[Cell, float], places: pd.DataFrame) -> set[Cell]:
    """The figures of the insider's HSCP, and of larger areas in which only that HSCP has one."""
    parts: dict[Cell, set[str]] = {}
    for area, level, board in places[["area_code", "area_level", "board_code"]].itertuples(index=False):
        if level == "hscp":
            for quantity in {quantity for quantity, there in values if there == area}:
                for whole in (area, board, *places.area_code[places.area_level == "scotland"]):
                    parts.setdefault((quantity, whole), set()).add(area)
    return {cell for cell, hscps in parts.items() if hscps == {insider}}


PLACES = areas({"A": ["a1", "a2"], "B": ["b1", "b2", "b3"]})
BIG = {
    "a1": counts_of(90, 9, 9, 9),
    "a2": counts_of(80, 8, 8, 8),
    "b1": counts_of(70, 7, 7, 7),
    "b2": counts_of(60, 6, 6, 6),
    "b3": counts_of(50, 5, 5, 5),
}
FIRST, SECOND = UNMET_REASONS[:2]


def test_without_small_counts_everything_is_shown():
    assert protect_values(added_up(BIG, PLACES), PLACES) == set()


def test_a_small_reason_is_hidden_with_company_in_its_area_and_its_column():
    values = added_up(BIG | {"b3": counts_of(50, 3, 6, 6)}, PLACES)
    hidden = protect_values(values, PLACES)
    assert (FIRST, "b3") in hidden
    assert sum((reason, "b3") in hidden for reason in UNMET_REASONS) >= 2
    assert (FIRST, "S") in hidden or sum((FIRST, area) in hidden for area in BIG) >= 3  # insiders know one
    assert ("signposts", "b3") not in hidden  # the base stays


def test_the_attack_of_this_file_undoes_too_little():
    values = added_up(BIG | {"b3": counts_of(50, 3, 6, 6)}, PLACES)
    small = {(FIRST, "b3")}
    assert pinned(values, small, PLACES) == {(FIRST, "b3"): (3, 3)}
    row_and_column = small | {(SECOND, "b3"), (FIRST, "b2"), (SECOND, "b2")}
    assert pinned(values, row_and_column, PLACES) == {}
    assert pinned(values, row_and_column, PLACES, "b2").keys() == {(FIRST, "b3"), (SECOND, "b3")}


def test_what_is_left_over_of_signposts_is_guarded_when_it_is_small():
    # 88 of a1's 90 were unmet: showing both would tell that 2 people were served.
    hidden = protect_values(added_up(BIG | {"a1": counts_of(90, 30, 30, 28)}, PLACES), PLACES)
    assert hidden & {("signposts", "a1"), ("unmet", "a1")}


def test_signposts_and_their_base_are_shown_together_where_they_are_the_same():
    hidden = protect_values(added_up(BIG | {"a1": counts_of(3, 1)}, PLACES), PLACES)
    assert {("signposts", "a1"), (BASE, "a1")} <= hidden
    assert {area for name, area in hidden if name == "signposts"} == {area for name, area in hidden if name == BASE}


def test_a_small_count_whose_reasons_were_not_collected_is_hidden_and_the_rest_published():
    # Scotland's unmet less its reasons is what b3 had unmet: b3 knows that, and nobody else may.
    told = counts_of(50, 4)
    hscps = BIG | {"b3": {name: told[name] for name in WITHIN}}
    values = added_up(hscps, PLACES)
    hidden = protect_values(values, PLACES)
    assert ("unmet", "b3") in hidden
    for insider in (None, *BIG):
        assert pinned(values, hidden, PLACES, insider) == {}
    assert len(hidden) < len(values) / 2


def test_what_one_hscp_hid_among_its_reasons_cannot_be_worked_out():
    values = added_up(BIG, PLACES)
    at_source = frozenset({(FIRST, "a1"), (FIRST, "S")})
    hidden = protect_values(values, PLACES, at_source)
    assert at_source <= hidden
    for insider in (None, "a2", "b1", "b2", "b3"):
        assert pinned(values, hidden, PLACES, insider) == {}


def test_reasons_of_other_quarters_than_what_was_unmet_do_not_stop_publication():
    # Unmet was told for fewer quarters than the reasons, one of which is hidden at source: they cannot add up.
    odd = counts_of(90, 9, 9, 9) | {"unmet": 8}
    values = added_up(BIG | {"a1": odd}, PLACES)
    at_source = frozenset({(FIRST, "a1"), (FIRST, "S")})
    assert at_source <= protect_values(values, PLACES, at_source)


SMALL = st.one_of(st.integers(0, 6), st.integers(0, 60))


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[Cell, float], pd.DataFrame, frozenset[Cell]]:
    """A few HSCPs in a few Boards; some tell nothing, no reasons, or not of all their signposts how many were unmet;
    some hide a reason at source.
    """
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    places = areas({f"B{board}": [f"h{board}{n}" for n in range(size)] for board, size in enumerate(sizes)})
    hscps, at_source = {}, set()
    for area in places.area_code[places.area_level == "hscp"]:
        reasons = draw(st.lists(SMALL, min_size=1, max_size=4))
        told = counts_of(sum(reasons) + draw(SMALL), *reasons)
        match draw(st.sampled_from(["all", "all", "all", "nothing", "signposts", "no reasons", "some", "hidden"])):
            case "nothing":
                continue
            case "signposts":
                told = {"signposts": told["signposts"]}
            case "no reasons":
                told = {name: told[name] for name in WITHIN}
            case "some":
                told[FIRST] = draw(st.integers(0, told[FIRST]))
                told["signposts"] += draw(SMALL)
            case "hidden" if told[FIRST]:
                at_source |= {(FIRST, area), (FIRST, "S")}
        hscps[area] = told
    return added_up(hscps, places), places, frozenset(at_source)


@settings(max_examples=25, deadline=None)
@given(tables())
def test_no_hidden_cell_of_a_random_table_can_be_pinned_down(table):
    values, places, at_source = table
    if not values:
        return
    hidden = protect_values(values, places, at_source)
    assert {cell for cell, count in values.items() if 1 <= count < THRESHOLD} <= hidden
    for insider in (None, *places.area_code[places.area_level == "hscp"]):
        narrow = pinned(values, hidden, places, insider)
        # What an insider hid themselves, its totals included, they may know.
        assert [cell for cell in narrow if not (cell in at_source and (cell[0], insider) in at_source)] == []


def test_nothing_of_the_shipped_sample_can_be_pinned_down(sample_store):
    version = open_store(sample_store).current()
    true, published = (version.derived(name) for name in ("demand", "published_demand"))
    random = np.random.default_rng(3)
    blocks = true[["period", "category"]].drop_duplicates().sample(2, random_state=random)
    for period, category in blocks.itertuples(index=False):
        rows = true[(true.period == period) & (true.category == category) & true.value.notna()]
        values = dict(zip(zip(rows.quantity, rows.area_code, strict=True), rows.value.astype(float), strict=True))
        shown = published[(published.period == period) & (published.category == category)]
        shown = shown[shown.state == "suppressed"]
        hidden = set(zip(shown.quantity, shown.area_code, strict=True))
        assert {cell for cell, count in values.items() if 1 <= count < THRESHOLD} <= hidden
        insiders = random.choice(sorted({area for _, area in hidden if area.startswith("S37")}), 2, replace=False)
        for insider in (None, *insiders):
            assert pinned(values, hidden, everywhere(), insider) == {}
