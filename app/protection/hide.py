"""Choosing what to hide: small counts first, then as little else as keeps them from being worked out."""

import numpy as np
from numpy.typing import NDArray

from app.protection.attack import pinned
from app.protection.block import Block

Mask = NDArray[np.bool_]

_LONELY = 4.0  # how much dearer a cell is for each of its other sums in which nothing is hidden: it would need company
_FEW_CELLS = 60  # up to so many, each cell that was hidden to protect others is tried again


class AuditFailed(Exception):
    """Hidden cells could still be worked out although everything linked to them is hidden. Nothing may be published."""


def primary(block: Block, threshold: int) -> Mask:
    """Cells to hide for their own sake: counts from 1 to `threshold` - 1, and those hidden at source."""
    return np.isnan(block.values) | ((block.values >= 1) & (block.values < threshold))


def hide(block: Block, needed: Mask, threshold: int) -> Mask:
    """Hide further cells until no attack can pin a hidden one to fewer than `threshold` + 1 whole numbers.

    Holds for outsiders and for everyone who knows their own cells. For each cell that is too narrow, the cheapest
    shown cell of a sum that it stands in is hidden, one a sum, until no cell is; in a small block, what turned out to
    be hidden without need is then shown again, dearest first. Ties go to the earlier cell, so that the same block
    gives the same result. Raises `AuditFailed` when hiding everything is not enough.
    """
    hidden = needed.copy()
    while narrow := pinned(block, hidden, threshold):
        used: set[int] = set()
        for found in narrow:
            if not used.isdisjoint(block.sums_of[found.cell]):
                continue
            nearest = cheapest_near(block, hidden, found.cell)
            if nearest is None:
                raise AuditFailed(f"a cell can be pinned to {found.lower:g} to {found.upper:g} with all hidden")
            hidden[nearest] = True
            used.update(block.sums_of[nearest])
    if len(hidden) > _FEW_CELLS:
        return hidden
    for cell in np.lexsort((np.arange(len(hidden)), -block.cost)):
        if hidden[cell] and not needed[cell]:
            hidden[cell] = False
            hidden[cell] = bool(pinned(block, hidden, threshold))
    return hidden


def cheapest_near(block: Block, hidden: Mask, cell: int) -> int | None:
    """The cheapest shown cell in a sum with `cell`, or failing that with a hidden cell linked to it; None for none."""
    near, reached = {cell}, set()
    while near - reached:
        reached |= near
        sums = {number for each in near for number in block.sums_of[each]}
        members = [(block.sums[number].whole, *block.sums[number].parts) for number in sums]
        around = {other for member in members for other in member}
        shown = sorted(other for other in around if not hidden[other])
        if shown:
            return min(shown, key=lambda other: _price(block, hidden, other, sums))
        near = around
    return None


def _price(block: Block, hidden: Mask, cell: int, sums: set[int]) -> float:
    """What hiding a cell costs, with the company that it would need in sums that hide nothing yet."""
    lonely = 0
    for number in block.sums_of[cell]:
        each = block.sums[number]
        lonely += number not in sums and not hidden[[each.whole, *each.parts]].any()
    return float(block.cost[cell]) * (1 + _LONELY * lonely)
