"""The course of a measure over quarters: what is a change, and what may be chance.

Three charts, by how much is known: an XmR chart from 12 points, a run chart from 8, below that a plain line that says
nothing. The last two quarters are what a reader asks about, so `course` judges them against limits that the quarters
before have set: a jump cannot widen the limits that it is held against. Only flags that reach into these two quarters
count as a signal; the flag of an older quarter is drawn, and that is all. A signal is news unless it was one two
quarters ago already, by the same limits: a shift that began long ago is told with its beginning, from which a reader
may have limits computed anew to see what has happened since.

How often that is right, in 40,000 series of independent normal quarters (`tests/unit/analysis/test_trends.py` repeats
it with fewer): of series of 18 quarters of noise 12% have a flag somewhere and 5% a signal; a jump of 4 standard
deviations is a signal by its second quarter in 97%, in its first in 80%. With limits from all 18 quarters it would be
just under 90% and 64%. The longer a series, the more of its older points are flagged by chance (of 40 quarters of
noise 31% have one), while signals do not become more frequent. All of this holds where quarters are independent of each
other. Stocks carry over: where one quarter's correlation with the next is 0.5, 23% of series have a signal though
nothing has changed, at 0.8 half of them. `expected_by_chance` allows for it.

A missing quarter is NaN. A moving range never spans one, and a rule is met only where it would be met whatever the
missing figure is: a gap ends a run and a trend, while two of three points near a limit may lie on either side of it.

Seasons are not taken out. Counts that are mostly 0 or 1 move in steps too coarse for limits: up to 21% of such series
have a signal by chance.

Sources: Wheeler DJ (2000), Understanding variation, 2nd edition, SPC Press; NHS England, Making data count (rules of
the XmR chart); Perla RJ, Provost LP, Murray SK (2011), The run chart, BMJ Quality & Safety 20:46-51; Marriott FHC, Pope
JA (1954), Bias in the estimation of autocorrelations, Biometrika 41:390-402.
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

Floats = NDArray[np.float64]
Marks = NDArray[np.int_]
Flags = NDArray[np.bool_]

RECENT = 2
"""The quarters at the end of a series about which something is said, and which set no limits."""

FEWEST = 8
"""The points from which a course is judged at all."""

_SCALE = 2.66
_XMR_RUN, _XMR_TREND = 7, 7
_RUN_CHART_RUN, _RUN_CHART_TREND = 6, 5
_NOISE_SERIES, _SEED = 10_000, 20_210_331


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
    rule of the chart. `starts`: the positions from which limits were computed; none in a plain line. `known_before`:
    the points that were flagged two quarters ago already, by the same limits.
    """

    kind: ChartKind
    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    flags: dict[Rule, Flags]
    starts: tuple[int, ...]
    known_before: Flags

    @property
    def flagged(self) -> Flags:
        """The points that any rule flags."""
        return _any(self.flags.values(), self.values.shape)

    @property
    def moves(self) -> Marks:
        """1 where a point is flagged as higher than expected, -1 as lower, else 0. A trend alone is neither."""
        return _moves(self.flags, self.values, self.centre)

    @property
    def signal(self) -> bool:
        """Whether a flag reaches into the last two quarters."""
        return bool(self.flagged[-RECENT:].any())

    @property
    def began(self) -> int | None:
        """The position since which the present signal holds, missing quarters passed over; None without a signal."""
        start = max(self.starts, default=0)
        found = start + int(_began(self.flagged[start:], self.moves[start:], np.isnan(self.values[start:])))
        return found if found < len(self.values) else None

    @property
    def news(self) -> bool:
        """Whether there is a signal that was not yet one two quarters ago."""
        return self.began is not None and not self.known_before[self.began :].any()

    def table(self) -> pd.DataFrame:
        """One row a point: `value, centre, lower, upper`, and for each rule a column that says what it flags."""
        lines = {"value": self.values, "centre": self.centre, "lower": self.lower, "upper": self.upper}
        return pd.DataFrame(lines | {rule.value: flags for rule, flags in self.flags.items()})


