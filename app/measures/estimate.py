"""Estimators: from counts to an estimate with its interval."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm


class Estimate(NamedTuple):
    """Arrays of one shape: the estimates and the bounds of their intervals; NaN where there is no value."""

    estimate: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def proportion(numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Proportions (0 to 1) with Wilson score intervals.

    `numerator` and `denominator` are counts of one shape, NaN where unknown; a denominator of 0 gives no value.
    Raises ValueError for negative counts and for a numerator above its denominator.

    Method: Wilson EB (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209-212.
    """
    count, base = (np.asarray(a, dtype=float) for a in (numerator, denominator))
    if (count < 0).any() or (base < 0).any():
        raise ValueError("a proportion needs counts of zero or more")
    if (count > base).any():
        raise ValueError("a proportion needs numerators no larger than their denominators")
    base = np.where(base == 0, np.nan, base)
    z = norm.ppf((1 + confidence) / 2)
    share = count / base
    centre = (share + z**2 / (2 * base)) / (1 + z**2 / base)
    half = z / (1 + z**2 / base) * np.sqrt(share * (1 - share) / base + z**2 / (4 * base**2))
    # The exact bounds at 0 and 1 are 0 and 1; arithmetic can miss them by a rounding error.
    lower = np.where(count == 0, 0.0, centre - half)
    upper = np.where(count == base, 1.0, centre + half)
    nothing = np.isnan(share)
    return Estimate(share, np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper))
