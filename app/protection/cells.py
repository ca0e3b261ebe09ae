"""From counts of people to blocks: which cells there are, what each is worth, and how they add up."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from app.measures.demand import BASE
from app.measures.demand import QUANTITIES as DEMAND
from app.measures.relations import LeftOver, Link, Series
from app.protection.block import Block, Sum
from app.protection.thresholds import Thresholds

KEY = ["quantity", "period", "category"]
"""The columns that say what is counted, apart from the area."""

_WEIGHT = {"hscp": 1.0, "board": 10.0, "scotland": 1000.0}
_BOARD_OF_DEMAND = 0.2  # needs are judged by HSCP: there, a Board's total is worth less than the figures of its HSCPs
_WORTH = {"signposts": 20.0, BASE: 20.0, "unmet": 5.0}  # against a reason: a whole is the base of a percentage
_WORTH |= dict.fromkeys(("referrals_received", "contacts_attended", "open_cases_end"), 100.0)
_WORTH |= dict.fromkeys(("cases_opened", "cases_closed"), 5.0)
_WORTH["referrals_accepted"] = 10.0
_COST_OF_A_ZERO = 25.0  # hiding a zero loses as much as hiding a middling count, and protects no one
_EVERYWHERE = "everywhere"


def blocks_of(
    counts: pd.DataFrame, areas: pd.DataFrame, links: Iterable[Link], thresholds: Thresholds
) -> Iterator[tuple[Block, NDArray[np.int_], NDArray[np.int_]]]:
    """The blocks that counts fall into, each with the positions of its rows and for each of these its cell.

    `counts`: one row per quantity × period × category × area, with `value`. Areas add up to larger ones (`areas`:
    `area_code, area_level, board_code`), and `links` hold within each HSCP; in larger areas the same follows. What is
    the same count shares a cell: an area of one part, as a Board of one HSCP, and that part; what all rows of returns
    tell, and the same over those that tell something else, where all do.
    """
    places = counts[[*KEY, "area_code"]].merge(areas[["area_code", "area_level", "board_code"]], how="left")
    places["value"] = counts.value.to_numpy(dtype=float, na_value=np.nan)
    places["threshold"] = thresholds.of(counts.category)
    cells = _Cells(list(links))
    of_row = cells.add_areas(places)
    cells.add_links()
    for part, inside in cells.block().split():
        rows = np.flatnonzero(np.isin(of_row, inside))
        if len(rows):
            yield part, rows, np.searchsorted(inside, of_row[rows])


class _Cells:
    """The cells and the sums of all counts as they grow."""

    def __init__(self, links: list[Link]) -> None:
        self._links = links
        self._of: dict[tuple[Series, str], int] = {}
        self._values: list[float] = []
        self._cost: list[float] = []
        self._owner: list[str | None] = []
        self._threshold: list[int] = []
        self._stage: list[int] = []
        self._sums: list[Sum] = []
        self._untold: list[int] = []

    def _new(self, value: float, owner: str | None, stage: int, threshold: int) -> int:
        self._values.append(value)
        self._cost.append(0.0)
        self._owner.append(owner)
        self._stage.append(stage)
        self._threshold.append(threshold)
        return len(self._values) - 1

    def _new_untold(self, value: float, owner: str, beside: tuple[int, ...]) -> int:
        """A cell that no table has, and that is told with the last of those beside it."""
        stage, threshold = (max(each[cell] for cell in beside) for each in (self._stage, self._threshold))
        self._untold.append(self._new(value, owner, stage, threshold))
        return self._untold[-1]

    def add_areas(self, places: pd.DataFrame) -> NDArray[np.int_]:
        """Each Board from its HSCPs, and Scotland from its Boards, or from its HSCPs where Boards are not there.

        Gives the cell of each row of `places`.
        """
        level = places.area_level.map(list(_WEIGHT).index)
        series = list(zip(*(places[name] for name in KEY), strict=True))
        parts_of_rows = {link.parts[0]: link.whole[0] for link in self._links if link.left_over is LeftOver.OTHER_ROWS}
        later = [each in parts_of_rows for each in series]
        order = places.assign(level=level, later=later).sort_values(["level", "later", *KEY], kind="stable").index
        stages = _stages(places.period)
        with_boards = {each for each, board in zip(series, places.area_level == "board", strict=True) if board}
        inside_of: dict[tuple[Series, str], dict[int, None]] = {}  # in order, each once
        sum_of: dict[tuple[int, ...], int] = {}
        of_row = np.empty(len(places), dtype=int)
        columns = ["area_code", "area_level", "board_code", "value", "threshold"]
        rows = list(places[columns].itertuples(index=False))
        for position in order:
            count, (area, level_name, board, value, threshold) = series[position], rows[position]
            stage = stages[position]
            if level_name == "hscp":
                whole = self._of.get((parts_of_rows.get(count), area))
                same = whole is not None and self._values[whole] == value
                cell = whole if same else self._new(value, area, stage, threshold)
            else:
                place = _EVERYWHERE if level_name == "scotland" else area
                inside = tuple(inside_of.get((count, place), ()))
                cell = inside[0] if len(inside) == 1 else sum_of.get(inside)
                if cell is None:
                    cell = self._new(value, None, stage, threshold)
                    if inside:
                        self._sums.append(Sum(cell, inside))
                        sum_of[inside] = cell
            self._cost[cell] += _cost(count[0], level_name, value)
            self._of[count, area] = of_row[position] = cell
            above = board if level_name == "hscp" and count in with_boards else _EVERYWHERE
            inside_of.setdefault((count, above), {})[cell] = None
        self._hscps = list(dict.fromkeys(rows[position][0] for position in order if rows[position][1] == "hscp"))
        return of_row

    def add_links(self) -> None:
        """What is linked within each HSCP; what is left over is a cell that is published nowhere.

        Links of counts that were hidden at source are taken to hold, as far as they can hold together.
        """
        seen: dict[int, list[frozenset[int]]] = {}
        doubtful: list[list[Sum]] = []
        for area in self._hscps:
            for link in self._links:
                sums = self._sums_of_link(link, area, seen)
                if any(np.isnan(self._values[cell]) for each in sums for cell in (each.whole, *each.parts)):
                    doubtful.append(sums)
                else:
                    self._sums += sums
        together = [each for sums in doubtful for each in sums]
        if self._can_hold(together):
            self._sums += together
            return
        for sums in doubtful:
            if self._can_hold(sums):
                self._sums += sums

    def _sums_of_link(self, link: Link, area: str, seen: dict[int, list[frozenset[int]]]) -> list[Sum]:
        whole, parts = (
            tuple(self._of[each, area] for each in side if (each, area) in self._of)
            for side in (link.whole, link.parts)
        )
        if not whole or not parts or set(whole) & set(parts):
            return []
        balance = len(link.whole) > 1
        exact = link.left_over is LeftOver.NOTHING
        if balance and exact and (len(whole), len(parts)) != (len(link.whole), len(link.parts)):
            return []
        left_over = sum(self._values[cell] for cell in whole) - sum(self._values[cell] for cell in parts)
        if left_over < 0 or (balance and exact and left_over > 0):
            return []  # not told of the same people: nothing follows
        if not balance:
            if any(frozenset(parts) <= other for other in seen.get(whole[0], ())):
                return []
            seen.setdefault(whole[0], []).append(frozenset(parts))
        if not exact or left_over > 0:
            parts += (self._new_untold(left_over, area, (*whole, *parts)),)
        if not balance:
            return [Sum(whole[0], parts)]
        both = self._new_untold(sum(self._values[cell] for cell in whole), area, (*whole, *parts))
        return [Sum(both, whole), Sum(both, parts)]

    def _can_hold(self, sums: list[Sum]) -> bool:
        """Whether counts that were hidden at source can have values with which further sums hold."""
        values = np.array(self._values)
        unknown = np.isnan(values)
        if not unknown.any():
            return True
        block = self._block([each for each in (*self._sums, *sums) if unknown[[each.whole, *each.parts]].any()])
        rows, cols = block.incidence
        shape = (len(block.sums), len(values))
        matrix = csr_matrix((block.signs, (rows, cols)), shape=shape)
        right = -matrix @ np.nan_to_num(values)
        return linprog(np.zeros(unknown.sum()), A_eq=matrix[:, unknown], b_eq=right).status == 0

    def _block(self, sums: list[Sum]) -> Block:
        return Block(
            np.array(self._values),
            np.array(self._cost),
            tuple(self._owner),
            tuple(sums),
            np.array(self._threshold),
            frozenset(self._untold),
            tuple(self._stage),
        )

    def block(self) -> Block:
        """All cells and sums."""
        return self._block(self._sums)


def _stages(periods: pd.Series) -> list[int]:
    """The order in which periods are published: quarters, and a year after its last quarter."""
    last = periods.where(periods.str.contains("Q"), periods + "Q5")
    return last.rank(method="dense").astype(int).tolist()


def _cost(quantity: str, level: str, value: float) -> float:
    weight = _BOARD_OF_DEMAND if level == "board" and quantity in DEMAND else _WEIGHT[level]
    return weight * _WORTH.get(quantity, 1.0) * (_COST_OF_A_ZERO if value == 0 else np.nan_to_num(value))
