"""A block: cells that are linked by sums, and can be protected apart from all other cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True)
class Sum:
    """One relation: the cell `whole` is the sum of the cells `parts` (positions in the block)."""

    whole: int
    parts: tuple[int, ...]

    def renumbered(self, at: Mapping[int, int]) -> "Sum":
        """The same relation where cells have the numbers that `at` gives."""
        return Sum(at[self.whole], tuple(at[part] for part in self.parts))


@dataclass(frozen=True)
class Block:
    """Counts of people and how they are linked.

    `values`: whole numbers of 0 or more, NaN where hidden at source, all of one length with the following. `cost`: how
    much is lost by hiding a cell. `owner`: who knows the true value of a cell because it is their own, or None.
    `sums` hold exactly between the values. `untold`: cells that are published nowhere, and only left over from sums.
    """

    values: NDArray[np.float64]
    cost: NDArray[np.float64]
    owner: tuple[str | None, ...]
    sums: tuple[Sum, ...]
    untold: frozenset[int] = frozenset()

    @cached_property
    def incidence(self) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """Which cells stand in which sums: the numbers of the sums, and beside them the cells; wholes first."""
        rows = [number for number, each in enumerate(self.sums) for _ in range(1 + len(each.parts))]
        cols = [cell for each in self.sums for cell in (each.whole, *each.parts)]
        return np.array(rows, dtype=int), np.array(cols, dtype=int)

    @cached_property
    def signs(self) -> NDArray[np.float64]:
        """How each of `incidence` counts: -1 for the whole, 1 for a part, so that each sum is zero."""
        return np.array([sign for each in self.sums for sign in (-1.0, *(1.0 for _ in each.parts))])

    @cached_property
    def sums_of(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the sums in which each cell stands."""
        found: list[list[int]] = [[] for _ in self.values]
        for row, cell in zip(*self.incidence, strict=True):
            found[cell].append(int(row))
        return tuple(map(tuple, found))

    @cached_property
    def members(self) -> tuple[NDArray[np.int_], ...]:
        """The cells of each sum, its whole first."""
        return tuple(np.array([each.whole, *each.parts]) for each in self.sums)

    def split(self) -> Iterator[tuple["Block", NDArray[np.int_]]]:
        """The blocks that no sum links to each other, each with its cells as numbered here, in order."""
        if not len(self.values):
            return
        size = len(self.sums) + len(self.values)
        rows, cols = self.incidence
        graph = coo_matrix((np.ones(len(rows)), (rows, len(self.sums) + cols)), shape=(size, size))
        group = connected_components(graph, directed=False)[1]
        of_sum, of_cell = group[: len(self.sums)], group[len(self.sums) :]
        sums: dict[int, list[int]] = {}
        for number, each in enumerate(of_sum.tolist()):
            sums.setdefault(each, []).append(number)
        order = np.argsort(of_cell, kind="stable")
        for cells in np.split(order, np.flatnonzero(np.diff(of_cell[order])) + 1):
            at = {int(cell): number for number, cell in enumerate(cells)}
            yield (
                Block(
                    self.values[cells],
                    self.cost[cells],
                    tuple(self.owner[cell] for cell in cells),
                    tuple(self.sums[number].renumbered(at) for number in sums.get(int(of_cell[cells[0]]), ())),
                    frozenset(at[cell] for cell in at.keys() & self.untold),
                ),
                cells,
            )

    def insiders(self, hidden: NDArray[np.bool_]) -> list[str | None]:
        """From whose eyes `hidden` must hold: an outsider (None), and everyone who owns a hidden cell.

        Who owns none knows no more than an outsider, and what is left over follows from the rest.
        """
        own = {self.owner[cell] for cell in np.flatnonzero(hidden) if cell not in self.untold}
        return [None, *sorted(who for who in own if who)]

    def small(self, threshold: int) -> NDArray[np.bool_]:
        """Counts from 1 to `threshold` - 1."""
        return (self.values >= 1) & (self.values < threshold)

    def guarded(self, hidden: NDArray[np.bool_], threshold: int) -> NDArray[np.bool_]:
        """The hidden cells that nobody may pin down: all but those that are only left over, and not small."""
        guarded = hidden.copy()
        left_over = np.array(sorted(self.untold), dtype=int)
        guarded[left_over] &= self.small(threshold)[left_over]
        return guarded

    def owned_by(self, who: str | None) -> NDArray[np.bool_]:
        """Which cells are someone's own."""
        return np.array([who is not None and owner == who for owner in self.owner])

    def unknown_to(self, insider: str | None, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which cells are hidden from `insider`: not their own, unless even the program does not know them."""
        return hidden & ~(self.owned_by(insider) & ~np.isnan(self.values))
