"""The other policy: counts are rounded to the nearest five, and small ones hidden.

Each count of an HSCP is rounded by itself. Larger areas are sums of what is published of their HSCPs, so that they tell
nothing new: what could be subtracted from them is known already. What is left is what links the counts of one HSCP; it
is attacked like suppressed counts, by someone who knows that a count shown as 20 is from 18 to 22.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.contract.states import State
from app.measures.relations import Link
from app.protection.block import Block
from app.protection.cells import KEY, blocks_of
from app.protection.choices import Choices
from app.protection.hide import hide, primary
from app.protection.protect import COUNTED
from app.protection.thresholds import Thresholds

BASE = 5
_FURTHEST = 2  # a whole number is never further from the nearest multiple of five
_MOST_ASSUMED = 0.1  # of a total, what may be assumed of hidden counts


def round_counts(
    counts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    person_quantities: Collection[str],
    thresholds: Thresholds,
    links: Iterable[Link] = (),
    choices: Choices | None = None,
) -> pd.DataFrame:
    """Counts of people rounded to multiples of `BASE`; arguments and result as of `app.protection.protect`.

    Small counts are hidden, and others of the same HSCP where it takes that to keep a small one possible from 0 to its
    threshold. A larger area is the sum of its HSCPs' rounded counts, with half a threshold for each small one; it is
    hidden where these would be more than a tenth of it, or where an HSCP hides a count that is not small.
    """
    people = counts[counts.quantity.isin(list(person_quantities)) & counts.state.isin(COUNTED)]
    if "category" not in people:
        people = people.assign(category="")
    level = people.area_code.map(areas.set_index("area_code").area_level)
    hscps = people[level == "hscp"]
    hidden = _hidden_of_hscps(hscps, areas, links, thresholds, choices)
    small = hidden & (hscps.value < thresholds.of(hscps.category)).fillna(False).to_numpy(dtype=bool)
    hscps = hscps.assign(value=nearest(hscps.value).mask(hidden), hidden=hidden, small=small)
    wholes = _wholes(hscps, people[level != "hscp"], areas, thresholds)
    protected = counts.copy()
    rows = pd.concat([hscps, wholes])
    protected.loc[rows.index, "value"] = rows.value
    protected.loc[rows.index[rows.hidden], "state"] = State.SUPPRESSED.value
    return protected


def nearest(values: pd.Series) -> pd.Series:
    """The nearest multiples of `BASE`; half-way goes up."""
    return np.floor(values / BASE + 0.5) * BASE


def _hidden_of_hscps(
    hscps: pd.DataFrame,
    areas: pd.DataFrame,
    links: Iterable[Link],
    thresholds: Thresholds,
    choices: Choices | None,
) -> NDArray[np.bool_]:
    hidden = np.zeros(len(hscps), dtype=bool)
    for block, rows, cell_of in blocks_of(hscps, areas, links, thresholds):
        first = primary(block)
        if first.any():
            hidden[rows] = hide(_as_rounded(block), first, choices)[cell_of]
    return hidden


def _as_rounded(block: Block) -> Block:
    """The block as readers of rounded counts know it. What is left over of two of them may be known within four."""
    values, least = block.values, block.threshold
    around = np.floor(values / BASE + 0.5) * BASE
    lower, upper = np.maximum(around - _FURTHEST, least), around + _FURTHEST
    most = np.where(block.small, least, np.inf)
    untold = np.isin(np.arange(len(values)), sorted(block.untold))
    most[untold] = np.inf
    return replace(
        block,
        threshold=np.where(untold, 2 * _FURTHEST, least),
        shown_within=np.where(values == 0, 0.0, np.array([lower, upper])),
        hidden_within=np.array([np.zeros(len(values)), most]),
    )


def _wholes(hscps: pd.DataFrame, wholes: pd.DataFrame, areas: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Rows of larger areas from the published rows of their HSCPs: `value`, and whether they are `hidden`."""
    board_of = areas[areas.area_level == "hscp"].set_index("area_code").board_code
    scotland = areas.area_code[areas.area_level == "scotland"].item()
    assumed = np.where(hscps.small, thresholds.of(hscps.category) / 2, 0.0)
    parts = hscps.assign(assumed=assumed, more=hscps.hidden & ~hscps.small)
    boards = parts.assign(area_code=board_of.loc[parts.area_code].to_numpy())
    parts = pd.concat([boards, parts.assign(area_code=scotland)])
    sums = parts.groupby([*KEY, "area_code"]).agg(
        shown=("value", "sum"), assumed=("assumed", "sum"), more=("more", "any")
    )
    found = sums.reindex(pd.MultiIndex.from_frame(wholes[[*KEY, "area_code"]])).set_index(wholes.index)
    total = found.shown + found.assumed
    hidden = (found.more | (found.assumed > _MOST_ASSUMED * total) | wholes.value.isna()).to_numpy(dtype=bool)
    return wholes.assign(value=nearest(total).mask(hidden), hidden=hidden, small=False)
