"""What changed since last quarter, comparing like with like."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Change:
    """How a measure has changed since the quarter before.

    `like_for_like` is the change in the sum or rate over those HSCPs only that have a full figure in both quarters, NaN
    where there are none; `compared` counts them.
    """

    like_for_like: float
    compared: int


def change_since(figures: pd.DataFrame, period: str, before: str, *, per: float) -> Change:
    """The change of one measure between two quarters.

    `figures`: released rows of a measure, every period and area. A rate is compared as `per` times summed numerators
    over summed denominators; a plain amount as summed values. An HSCP counts when its state is reported in both
    quarters: one that is partial in either would turn missing units into a change.
    """
    hscps = figures[(figures.area_level == "hscp") & (figures.state == "reported")]
    now, then = (hscps[hscps.period == each].set_index("area_code") for each in (period, before))
    both = now.index.intersection(then.index)
    difference = float("nan")
    if len(both):
        difference = _total(now.loc[both], per) - _total(then.loc[both], per)
    return Change(difference, len(both))


def _total(rows: pd.DataFrame, per: float) -> float:
    if rows.denominator.isna().all():
        return rows.value.sum()
    base = rows.denominator.sum()
    return per * rows.numerator.sum() / base if base else float("nan")


@dataclass(frozen=True)
class ReportingChange:
    """Which HSCPs (names, in order) have reported only now, and which no more."""

    new: list[str]
    gone: list[str]


def reporting_change(reporting: pd.DataFrame, period: str, before: str) -> ReportingChange:
    """Who has begun and who has ceased to report between two quarters. `reporting`: `Release.reporting()`."""
    sent = reporting[reporting.status.isin(["complete", "partial"])]
    now, then = (set(sent.area_name[sent.period == each]) for each in (period, before))
    return ReportingChange(sorted(now - then), sorted(then - now))
