"""The attack: what someone can work out about hidden cells from everything that is shown.

A linear programme (HiGHS, through scipy) for the smallest and for the largest value of each hidden cell that agrees
with all shown cells, all sums, and counts being whole and not negative. It shares no code with the hiding.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from app.protection.block import Block

_ROUNDING = 1e-6


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


def attack(block: Block, hidden: np.ndarray) -> Iterator[Range]:
    """The feasible range of every hidden cell, for an outsider and for each owner of a hidden cell."""
    for insider in block.insiders(hidden):
        unknown = block.unknown_to(insider, hidden)
        cells = np.flatnonzero(unknown)
        matrix, right = _equations(block, unknown, cells)
        for position, cell in enumerate(cells):
            yield Range(int(cell), insider, *_extremes(matrix, right, position))


def _equations(block: Block, unknown: np.ndarray, cells: np.ndarray) -> tuple[lil_matrix, np.ndarray]:
    """The sums as equations in the unknown cells: parts - whole = what the known cells leave."""
    column = {int(cell): number for number, cell in enumerate(cells)}
    matrix = lil_matrix((len(block.sums), len(cells)))
    right = np.zeros(len(block.sums))
    for row, each in enumerate(block.sums):
        for cell, sign in ((each.whole, -1), *((part, 1) for part in each.parts)):
            if unknown[cell]:
                matrix[row, column[cell]] += sign
            else:
                right[row] -= sign * block.values[cell]
    return matrix, right


def _extremes(matrix: lil_matrix, right: np.ndarray, position: int) -> tuple[float, float]:
    bounds = []
    for sign in (1, -1):
        aim = np.zeros(matrix.shape[1])
        aim[position] = sign
        found = linprog(aim, A_eq=matrix.tocsr(), b_eq=right, bounds=(0, None), method="highs")
        if found.status == 3 or (found.status == 4 and sign == -1):
            bounds.append(math.inf)
        elif found.status == 0:
            bounds.append(sign * found.fun)
        else:
            raise ArithmeticError(f"the attack could not be computed: {found.message}")
    return math.ceil(bounds[0] - _ROUNDING), bounds[1] if bounds[1] == math.inf else math.floor(bounds[1] + _ROUNDING)
