"""Protecting what acceptance counted: block by block, hide until every attack fails."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.contract.states import State
from app.measures.relations import Link
from app.protection.block import Block
from app.protection.cells import blocks_of
from app.protection.choices import Choices
from app.protection.hide import hide, primary
from app.protection.thresholds import Thresholds

COUNTED = [State.REPORTED, State.PARTIAL, State.SUPPRESSED]


def protect(
    counts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    person_quantities: Collection[str],
    thresholds: Thresholds,
    links: Iterable[Link] = (),
    choices: Choices | None = None,
    needed: pd.Series | None = None,
    known: pd.Series | None = None,
    held_back: pd.Series | None = None,
) -> pd.DataFrame:
    """Hide counts of people so that no hidden cell can be pinned to a range narrower than its threshold.

    `counts`: rows `quantity, period, area_code, value, state`, and `category` where there are any. `areas`: `area_code,
    area_level, board_code`. A Board is the sum of its HSCPs that have a value, Scotland the sum of its Boards (of its
    HSCPs, where there are no Boards). `links` say what else adds up within an HSCP; a link that the counts do not keep
    tells nothing. Small counts of `person_quantities` are hidden, and as many others as it takes;
    hidden cells have no value and the state `suppressed`. What is left over of a link is published nowhere, and guarded
    likewise. Other quantities pass untouched. The result has been attacked as an outsider, and as each HSCP's manager
    who knows their own figures. `choices`: made before, and used again where nothing has changed. True or false for
    each row: `needed`, counts that must be hidden as well; `known`, counts that everyone knows, which hide nobody;
    `held_back`, totals that are not told, and may be worked out where that gives nobody away.
    """
    people = counts[counts.quantity.isin(list(person_quantities)) & counts.state.isin(COUNTED)]
    if "category" not in people:
        people = people.assign(category="")
    protected = counts.copy()
    for block, rows, cell_of in blocks_of(people, areas, links, thresholds):
        untold = np.flatnonzero(_cells_of(block, people, held_back, rows, cell_of))
        block = replace(block, untold=block.untold.union(untold.tolist()))
        first = primary(block) | _cells_of(block, people, needed, rows, cell_of)
        if not first.any() and not len(untold):
            continue
        chosen = hide(block, first, choices, _cells_of(block, people, known, rows, cell_of))
        hidden = people.index[rows[chosen[cell_of]]]
        protected.loc[hidden, "value"] = pd.NA
        protected.loc[hidden, "state"] = State.SUPPRESSED.value
    return protected


def _cells_of(
    block: Block,
    people: pd.DataFrame,
    said: pd.Series | None,
    rows: NDArray[np.int_],
    cell_of: NDArray[np.int_],
) -> NDArray[np.bool_]:
    """The cells of a block of which something is `said` of any row."""
    cells = np.zeros(len(block.values), dtype=bool)
    if said is not None:
        cells[cell_of[said.reindex(people.index, fill_value=False).to_numpy(dtype=bool)[rows]]] = True
    return cells
