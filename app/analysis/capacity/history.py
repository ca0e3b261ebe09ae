"""Assumptions derived from released figures, each with its source."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from math import isfinite, nan

import numpy as np
import pandas as pd

from app.analysis.capacity.assumptions import DAYS_IN_QUARTER, Assumptions

YEAR, TWO_YEARS = 4, 8
"""In quarters."""

HISTORY = (
    "referrals_received",
    "referrals_accepted",
    "contacts_attended",
    "contacts_dna",
    "cases_opened",
    "cases_closed",
    "open_cases_end",
    "waiting_at_end",
    "wte_in_post",
    "appointment_minutes",
)
"""Columns of a history, which has one row a quarter, in order and without gaps. Any column and value may be missing."""

_GROWTH_KEPT = 0.5


class Source(StrEnum):
    """Where an assumption came from."""

    OWN = "own"
    SCOTLAND = "scotland"
    DEFAULT = "default"


@dataclass(frozen=True)
class Start:
    """Assumptions derived from released figures, and the source of each by its name."""

    assumptions: Assumptions
    sources: Mapping[str, Source]


class NothingToPlan(ValueError):
    """An area lacks figures, named in `missing`, without which there is no plan."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(f"no plan without {', '.join(missing)}")
        self.missing = missing


DEFAULTS = {
    "growth": 0.0,
    "share_accepted": 0.9,
    "share_leaving": 0.0,
    "contacts_per_case": 6.0,
    "appointment_minutes": 45.0,
    "weeks_per_year": 42.0,
    "hours_per_week": 36.0,
    "share_direct": 0.5,
    "share_not_attended": 0.1,
    "case_days": 91.0,
    "shortest_wait_days": 14.0,
}
"""Planning values for what no figure tells. 36 hours are NHS Scotland's full-time week from April 2026; 42 weeks are 52
less 7 of leave and public holidays, 2 of sickness and 1 of training; NHS England's guidance for link workers expects 6
to 12 contacts a person. The others are round numbers of ours, for whoever knows better to change."""

HOW = {
    "open_cases": "open cases at the end of the last quarter for which they are known",
    "waiting": (
        "people waiting at the end of the last quarter for which they are known; else the area's referrals × "
        "Scotland's people waiting for each referral of a quarter"
    ),
    "referrals": "mean of the referrals received in each of the last four quarters",
    "growth": (
        "half of the growth of Scotland's referrals, last four quarters against the four before: one area's growth is "
        "mostly chance, and growth tends to slow (Gardner and McKenzie 1985, Management Science 31:1237-1246)"
    ),
    "share_accepted": "referrals accepted ÷ referrals received, last four quarters",
    "share_leaving": (
        "people who left the list without support ÷ people on it during the quarter, last four quarters; how many left "
        "follows from the other flows"
    ),
    "wte": "whole-time equivalents in post at the end of the last quarter for which they are known",
    "contacts_per_case": "contacts attended ÷ cases closed, last four quarters",
    "appointment_minutes": (
        "mean length of an appointment, last four quarters; shorter where the contacts held would not fit into the "
        "working time"
    ),
    "weeks_per_year": "not in returns",
    "hours_per_week": "not in returns",
    "share_direct": (
        "what the team has shown that it can do: contacts attended for each WTE in the best of the last four quarters "
        "÷ the share of booked ones that is attended × their length ÷ the working time of one WTE"
    ),
    "share_not_attended": "contacts not attended ÷ (attended + not attended), last four quarters",
    "case_days": "open cases at the end of quarters ÷ cases closed in them, last four quarters, × days in a quarter",
    "shortest_wait_days": (
        "people waiting at the end of quarters ÷ people taken on in them, last four quarters, × days in a quarter; "
        "Scotland's where that is shorter, since a longer wait can come from a lack of time"
    ),
}
"""How `from_history` derives each assumption."""


