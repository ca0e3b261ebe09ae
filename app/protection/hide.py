"""Choosing what to hide: small counts first, then as little else as keeps them from being worked out."""

import numpy as np
from numpy.typing import NDArray

from app.protection.attack import Pinned, Wide, pinned
from app.protection.block import Block

Mask = NDArray[np.bool_]

_LONELY = 4.0  # how much dearer a cell is for each of its other sums in which nothing is hidden: it would need company
_NOTHING = 1e-6
_FEW_CELLS = 60  # up to so many, each cell that was hidden to protect others is tried again


class AuditFailed(Exception):
    """Hidden cells could still be worked out although everything linked to them is hidden. Nothing may be published."""


def primary(block: Block, threshold: int) -> Mask:
    """Cells to hide for their own sake: counts from 1 to `threshold` - 1, and those hidden at source."""
    return np.isnan(block.values) | block.small(threshold)


def hide(block: Block, needed: Mask, threshold: int) -> Mask:
    """Hide further cells until no attack can pin a hidden one to fewer than `threshold` + 1 whole numbers.

    Holds for outsiders and for everyone who knows their own cells. For each cell that is too narrow, the cell that
    loosens it at the least price is hidden, until none is too narrow; in a small block, what turned out to be hidden
    without need is then shown again, dearest first. Ties go to the earlier cell, so that the same block gives the
    same result. Stage by stage: what was shown of an earlier stage stays shown, and what was hidden, hidden, so that
    two versions of which one has later cells cannot be put together. Raises `AuditFailed` when hiding everything of a
    stage is not enough.
    """
    hidden = np.zeros(len(needed), dtype=bool)
    for stage in np.unique(block.stages):
        part, cells = block.published_at(int(stage), hidden)
        settled = part.stages < stage
        hidden[cells] = _hide(part, np.where(settled, hidden[cells], needed[cells]), settled, threshold)
    return hidden


def _hide(block: Block, needed: Mask, settled: Mask, threshold: int) -> Mask:
    """The hidden cells of one stage, with those that are `settled` as they are."""
    hidden = needed.copy()
    hidden[sorted(block.untold)] = True
    wide: Wide = {}
    while narrow := pinned(block, hidden, threshold, wide):
        just_hidden: list[int] = []
        for found in narrow:
            added = loosened(block, found, threshold)
            if (added[just_hidden] > _NOTHING).any():
                continue  # perhaps that is enough
            candidates = np.flatnonzero((added > _NOTHING) & ~hidden & ~settled)
            if not len(candidates):
                raise AuditFailed(f"a cell can be pinned to {found.lower:g} to {found.upper:g} whatever else is hidden")
            missing = threshold - found.width
            prices = [_price(block, hidden, cell) * missing / added[cell] for cell in candidates]
            just_hidden.append(int(candidates[np.argmin(prices)]))
            hidden[just_hidden[-1]] = True
    if len(hidden) > _FEW_CELLS:
        return hidden
    for cell in np.lexsort((np.arange(len(hidden)), -block.cost)):
        if hidden[cell] and not needed[cell] and not settled[cell] and cell not in block.untold:
            hidden[cell] = False
            hidden[cell] = bool(pinned(block, hidden, threshold))
    return hidden


def loosened(block: Block, found: Pinned, threshold: int) -> NDArray[np.float64]:
    """For each cell of the block: by how much its hiding may widen a range, up to what the range needs.

    A hidden cell may be thought to be larger than it is, without end, or smaller, down to nothing: how far that moves
    the ends of the range is read from the shadow prices of the sums in which it stands.
    """
    rows, cols = block.incidence
    missing = threshold - found.width
    added = np.zeros(len(block.values))
    for prices, way in ((found.falls, 1.0), (found.rises, -1.0)):
        moves = np.bincount(cols, weights=way * prices[rows] * block.signs, minlength=len(added))
        downwards = np.where(moves < -_NOTHING, -moves * np.nan_to_num(block.values), 0.0)
        added = np.maximum(added, np.where(moves > _NOTHING, missing, np.minimum(downwards, missing)))
    added[block.owned_by(found.insider)] = 0.0
    return added


def _price(block: Block, hidden: Mask, cell: int) -> float:
    """What hiding a cell costs, with the company that it would need in sums that hide nothing yet."""
    lonely = sum(not hidden[block.members[number]].any() for number in block.sums_of[cell])
    return float(block.cost[cell]) * (1 + _LONELY * lonely)
