"""The course of a measure in an area, as far as it can be compared from quarter to quarter, and what is said of it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from app.analysis.trends import FEWEST, RECENT, ChartKind, Course, Floats, course, what_is_seen
from app.contract.states import State
from app.display.filters import ALL
from app.display.numbers import period_label

LIMITS_FROM = "Limits from"
"""What the filter is called that states a change."""


def figures_of(figures: pd.DataFrame, area_code: str, periods: Sequence[str]) -> pd.DataFrame:
    """The released rows of one area, one for each of `periods`; a quarter without a row is not submitted."""
    rows = figures[figures.area_code == area_code].set_index("period").reindex(pd.Index(periods, name="period"))
    states = rows.state.fillna(State.NOT_SUBMITTED.value)
    return rows.assign(area_code=area_code, state=states).reset_index()


def course_of(rows: pd.DataFrame, limits_from: str = ALL) -> Course:
    """The chart of `figures_of` one area, with limits computed anew from a quarter, if one is stated.

    A partial figure is no point, of whatever area: who did not report would look like a change.
    """
    at = _position(rows.period, limits_from)
    return course(np.where(rows.state == State.REPORTED, rows.value, np.nan), [at] if at else [])


def courses_of(figures: pd.DataFrame, periods: Sequence[str]) -> dict[str, Course]:
    """The chart of every area with a full figure, by its code, over `periods`; as `course_of` makes that of one."""
    full = figures[(figures.state == State.REPORTED) & figures.period.isin(list(periods))]
    table = full.pivot(index="area_code", columns="period", values="value").reindex(columns=list(periods))
    return {code: course(values) for code, values in zip(table.index, table.to_numpy(dtype=float), strict=True)}


def partial_of(rows: pd.DataFrame) -> Floats:
    """The partial figures of `figures_of` one area, NaN elsewhere: they are drawn, and not judged."""
    return np.where(rows.state == State.PARTIAL, rows.value, np.nan).astype(float)


def told(seen: Course, periods: Sequence[str], limits_from: str = ALL) -> str:
    """What is seen, in a sentence that says from which quarter limits are computed, if they are from a stated one."""
    sentence = what_is_seen(seen, [period_label(each) for each in periods])
    if not _own_limits(seen, periods, limits_from):
        return sentence
    return f"With limits from {period_label(limits_from)}: {sentence[0].lower()}{sentence[1:]}"


def about_limits(seen: Course, periods: Sequence[str], limits_from: str) -> str:
    """What became of the stated quarter; empty where none is stated."""
    if not _position(periods, limits_from):
        return ""
    start = period_label(limits_from)
    if not _own_limits(seen, periods, limits_from):
        return f"From {start} on, fewer than {FEWEST} quarters have a full figure: too few for limits of their own."
    lines = "the mean and the limits are" if seen.kind is ChartKind.XMR else "the median is"
    return f"Dotted line: {lines} computed anew from {start}."


def what_next(seen: Course, periods: Sequence[str]) -> str:
    """How to see what has happened since a change that is no news; empty where there is none."""
    if seen.news or not seen.began or seen.began >= len(periods) - RECENT:
        return ""
    start = period_label(periods[seen.began])
    if np.isfinite(seen.values[seen.began :]).sum() < FEWEST:
        return f"Limits from {start} will be possible once {FEWEST} quarters from then on have a full figure."
    return f'To see what has happened since then, choose {start} under "{LIMITS_FROM}".'


def has_one_wait(rows: pd.DataFrame) -> bool:
    """Whether an HSCP tells one wait a quarter, and so has a median. `rows`: its rows of `Release.waits()`."""
    return bool((rows.state == State.REPORTED).any() and (rows.rows.dropna() == 1).all())


def _own_limits(seen: Course, periods: Sequence[str], limits_from: str) -> bool:
    at = _position(periods, limits_from)
    return at > 0 and seen.starts[-1:] == (at,)


def _position(periods: Sequence[str], limits_from: str) -> int:
    """The place of the stated quarter; 0 where none is stated: limits from the first quarter are those of all."""
    periods = list(periods)
    return periods.index(limits_from) if limits_from in periods else 0
