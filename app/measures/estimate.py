"""Estimators: from counts and moments to an estimate with its interval.

Each takes numbers or arrays of shapes that broadcast together, NaN where a figure is unknown, and raises ValueError for
what cannot be: negative or infinite figures, shapes that do not go together, a confidence outside 0 to 1.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, norm, t


class Estimate(NamedTuple):
    """Arrays of one shape: the estimates and the bounds of their intervals; NaN where there is no value."""

    estimate: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


class Moments(NamedTuple):
    """Arrays of one shape: how many, their mean and standard deviation (n - 1 below the line); NaN where unknown."""

    n: NDArray[np.float64]
    mean: NDArray[np.float64]
    sd: NDArray[np.float64]


def proportion(numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Proportions (0 to 1) with Wilson score intervals.

    `numerator` and `denominator` are counts, NaN where unknown; a denominator of 0 gives no value. Raises ValueError
    for negative counts and for a numerator above its denominator.

    Method: Wilson EB (1927), Probable inference, the law of succession, and statistical inference, JASA 22:209-212.
    """
    count, base = together(numerator, denominator)
    if (count < 0).any() or (base < 0).any():
        raise ValueError("a proportion needs counts of zero or more")
    if (count > base).any():
        raise ValueError("a proportion needs numerators no larger than their denominators")
    base = np.where(base == 0, np.nan, base)
    z = norm.ppf(1 - _tail(confidence))
    share = count / base
    centre = (share + z**2 / (2 * base)) / (1 + z**2 / base)
    half = z / (1 + z**2 / base) * np.sqrt(share * (1 - share) / base + z**2 / (4 * base**2))
    # The exact bounds at 0 and 1 are 0 and 1; arithmetic can miss them by a rounding error.
    lower = np.where(count == 0, 0.0, centre - half)
    upper = np.where(count == base, 1.0, centre + half)
    nothing = np.isnan(share)
    return Estimate(share, np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper))


