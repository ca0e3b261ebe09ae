"""Protecting what acceptance counted: block by block, hide until every attack fails."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.contract.states import State
from app.measures.relations import Link
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
    `held_back`, totals that are not told, and may be worked out where that gives nobody away; the one HSCP that such a
    total is of is told all the same.
    """
    people = counts[counts.quantity.isin(list(person_quantities)) & counts.state.isin(COUNTED)]
    if "category" not in people:
        people = people.assign(category="")
    protected = counts.copy()
    for block, rows, cell_of in blocks_of(people, areas, links, thresholds):
        held = _said_of(people, held_back)[rows]
        untold = np.setdiff1d(cell_of[held], cell_of[~held])
        block = replace(block, untold=block.untold.union(untold.tolist()))
        first = primary(block)
        first[cell_of[_said_of(people, needed)[rows]]] = True
        if not first.any() and not held.any():
            continue
        everyone_knows = np.zeros_like(first)
        everyone_knows[cell_of[_said_of(people, known)[rows]]] = True
        chosen = hide(block, first, choices, everyone_knows)
        hidden = people.index[rows[chosen[cell_of] | held]]
        protected.loc[hidden, "value"] = pd.NA
        protected.loc[hidden, "state"] = State.SUPPRESSED.value
    return protected


def _said_of(people: pd.DataFrame, said: pd.Series | None) -> NDArray[np.bool_]:
    """What is `said` of each row of `people`, by its index; of a row that is not in it, that it is not so."""
    if said is None:
        return np.zeros(len(people), dtype=bool)
    return said.reindex(people.index, fill_value=False).to_numpy(dtype=bool)