def from_history(own: pd.DataFrame, scotland: pd.DataFrame | None = None) -> Start:
    """Derive every assumption from an area's last four quarters, as `HOW` says: the projection of doing nothing new.

    `own`, `scotland`: released figures, columns of `HISTORY`, best left out where they are partial; those of Scotland
    from the same areas in every quarter, eight of them for the growth. An assumption that the area's figures do not
    tell is Scotland's, else the default. Raises NothingToPlan without open cases, people waiting, referrals or WTE.
    """
    ours, theirs = _derived(own), _derived(pd.DataFrame() if scotland is None else scotland)
    theirs |= {"waiting": ours["referrals"] * theirs["waiting_per_referral"]}
    theirs |= dict.fromkeys(("open_cases", "referrals", "wte"), nan)
    ours["growth"] = nan
    if theirs["shortest_wait_days"] < ours["shortest_wait_days"]:
        ours["shortest_wait_days"] = nan
    told = {Source.OWN: ours, Source.SCOTLAND: theirs, Source.DEFAULT: DEFAULTS}
    known = _first_told(told)
    for figures in (ours, theirs):
        figures |= _time_for(figures["best_contacts_per_wte"], {name: value for name, (value, _) in known.items()})
    known = _first_told(told)
    names = [field.name for field in fields(Assumptions)]
    if missing := [name for name in names if name not in known]:
        raise NothingToPlan(missing)
    assumptions = Assumptions(**{name: float(known[name][0]) for name in names})
    return Start(assumptions, {name: known[name][1] for name in names})


def _first_told(told: Mapping[Source, Mapping[str, float]]) -> dict[str, tuple[float, Source]]:
    """Each figure from the first source that tells it, with the source."""
    known: dict[str, tuple[float, Source]] = {}
    for source, figures in reversed(told.items()):
        known |= {name: (value, source) for name, value in figures.items() if isfinite(value)}
    return known


def _time_for(contacts: float, known: Mapping[str, float]) -> dict[str, float]:
    """The share of one WTE's time, and where that is short the length of an appointment, that so many contacts took."""
    minutes = 60 * known["hours_per_week"] * known["weeks_per_year"] / 4
    booked = contacts / (1 - known["share_not_attended"])
    share = booked * known["appointment_minutes"] / minutes
    return {"share_direct": 1, "appointment_minutes": minutes / booked} if share > 1 else {"share_direct": share}


def people_taken_on(history: pd.DataFrame) -> pd.Series:
    """Cases opened in each quarter of a history, where not given from the change of caseload and the cases closed."""
    return history.cases_opened.fillna(history.open_cases_end.diff() + history.cases_closed)


def figures_of(history: pd.DataFrame) -> pd.DataFrame:
    """A history with all columns of `HISTORY`, as floats, NaN where missing."""
    return history.reindex(columns=list(HISTORY)).astype(float)


def _derived(history: pd.DataFrame) -> dict[str, float]:
    """What the figures of one area tell, NaN where they tell nothing."""
    table = figures_of(history)
    table = table.assign(started=people_taken_on(table), queue=table.waiting_at_end.shift() + table.referrals_accepted)
    table["left"] = table.queue - table.started - table.waiting_at_end
    year = table.tail(YEAR)
    not_attended = _over(year.contacts_dna, year.contacts_attended + year.contacts_dna)
    return {
        "open_cases": _last(year.open_cases_end),
        "waiting": _last(year.waiting_at_end),
        "waiting_per_referral": _over(year.waiting_at_end, year.referrals_received),
        "referrals": year.referrals_received.mean(),
        "growth": _growth(table.referrals_received),
        "share_accepted": np.minimum(_over(year.referrals_accepted, year.referrals_received), 1),
        "share_leaving": np.clip(_over(year.left, year.queue), 0, 1),
        "wte": _last(year.wte_in_post),
        "contacts_per_case": _over(year.contacts_attended, year.cases_closed) or nan,
        "appointment_minutes": year.appointment_minutes.mean() or nan,
        "share_not_attended": nan if not_attended == 1 else not_attended,
        "best_contacts_per_wte": (year.contacts_attended / year.wte_in_post.where(year.wte_in_post > 0)).max(),
        "case_days": DAYS_IN_QUARTER * _over(year.open_cases_end, year.cases_closed) or nan,
        "shortest_wait_days": DAYS_IN_QUARTER * _over(year.waiting_at_end, year.started),
    }


def _over(numerator: pd.Series, denominator: pd.Series) -> float:
    """Sum over sum, of the quarters that have both."""
    both = numerator.notna() & denominator.notna()
    base = denominator[both].sum()
    return numerator[both].sum() / base if base > 0 else nan


def _last(values: pd.Series) -> float:
    known = values.dropna()
    return known.iloc[-1] if len(known) else nan


def _growth(referrals: pd.Series) -> float:
    quarters = referrals.tail(TWO_YEARS)
    if len(quarters) < TWO_YEARS or quarters.isna().any() or (before := quarters[:YEAR].sum()) == 0:
        return nan
    return _GROWTH_KEPT * (quarters[-YEAR:].sum() / before - 1)
