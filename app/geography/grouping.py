"""Points that lie close to each other, brought together so that a map of many stays quick."""

import numpy as np
from numpy.typing import NDArray

_METRES_A_DEGREE = 111_320.0
_LATITUDE = (
    57.0  # of the middle of Scotland: squares are a little longer than wide in the south, and wider in the north
)
_SMALLEST_METRES = 1_000.0


def group_points(latitude: NDArray[np.float64], longitude: NDArray[np.float64], most: int) -> NDArray[np.int_]:
    """For each point (degrees) the number of its group, from 0: points in one square of a grid are one group.

    The squares are the smallest of 1, 2, 4 … km for which there are at most `most` groups. Raises ValueError for
    `most` below 1.
    """
    if most < 1:
        raise ValueError("points need at least one group")
    if not len(latitude):
        return np.empty(0, dtype=int)
    north = latitude * _METRES_A_DEGREE
    east = longitude * _METRES_A_DEGREE * np.cos(np.radians(_LATITUDE))
    metres = _SMALLEST_METRES
    while True:
        rows, columns = (np.floor(each / metres).astype(np.int64) for each in (north, east))
        squares = rows * (np.ptp(columns) + 1) + columns - columns.min()
        groups, number = np.unique(squares, return_inverse=True)
        if len(groups) <= most:
            return number
        metres *= 2
