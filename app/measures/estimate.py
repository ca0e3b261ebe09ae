"""Estimators: from counts to an estimate with its interval."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, norm


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


def rate(count: ArrayLike, denominator: ArrayLike, per: float = 1, confidence: float = 0.95) -> Estimate:
    """Rates: `per` × count ÷ denominator, with Byar's intervals, and exact Poisson ones below 10 events.

    `count` are whole numbers of events, `denominator` what they are seen against, of one shape, NaN where unknown; a
    denominator of 0 gives no value. Raises ValueError for negative input.

    Method: Breslow NE, Day NE (1987), Statistical methods in cancer research II, IARC, p. 69 (Byar's approximation);
    Garwood F (1936), Fiducial limits for the Poisson distribution, Biometrika 28:437-442 (exact).
    """
    events, base = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (count, denominator)))
    if (events < 0).any() or (base < 0).any():
        raise ValueError("a rate needs counts and denominators of zero or more")
    base = np.where(base == 0, np.nan, base)
    tail = (1 - confidence) / 2
    z = norm.ppf(1 - tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        byar_lower = events * (1 - 1 / (9 * events) - z / (3 * np.sqrt(events))) ** 3
        byar_upper = (events + 1) * (1 - 1 / (9 * (events + 1)) + z / (3 * np.sqrt(events + 1))) ** 3
    exact_lower = np.where(events == 0, 0.0, chi2.ppf(tail, 2 * events) / 2)
    exact_upper = chi2.ppf(1 - tail, 2 * events + 2) / 2
    few = events < 10
    lower, upper = np.where(few, exact_lower, byar_lower), np.where(few, exact_upper, byar_upper)
    nothing = np.isnan(events)
    scaled = (per * np.where(nothing, np.nan, bound) / base for bound in (events, lower, upper))
    return Estimate(*scaled)
