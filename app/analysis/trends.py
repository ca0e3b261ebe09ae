"""The course of a measure over quarters: what is a change, and what may be chance.

Three charts, by how much is known: an XmR chart from 12 points, a run chart from 8, below that a plain line that says
nothing. The last two quarters are what a reader asks about, so `course` judges them against limits that the quarters
before have set: a jump cannot widen the limits that it is held against. Only flags that reach into these two quarters
count as a signal, in words and in small multiples; the flag of an older quarter is drawn, and that is all.

How often that is right, in 40,000 series of independent normal quarters (`tests/unit/analysis/test_trends.py` repeats
it with fewer): of series of 18 quarters of noise 12% have a flag somewhere and 5% a signal; a jump of 4 standard
deviations is a signal by its second quarter in 97%, in its first in 80%. With limits from all 18 quarters it would be
just under 90% and 64%. The longer a series, the more of its older points are flagged by chance (of 40 quarters of
noise 31% have one), while signals do not become more frequent.

A missing quarter is NaN. A moving range never spans one, and a rule is met only where it would be met whatever the
missing figure is: a gap ends a run and a trend, while two of three points near a limit may lie on either side of it.

Seasons are not taken out. Counts that are mostly 0 or 1 move in steps too coarse for limits: up to 21% of such series
have a signal by chance.

Sources: Wheeler DJ (2000), Understanding variation, 2nd edition, SPC Press; NHS England, Making data count (rules of
the XmR chart); Perla RJ, Provost LP, Murray SK (2011), The run chart, BMJ Quality & Safety 20:46-51.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from app.contract.periods import Quarter, quarters
from app.contract.states import PRECEDENCE, State
from app.measures.catalogue.quantities import Kind

Floats = NDArray[np.float64]
Marks = NDArray[np.int_]
Flags = NDArray[np.bool_]

RECENT = 2
"""The quarters at the end of a series about which something is said, and which set no limits."""

_SCALE = 2.66
_XMR_RUN, _XMR_TREND = 7, 7
_RUN_CHART_RUN, _RUN_CHART_TREND = 6, 5
_NOISE_SERIES, _SEED = 20_000, 20_210_331
_YEAR = 4


class ChartKind(StrEnum):
    """How a series can be drawn."""

    XMR = "xmr"
    RUN_CHART = "run_chart"
    LINE = "line"


class Rule(StrEnum):
    """Why a point is flagged: beyond a limit; in a run on one side of the centre; in a trend; one of two in three
    points in the outer third between centre and limit, or beyond, on one side.
    """

    OUTSIDE = "outside"
    ONE_SIDE = "one_side"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"


class TooFewPoints(ValueError):
    """The series is too short for this chart."""


class Limits(NamedTuple):
    """A centre line and the limits of usual variation around it; NaN where there are none."""

    centre: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, eq=False)
class Course:
    """A series as it is drawn: arrays of one length, a point a quarter, NaN where there is nothing.

    `lower` and `upper` exist in XmR charts only; a limit below zero is where arithmetic puts it. `flags` has every
    rule of the chart.
    """

    kind: ChartKind
    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    flags: dict[Rule, Flags]

    @property
    def flagged(self) -> Flags:
        """The points that any rule flags."""
        return _any(self.flags.values(), self.values.shape)

    @property
    def moves(self) -> Marks:
        """1 where a point is flagged as higher than expected, -1 as lower, else 0. A trend alone is neither."""
        levels = _any((flags for rule, flags in self.flags.items() if rule != Rule.TREND), self.values.shape)
        return np.where(levels, _side(self.values, self.centre), 0)

    @property
    def signal(self) -> bool:
        """Whether a flag reaches into the last two quarters."""
        return bool(self.flagged[-RECENT:].any())

    def table(self) -> pd.DataFrame:
        """One row a point: `value, centre, lower, upper`, and for each rule a column that says what it flags."""
        lines = {"value": self.values, "centre": self.centre, "lower": self.lower, "upper": self.upper}
        return pd.DataFrame(lines | {rule.value: flags for rule, flags in self.flags.items()})


def course(values: ArrayLike, changes: Sequence[int] = ()) -> Course:
    """The chart that a series of quarters allows, with the last two judged by those before.

    `values`: one figure for each quarter, none left out, NaN where there is none; give partial figures as NaN, for
    their missing units look like change. `changes`: as in `xmr`. Raises ValueError for what is not a series.
    """
    for chart in (xmr, run_chart):
        with suppress(TooFewPoints):
            return chart(values, changes, held_out=RECENT)
    series = _series(values)
    return Course(ChartKind.LINE, series, *_no_lines(series.shape), {})


def xmr(values: ArrayLike, changes: Sequence[int] = (), *, held_out: int = 0) -> Course:
    """A chart of individual values and moving ranges: limits are the mean ± 2.66 × the mean moving range.

    Flags a point outside, 7 in a row on one side of the mean, 7 in a row rising or falling, 2 of 3 in the outer third
    on one side. Where more than half of the points that set the limits have one and the same value, that value is on
    neither side: an area where hardly ever anybody waits is not below its mean whenever nobody does.

    `changes`: positions of the quarters from which something is known to be different. Limits are computed anew from
    each that has 12 points up to the next; with fewer, the limits before hold on. Rules do not look across new limits.
    The last `held_out` quarters are judged but set no limits. Raises TooFewPoints where no stretch has 12 points, and
    6 moving ranges among those that set the limits, and ValueError for changes that are not within the series.

    Source: Wheeler (2000); Making data count.
    """
    return _draw(ChartKind.XMR, values, changes, held_out)


def run_chart(values: ArrayLike, changes: Sequence[int] = (), *, held_out: int = 0) -> Course:
    """A chart around the median: flags a shift, 6 in a row on one side, and a trend, 5 in a row rising or falling.

    Points on the median neither make nor break a shift, equal points neither make nor break a trend. With fewer than
    12 points and a median of all of them there are hardly ever 6 on one side, so that such a chart finds trends only.
    A median needs 8 points; `changes` and `held_out` as in `xmr`. Raises TooFewPoints and ValueError likewise.

    Source: Perla, Provost and Murray (2011).
    """
    return _draw(ChartKind.RUN_CHART, values, changes, held_out)


def natural_process_limits(values: ArrayLike) -> Limits:
    """Mean ± 2.66 × mean moving range along the last axis; a moving range never spans a missing value.

    Source: Wheeler (2000). 2.66 is 3 ÷ 1.128: three standard deviations of normal points.
    """
    series = np.asarray(values, dtype=float)
    mean, moving_range = _mean(series), _mean(np.abs(np.diff(series, axis=-1)))
    return Limits(mean, mean - _SCALE * moving_range, mean + _SCALE * moving_range)


def what_is_seen(seen: Course) -> str:
    """What the last two quarters of `course` show, in a sentence. A move inside the limits is never told."""
    if np.isnan(seen.centre[-RECENT:]).all():
        return "Too few quarters to tell a change from chance."
    before_missing, missing = np.isnan(seen.values[-RECENT:])
    if before_missing and missing:
        return "No figure for the last 2 quarters."
    moves, trend = seen.moves, seen.flags[Rule.TREND]
    if moves[-1]:
        same = int(np.argmin(np.append(moves[::-1] == moves[-1], False)))
        return f"{_EXPECTED[moves[-1]]} in the last {f'{same} quarters' if same > 1 else 'quarter'}."
    if moves[-2]:
        last = "; no figure for the last" if missing else ", but not in the last"
        return f"{_EXPECTED[moves[-2]]} in the quarter before last{last}."
    if trend[-1]:
        return f"{_direction(seen.values[-2:])} quarter after quarter."
    if trend[-2]:
        return f"{_direction(seen.values[-3:-1])} quarter after quarter up to the one before last."
    return f"Nothing beyond the usual ups and downs{'; no figure for the last quarter' if missing else ''}."


_EXPECTED = {1: "Higher than expected", -1: "Lower than expected"}


def _direction(two: Floats) -> str:
    return "Rising" if two[1] > two[0] else "Falling"


def expected_by_chance(n_series: int, n_points: int, kind: ChartKind) -> float:
    """How many of `n_series` series of `n_points` would have a signal in their last two quarters if all were noise.

    By simulation of 20,000 series of independent normal points without gaps, with a fixed seed: the share of series
    has a standard error below 0.2 percentage points. Raises TooFewPoints where a chart of that kind needs more points.
    """
    return n_series * _chance(n_points, kind) if kind != ChartKind.LINE else 0.0


@cache
def _chance(n_points: int, kind: ChartKind) -> float:
    method = _METHODS[kind]
    if n_points < method.points:
        raise TooFewPoints(f"this chart needs {method.points} points")
    noise = np.random.default_rng(_SEED).standard_normal((_NOISE_SERIES, n_points))
    baseline = noise[:, :-RECENT]
    limits = Limits(*(line[:, None] for line in method.limits(baseline)))
    flagged = _any(method.flags(noise, baseline, limits).values(), noise.shape)
    return float(flagged[:, -RECENT:].any(axis=1).mean())


class _Block(NamedTuple):
    """A stretch that is judged by the same limits, and the points that set them: none where there are no limits."""

    stretch: slice
    baseline: Floats


def _draw(kind: ChartKind, values: ArrayLike, changes: Sequence[int], held_out: int) -> Course:
    series, method = _series(values), _METHODS[kind]
    lines = Limits(*_no_lines(series.shape))
    flags: dict[Rule, Flags] = {}
    for stretch, baseline in _blocks(series, changes, held_out, method):
        if not baseline.size:
            continue
        limits = method.limits(baseline)
        for line, level in zip(lines, limits, strict=True):
            line[stretch] = level
        for rule, flagged in method.flags(series[stretch], baseline, limits).items():
            flags.setdefault(rule, np.zeros(series.shape, dtype=bool))[stretch] = flagged
    if not flags:
        raise TooFewPoints(f"this chart needs {method.points} points")
    return Course(kind, series, *lines, flags)


def _blocks(series: Floats, changes: Sequence[int], held_out: int, method: "_Method") -> list[_Block]:
    if list(changes) != sorted(set(changes)) or not all(0 < change < len(series) for change in changes):
        raise ValueError("changes are positions within the series, in order")
    blocks: list[_Block] = []
    for start, stop in pairwise([0, *changes, len(series)]):
        baseline = series[start : min(stop, len(series) - held_out)]
        if _count(series[start:stop]) >= method.points and _count(np.diff(baseline)) >= method.ranges:
            blocks.append(_Block(slice(start, stop), baseline))
        elif blocks:
            blocks[-1] = blocks[-1]._replace(stretch=slice(blocks[-1].stretch.start, stop))
        else:
            blocks.append(_Block(slice(start, stop), series[:0]))
    return blocks


def _median(values: Floats) -> Limits:
    median = np.asarray(np.nanmedian(values, axis=-1))
    return Limits(median, *_no_lines(median.shape)[:2])


def _xmr_flags(values: Floats, baseline: Floats, limits: Limits) -> dict[Rule, Flags]:
    """What the rules flag along the last axis; `limits` are such that they can be compared with `values`."""
    usual = np.nanmedian(baseline, axis=-1, keepdims=True)
    times = (~np.isnan(baseline) & (_side(baseline, usual) == 0)).sum(axis=-1, keepdims=True)
    is_usual = (2 * times > (~np.isnan(baseline)).sum(axis=-1, keepdims=True)) & (_side(values, usual) == 0)
    third = (limits.upper - limits.centre) * 2 / 3
    return {
        Rule.OUTSIDE: _beyond(values, limits.lower, limits.upper) != 0,
        Rule.ONE_SIDE: _in_run(np.where(is_usual, 0, _side(values, limits.centre)), _XMR_RUN),
        Rule.TREND: _ends(_in_run(_steps(values), _XMR_TREND - 1)),
        Rule.NEAR_LIMIT: _two_of_three(_beyond(values, limits.centre - third, limits.centre + third)),
    }


def _run_chart_flags(values: Floats, baseline: Floats, limits: Limits) -> dict[Rule, Flags]:
    known, side, steps = ~np.isnan(values), _side(values, limits.centre), _steps(values)
    level = known[..., 1:] & known[..., :-1] & (steps == 0)
    return {
        Rule.ONE_SIDE: _in_run(side, _RUN_CHART_RUN, known & (side == 0)),
        Rule.TREND: _ends(_in_run(steps, _RUN_CHART_TREND - 1, level)),
    }


class _Method(NamedTuple):
    """What a chart needs (points in a stretch, moving ranges among those that set its limits) and how it judges."""

    points: int
    ranges: int
    limits: Callable[[Floats], Limits]
    flags: Callable[[Floats, Floats, Limits], dict[Rule, Flags]]


_METHODS = {
    ChartKind.XMR: _Method(12, 6, natural_process_limits, _xmr_flags),
    ChartKind.RUN_CHART: _Method(8, 0, _median, _run_chart_flags),
}


def _side(values: Floats, line: Floats) -> Marks:
    """1 above, -1 below, 0 on the line or missing."""
    return _beyond(values, line, line)


def _beyond(values: Floats, lower: Floats, upper: Floats) -> Marks:
    """1 above `upper`, -1 below `lower`, else 0. What only rounding puts beyond is not beyond."""
    rounding = 1e-9 * np.abs(values)
    return np.where(values > upper + rounding, 1, np.where(values < lower - rounding, -1, 0))


def _steps(values: Floats) -> Marks:
    """Whether each point but the first is higher (1) or lower (-1) than the one before; 0 beside a gap."""
    return _side(values[..., 1:], values[..., :-1])


def _in_run(marks: Marks, least: int, skipped: Flags | None = None) -> Flags:
    """The places in runs of at least `least` equal marks other than 0; `skipped` ones neither count nor break."""
    skipped = np.zeros(marks.shape, dtype=bool) if skipped is None else skipped
    places = np.where(skipped, 0, np.arange(marks.shape[-1]))
    carried = np.take_along_axis(marks, np.maximum.accumulate(places, axis=-1), axis=-1)
    starts = np.ones(marks.shape, dtype=bool)
    starts[..., 1:] = carried[..., 1:] != carried[..., :-1]
    run = np.cumsum(starts.ravel()) - 1
    long_enough = np.bincount(run, weights=~skipped.ravel()) >= least
    return long_enough[run].reshape(marks.shape) & (carried != 0) & ~skipped


def _ends(steps: Flags) -> Flags:
    """The points at either end of the steps."""
    nowhere = np.zeros((*steps.shape[:-1], 1), dtype=bool)
    return np.concatenate([steps, nowhere], axis=-1) | np.concatenate([nowhere, steps], axis=-1)


def _two_of_three(outer: Marks) -> Flags:
    """The marked places with another of the same mark at most two places away."""
    near = np.zeros(outer.shape, dtype=bool)
    for apart in (1, 2):
        same = (outer[..., apart:] == outer[..., :-apart]) & (outer[..., apart:] != 0)
        near[..., apart:] |= same
        near[..., :-apart] |= same
    return near


def _any(flags: Iterable[Flags], shape: tuple[int, ...]) -> Flags:
    return np.any([np.zeros(shape, dtype=bool), *flags], axis=0)


def _mean(values: Floats) -> Floats:
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.where(known, values, 0).sum(axis=-1) / known.sum(axis=-1)


def _count(values: Floats) -> int:
    return int((~np.isnan(values)).sum())


def _no_lines(shape: tuple[int, ...]) -> list[Floats]:
    return [np.full(shape, np.nan) for _ in Limits._fields]


def _series(values: ArrayLike) -> Floats:
    series = np.array(values, dtype=float)
    if series.ndim != 1 or np.isinf(series).any():
        raise ValueError("a series is one row of figures, none of them infinite")
    return series


def rolling_year(
    figures: pd.DataFrame, kind: Kind, denominator_kind: Kind = "stock", *, per: float = 1
) -> pd.DataFrame:
    """Years of four quarters, one ending with each: flows are summed, stocks averaged.

    `figures`: released rows of one measure, of one area or many. `kind` is that of its numerator, `denominator_kind`
    that of its denominator (a population is a stock); the value is `per` × the year's numerator ÷ the year's
    denominator, or × the numerator alone where there are no denominators. Not for counts of people, who may return in
    another quarter.

    Returns `period` (the last quarter of the year), `area_code, value, numerator, denominator, state`, from the
    fourth quarter of `figures` on. A year is `reported` when its four quarters are, `partial` when they are reported
    or partial; else it has no value, and the state that prevails among them. A quarter without a row is
    `not_submitted`; a denominator of 0 is `too_few`.
    """
    written = [Quarter.parse(period) for period in figures.period.unique()]
    every = [str(quarter) for quarter in quarters(min(written), max(written))]
    ranked = figures.assign(rank=[float(PRECEDENCE.index(State(state))) for state in figures.state])
    wide = ranked.pivot(index="period", columns="area_code", values=["numerator", "denominator", "rank"]).reindex(every)
    rank = wide["rank"].astype(float).fillna(PRECEDENCE.index(State.NOT_SUBMITTED))
    first = np.minimum.reduce([rank.shift(back) for back in range(_YEAR)])
    parts = {
        "numerator": _over_a_year(wide["numerator"], kind),
        "denominator": _over_a_year(wide["denominator"], denominator_kind),
        "state": pd.DataFrame(first, rank.index, rank.columns),
    }
    years = pd.DataFrame({name: part.iloc[_YEAR - 1 :].stack(future_stack=True) for name, part in parts.items()})
    years = years.reset_index()
    years["state"] = [PRECEDENCE[int(each)].value for each in years.state]
    years["value"] = per * years.numerator
    if figures.denominator.notna().any():
        nothing = years.denominator == 0
        years["value"] /= years.denominator.mask(nothing)
        years.loc[nothing & years.state.isin(_WITH_VALUE), "state"] = State.TOO_FEW.value
    amounts = ["value", "numerator", "denominator"]
    years[amounts] = years[amounts].where(years.state.isin(_WITH_VALUE))
    return years[["period", "area_code", *amounts, "state"]]


_WITH_VALUE = [state.value for state in State if state.has_value]


def _over_a_year(amounts: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    return sum(amounts.astype(float).shift(back) for back in range(_YEAR)) / {"flow": 1, "stock": _YEAR}[kind]
