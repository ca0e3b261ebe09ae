"""The filters of the page on caseload."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app.display.caseload.courses import LIMITS_FROM, has_one_wait
from app.display.choice import Choice
from app.display.filters import ALL, choose, switch
from app.display.numbers import period_label
from app.geography.areas import SCOTLAND, area_names
from app.measures.catalogue import CASELOAD, MEASURES
from app.release import Release
from app.viewer import Viewer

MEASURE, ALL_HSCPS, WAITS, WARNING, PEOPLE = "measure", "all", "waits", "warning", "people"
_VIEWS = {
    MEASURE: "One measure",
    ALL_HSCPS: "All HSCPs at a glance",
    WAITS: "Waits",
    WARNING: "Early warning",
    PEOPLE: "Who is referred",
}


@dataclass(frozen=True)
class Chosen:
    """Which view, and of what: a measure, a quarter or (who is referred) a financial year, perhaps an HSCP.

    `limits_from`: a quarter from which something is known to be different, or empty.
    """

    view: str
    measure: str
    period: str
    hscp: str
    limits_from: str

    @property
    def area(self) -> str:
        """Code of the HSCP, or of Scotland where none is chosen."""
        return self.hscp or SCOTLAND

    @property
    def of_measure(self) -> Choice:
        """The same, for the blocks that show one measure."""
        return Choice(self.measure, self.period, ALL, self.hscp)


def filters(release: Release, viewer: Viewer) -> Chosen:
    """The view, and one row of filters. An HSCP manager begins with their own HSCP."""
    view = switch("view", "View", list(_VIEWS), default=MEASURE, names=_VIEWS)
    hscps = area_names("hscp")
    with_measure, with_hscp, with_limits = view in (MEASURE, ALL_HSCPS), view != ALL_HSCPS, view in (MEASURE, WAITS)
    widths = [3] * with_measure + [2] + [2] * with_hscp + [2] * with_limits
    columns = iter(st.columns([*widths, 9 - sum(widths)] if sum(widths) < 9 else widths))
    measure, hscp, limits_from = "", ALL, ALL
    if with_measure:
        with next(columns):
            titles = {each: MEASURES[each].title for each in CASELOAD}
            measure = choose("measure", "Measure", list(titles), default=CASELOAD[0], names=titles)
    with next(columns):
        if view == PEOPLE:
            years = sorted(release.breakdown().period.unique()) or [release.latest[:7]]
            period = choose("year", "Year", years[::-1], default=years[-1], names=period_label)
        else:
            period = choose("period", "Quarter", release.periods[::-1], default=release.latest, names=period_label)
    if with_hscp:
        with next(columns):
            names = {ALL: "Scotland", **hscps}
            hscp = choose("hscp", "HSCP", list(names), default=viewer.hscp_code or ALL, names=names)
    if with_limits and (view == MEASURE or has_one_wait(_waits(release, hscp, period))):
        with next(columns):
            later = [each for each in release.periods[1:] if each <= period]
            names = {ALL: "All quarters", **{each: period_label(each) for each in later[::-1]}}
            limits_from = choose("limits_from", LIMITS_FROM, list(names), default=ALL, names=names)
    return Chosen(view, measure, period, hscp, limits_from)


def _waits(release: Release, hscp: str, period: str) -> pd.DataFrame:
    waits = release.waits()
    return waits[(waits.area_code == hscp) & (waits.period <= period)]
