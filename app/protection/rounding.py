"""The other policy: counts are rounded to the nearest five, and small ones hidden.

Each count of an HSCP is rounded by itself. Small counts are hidden, and so are the next larger ones up to a multiple of
five: where nothing else is hidden, everyone knows that a hidden count is one of these, and that must not be too narrow.
Larger areas are sums of what is published of their HSCPs: what could be subtracted from them is known already. What is
left is what links the counts of one HSCP; it is attacked like suppressed counts, by someone who knows that a count
shown as 20 is from 18 to 22, and which of the hidden counts are hidden only to protect others.
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
from app.protection.hide import hide
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

    Counts from 1 to `largest_hidden` are hidden, and others of the same HSCP where it takes that to keep one of these
    possible in a range as wide as its threshold. A larger area is the sum of its HSCPs' rounded counts, with half a
    threshold for each hidden one; it is hidden where these would be more than a tenth of it, or where an HSCP hides a
    larger count. That this tells which hidden counts are larger is part of the attack.
    """
    people = counts[counts.quantity.isin(list(person_quantities)) & counts.state.isin(COUNTED)]
    if "category" not in people:
        people = people.assign(category="")
    level = people.area_code.map(areas.set_index("area_code").area_level)
    hscps = people[level == "hscp"]
    hidden = _hidden_of_hscps(hscps, areas, links, thresholds, choices)
    most = largest_hidden(thresholds.of(hscps.category))
    small = hidden & (hscps.value <= most).fillna(False).to_numpy(dtype=bool)
    hscps = hscps.assign(value=nearest(hscps.value).mask(hidden), hidden=hidden, small=small)
    wholes = _wholes(hscps, people[level != "hscp"], areas, thresholds)
    protected = counts.copy()
    rows = pd.concat([hscps, wholes])
    protected.loc[rows.index, "value"] = rows.value
    protected.loc[rows.index[rows.hidden], "state"] = State.SUPPRESSED.value
    return protected


def nearest(values: pd.Series | NDArray) -> pd.Series | NDArray:
    """The nearest multiples of `BASE`; half-way goes up."""
    return np.floor(values / BASE + 0.5) * BASE


def largest_hidden(threshold: NDArray[np.int_]) -> NDArray[np.int_]:
    """Up to which count all are hidden: a range as wide as the threshold from 1 on, and what rounds like its end.

    With a threshold of 5 it is 7: what is shown is 0, or 10 and more.
    """
    return (nearest(threshold + 1) + _FURTHEST).astype(int)


def _hidden_of_hscps(
    hscps: pd.DataFrame,
    areas: pd.DataFrame,
    links: Iterable[Link],
    thresholds: Thresholds,
    choices: Choices | None,
) -> NDArray[np.bool_]:
    hidden = np.zeros(len(hscps), dtype=bool)
    for block, rows, cell_of in blocks_of(hscps, areas, links, thresholds):
        first = np.isnan(block.values) | ((block.values >= 1) & (block.values <= largest_hidden(block.threshold)))
        if first.any():
            hidden[rows] = hide(_as_rounded(block), first, choices)[cell_of]
    return hidden


def _as_rounded(block: Block) -> Block:
    """The block as it is known to whoever sees rounded counts, and knows which hidden ones are larger than small.

    What is left over of two of them may be known within four.
    """
    values, most = block.values, largest_hidden(block.threshold)
    around = nearest(values)
    shown = np.array([np.maximum(around - _FURTHEST, most + 1), around + _FURTHEST])
    untold = np.isin(np.arange(len(values)), sorted(block.untold))
    unknown = untold | np.isnan(values)
    return replace(
        block,
        threshold=np.where(untold, 2 * _FURTHEST, block.threshold),
        shown_within=np.where(values == 0, 0.0, shown),
        hidden_within=np.array(
            [np.where(unknown | (values <= most), 0.0, most + 1), np.where(~unknown & (values <= most), most, np.inf)]
        ),
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
