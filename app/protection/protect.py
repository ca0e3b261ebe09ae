"""Protecting what acceptance counted: block by block, hide until every attack fails."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.contract.states import State
from app.protection.cells import block_of
from app.protection.hide import hide, primary

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
    return _protected(cube, people, ["quantity", "period"], areas, threshold)


def protect_demand(demand: pd.DataFrame, areas: pd.DataFrame, *, threshold: int) -> Protected:
    """The same for the demand for services: `demand` as `app.measures.demand.build_demand` makes it.

    On top of areas, an area's parts add up: reasons to what was unmet; and what was not is left over of the signposts.
    """
    return _protected(demand, demand, ["period", "category"], areas, threshold)


def _protected(
    cube: pd.DataFrame, people: pd.DataFrame, by: list[str], areas: pd.DataFrame, threshold: int
) -> Protected:
    protected = cube.copy()
    hidden_cells: list[Hidden] = []
    for _, rows in people[people.state.isin(_COUNTED)].groupby(by, sort=True):
        block, cell_of = block_of(rows, areas)
        first = primary(block, threshold)
        if not first.any():
            continue
        hidden = hide(block, first, threshold)[cell_of]
        index = rows.index[hidden]
        protected.loc[index, "value"] = pd.NA
        protected.loc[index, "state"] = State.SUPPRESSED.value
        why = np.where(np.isnan(block.values), "source", np.where(first, "small", "protect others"))[cell_of][hidden]
        category = rows.category[hidden] if "category" in rows else [""] * int(hidden.sum())
        hidden_cells += map(
            Hidden, rows.quantity[hidden], rows.period[hidden], category, rows.area_code[hidden], why.tolist()
        )
    return Protected(protected, hidden_cells)
