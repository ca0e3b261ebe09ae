"""How far figures may stray from a projection, judged by the area's own variation."""

from math import inf, isfinite
from typing import NamedTuple

import numpy as np
import pandas as pd

from app.analysis.capacity.assumptions import Assumptions
from app.analysis.capacity.history import TWO_YEARS, YEAR, figures_of, people_taken_on
from app.analysis.capacity.projection import QUARTERS, Factors, Paths, as_assumed, flow

LEVEL = 0.8
"""The share of what may come that the band is to hold."""

_DRAWS = 2_000
_SEED = 1961
_LEAST_FREEDOM = 2


class Spread(NamedTuple):
    """How far a figure strays from quarter to quarter: relative standard deviation and its degrees of freedom."""

    deviation: float
    freedom: float


class Variation(NamedTuple):
    """The spread of referrals, of the share of cases closed, of contacts for each WTE, and of the implied wait."""

    referrals: Spread
    closures: Spread
    contacts: Spread
    waits: Spread


def variation(assumptions: Assumptions, history: pd.DataFrame) -> Variation:
    """An area's own variation over the last two years of `history` (columns of `app.analysis.capacity.HISTORY`).

    From relative residuals about a straight line (referrals, waits) or about the mean (share of cases closed, contacts
    for each WTE). Where that spread is below the one of chance alone (Poisson, binomial) in an area as assumed, or
    where there are too few quarters to tell, the spread is that of chance, taken as known (infinite freedom).
    """
    table = figures_of(history)
    table = table.assign(started=people_taken_on(table)).tail(TWO_YEARS)
    first = as_assumed(assumptions, 1)
    closed = first.closed.item()
    closing = 1 / (1 + assumptions.case_quarters)
    return Variation(
        referrals=_spread(table.referrals_received, 1, _chance(first.referrals.item())),
        closures=_spread(
            _share(table.cases_closed, table.open_cases_end + table.cases_closed),
            0,
            _chance(closed) * (1 - closing) ** 0.5,
        ),
        contacts=_spread(
            _share(table.contacts_attended, table.wte_in_post), 0, _chance(assumptions.contacts_per_case * closed)
        ),
        waits=_spread(_share(table.waiting_at_end, table.started), 1, _chance(first.waiting.item())),
    )


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole > 0)


def _chance(count: float) -> float:
    """The relative standard deviation of a count of this mean; 1 below one."""
    return max(count, 1) ** -0.5


def _spread(values: pd.Series, degree: int, chance: float) -> Spread:
    known = np.flatnonzero(values.notna())
    freedom = len(known) - degree - 1
    if freedom < _LEAST_FREEDOM:
        return Spread(chance, inf)
    seen = values.to_numpy()[known]
    fitted = np.polyval(np.polyfit(known, seen, degree), known)
    residuals = seen[fitted > 0] / fitted[fitted > 0] - 1
    deviation = (residuals @ residuals / freedom) ** 0.5
    return Spread(deviation, freedom) if deviation > chance else Spread(chance, inf)


def band(
    assumptions: Assumptions,
    history: pd.DataFrame,
    quarters: int = QUARTERS,
    *,
    level: float = LEVEL,
    seed: int = _SEED,
) -> pd.DataFrame:
    """How far the figures may stray from the projection by the area's own variation, at a stated level.

    2,000 projections, in each of which referrals, closures, contacts and waits are multiplied in each quarter with
    factors drawn around 1: normal, with the deviations of `variation`. In each projection the deviations themselves are
    drawn as uncertain as the quarters behind them leave them (scaled inverse chi-squared, so that factors are Student
    t), and the level of each figure as uncertain as a mean of four quarters. The bounds are the middle `level` of the
    results. The same arguments give the same band. Nothing else changes: growth, WTE and the rest stay as assumed.

    `history`: as for `variation`. Returns `quarter, figure, lower, upper`, figures of `project`.
    """
    rng = np.random.default_rng(seed)
    factors = Factors(*(_draw(rng, spread, quarters) for spread in variation(assumptions, history)))
    flows = flow(assumptions, factors)
    # Bounds are values drawn, never a value between two: some waits are infinite.
    bounds = np.quantile(np.stack(flows), [(1 - level) / 2, (1 + level) / 2], axis=1, method="inverted_cdf")
    every = pd.MultiIndex.from_product([flows._fields, range(1, quarters + 1)], names=["figure", "quarter"])
    rows = pd.DataFrame({"lower": bounds[0].ravel(), "upper": bounds[1].ravel()}, index=every).reset_index()
    return rows[["quarter", "figure", "lower", "upper"]]


def _draw(rng: np.random.Generator, spread: Spread, quarters: int) -> Paths:
    deviation = np.full((_DRAWS, 1), spread.deviation)
    if isfinite(spread.freedom):
        deviation *= np.sqrt(spread.freedom / rng.chisquare(spread.freedom, (_DRAWS, 1)))
    level = rng.standard_normal((_DRAWS, 1)) / YEAR**0.5
    return np.maximum(1 + deviation * (level + rng.standard_normal((_DRAWS, quarters))), 0)
