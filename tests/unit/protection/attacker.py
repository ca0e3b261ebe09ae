"""An attacker written for the tests: what can be said of hidden counts by whoever knows what is shown and the rules.

What links counts is written here once more, from the rules of the contract.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from app.contract.periods import Quarter
from app.contract.tables import UNMET_REASONS
from app.measures.demand import BASE

THRESHOLD = 5
SENSITIVE, AT_LEAST_SENSITIVE = ("domestic_abuse", "immigration_and_asylum", "substance_use"), 10
Cell = tuple[str, str, str, str]  # quantity, period, category, area
Values = dict[Cell, float]
Rule = tuple[dict[Cell, float], float]  # factors of cells; their sum is 0, or from 0 to this bound

REFERRALS, CONTACTS, CLOSED, PAIRED = "referrals_received", "contacts_attended", "cases_closed", "n_paired"
ENDS = ("referrals_accepted", "referrals_declined", "referrals_inappropriate")
WAYS = ("contacts_practice", "contacts_home", "contacts_community", "contacts_remote")
KNOWN = {f"{end}_known": REFERRALS for end in ENDS}
KNOWN |= {"contacts_way_known": CONTACTS, "contacts_dna_known": CONTACTS, "people_disengaged_known": CLOSED}
KNOWN |= dict.fromkeys(("n_followed", "n_up1_known", "n_up3_known", "n_down1_known"), PAIRED)
KNOWN |= {BASE: "signposts"}
"""The same counts, over those rows of returns that tell something else too."""

AT_MOST = [
    (REFERRALS, ENDS), (PAIRED, ("n_up1", "n_down1")), ("n_up1", ("n_up3",)), ("n_baseline", ("n_followed",)),
    *((f"{part}_known", (part,)) for part in (*ENDS, "people_disengaged", "n_up1", "n_down1")), (BASE, ("unmet",)),
    ("unmet", UNMET_REASONS),
]  # fmt: skip
ADD_UP = [("contacts_way_known", WAYS), ("contacts_booked", ("contacts_dna_known", "contacts_dna"))]
ADD_UP += [("unmet", UNMET_REASONS)]


def threshold(cell: Cell) -> int:
    """How wide the range of a hidden count must be at least."""
    return AT_LEAST_SENSITIVE if cell[2] in SENSITIVE else THRESHOLD


def rules(values: Values, places: pd.DataFrame) -> Iterator[Rule]:
    """What a reader knows of cells, be they shown or hidden. `values`: the truth, which no reader has."""
    level, board_of = (places.set_index("area_code")[name].to_dict() for name in ("area_level", "board_code"))
    there: dict[tuple[str, str, str], list[str]] = {}
    for quantity, period, category, area in values:
        there.setdefault((quantity, period, category), []).append(area)
    for count, areas in there.items():
        hscps = [area for area in areas if level[area] == "hscp"]
        boards = [area for area in areas if level[area] == "board"]
        for board in boards:
            yield {(*count, board): -1.0} | {(*count, hscp): 1.0 for hscp in hscps if board_of[hscp] == board}, 0.0
        if scotland := [area for area in areas if level[area] == "scotland"]:
            yield {(*count, scotland[0]): -1.0} | {(*count, part): 1.0 for part in boards or hscps}, 0.0
    for factors, most in _within_hscps(values, level):
        factors = {cell: factor for cell, factor in factors.items() if cell in values}
        sum_of = sum(factor * values[cell] for cell, factor in factors.items())
        holds = np.isnan(sum_of) or 0 <= sum_of <= most  # what is not so in these returns is of no use to anyone
        if len(factors) > 1 and holds:
            yield factors, most


def _within_hscps(values: Values, level: dict[str, str]) -> Iterator[Rule]:
    for quantity, period, category, hscp in (cell for cell in values if level[cell[3]] == "hscp"):
        at = (period, category, hscp)
        if quantity in KNOWN:
            all_of_it = values[(quantity, *at)] == values.get((KNOWN[quantity], *at))
            yield {(KNOWN[quantity], *at): 1.0, (quantity, *at): -1.0}, 0.0 if all_of_it else np.inf
        for bounds, most in ((AT_MOST, np.inf), (ADD_UP, 0.0)):
            for whole, parts in bounds:
                if quantity == whole:
                    yield {(whole, *at): 1.0} | {(part, *at): -1.0 for part in parts}, most
        if quantity == "cases_opened":
            before = ("open_cases_end", str(Quarter.parse(period).shift(-1)), category, hscp)
            if before in values:
                yield {before: 1.0, (quantity, *at): 1.0, ("open_cases_end", *at): -1.0, (CLOSED, *at): -1.0}, 0.0
        if (quantity, category) == ("people_referred", "all all"):
            for dimension in ("age_band", "sex", "simd_quintile"):
                parts = [cell for cell in values if cell[1::2] == (period, hscp) and cell[2].startswith(dimension)]
                yield {(quantity, *at): 1.0} | dict.fromkeys(parts, -1.0), 0.0
            quarters = [(REFERRALS, f"{period}Q{number}", "", hscp) for number in range(1, 5)]
            yield dict.fromkeys(quarters, 1.0) | {(quantity, *at): -1.0}, np.inf


class Attack:
    """What someone can say of hidden cells who knows what is shown, the rules, and `own`."""

    def __init__(self, values: Values, hidden: set[Cell], known: list[Rule], own: set[Cell]) -> None:
        source = {cell for cell in hidden if np.isnan(values[cell])}
        self.unknown = [cell for cell in values if cell in (hidden - own) | source]
        at = {cell: number for number, cell in enumerate(self.unknown)}
        entries, self._low, self._high = [], [], []
        for factors, most in known:
            if at.keys() & factors.keys():
                shown = sum(factor * values[cell] for cell, factor in factors.items() if cell not in at)
                entries += [(len(self._low), at[cell], factor) for cell, factor in factors.items() if cell in at]
                self._low.append(-shown)
                self._high.append(most - shown)
        rows, cols, factors = map(np.array, zip(*entries, strict=True)) if entries else (np.empty(0, int),) * 3
        self._matrix = coo_array((factors, (rows, cols)), shape=(len(self._low), len(self.unknown))).tocsr()
        size = len(self._low) + len(self.unknown)
        graph = coo_array((np.ones(len(rows)), (rows, len(self._low) + cols)), shape=(size, size))
        self._group = connected_components(graph, directed=False)[1]
        self._most = 2 * np.nanmax(list(values.values())) + 10 * AT_LEAST_SENSITIVE

    def widths(self, cells: list[Cell]) -> dict[Cell, float]:
        """Of each cell the largest whole number that it can be less the smallest; less, if that is wide enough."""
        of_row, of_col = self._group[: len(self._low)], self._group[len(self._low) :]
        smallest, largest = np.full(len(of_col), np.inf), np.full(len(of_col), -np.inf)
        at = {cell: number for number, cell in enumerate(self.unknown)}
        for target in (at[cell] for cell in cells):
            rows, cols = (np.flatnonzero(each == of_col[target]) for each in (of_row, of_col))
            low, high = (np.array(bounds)[rows] for bounds in (self._low, self._high))
            for direction in (1.0, -1.0):
                if largest[target] - smallest[target] < threshold(self.unknown[target]):
                    aim = direction * (cols == target)
                    found = self._best(aim, self._matrix[rows][:, cols], low, high)
                    smallest[cols] = np.minimum(smallest[cols], found)
                    largest[cols] = np.maximum(largest[cols], found)
        return {cell: largest[at[cell]] - smallest[at[cell]] for cell in cells}

    def _best(self, aim: np.ndarray, matrix: csr_array, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Whole numbers that fit and make `aim` least."""
        within = [LinearConstraint(matrix, low, high)] if len(low) else []
        found = milp(aim, bounds=Bounds(0, self._most), constraints=within)
        if found.success and not np.allclose(found.x, np.round(found.x), atol=1e-6):
            # Without presolve: with it, HiGHS gives some of these tables an optimum that is none.
            found = milp(
                aim, integrality=1, bounds=Bounds(0, self._most), constraints=within, options={"presolve": False}
            )
        assert found.success, found.message
        return np.round(found.x)


def own_of(insider: str | None, values: Values, places: pd.DataFrame) -> set[Cell]:
    """The figures of the insider's HSCP, and those of larger areas in which only that HSCP has one."""
    board_of = places[places.area_level == "hscp"].set_index("area_code").board_code.to_dict()
    parts: dict[Cell, set[str]] = {}
    for *count, area in values:
        if area in board_of:
            for whole in (area, board_of[area], places.area_code[places.area_level == "scotland"].item()):
                parts.setdefault((*count, whole), set()).add(area)
    return {cell for cell, hscps in parts.items() if hscps == {insider}}