def difference_of_proportions(
    count1: ArrayLike, base1: ArrayLike, count2: ArrayLike, base2: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Differences of two independent proportions, first minus second (-1 to 1), with hybrid score intervals.

    Counts and bases as `proportion` takes them, and refused as there; where either base is 0 there is no value.

    Method: Newcombe RG (1998), Interval estimation for the difference between independent proportions: comparison of
    eleven methods, Statistics in Medicine 17:873-890, method 10 (from the two Wilson intervals).
    """
    count1, base1, count2, base2 = together(count1, base1, count2, base2)
    first, second = proportion(count1, base1, confidence), proportion(count2, base2, confidence)
    difference = first.estimate - second.estimate
    below = np.hypot(first.estimate - first.lower, second.upper - second.estimate)
    above = np.hypot(first.upper - first.estimate, second.estimate - second.lower)
    return Estimate(difference, difference - below, difference + above)


def rate(count: ArrayLike, denominator: ArrayLike, per: float = 1, confidence: float = 0.95) -> Estimate:
    """Rates: `per` × count ÷ denominator, with Byar's intervals, and exact Poisson ones below 10 events.

    `count` are whole numbers of events, `denominator` what they are seen against, NaN where unknown; a denominator of 0
    gives no value. Raises ValueError for negative input.

    Method: Breslow NE, Day NE (1987), Statistical methods in cancer research II, IARC, p. 69 (Byar's approximation);
    Garwood F (1936), Fiducial limits for the Poisson distribution, Biometrika 28:437-442 (exact).
    """
    events, base = together(count, denominator)
    if (events < 0).any() or (base < 0).any():
        raise ValueError("a rate needs counts and denominators of zero or more")
    base = np.where(base == 0, np.nan, base)
    tail = _tail(confidence)
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


def mean_from_moments(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Means with Student t intervals, from how many there are, their mean and their standard deviation.

    Where `n` is 0 or unknown there is no value; where it is below 2 there is no interval. Raises ValueError for a
    negative `n` or `sd`.

    Method: Student (1908), The probable error of a mean, Biometrika 6:1-25.
    """
    n, mean, sd = together(n, mean, sd)
    if (n < 0).any() or (sd < 0).any():
        raise ValueError("a mean needs numbers and standard deviations of zero or more")
    n = np.where(n == 0, np.nan, n)
    enough = np.where(n < 2, np.nan, n)
    half = t.ppf(1 - _tail(confidence), enough - 1) * sd / np.sqrt(enough)
    mean = np.where(np.isnan(n), np.nan, mean)
    return Estimate(mean, mean - half, mean + half)


def pooled_moments(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, groups: ArrayLike | None = None) -> Moments:
    """The number, mean and standard deviation of parts put together: exactly those of all their members in one list.

    `n`, `mean` and `sd` have one entry for each part. `groups` says what each part belongs to, by numbers 0, 1, 2, … as
    `pandas.factorize` gives them, and the result has one entry for each of them; without, all parts make one. A part
    whose `n` is 0 drops out; the `sd` of a part of one does not matter. Anything else unknown makes unknown what
    depends on it, so leave out beforehand what is to be left out. The squares within parts and between them are added
    up (analysis of variance); fewer than 2 members have no standard deviation. Raises ValueError for a negative `n` or
    `sd` and for groups that are not such numbers, one for each part.
    """
    n, mean, sd = (np.atleast_1d(each) for each in together(n, mean, sd))
    if (n < 0).any() or (sd < 0).any():
        raise ValueError("moments need numbers and standard deviations of zero or more")
    group = np.zeros(n.shape, dtype=int) if groups is None else np.asarray(groups)
    if n.ndim != 1 or group.shape != n.shape or group.dtype.kind not in "iu" or (group < 0).any():
        raise ValueError("pooling needs a list of parts and for each the number of its group: 0, 1, 2, …")
    count = int(group.max(initial=0)) + 1
    mean, sd = np.where(n == 0, 0.0, mean), np.where(n <= 1, 0.0, sd)
    total = np.bincount(group, n, count).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.bincount(group, n * mean, count) / total
        squares = np.where(n == 0, 0.0, (n - 1) * sd**2 + n * (mean - centre[group]) ** 2)
        spread = np.sqrt(np.bincount(group, squares, count) / (total - 1))
    pooled = Moments(total, centre, np.where(total < 2, np.nan, spread))
    return Moments(*(each[0] for each in pooled)) if groups is None else pooled


def t_interval_of_groups(values: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Means of groups' own values, each group counting once, with Student t intervals on G - 1 degrees of freedom.

    `values` hold one value for each of G groups along their last axis; NaN values are left out and not counted in G.
    Without a value there is no mean, with fewer than 2 no interval. How far groups differ is in the interval, as it
    would not be if their members were pooled.

    Method: Donner A, Klar N (2000), Design and analysis of cluster randomization trials in health research, on
    cluster-level analysis.
    """
    return mean_from_moments(*_moments(values), confidence)


def difference_of_group_means(values1: ArrayLike, values2: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Differences of the means of two sets of groups' own values, first minus second, with Student t intervals.

    `values1` and `values2` as `t_interval_of_groups` takes them, which need not hold equally many groups. The standard
    error lets the two sets vary differently (as Welch's does), and the degrees of freedom are those of the smaller set,
    G - 1: whatever the two variances, an interval for normal values then covers the true difference at least as often
    as stated. Where either set has fewer than 2 values there is no interval.

    Method: Hsu PL (1938), Contributions to the theory of Student's t-test as applied to the problem of two samples,
    Statistical Research Memoirs 2:1-24; Mickey MR, Brown MB (1966), Bounds on the distribution functions of the
    Behrens-Fisher statistic, Annals of Mathematical Statistics 37:639-642.
    """
    first, second = _moments(values1), _moments(values2)
    difference = first.mean - second.mean
    fewer = np.minimum(first.n, second.n).astype(float)
    fewer = np.where(fewer < 2, np.nan, fewer)
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(first.sd**2 / first.n + second.sd**2 / second.n)
    half = t.ppf(1 - _tail(confidence), fewer - 1) * error
    return Estimate(difference, difference - half, difference + half)


def together(*inputs: ArrayLike) -> tuple[NDArray[np.float64], ...]:
    """Inputs as float arrays of one shape. Raises ValueError where that cannot be, and for infinite figures."""
    arrays = [np.asarray(each, dtype=float) for each in inputs]
    if any(np.isinf(each).any() for each in arrays):
        raise ValueError("an estimate needs finite figures")
    try:
        return np.broadcast_arrays(*arrays)
    except ValueError as mismatch:
        shapes = ", ".join(str(each.shape) for each in arrays)
        raise ValueError(f"the figures have shapes that do not go together: {shapes}") from mismatch


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, as 0.95 does, and not at {confidence}")
    return (1 - confidence) / 2


def _moments(values: ArrayLike) -> Moments:
    """The moments along the last axis, NaN values left out."""
    (values,) = together(values)
    values = np.atleast_1d(values)
    known = ~np.isnan(values)
    n = known.sum(axis=-1)
    # Counted from one of the values, equal values have exactly that mean and no spread.
    origin = np.fmax.reduce(values, axis=-1, keepdims=True, initial=-np.inf)
    with np.errstate(invalid="ignore", divide="ignore"):
        offsets = np.where(known, values - origin, 0.0)
        mean = offsets.sum(axis=-1) / n
        squares = np.where(known, offsets - mean[..., np.newaxis], 0.0) ** 2
        sd = np.sqrt(squares.sum(axis=-1) / (n - 1))
    return Moments(n, origin[..., 0] + mean, np.where(n < 2, np.nan, sd))
