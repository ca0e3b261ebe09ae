"""The filters of the page on service gaps."""

from dataclasses import dataclass

import streamlit as st

from app.contract.codes import SERVICE_CATEGORIES
from app.display import words
from app.display.choice import Choice
from app.display.filters import ALL, choose, switch
from app.display.numbers import period_label
from app.geography.areas import area_names
from app.measures.catalogue import GAPS
from app.release import Release
from app.viewer import Viewer

SCOTLAND, NEED, AREA = "scotland", "need", "hscp"
_VIEWS = {SCOTLAND: "All of Scotland", NEED: "One need on the map", AREA: "One HSCP"}
_WIDTHS = {SCOTLAND: [2, 7], NEED: [2, 2, 2, 3], AREA: [2, 2, 5]}
_NEED_POPULATION = ("people_near", "most_deprived_near")


@dataclass(frozen=True)
class Chosen:
    """Which of the three views, which year, which need (empty: none yet) and HSCP, and what the map shows."""

    view: str
    year: str
    category: str
    hscp: str
    measure: str

    @property
    def of_measure(self) -> Choice:
        """The same, for the blocks that show one measure."""
        return Choice(self.measure, self.year, ALL, self.hscp)


def filters(release: Release, viewer: Viewer) -> Chosen:
    """The view, and one row of filters. An HSCP manager begins with their own HSCP."""
    own = viewer.hscp_code or ALL
    view = switch("view", "View", list(_VIEWS), default=AREA if own else SCOTLAND, names=_VIEWS)
    year_column, *others = st.columns(_WIDTHS[view])
    with year_column:
        year = choose("year", "Year", release.years[::-1], default=release.years[-1], names=period_label)
    if view == SCOTLAND:
        return Chosen(view, year, "", "", "")
    hscps = area_names("hscp")
    with others[0]:
        names = hscps if view == AREA else {ALL: "All HSCPs", **hscps}
        first = own or next(iter(names))
        hscp = choose("hscp", "HSCP", list(names), default=first, names=names)
    if view == AREA:
        return Chosen(view, year, "", hscp, "")
    _, need_column, measure_column = others
    with need_column:
        category = choose("need", "Need", SERVICE_CATEGORIES, default=SERVICE_CATEGORIES[0], names=words.CATEGORIES)
    with measure_column:
        titles = {each: measure.title for each, measure in GAPS.items()}
        options = [each for each in titles if release.knows_reach or each not in _NEED_POPULATION]
        measure = choose("measure", "Measure", options, default=options[0], names=titles)
    return Chosen(view, year, category, hscp, measure)
