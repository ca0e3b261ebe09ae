"""A block: cells that are linked by sums, and can be protected apart from all other cells."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sum:
    """One relation: the cell `whole` is the sum of the cells `parts` (positions in the block)."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """Counts of people and how they are linked.

    `values`: whole numbers of 0 or more, NaN where hidden at source, all of one length with the following. `cost`: how
    much is lost by hiding a cell. `owner`: who knows the true value of a cell because it is their own, or None.
    `sums` hold exactly between the values.
    """

    values: NDArray[np.float64]
    cost: NDArray[np.float64]
    owner: tuple[str | None, ...]
    sums: tuple[Sum, ...]

    def insiders(self, hidden: NDArray[np.bool_]) -> list[str | None]:
        """From whose eyes `hidden` must hold: an outsider (None), and everyone who owns a hidden cell.

        Who owns none knows no more than an outsider.
        """
        return [None, *sorted({who for who, out in zip(self.owner, hidden, strict=True) if out and who})]

    def unknown_to(self, insider: str | None, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which cells are hidden from `insider`: not their own, unless even the program does not know them."""
        own = np.array([who is not None and who == insider for who in self.owner])
        return hidden & ~(own & ~np.isnan(self.values))
