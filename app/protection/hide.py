"""Choosing what to hide: small counts first, then as little else as keeps them from being worked out.

For the choice, ranges are found by passing bounds along the sums until they no longer tighten. That is exact where
sums form a tree, as areas do, and too wide elsewhere; so the choice is not the proof, which `app.protection.attack`
gives by other means.
"""

import numpy as np
from numpy.typing import NDArray

from app.protection.block import Block

Mask = NDArray[np.bool_]


def primary(block: Block, threshold: int) -> Mask:
    """Cells to hide for their own sake: counts from 1 to `threshold` - 1, and those hidden at source."""
    return np.isnan(block.values) | ((block.values >= 1) & (block.values < threshold))


def hide(block: Block, hidden: Mask, threshold: int) -> Mask:
    """Hide further cells until each that is hidden could be any of more than `threshold` whole numbers.

    Holds for outsiders and for everyone who knows their own cells. Takes the cheapest cell next to one that is too
    narrow, again and again, then shows what turned out to be hidden without need, dearest first. Ties go to the
    earlier cell, so that the same block gives the same result.
    """
    needed = hidden
    while (narrow := _first_narrow(block, hidden, threshold)) is not None:
        hidden = hidden.copy()
        hidden[cheapest_near(block, hidden, narrow)] = True
    for cell in np.lexsort((np.arange(len(hidden)), -block.cost)):
        if hidden[cell] and not needed[cell]:
            without = hidden.copy()
            without[cell] = False
            if _first_narrow(block, without, threshold) is None:
                hidden = without
    return hidden


def _first_narrow(block: Block, hidden: Mask, threshold: int) -> int | None:
    """The first hidden cell whose range is narrower than `threshold` to someone."""
    if not hidden.any():
        return None
    for insider in block.insiders(hidden):
        unknown = block.unknown_to(insider, hidden)
        lower, upper = _ranges(block, unknown)
        narrow = np.flatnonzero(unknown & (upper - lower < threshold))
        if len(narrow):
            return int(narrow[0])
    return None


def _ranges(block: Block, unknown: Mask) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lower = np.where(unknown, 0.0, block.values)
    upper = np.where(unknown, np.inf, block.values)
    tightened = True
    while tightened:
        before = lower.copy(), upper.copy()
        for each in block.sums:
            parts = list(each.parts)
            lower[each.whole] = max(lower[each.whole], lower[parts].sum())
            upper[each.whole] = min(upper[each.whole], upper[parts].sum())
            for part in parts:
                others = [other for other in parts if other != part]
                lower[part] = max(lower[part], lower[each.whole] - upper[others].sum())
                upper[part] = min(upper[part], upper[each.whole] - lower[others].sum())
        tightened = not (np.array_equal(before[0], lower) and np.array_equal(before[1], upper))
    return lower, upper


def cheapest_near(block: Block, hidden: Mask, cell: int) -> int:
    """The cheapest shown cell in a sum with `cell`, or failing that with a hidden cell linked to it."""
    near, reached = {cell}, set()
    while near - reached:
        reached |= near
        members = [{each.whole, *each.parts} for each in block.sums]
        around = set().union(*(member for member in members if member & reached))
        shown = [other for other in sorted(around) if not hidden[other]]
        if shown:
            return min(shown, key=lambda other: block.cost[other])
        near = around
    raise ValueError("a hidden cell without any sum cannot be too narrow")
