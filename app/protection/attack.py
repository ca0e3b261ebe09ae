"""The attack: what someone can work out about hidden cells from everything that is shown.

A linear programme (HiGHS) for the smallest and for the largest value of a hidden cell that agrees with all shown
cells, all sums, and counts being whole and not negative. A solution that is not whole proves nothing: it is then sought
among whole numbers. Hidden cells that no chain of sums links are attacked apart.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from app.protection.block import Block

_ROUNDING = 1e-6
_ROUNDS = 4  # of random aims, before cells are aimed at one by one
_PRIMAL = 4  # HiGHS's number for the primal simplex: only the aim changes, so that the last solution still fits
_MOST_NODES = 10_000  # of a search among whole numbers; what is not found by then is taken not to be there

Wide = dict[str | None, NDArray[np.bool_]]
"""For each insider (None: anyone) the cells of which it is known that their range is wide enough."""


@dataclass(frozen=True)
class Range:
    """What `insider` (None: anyone) can say about `cell`: it lies from `lower` to `upper`, which may be infinite."""

    cell: int
    insider: str | None
    lower: float
    upper: float

    @property
    def width(self) -> float:
        """Largest minus smallest feasible whole value."""
        return self.upper - self.lower


@dataclass(frozen=True)
class Pinned(Range):
    """A range that is too narrow, and the sums that make it so.

    `falls`, `rises`: for each sum of the block, how fast the smallest and the largest value would move with it (its
    shadow price in the programme); no set of cells can loosen the range unless one of them stands in a sum that moves
    it.
    """

    falls: NDArray[np.float64]
    rises: NDArray[np.float64]


def attack(block: Block, hidden: NDArray[np.bool_]) -> Iterator[Range]:
    """The feasible range of every hidden cell, for an outsider and for each owner of a hidden cell."""
    for insider in block.insiders(hidden):
        for puzzle in _puzzles(block, hidden, insider):
            for position in np.flatnonzero(hidden[puzzle.cells]):
                yield Range(int(puzzle.cells[position]), insider, *puzzle.range_of(position))


def pinned(block: Block, hidden: NDArray[np.bool_], wide: Wide | None = None) -> list[Pinned]:
    """The hidden cells whose range is narrower than their threshold: to an outsider, or if to none, to all insiders.

    The same verdict as `attack`, with far fewer programmes: one solution shows a value of every cell, and a cell of
    which two shown values are far enough apart needs no programme of its own. `wide` remembers, from one call to the
    next, what need not be attacked again: hiding more widens ranges, so it holds as long as nothing is shown again.
    """
    wide = {} if wide is None else wide
    guarded = block.guarded(hidden)
    narrow = _narrow(block, hidden, guarded, None, wide)
    if narrow:
        return narrow
    unknown_to_all = block.unknown_to(None, hidden)
    linked = block.linked(unknown_to_all)[1]
    for insider in block.insiders(hidden)[1:]:
        unknown = block.unknown_to(insider, hidden)
        known = unknown_to_all & ~unknown
        touched = np.isin(linked, linked[known])  # elsewhere, an insider knows no more than an outsider
        own = block.owned_by(insider) | block.hidden_by(insider, hidden)  # which they may know
        narrow += _narrow(block, hidden, guarded & unknown & touched & ~own, insider, wide)
    return narrow


def _narrow(
    block: Block, hidden: NDArray[np.bool_], wanted: NDArray[np.bool_], insider: str | None, wide: Wide
) -> list[Pinned]:
    """The `wanted` cells that `insider` can pin down; all others are `wide` from now on."""
    known = wide.setdefault(insider, np.zeros(len(wanted), dtype=bool))
    wanted = wanted & ~known
    if not wanted.any():
        return []
    narrow = [
        found
        for puzzle in _puzzles(block, hidden, insider, wanted)
        for found in puzzle.narrower_than(block.threshold, insider, wanted)
    ]
    known |= wanted
    known[[found.cell for found in narrow]] = False
    return narrow


def _puzzles(
    block: Block, hidden: NDArray[np.bool_], insider: str | None, wanted: NDArray[np.bool_] | None = None
) -> Iterator["_Puzzle"]:
    """Each group of linked cells that `insider` does not know, those with a `wanted` cell only if that is given."""
    unknown = block.unknown_to(insider, hidden)
    links = block.linked(unknown)[1]
    lower, upper = block.limits(hidden)
    rows, cols, signs = *block.incidence, block.signs
    known_values = np.where(unknown, 0.0, np.nan_to_num(block.values))
    right = -np.bincount(rows, weights=signs * known_values[cols], minlength=len(block.sums))
    for group in np.unique(links[unknown if wanted is None else wanted]):
        cells = np.flatnonzero(unknown & (links == group))
        inside = np.isin(cols, cells)
        used, row_at = np.unique(rows[inside], return_inverse=True)
        col_at = np.searchsorted(cells, cols[inside])
        matrix = csr_matrix((signs[inside], (row_at, col_at)), shape=(len(used), len(cells)))
        yield _Puzzle(cells, matrix, right[used], (lower[cells], upper[cells]), used, len(block.sums))


class _Solver(highspy.Highs):
    """The solver without its callbacks: setting them up prints a banner, and none is used."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.silent()


