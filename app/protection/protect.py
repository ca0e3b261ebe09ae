"""Protecting what acceptance counted: block by block, hide until every attack fails."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.contract.states import State
from app.measures.demand import PARTS
from app.protection.block import Block, Sum
from app.protection.hide import hide, primary

_WEIGHT = {"hscp": 1.0, "board": 10.0, "scotland": 1000.0}
_COST_OF_A_ZERO = 25.0  # hiding a zero loses as much as hiding a middling count, and protects no one
_COST_OF_A_WHOLE = 5.0  # against its parts: a whole is the base of a percentage
_COUNTED = [State.REPORTED, State.PARTIAL, State.SUPPRESSED]


@dataclass(frozen=True)
class Hidden:
    """One hidden cell and why: `small`, at `source`, or to `protect others`. `category` is empty but for demand."""

    quantity: str
    period: str
    category: str
    area_code: str
    why: str


@dataclass(frozen=True)
class Protected:
    """A cube as it may be published, and what was hidden in it."""

    cube: pd.DataFrame
    hidden: list[Hidden]


def protect(
    cube: pd.DataFrame, areas: pd.DataFrame, *, person_quantities: Collection[str], threshold: int
) -> Protected:
    """Hide counts of people so that no hidden cell can be pinned to a range narrower than `threshold`.

    `cube`: cells as `app.measures.cube.build_cube` makes them. `areas`: `area_code, area_level, board_code`. A Board
    is the sum of its HSCPs that have a value, Scotland the sum of its Boards. Counts from 1 to `threshold` - 1 of
    `person_quantities` are hidden, and as many others as it takes; hidden cells have no value and the state
    `suppressed`. Other quantities pass untouched. Each result has been attacked as an outsider, and as each HSCP's
    manager who knows their own figures. Raises `AuditFailed` if an attack succeeds with everything hidden.
    """
    people = cube[cube.quantity.isin(list(person_quantities))]
    return _protected(cube, people, ["quantity", "period"], lambda rows: _block(rows, areas), threshold)


def protect_demand(demand: pd.DataFrame, areas: pd.DataFrame, *, threshold: int) -> Protected:
    """The same for the demand for services: `demand` as `app.measures.demand.build_demand` makes it.

    On top of areas, an area's parts add up: reasons to what was unmet, met and unmet to signposts.
    """
    return _protected(demand, demand, ["period", "category"], lambda rows: _block(rows, areas), threshold)


def _protected(
    cube: pd.DataFrame, people: pd.DataFrame, by: list[str], block_of: Callable[[pd.DataFrame], Block], threshold: int
) -> Protected:
    protected = cube.copy()
    hidden_cells: list[Hidden] = []
    for _, rows in people[people.state.isin(_COUNTED)].groupby(by, sort=True):
        block = block_of(rows)
        first = primary(block, threshold)
        if not first.any():
            continue
        hidden = hide(block, first, threshold)
        index = rows.index[hidden]
        protected.loc[index, "value"] = pd.NA
        protected.loc[index, "state"] = State.SUPPRESSED.value
        why = np.where(np.isnan(block.values), "source", np.where(first, "small", "protect others"))[hidden]
        category = rows.category[hidden] if "category" in rows else [""] * int(hidden.sum())
        hidden_cells += map(
            Hidden, rows.quantity[hidden], rows.period[hidden], category, rows.area_code[hidden], why.tolist()
        )
    return Protected(protected, hidden_cells)


def _block(rows: pd.DataFrame, areas: pd.DataFrame) -> Block:
    """The cells of one block, linked by the hierarchy of areas, and by the parts of a whole where there are any."""
    known = rows.merge(areas[["area_code", "area_level", "board_code"]], on="area_code", how="left", validate="m:1")
    values = known.value.astype(float).to_numpy()
    level = known.area_level
    cost = level.map(_WEIGHT).to_numpy() * np.where(values == 0, _COST_OF_A_ZERO, values)
    cost = cost * np.where(known.quantity.isin(list(PARTS)), _COST_OF_A_WHOLE, 1.0)
    owner = [code if here == "hscp" else None for code, here in zip(known.area_code, level, strict=True)]
    sums = []
    for _, cells in known.groupby("quantity", sort=True):
        for each in _areas_sum(cells):
            sums.append(each)
            if len(each.parts) == 1:  # a Board of one HSCP is that HSCP's own figure
                owner[each.whole] = owner[each.parts[0]]
    sums += _parts_sum(known, values)
    return Block(values, cost, tuple(owner), tuple(sums))


def _areas_sum(cells: pd.DataFrame) -> Iterator[Sum]:
    """Each Board from its HSCPs, Scotland from its Boards, as far as they are there."""
    hscps = cells[cells.area_level == "hscp"]
    boards = cells.index[cells.area_level == "board"]
    for board in boards:
        parts = hscps.index[hscps.board_code == cells.area_code[board]]
        if len(parts):
            yield Sum(int(board), tuple(map(int, parts)))
    for scotland in cells.index[cells.area_level == "scotland"]:
        if len(boards):
            yield Sum(int(scotland), tuple(map(int, boards)))


def _parts_sum(known: pd.DataFrame, values: np.ndarray) -> Iterator[Sum]:
    """What adds up within an area. Where all is known and does not, parts were not collected and nothing follows."""
    for _, cells in known.groupby("area_code", sort=True):
        at = dict(zip(cells.quantity, cells.index, strict=True))
        for whole, parts in PARTS.items():
            if not {whole, *parts} <= at.keys():
                continue
            here = [at[part] for part in parts]
            total = values[here].sum() - values[at[whole]]
            if np.isnan(total) or total == 0:
                yield Sum(int(at[whole]), tuple(map(int, here)))
