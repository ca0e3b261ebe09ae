"""Funnel plots: how far areas of each size may lie from the whole before it is more than chance.

A funnel is fitted once to the areas of one measure in one period. From it come the limits for any denominators (a
smooth line, or each area's own) and a mark for each area. Source of the method, unless said otherwise:
Spiegelhalter DJ (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24:1185-1202.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gdtrib
from scipy.stats import chi2, norm

from app.measures.estimate import together

Kind = Literal["proportion", "rate", "ratio"]
Spread = Literal["chance", "additive"]

_TAILS = {"95": 0.025, "99.8": 0.001}
_WINSORISED = 0.1
_KINDS = ("proportion", "rate", "ratio")


class Mark(StrEnum):
    """Where an area lies in a funnel. By chance alone, 1 in 20 areas is outside_95 or more, 1 in 500 outside_998."""

    INSIDE = "inside"
    OUTSIDE_95 = "outside_95"
    OUTSIDE_998 = "outside_998"
    NO_VALUE = "no_value"


@dataclass(frozen=True)
class Funnel:
    """A fitted funnel.

    `target` is what areas are held against, in the unit of the values (`per` × count ÷ denominator). `phi` says how
    many times as much the areas vary as chance alone would have it (mean squared z-score), `phi_by_chance` the most
    that chance gives in 95 of 100 funnels, `tau` the standard deviation between areas beyond chance, in the unit of the
    values. `spread` is what the limits allow for: `chance` alone while `phi` is within chance, else `additive`, also
    areas' own true values.
    """

    kind: Kind
    per: float
    target: float
    areas: int
    phi: float
    phi_by_chance: float
    tau: float
    spread: Spread


class FunnelLimits(NamedTuple):
    """Arrays of one shape, in the unit of the values; NaN where the denominator is 0 or unknown."""

    lower_998: NDArray[np.float64]
    lower_95: NDArray[np.float64]
    upper_95: NDArray[np.float64]
    upper_998: NDArray[np.float64]


def fit_funnel(count: ArrayLike, base: ArrayLike, kind: Kind, per: float = 1) -> Funnel:
    """Fit a funnel to the counts and denominators of areas; those with a NaN or a denominator of 0 are left out.

    `kind`: `proportion` (count of base, binomial), `rate` (events against any base, Poisson) or `ratio` (events against
    expected events, Poisson). The target is the whole's: all counts ÷ all denominators; that of a ratio is 1.

    Over-dispersion: areas differ for more reasons than chance, and large areas would then all lie outside. Of each
    area's z-score, the lowest and highest tenth are drawn in to the 10th and 90th percentile (winsorised, so that a few
    true outliers do not widen the limits that should show them), and `phi` is the mean of their squares. While I × phi
    is below the 95th percentile of chi-squared on I - 1 degrees of freedom (I areas), the limits are those of chance.
    Above it they widen for additive random effects: areas have their own true values around the target with variance
    tau² (the moment estimate of DerSimonian and Laird), which widens the limits most where chance is least.
    Spiegelhalter (2005), Handling over-dispersion of performance indicators, Quality and Safety in Health Care
    14:347-351, finds that better founded than to widen all limits by √phi. Where there are no outliers, drawing in
    makes tau a quarter too small: about 1 in 11 areas then lies outside the widened 95% limits.

    Raises ValueError for negative counts or denominators and for a proportion's count above its base.
    """
    if kind not in _KINDS:
        raise ValueError(f"a funnel is for a {', '.join(_KINDS)}, not for a {kind}")
    count, base = _checked(count, base, kind)
    known = ~np.isnan(count) & (base > 0)
    count, base = count[known], base[known]
    areas = len(count)
    with np.errstate(invalid="ignore"):
        target = 1.0 if kind == "ratio" else count.sum() / base.sum()
    phi, tau_squared = _over_dispersion(count, base, target, kind)
    by_chance = chi2.ppf(0.95, areas - 1) / areas if areas > 1 else np.nan
    return Funnel(
        kind=kind,
        per=per,
        target=float(per * target),
        areas=areas,
        phi=phi,
        phi_by_chance=float(by_chance),
        tau=float(per * np.sqrt(tau_squared)),
        spread="additive" if phi > by_chance else "chance",
    )


def funnel_limits(funnel: Funnel, base: ArrayLike) -> FunnelLimits:
    """The 95% and 99.8% limits at given denominators, such as `numpy.geomspace` from the smallest to the largest.

    Limits of chance: an area lies outside them exactly when its own interval leaves out the target. For a proportion
    that is Wilson's interval, and the limits are target ± z√(target(1 - target) ÷ base); for rates and ratios Garwood's
    exact Poisson interval, whose limits between whole counts follow the gamma distribution (as Public Health England's
    PHEindicatormethods has them). Over-dispersion moves each limit √(1 + tau² ÷ variance by chance) times as far away
    from the target. Limits below 0, or of a proportion above 1, stop there.

    Raises ValueError for negative denominators.
    """
    (base,) = together(base)
    if (base < 0).any():
        raise ValueError("a funnel needs denominators of zero or more")
    base = np.where(base == 0, np.nan, base)
    target = funnel.target / funnel.per
    widening = _widening(funnel, base, target)
    highest = 1.0 if funnel.kind == "proportion" else np.inf
    bounds = {}
    for name, tail in _TAILS.items():
        for side, bound in zip(("lower", "upper"), _chance_limits(base, target, funnel.kind, tail), strict=True):
            moved = target + (bound - target) * widening
            bounds[side, name] = funnel.per * np.clip(moved, 0.0, highest)
    return FunnelLimits(bounds["lower", "99.8"], bounds["lower", "95"], bounds["upper", "95"], bounds["upper", "99.8"])


def funnel_marks(funnel: Funnel, count: ArrayLike, base: ArrayLike) -> NDArray[np.str_]:
    """A `Mark` for each area, by its own value and the limits at its own denominator.

    Raises ValueError as `fit_funnel` does.
    """
    count, base = _checked(count, base, funnel.kind)
    limits = funnel_limits(funnel, base)
    value = funnel.per * count / np.where(base == 0, np.nan, base)
    conditions = {
        Mark.NO_VALUE: np.isnan(value),
        Mark.OUTSIDE_998: (value < limits.lower_998) | (value > limits.upper_998),
        Mark.OUTSIDE_95: (value < limits.lower_95) | (value > limits.upper_95),
    }
    return np.select(list(conditions.values()), [mark.value for mark in conditions], default=Mark.INSIDE.value)


def _checked(count: ArrayLike, base: ArrayLike, kind: Kind) -> tuple[NDArray[np.float64], ...]:
    count, base = together(count, base)
    if (count < 0).any() or (base < 0).any():
        raise ValueError("a funnel needs counts and denominators of zero or more")
    if kind == "proportion" and (count > base).any():
        raise ValueError("a funnel of proportions needs counts no larger than their denominators")
    return count, base


def _unit_variance(target: float, kind: Kind) -> float:
    """The variance by chance of a value with a denominator of 1."""
    return target * (1 - target) if kind == "proportion" else target


def _over_dispersion(
    count: NDArray[np.float64], base: NDArray[np.float64], target: float, kind: Kind
) -> tuple[float, float]:
    """phi and tau² from winsorised z-scores; NaN where the areas cannot vary."""
    unit = _unit_variance(target, kind)
    if len(count) < 2 or not unit > 0:
        return np.nan, np.nan
    weight = base / unit
    z = (count / base - target) * np.sqrt(weight)
    z = np.clip(z, *np.quantile(z, [_WINSORISED, 1 - _WINSORISED]))
    phi = float(np.mean(z**2))
    excess = len(z) * phi - (len(z) - 1)
    tau_squared = excess / (weight.sum() - (weight**2).sum() / weight.sum())
    return phi, max(float(tau_squared), 0.0)


def _widening(funnel: Funnel, base: NDArray[np.float64], target: float) -> NDArray[np.float64] | float:
    if funnel.spread == "additive":
        return np.sqrt(1 + (funnel.tau / funnel.per) ** 2 * base / _unit_variance(target, funnel.kind))
    return 1.0


def _chance_limits(
    base: NDArray[np.float64], target: float, kind: Kind, tail: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    if kind == "proportion":
        half = norm.ppf(1 - tail) * np.sqrt(_unit_variance(target, kind) / base)
        return target - half, target + half
    expected = target * base
    # The counts x with P(X <= x) = tail and P(X >= x) = tail: of a Poisson count, gamma probabilities in x.
    return (gdtrib(1, 1 - tail, expected) - 1) / base, gdtrib(1, tail, expected) / base
