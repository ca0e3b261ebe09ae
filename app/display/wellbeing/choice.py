"""The filters of the page on wellbeing: first whose wellbeing, then what of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app.analysis.wellbeing import instruments, measures_of
from app.display.drawing import remembered
from app.display.filters import ALL, choose, switch
from app.display.numbers import period_label
from app.display.words import INSTRUMENTS
from app.geography.areas import SCOTLAND, area_names
from app.measures.catalogue import WORKERS, Measure
from app.measures.outcomes import NOT_ALIKE
from app.release import Release
from app.viewer import Viewer

SUPPORTED, LINK_WORKERS = "people", "workers"
_SUBJECTS = {SUPPORTED: "People supported", LINK_WORKERS: "Link workers"}
TITLES = {SUPPORTED: "Wellbeing of the people supported", LINK_WORKERS: "Wellbeing of link workers"}

_FIRST_OF = {SUPPORTED: "change", LINK_WORKERS: "swemwbs"}
_TOLD_FIRST = ("follow_up", "response")
"""How many are behind all other figures: always on the page, and so not to be chosen."""


@dataclass(frozen=True)
class Chosen:
    """Which year, which measure, perhaps an HSCP, and of people the instrument."""

    year: str
    measure: Measure
    hscp: str
    instrument: str = ""

    @property
    def area(self) -> str:
        """Code of the HSCP, or of Scotland where none is chosen."""
        return self.hscp or SCOTLAND

    @property
    def place(self) -> str:
        """Where, in words."""
        return area_names()[self.area]

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return (self.year, self.measure.id, self.hscp, self.instrument)


def whose() -> str:
    """Whose wellbeing: `SUPPORTED` or `LINK_WORKERS`."""
    return switch("whose", "Subject", list(_SUBJECTS), default=SUPPORTED, names=_SUBJECTS)


def known_instruments(release: Release, viewer: Viewer) -> list[str]:
    """The instruments to choose from, the one most used first: in a manager's own HSCP if it uses any, else in all."""

    def known() -> list[str]:
        outcomes = release.outcomes()
        own = instruments(outcomes, viewer.hscp_code)[:1] if viewer.hscp_code else []
        return [*own, *(each for each in instruments(outcomes) if each not in own)]

    return remembered(("instruments", *release.key, viewer.hscp_code), known)


def of_people(release: Release, viewer: Viewer) -> Chosen:
    """What is chosen of the people supported, where there is an instrument to choose."""
    year_column, instrument_column, hscp_column, measure_column = st.columns([2, 2, 2, 3])
    with instrument_column:
        options = known_instruments(release, viewer)
        instrument = choose("instrument", "Instrument", options, default=options[0], names=INSTRUMENTS)
    with year_column:
        outcomes = release.outcomes()
        years = sorted(outcomes.period[outcomes.instrument == instrument].unique())
        year = choose("year", "Year", years[::-1], default=years[-1], names=period_label)
    with hscp_column:
        now = outcomes[(outcomes.instrument == instrument) & (outcomes.period == year)]
        hscp = _one_hscp(viewer, now) if instrument in NOT_ALIKE else _hscp(viewer)
    with measure_column:
        measure = _measure("measure", "Measure", measures_of(instrument), SUPPORTED)
    return Chosen(year, measure, hscp, instrument)


def of_workers(release: Release, viewer: Viewer) -> Chosen:
    """What is chosen of link workers themselves, where there has been a survey."""
    years = sorted(release.workforce().period.unique())
    year_column, hscp_column, question_column = st.columns([2, 2, 3])
    with year_column:
        year = choose("survey", "Survey of the year", years[::-1], default=years[-1], names=period_label)
    with hscp_column:
        hscp = _hscp(viewer)
    with question_column:
        question = _measure("question", "Question", WORKERS, LINK_WORKERS)
    return Chosen(year, question, hscp)


def _hscp(viewer: Viewer) -> str:
    """An HSCP, or none. A manager begins with their own."""
    names = {ALL: "Scotland", **area_names("hscp")}
    return choose("hscp", "HSCP", list(names), default=viewer.hscp_code or ALL, names=names)


def _one_hscp(viewer: Viewer, outcomes: pd.DataFrame) -> str:
    """An HSCP, where there is no figure of Scotland to begin with: first one that has scores."""
    names = area_names("hscp")
    scored = outcomes[outcomes.n_baseline.notna() & outcomes.area_code.isin(list(names))].sort_values("area_name")
    default = viewer.hscp_code or next(iter(scored.area_code), next(iter(names)))
    return choose("hscp", "HSCP", list(names), default=default, names=names)


def _measure(name: str, label: str, measures: Mapping[str, Measure], subject: str) -> Measure:
    titles = {each: measure.title for each, measure in measures.items() if each not in _TOLD_FIRST}
    return measures[choose(name, label, list(titles), default=_FIRST_OF[subject], names=titles)]