def course(values: ArrayLike, changes: Sequence[int] = ()) -> Course:
    """The chart that a series of quarters allows, with the last two judged by those before.

    `values`: one figure for each quarter, none left out, NaN where there is none; give partial figures as NaN, for
    their missing units look like change. `changes`: as in `xmr`; the chart is one that the points from the last of them
    on allow, if there is one. Raises ValueError for what is not a series.
    """
    charts = []
    for chart in (xmr, run_chart):
        with suppress(TooFewPoints):
            charts.append(chart(values, changes, held_out=RECENT))
    series = _series(values)
    line = Course(ChartKind.LINE, series, *_no_lines(series.shape), {}, (), np.zeros(series.shape, dtype=bool))
    last = changes[-1] if changes else 0
    return next((seen for seen in charts if last in seen.starts), [*charts, line][0])


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


def what_is_seen(seen: Course, quarters: Sequence[str]) -> str:
    """What the last two quarters of `course` show, in a sentence. A move inside the limits is never told.

    `quarters`: what each is called. What has held for longer than two quarters is told with the first of them.
    """
    if np.isnan(seen.centre[-RECENT:]).all():
        return "Too few quarters with a full figure to tell a change from chance."
    before_missing, missing = np.isnan(seen.values[-RECENT:])
    if before_missing and missing:
        return "No full figure for the last 2 quarters."
    if seen.began is None:
        return f"Nothing beyond the usual ups and downs{'; no full figure for the last quarter' if missing else ''}."
    flagged, begins = seen.flagged, quarters[seen.began]
    at = len(quarters) - (1 if flagged[-1] else 2)
    move = int(seen.moves[at])
    what = _EXPECTED[move] if move else f"{_direction(seen.values[at - 1 : at + 1])} quarter after quarter"
    long = seen.began < len(quarters) - RECENT
    if flagged[-1]:
        recent = f"in the last {'quarter' if seen.began == at else '2 quarters'}"
        return f"{what} {f'since {begins}' if long else recent}."
    over = "; no full figure for the last quarter" if missing else ", but not in the last quarter"
    return f"{what} {f'since {begins}' if long else 'in the quarter before last'}{over}."


_EXPECTED = {1: "Higher than expected", -1: "Lower than expected"}


def _direction(two: Floats) -> str:
    return "Rising" if two[1] > two[0] else "Falling"


def expected_by_chance(n_series: int, n_points: int, kind: ChartKind, carried_over: float = 0.0) -> float:
    """How many of `n_series` series of `n_points` would be news in their last two quarters if nothing had changed.

    `carried_over`: the correlation of a quarter with the one before, from 0 (each is independent) to below 1, to one
    decimal. By simulation of 10,000 series of normal points without gaps (autoregressive of the first order), with a
    fixed seed: the share of series has a standard error of at most 0.5 percentage points. Raises TooFewPoints where a
    chart of that kind needs more points.
    """
    return n_series * _chance(n_points, kind, round(carried_over, 1)) if kind != ChartKind.LINE else 0.0


def carried_over(courses: Iterable[Course]) -> float:
    """How far a quarter resembles the one before: the lag-1 correlation, the mean of those of XmR charts, 0 to 0.9.

    Each is corrected for its bias in a short series, (r + 1/n) ÷ (1 - 3/n); 0 where there is no such chart. Real
    changes raise it as well. Source: Marriott and Pope (1954).
    """
    found = [_lag_one(seen.values) for seen in courses if seen.kind == ChartKind.XMR]
    known = [each for each in found if np.isfinite(each)]
    return float(np.clip(np.mean(known), 0, 0.9)) if known else 0.0


def _lag_one(values: Floats) -> float:
    apart, known = values - np.nanmean(values), _count(values)
    squares = np.nanmean(apart**2)
    if not squares:
        return float("nan")
    raw = np.nansum(apart[1:] * apart[:-1]) / squares / known
    return float((raw + 1 / known) / (1 - 3 / known))


