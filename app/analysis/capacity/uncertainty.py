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

PATHS = 2_000
"""How many projections are drawn."""

SEED = 1961
"""Of the generator that draws them (`numpy.random.default_rng`)."""

LEVEL_FACTOR = YEAR**-0.5
"""The deviation of a figure's level, times that of one of its quarters: that of a mean of four quarters."""

_LEAST_FREEDOM = 2


class Spread(NamedTuple):
    """How far a figure strays from quarter to quarter.

    `deviation`: relative standard deviation; `freedom`: its degrees of freedom, infinite where it is the one of chance
    alone; `quarters`: of the last two years, those for which the figure is known.
    """

    deviation: float
    freedom: float
    quarters: int

    @property
    def by_chance(self) -> bool:
        """Whether it is the spread of chance: the quarters stray no further, or are too few to tell."""
        return not isfinite(self.freedom)


class Variation(NamedTuple):
    """The spread of referrals, of the share of cases closed, of contacts for each WTE, and of the implied wait."""

    referrals: Spread
    closures: Spread
    contacts: Spread
    waits: Spread

    def scaled(self, by: float) -> "Variation":
        """The same with each deviation so many times as large."""
        return Variation(*(spread._replace(deviation=by * spread.deviation) for spread in self))


def variation(assumptions: Assumptions, history: pd.DataFrame) -> Variation:
    """An area's own variation over the last two years of `history` (columns of `app.analysis.capacity.HISTORY`).

    From relative residuals about a straight line (referrals, waits) or about the mean (share of cases closed, contacts
    for each WTE). Where that spread is below the one of chance alone (Poisson, binomial) in the first quarter to come
    of an area as assumed, or where there are too few quarters to tell, the spread is that of chance, taken as known
    (infinite freedom).
    """
    table = figures_of(history)
    table = table.assign(started=people_taken_on(table)).tail(TWO_YEARS)
    first = as_assumed(assumptions, 1)
    closing = 1 / (1 + assumptions.case_quarters)
    closed = closing * (first.open_cases + first.closed).item()
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
    by_chance = Spread(chance, inf, len(known))
    freedom = len(known) - degree - 1
    if freedom < _LEAST_FREEDOM:
        return by_chance
    seen = values.to_numpy()[known]
    fitted = np.polyval(np.polyfit(known, seen, degree), known)
    residuals = seen[fitted > 0] / fitted[fitted > 0] - 1
    deviation = (residuals @ residuals / freedom) ** 0.5
    return Spread(deviation, freedom, len(known)) if deviation > chance else by_chance


def draw(variation: Variation, quarters: int = QUARTERS, *, seed: int = SEED) -> Factors:
    """What the figures are multiplied with on 2,000 paths: factors around 1, never below 0.

    In each path, the deviation of a figure is drawn as uncertain as the quarters behind it leave it (scaled inverse
    chi-squared, so that factors are Student t), then its level, as uncertain as a mean of four quarters, then its
    quarters about that level (both normal). The same arguments give the same factors, whatever is planned.
    """
    rng = np.random.default_rng(seed)
    return Factors(*(_drawn(rng, spread, quarters) for spread in variation))


def _drawn(rng: np.random.Generator, spread: Spread, quarters: int) -> Paths:
    deviation = np.full((PATHS, 1), spread.deviation)
    if not spread.by_chance:
        deviation *= np.sqrt(spread.freedom / rng.chisquare(spread.freedom, (PATHS, 1)))
    level = LEVEL_FACTOR * rng.standard_normal((PATHS, 1))
    return np.maximum(1 + deviation * (level + rng.standard_normal((PATHS, quarters))), 0)


def band(
    assumptions: Assumptions,
    variation: Variation,
    quarters: int = QUARTERS,
    *,
    level: float = LEVEL,
    seed: int = SEED,
) -> pd.DataFrame:
    """How far the figures may stray from the projection, at a stated level.

    Projections on the paths of `draw`, on which referrals, closures, contacts and the shortest wait are multiplied in
    each quarter; the bounds are the middle `level` of the results. Nothing else changes: growth, WTE and the rest stay
    as assumed. Returns `quarter, figure, lower, upper`, figures of `project`.
    """
    flows = flow(assumptions, draw(variation, quarters, seed=seed))
    # Bounds are values drawn, never a value between two: some waits are infinite.
    bounds = np.quantile(np.stack(flows), [(1 - level) / 2, (1 + level) / 2], axis=1, method="inverted_cdf")
    every = pd.MultiIndex.from_product([flows._fields, range(1, quarters + 1)], names=["figure", "quarter"])
    rows = pd.DataFrame({"lower": bounds[0].ravel(), "upper": bounds[1].ravel()}, index=every).reset_index()
    return rows[["quarter", "figure", "lower", "upper"]]
