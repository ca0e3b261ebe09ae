"""Choosing what to hide: small counts first, then as little else as keeps them from being worked out."""

import numpy as np
from numpy.typing import NDArray

from app.protection.attack import Pinned, Wide, pinned
from app.protection.block import Block
from app.protection.choices import Choices

Mask = NDArray[np.bool_]

_LONELY = 4.0  # how much dearer a cell is for each of its other sums in which nothing is hidden: it would need company
_NOTHING = 1e-6
_FEW_CELLS = 60  # up to so many, each cell that was hidden to protect others is tried again


def primary(block: Block) -> Mask:
    """Cells to hide for their own sake: small counts, and those hidden at source."""
    return np.isnan(block.values) | block.small


def hide(block: Block, needed: Mask, choices: Choices | None = None, known: Mask | None = None) -> Mask:
    """Hide further cells until no attack can pin a hidden one to a range narrower than its threshold.

    Holds for outsiders and for everyone who knows their own cells. For each cell that is too narrow, the cell that
    loosens it at the least price is hidden, until none is too narrow; in a small block, what turned out to be hidden
    without need is then shown again, dearest first. Ties go to the earlier cell, so that the same block gives the
    same result. Stage by stage: what was shown of an earlier stage stays shown, and what was hidden, hidden, so that
    two versions of which one has later cells cannot be put together. Where earlier stages tell of a small count already
    whatever is hidden now, all of a stage is hidden, which adds nothing to that. `choices`: made before, and used again
    where nothing has changed. `known`: cells that everyone knows, so that hiding them would protect nobody.
    """
    choices = choices or Choices()
    known = np.zeros(len(needed), dtype=bool) if known is None else known
    hidden = np.zeros(len(needed), dtype=bool)
    for stage in np.unique(block.stages):
        part, cells = block.published_at(int(stage), hidden)
        settled = part.stages < stage
        to_hide = np.where(settled, hidden[cells], needed[cells])
        choice = _Choice(part, to_hide, settled, known[cells])
        hidden[cells] = choices.made(part, to_hide, settled, known[cells], choice.made)
    return hidden


class _Stuck(Exception):
    """Nothing that may be hidden loosens a range."""

    def __init__(self, found: Pinned) -> None:
        self.found = found


class _Choice:
    """What to hide of one stage, where what is `settled` stays as it is, and what is `known` is not hidden."""

    def __init__(self, block: Block, needed: Mask, settled: Mask, known: Mask) -> None:
        self._block, self._needed, self._settled = block, needed.copy(), settled
        self._shown = (settled | known) & ~needed
        self._known: Wide = {}

    def made(self) -> Mask:
        """The hidden cells."""
        try:
            while True:
                try:
                    return self._with_less(self._hidden())
                except _Stuck as stuck:
                    if not self._gives_way(stuck.found):
                        return self._everything()
        except ArithmeticError:
            return self._new()

    def _gives_way(self, found: Pinned) -> bool:
        """Leave a cell out of the choice of which earlier stages tell already, if that does no harm.

        A total that someone can add up from their own cells and from what all know tells them of nobody else. One that
        everyone can add up from what all know is shown, and so is a cell that was to protect others, and does not.
        """
        cell, insider = found.cell, found.insider
        if cell in self._block.untold:
            return False
        if insider is not None and self._block.owner[cell] is None:
            self._known.setdefault(insider, np.zeros(len(self._needed), dtype=bool))[cell] = True
            return True
        total = self._block.owner[cell] is None and not primary(self._block)[cell]
        if self._settled[cell] or (self._needed[cell] and not total):
            return False
        self._needed[cell], self._shown[cell] = False, True
        return True

    def _hidden(self) -> Mask:
        """The hidden cells, with which none is too narrow. Raises `_Stuck`, and ArithmeticError."""
        block, hidden = self._block, self._needed.copy()
        hidden[sorted(block.untold)] = True
        wide = self._wide()
        while narrow := pinned(block, hidden, wide):
            just_hidden: list[int] = []
            for found in narrow:
                added = loosened(block, found)
                if (added[just_hidden] > _NOTHING).any():
                    continue  # perhaps that is enough
                candidates = np.flatnonzero((added > _NOTHING) & ~hidden & ~self._shown)
                if not len(candidates):
                    raise _Stuck(found)
                missing = block.threshold[found.cell] - found.width
                prices = [_price(block, hidden, cell) * missing / added[cell] for cell in candidates]
                just_hidden.append(int(candidates[np.argmin(prices)]))
                hidden[just_hidden[-1]] = True
        return hidden

    def _with_less(self, hidden: Mask) -> Mask:
        """In a small block, without what is hidden for nothing. Raises ArithmeticError."""
        if len(hidden) > _FEW_CELLS:
            return hidden
        kept = self._settled | self._needed
        for cell in np.lexsort((np.arange(len(hidden)), -self._block.cost)):
            if hidden[cell] and not kept[cell] and cell not in self._block.untold:
                hidden[cell] = False
                hidden[cell] = bool(pinned(self._block, hidden, self._wide()))
        return hidden

    def _everything(self) -> Mask:
        """All of the stage, but what everyone knows even so. Raises ArithmeticError."""
        hidden = self._new()
        for found in pinned(self._block, hidden):
            if found.insider is None and not found.width and not self._needed[found.cell]:
                hidden[found.cell] = found.cell in self._block.untold
        return hidden

    def _new(self) -> Mask:
        return self._needed | ~self._settled

    def _wide(self) -> Wide:
        return {insider: known.copy() for insider, known in self._known.items()}


def loosened(block: Block, found: Pinned) -> NDArray[np.float64]:
    """For each cell of the block: by how much its hiding may widen a range, up to what the range needs.

    A hidden cell may be thought to be larger than it is, without end, or smaller, down to nothing: how far that moves
    the ends of the range is read from the shadow prices of the sums in which it stands.
    """
    rows, cols = block.incidence
    missing = block.threshold[found.cell] - found.width
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
