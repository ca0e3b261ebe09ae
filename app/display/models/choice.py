"""The filters of the page on delivery models."""

from dataclasses import dataclass

import streamlit as st

from app.display.filters import ALL, choose, switch
from app.display.models.picture import COMPARED
from app.display.numbers import period_label
from app.geography.areas import SCOTLAND, area_names
from app.measures.catalogue import MEASURES
from app.release import Release
from app.viewer import Viewer

WHO, MEASURE, ALL_MEASURES = "who", "measure", "all"
_VIEWS = {WHO: "Who works how", MEASURE: "One measure", ALL_MEASURES: "All measures side by side"}


@dataclass(frozen=True)
class Chosen:
    """Which of the three views, which quarter, which measure (of one view only) and HSCP; empty: none."""

    view: str
    period: str
    measure: str
    hscp: str

    @property
    def place(self) -> str:
        """Where, in words."""
        return area_names()[self.hscp or SCOTLAND]


def filters(release: Release, viewer: Viewer) -> Chosen:
    """The view, and one row of filters. An HSCP manager begins with their own HSCP."""
    view = switch("view", "View", list(_VIEWS), default=WHO, names=_VIEWS)
    period_column, hscp_column, measure_column = st.columns([2, 2, 3])
    measure, hscp = "", ALL
    with period_column:
        period = choose("period", "Quarter", release.periods[::-1], default=release.latest, names=period_label)
    if view != ALL_MEASURES:
        with hscp_column:
            names = {ALL: "All HSCPs", **area_names("hscp")}
            hscp = choose("hscp", "HSCP", list(names), default=viewer.hscp_code or ALL, names=names)
    if view == MEASURE:
        with measure_column:
            titles = {each: MEASURES[each].title for each in COMPARED}
            measure = choose("measure", "Measure", COMPARED, default=COMPARED[0], names=titles)
    return Chosen(view, period, measure, hscp)