@cache
def _chance(n_points: int, kind: ChartKind, carried: float) -> float:
    method = _METHODS[kind]
    if n_points < method.points:
        raise TooFewPoints(f"this chart needs {method.points} points")
    series = _autoregressive(n_points, carried)

    def flags_of(rows: Floats, judged: Floats) -> dict[Rule, Flags]:
        limits = Limits(*(line[:, None] for line in method.limits(rows[:, :-RECENT])))
        return method.flags(judged, rows[:, :-RECENT], limits)

    signals = series[_any(flags_of(series, series).values(), series.shape)[:, -RECENT:].any(axis=1)]
    flags = flags_of(signals, signals)
    centre = method.limits(signals[:, :-RECENT]).centre[:, None]
    began = _began(_any(flags.values(), signals.shape), _moves(flags, signals, centre), np.isnan(signals))
    known_before = _any(flags_of(signals, _without_recent(signals)).values(), signals.shape)
    news = ~(known_before & (np.arange(n_points) >= began[:, None])).any(axis=1)
    return float(news.sum() / _NOISE_SERIES)


def _autoregressive(n_points: int, carried: float) -> Floats:
    """Series of variance 1 in which each point has so much of the one before."""
    series = np.random.default_rng(_SEED).standard_normal((_NOISE_SERIES, n_points))
    for at in range(1, n_points):
        series[:, at] = carried * series[:, at - 1] + np.sqrt(1 - carried**2) * series[:, at]
    return series


class _Block(NamedTuple):
    """A stretch that is judged by the same limits, and the points that set them: none where there are no limits."""

    stretch: slice
    baseline: Floats


def _draw(kind: ChartKind, values: ArrayLike, changes: Sequence[int], held_out: int) -> Course:
    series, method = _series(values), _METHODS[kind]
    blocks = [block for block in _blocks(series, changes, held_out, method) if block.baseline.size]
    if not blocks:
        raise TooFewPoints(f"this chart needs {method.points} points")
    lines = Limits(*_no_lines(series.shape))
    for block in blocks:
        for line, level in zip(lines, method.limits(block.baseline), strict=True):
            line[block.stretch] = level
    flags = _flags(series, blocks, method)
    before = _any(_flags(_without_recent(series), blocks, method).values(), series.shape)
    return Course(kind, series, *lines, flags, tuple(block.stretch.start for block in blocks), before)


def _flags(series: Floats, blocks: Iterable[_Block], method: "_Method") -> dict[Rule, Flags]:
    flags: dict[Rule, Flags] = {}
    for stretch, baseline in blocks:
        for rule, flagged in method.flags(series[stretch], baseline, method.limits(baseline)).items():
            flags.setdefault(rule, np.zeros(series.shape, dtype=bool))[stretch] = flagged
    return flags


def _without_recent(series: Floats) -> Floats:
    """What was known two quarters ago."""
    return np.where(np.arange(series.shape[-1]) < series.shape[-1] - RECENT, series, np.nan)


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
    ChartKind.RUN_CHART: _Method(FEWEST, 0, _median, _run_chart_flags),
}


def _moves(flags: dict[Rule, Flags], values: Floats, centre: Floats) -> Marks:
    """1 where a point is flagged as high, -1 as low, else 0: a trend alone is neither."""
    levels = _any((flagged for rule, flagged in flags.items() if rule != Rule.TREND), values.shape)
    return np.where(levels, _side(values, centre), 0)


def _began(flagged: Flags, moves: Marks, missing: Flags) -> Marks:
    """The first place of the run of equal moves that ends with the last flag of the last two quarters.

    Along the last axis; missing places are passed over. The length of the series where these quarters have no flag.
    """
    length = flagged.shape[-1]
    places = np.arange(length)
    recent = flagged & (places >= length - RECENT)
    last = np.where(recent, places, -1).max(axis=-1, keepdims=True, initial=-1)
    alike = missing | (flagged & (moves == np.where(recent & (places == last), moves, 0).sum(axis=-1, keepdims=True)))
    first = np.where(~alike & (places < last), places, -1).max(axis=-1, keepdims=True, initial=-1) + 1
    return np.where(flagged & (places >= first) & (places <= last), places, length).min(axis=-1, initial=length)


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
