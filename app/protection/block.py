"""A block: cells that are linked by sums, and can be protected apart from all other cells."""

from collections.abc import Iterable, Iterator, Mapping
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
    `sums` hold exactly between the values. `threshold`: counts from 1 to one below it are small, and the largest value
    that a hidden cell can have must be at least so much above the smallest. `untold`: cells that are published nowhere,
    and only left over from sums. `stage`: in which order cells are published; what was decided of earlier ones stays
    (all at once if not given). `shown_within`, `hidden_within`: the least and the most (two rows) that readers know of
    each cell when it is shown, and when it is hidden; if not given, its value, and that it is 0 or more.
    """

    values: NDArray[np.float64]
    cost: NDArray[np.float64]
    owner: tuple[str | None, ...]
    sums: tuple[Sum, ...]
    threshold: NDArray[np.int_]
    untold: frozenset[int] = frozenset()
    stage: tuple[int, ...] | None = None
    shown_within: NDArray[np.float64] | None = None
    hidden_within: NDArray[np.float64] | None = None

    @cached_property
    def stages(self) -> NDArray[np.int_]:
        """The stage of each cell."""
        return np.zeros(len(self.values), dtype=int) if self.stage is None else np.array(self.stage, dtype=int)

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
        of_sum, of_cell = self.linked(np.ones(len(self.values), dtype=bool))
        sums = _members(of_sum)
        for group, cells in _members(of_cell).items():
            yield self._part(cells, sums.get(group, ())), cells

    def linked(self, cells: NDArray[np.bool_]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
        """For each sum and each cell the number of its group: `cells` are in one when a chain of sums links them."""
        rows, cols = self.incidence
        inside = cells[cols]
        size = len(self.sums) + len(cells)
        graph = coo_matrix((np.ones(inside.sum()), (rows[inside], len(self.sums) + cols[inside])), shape=(size, size))
        group = connected_components(graph, directed=False)[1]
        return group[: len(self.sums)], group[len(self.sums) :]

    def published_at(self, stage: int, hidden: NDArray[np.bool_]) -> tuple["Block", NDArray[np.int_]]:
        """The cells of one stage and, of earlier ones, those that tell of them or of which they may tell.

        `hidden`: which cells of earlier stages are. Each cell with its number here.
        """
        rows, cols = self.incidence
        new = self.stages == stage
        latest = np.zeros(len(self.sums), dtype=int)
        np.maximum.at(latest, rows, self.stages[cols])
        of_sum, of_cell = self.linked(new | (self.unknown_to(None, hidden) & (self.stages < stage)))
        concerned = np.isin(of_sum, of_cell[new]) & (latest <= stage)
        cells = np.union1d(np.flatnonzero(new), cols[concerned[rows]])
        return self._part(cells, np.flatnonzero(concerned)), cells

    def _part(self, cells: NDArray[np.int_], sums: Iterable[int]) -> "Block":
        at = {int(cell): number for number, cell in enumerate(cells)}
        return Block(
            self.values[cells],
            self.cost[cells],
            tuple(self.owner[cell] for cell in cells),
            tuple(self.sums[number].renumbered(at) for number in sums),
            self.threshold[cells],
            frozenset(at[cell] for cell in at.keys() & self.untold),
            tuple(self.stages[cells].tolist()),
            *(limits if limits is None else limits[:, cells] for limits in (self.shown_within, self.hidden_within)),
        )

    def insiders(self, hidden: NDArray[np.bool_]) -> list[str | None]:
        """From whose eyes `hidden` must hold: an outsider (None), and everyone who owns a hidden cell.

        Who owns none knows no more than an outsider, and what is left over follows from the rest.
        """
        own = {self.owner[cell] for cell in np.flatnonzero(hidden) if cell not in self.untold}
        return [None, *sorted(who for who in own if who)]

    @cached_property
    def small(self) -> NDArray[np.bool_]:
        """Counts from 1 to one below their threshold."""
        return (self.values >= 1) & (self.values < self.threshold)

    def guarded(self, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The hidden cells that nobody may pin down.

        Of those that are untold only small ones that are left over in an HSCP: who knows a total knows no part of it.
        """
        guarded = hidden.copy()
        untold = np.array(sorted(self.untold), dtype=int)
        guarded[untold] &= (self.small & (self._owners != None))[untold]  # noqa: E711 - each of them
        return guarded

    def owned_by(self, who: str | None) -> NDArray[np.bool_]:
        """Which cells are someone's own."""
        return np.zeros(len(self.owner), dtype=bool) if who is None else self._owners == who

    @cached_property
    def _owners(self) -> NDArray[np.object_]:
        return np.array(self.owner, dtype=object)

    def hidden_by(self, who: str | None, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which cells someone hid at source: their own, and totals of nothing else that they do not know."""
        rows, cols = self.incidence
        unknown = hidden & ~self.owned_by(who)
        while True:
            missing = np.bincount(rows, weights=unknown[cols], minlength=len(self.sums))
            follows = cols[(missing[rows] == 1) & unknown[cols] & np.isnan(self.values[cols])]
            if not len(follows):
                return np.isnan(self.values) & hidden & ~unknown
            unknown[follows] = False

    def unknown_to(self, insider: str | None, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Of which cells `insider` does not know the value: not their own, unless even the program does not know it."""
        untold = hidden
        if self.shown_within is not None:
            untold = hidden | (self.shown_within[0] < self.shown_within[1])
        return untold & ~(self.owned_by(insider) & ~np.isnan(self.values))

    def limits(self, hidden: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the most that everyone knows of each cell."""
        shown = np.tile(self.values, (2, 1)) if self.shown_within is None else self.shown_within
        if self.hidden_within is None:
            return np.where(hidden, 0.0, shown[0]), np.where(hidden, np.inf, shown[1])
        lower, upper = np.where(hidden, self.hidden_within, shown)
        return lower, upper


def _members(group: NDArray[np.int_]) -> dict[int, NDArray[np.int_]]:
    """The members of each group, in order."""
    order = np.argsort(group, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    return {int(group[members[0]]): members for members in parts if len(members)}