class _Puzzle:
    """Unknown cells `x` of which it is known that `matrix @ x == right` and within what `limits` each of them lies."""

    def __init__(
        self,
        cells: NDArray[np.int_],
        matrix: csr_matrix,
        right: NDArray[np.float64],
        limits: tuple[NDArray[np.float64], NDArray[np.float64]],
        sums: NDArray[np.int_],
        sums_of_block: int,
    ) -> None:
        self.cells = cells
        self._sums, self._sums_of_block = sums, sums_of_block
        self._highs = _Solver()
        self._highs.setOptionValue("presolve", "off")  # so that each programme starts where the last one ended
        self._highs.setOptionValue("simplex_strategy", _PRIMAL)
        self._highs.setOptionValue("mip_max_nodes", _MOST_NODES)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = len(cells), len(right)
        programme.col_cost_ = np.zeros(len(cells))
        programme.col_lower_, programme.col_upper_ = limits
        programme.row_lower_ = programme.row_upper_ = right
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_ = matrix.indptr
        programme.a_matrix_.index_ = matrix.indices
        programme.a_matrix_.value_ = matrix.data
        self._highs.passModel(programme)
        self._all = np.arange(len(cells), dtype=np.int32)
        self._duals = np.zeros(len(right))

    def range_of(self, position: int) -> tuple[float, float]:
        """The smallest and largest whole value of one cell. Raises ArithmeticError."""
        aim = np.zeros(len(self.cells))
        aim[position] = 1
        lowest, highest = self._best(aim), self._best(-aim)
        return lowest[position], math.inf if highest is None else highest[position]

    def narrower_than(
        self, threshold: NDArray[np.int_], insider: str | None, wanted: NDArray[np.bool_]
    ) -> Iterator[Pinned]:
        """The `wanted` cells of the block whose range is narrower, as `insider` sees them. Raises ArithmeticError."""
        wanted, threshold = wanted[self.cells], threshold[self.cells]
        low, high = np.full(len(self.cells), np.inf), np.full(len(self.cells), -np.inf)
        random = np.random.default_rng(len(self.cells))
        for _ in range(_ROUNDS):
            left = wanted & (high - low < threshold)
            if not left.any():
                return
            aim = np.where(left, random.standard_normal(len(left)), 0.0)
            for each in (aim, -aim):
                self._see(self._best(each), low, high)
        for position in np.flatnonzero(wanted & (high - low < threshold)):
            if high[position] - low[position] >= threshold[position]:
                continue  # seen when another cell was aimed at
            aim = np.zeros(len(self.cells))
            aim[position] = 1
            self._see(self._best(aim), low, high)
            if high[position] - low[position] >= threshold[position]:
                continue
            falls = self._prices()
            highest = self._best(-aim)
            if highest is None:
                continue
            self._see(highest, low, high)
            if high[position] - low[position] < threshold[position]:
                cell, ends = int(self.cells[position]), (float(low[position]), float(high[position]))
                yield Pinned(cell, insider, *ends, falls, -self._prices())

    def _prices(self) -> NDArray[np.float64]:
        prices = np.zeros(self._sums_of_block)
        prices[self._sums] = self._duals
        return prices

    def _best(self, aim: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Whole numbers that make `aim @ x` least; None when it can fall without end. Raises ArithmeticError."""
        self._highs.changeColsCost(len(self.cells), self._all, aim)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == highspy.HighsModelStatus.kUnknown:  # stuck where the last programme ended: from the start
            self._highs.clearSolver()
            self._highs.run()
            status = self._highs.getModelStatus()
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"the attack could not be computed: {status}")
        solution = self._highs.getSolution()
        self._duals = np.array(solution.row_dual)
        found = np.array(solution.col_value)
        return np.round(found) if _whole(found) else self._best_whole()

    def _best_whole(self) -> NDArray[np.float64]:
        """The same among whole numbers, where the best of all is none. Raises ArithmeticError when none is found."""
        self._highs.changeColsIntegrality(len(self.cells), self._all, np.ones(len(self.cells), dtype=np.uint8))
        self._highs.run()
        found = np.array(self._highs.getSolution().col_value)
        self._highs.changeColsIntegrality(len(self.cells), self._all, np.zeros(len(self.cells), dtype=np.uint8))
        if len(found) != len(self.cells) or not _whole(found):
            raise ArithmeticError("no whole numbers were found that fit all that is shown")
        return np.round(found)

    @staticmethod
    def _see(solution: NDArray[np.float64] | None, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        if solution is not None:
            np.minimum(low, solution, out=low)
            np.maximum(high, solution, out=high)


def _whole(solution: NDArray[np.float64]) -> bool:
    return bool(np.abs(solution - np.round(solution)).max(initial=0.0) < _ROUNDING)
