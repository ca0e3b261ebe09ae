"""Protecting the cube: block by block, hide, attack, and hide more until the attack fails."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.contract.states import State
from app.protection.attack import attack
from app.protection.block import Block, Sum
from app.protection.hide import cheapest_near, hide, primary

_WEIGHT = {"hscp": 1.0, "board": 10.0, "scotland": 1000.0}
_COST_OF_A_ZERO = 25.0  # hiding a zero loses as much as hiding a middling count, and protects no one
_COUNTED = [State.REPORTED, State.PARTIAL, State.SUPPRESSED]


class AuditFailed(Exception):
    """Hidden cells could still be worked out although everything linked to them is hidden. Nothing may be published."""


@dataclass(frozen=True)
class Hidden:
    """One hidden cell and why: `small`, at `source`, or to `protect others`."""

    quantity: str
    period: str
    area_code: str
    why: str


@dataclass(frozen=True)
class Protected:
    """The cube as it may be published, what was hidden in it, and the narrowest range that the attack found."""

    cube: pd.DataFrame
    hidden: list[Hidden]
    narrowest: float


def protect(
    cube: pd.DataFrame, areas: pd.DataFrame, *, person_quantities: Collection[str], threshold: int
) -> Protected:
    """Hide counts of people so that no hidden cell can be pinned to a range narrower than `threshold`.

    `cube`: cells as `app.measures.cube.build_cube` makes them. `areas`: `area_code, area_level, board_code`. A Board
    is the sum of its HSCPs that have a value, Scotland the sum of its Boards. Counts from 1 to `threshold` - 1 of
    `person_quantities` are hidden, and as many others as it takes; hidden cells have no value and the state
    `suppressed`. Other quantities pass untouched. The result is attacked as an outsider, and as each HSCP's manager
    who knows their own figures. Raises `AuditFailed` if an attack succeeds with everything hidden.
    """
    protected = cube.copy()
    hidden_cells: list[Hidden] = []
    narrowest = np.inf
    people = protected[protected.quantity.isin(list(person_quantities)) & protected.state.isin(_COUNTED)]
    for (quantity, period), rows in people.groupby(["quantity", "period"], sort=True):
        block = _block(rows, areas)
        first = primary(block, threshold)
        if not first.any():
            continue
        hidden, narrow = until_safe(block, first, threshold)
        narrowest = min(narrowest, narrow)
        index = rows.index[hidden]
        protected.loc[index, "value"] = pd.NA
        protected.loc[index, "state"] = State.SUPPRESSED.value
        why = np.where(np.isnan(block.values), "source", np.where(first, "small", "protect others"))
        hidden_cells += [
            Hidden(quantity, period, area, reason)
            for area, reason in zip(rows.area_code[hidden], why[hidden], strict=True)
        ]
    return Protected(protected, hidden_cells, narrowest)


def until_safe(block: Block, first: np.ndarray, threshold: int) -> tuple[np.ndarray, float]:
    """Hide, and as long as the attack pins a cell down, hide the cheapest cell near it too."""
    hidden = hide(block, first, threshold)
    while True:
        ranges = list(attack(block, hidden))
        pinned = [found for found in ranges if found.width < threshold]
        if not pinned:
            return hidden, min(found.width for found in ranges)
        if hidden.all():
            raise AuditFailed(f"a cell can be pinned to {pinned[0].lower:g} to {pinned[0].upper:g} with all hidden")
        hidden = hidden.copy()
        hidden[cheapest_near(block, hidden, pinned[0].cell)] = True


def _block(rows: pd.DataFrame, areas: pd.DataFrame) -> Block:
    """The areas of one quantity and period, linked by the hierarchy of areas."""
    known = rows.merge(areas[["area_code", "area_level", "board_code"]], on="area_code", how="left", validate="1:1")
    values = known.value.astype(float).to_numpy()
    level = known.area_level
    cost = level.map(_WEIGHT).to_numpy() * np.where(values == 0, _COST_OF_A_ZERO, values)
    sums = tuple(_sums(known))
    owner = [code if here == "hscp" else None for code, here in zip(known.area_code, level, strict=True)]
    for each in sums:
        if len(each.parts) == 1:  # a Board of one HSCP is that HSCP's own figure
            owner[each.whole] = owner[each.parts[0]]
    return Block(values, cost, tuple(owner), sums)


def _sums(known: pd.DataFrame) -> Iterator[Sum]:
    """Each Board from its HSCPs, Scotland from its Boards, as far as they are there."""
    hscps = known[known.area_level == "hscp"]
    boards = known.index[known.area_level == "board"]
    for board in boards:
        parts = hscps.index[hscps.board_code == known.area_code[board]]
        if len(parts):
            yield Sum(int(board), tuple(map(int, parts)))
    for scotland in known.index[known.area_level == "scotland"]:
        if len(boards):
            yield Sum(int(scotland), tuple(map(int, boards)))
