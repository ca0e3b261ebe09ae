"""From rows of a cube to a block: which cells there are, what each is worth, and how they add up."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.measures.demand import BASE, PARTS
from app.measures.demand import QUANTITIES as DEMAND
from app.protection.block import Block, Sum

_WEIGHT = {"hscp": 1.0, "board": 10.0, "scotland": 1000.0}
_BOARD_OF_DEMAND = 0.2  # needs are judged by HSCP: there, a Board's total is worth less than the figures of its HSCPs
_WORTH = {"signposts": 20.0, BASE: 20.0, "unmet": 5.0}  # against a reason: a whole is the base of a percentage
_COST_OF_A_ZERO = 25.0  # hiding a zero loses as much as hiding a middling count, and protects no one
_EVERYWHERE = "everywhere"

_Key = tuple[str, str]  # a quantity in an area


def block_of(rows: pd.DataFrame, areas: pd.DataFrame) -> tuple[Block, NDArray[np.int_]]:
    """One block, and for each of `rows` (`quantity, area_code, value`) the number of its cell.

    Areas add up to larger ones (`areas`: `area_code, area_level, board_code`), and what is part of what adds up within
    an area. An area of one part, as a Board of one HSCP, is that part: both share a cell. So do an area's signposts
    and those of which it is told how many were unmet, where they are the same.
    """
    places = rows[["quantity", "area_code"]].merge(areas[["area_code", "area_level", "board_code"]], how="left")
    places["value"] = rows.value.to_numpy(dtype=float, na_value=np.nan)
    cells = _Cells()
    cells.add_areas(places)
    cells.add_parts()
    return cells.block(), np.array([cells.of[key] for key in zip(places.quantity, places.area_code, strict=True)])


class _Cells:
    """The cells of a block as it grows."""

    def __init__(self) -> None:
        self.of: dict[_Key, int] = {}
        self._values: list[float] = []
        self._cost: list[float] = []
        self._owner: list[str | None] = []
        self._sums: list[Sum] = []
        self._untold: list[int] = []

    def block(self) -> Block:
        return Block(
            np.array(self._values),
            np.array(self._cost),
            tuple(self._owner),
            tuple(self._sums),
            frozenset(self._untold),
        )

    def _new(self, value: float, cost: float, owner: str | None) -> int:
        self._values.append(value)
        self._cost.append(cost)
        self._owner.append(owner)
        return len(self._values) - 1

    def add_areas(self, places: pd.DataFrame) -> None:
        """Each Board from its HSCPs, and Scotland from its Boards, or from its HSCPs where Boards are not there."""
        places = places.assign(order=places.area_level.map(list(_WEIGHT).index)).sort_values(["order", "quantity"])
        with_boards = set(places.quantity[places.area_level == "board"])
        parts: dict[_Key, dict[int, None]] = {}  # in order, each once
        columns = ["quantity", "area_code", "area_level", "board_code", "value"]
        for quantity, area, level, board, value in places[columns].itertuples(index=False):
            weight = _BOARD_OF_DEMAND if level == "board" and quantity in DEMAND else _WEIGHT[level]
            count = _COST_OF_A_ZERO if value == 0 else np.nan_to_num(value)
            cost = weight * _WORTH.get(quantity, 1.0) * count
            inside = tuple(parts.get((quantity, _EVERYWHERE if level == "scotland" else area), ()))
            same = self._same(quantity, area, value)
            if same is not None or len(inside) == 1:
                cell = inside[0] if same is None else same
                self._cost[cell] += cost
            else:
                cell = self._new(value, cost, area if level == "hscp" else None)
                if inside:
                    self._sums.append(Sum(cell, inside))
            self.of[quantity, area] = cell
            above = board if level == "hscp" and quantity in with_boards else _EVERYWHERE
            parts.setdefault((quantity, above), {})[cell] = None

    def _same(self, quantity: str, area: str, value: float) -> int | None:
        """The cell of an area's signposts, if this is their base and all of them."""
        signposts = self.of.get(("signposts", area)) if quantity == BASE else None
        return signposts if signposts is not None and self._values[signposts] == value else None

    def add_parts(self) -> None:
        """What is part of what within an HSCP; what is left over of a whole is a cell that is published nowhere.

        In larger areas the same follows from the sums of areas. Reasons of which one is hidden at source are taken to
        add up: then it could be worked out.
        """
        least = list(np.nan_to_num(self._values))  # what is hidden at source is at least what is known of its parts
        for whole, parts in self._wholes():
            told = sum(least[part] for part in parts)
            left_over = self._values[whole] - told
            if left_over < 0:  # less than its parts: not told of the same people, nothing follows
                continue
            least[whole] = max(least[whole], told)
            known = not np.isnan([self._values[whole], *(self._values[part] for part in parts)]).any()
            if len(parts) == 1 or (known and left_over > 0):
                rest = left_over if known else np.nan
                self._untold.append(self._new(rest, 0.0, self._owner[whole]))
                parts += (self._untold[-1],)
            self._sums.append(Sum(whole, parts))

    def _wholes(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Each whole of an HSCP and its parts, those first that are parts themselves."""
        hscps = dict.fromkeys(area for (_, area), cell in self.of.items() if self._owner[cell] == area)
        for quantity in reversed(PARTS):
            for area in hscps:
                whole = self.of.get((quantity, area))
                parts = tuple(self.of[part, area] for part in PARTS[quantity] if (part, area) in self.of)
                if whole is not None and parts and whole not in parts:
                    yield whole, parts
