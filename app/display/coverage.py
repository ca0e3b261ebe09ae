"""The filters of the coverage page."""

import streamlit as st

from app.display import words
from app.display.choice import Choice
from app.display.filters import ALL, choose
from app.display.numbers import period_label
from app.display.occasions import occasions
from app.geography.areas import area_names, areas
from app.measures.catalogue import COVERAGE, MEASURES
from app.release import Release
from app.viewer import Viewer


def filters(release: Release, viewer: Viewer) -> Choice:
    """One row of filters. An HSCP manager begins with their own area.

    For published figures, the period of the choice is the id of an `Occasion`.
    """
    places = areas()
    boards = area_names("board")
    measure_column, period_column, board_column, hscp_column = st.columns([3, 2, 2, 2])
    with measure_column:
        titles = {each: MEASURES[each].title for each in COVERAGE} | {words.PUBLISHED: words.PUBLISHED_TITLE}
        measure = choose("measure", "Measure", list(titles), default=COVERAGE[0], names=titles)
    with period_column:
        if measure == words.PUBLISHED:
            days = {each.id: each.label for each in occasions(release.published_figures())}
            period = choose("day", "Day", list(days), default=next(iter(days)), names=days)
        else:
            period = choose("period", "Quarter", release.periods[::-1], default=release.latest, names=period_label)
    with board_column:
        board = choose("board", "NHS Board", [ALL, *boards], default=ALL, names={ALL: "All Boards", **boards})
    with hscp_column:
        within = places[(places.area_level == "hscp") & ((places.board_code == board) | (board == ALL))]
        names = {ALL: "All HSCPs", **within.set_index("area_code").area_name}
        own = viewer.hscp_code if viewer.hscp_code in names else ALL
        hscp = choose("hscp", "HSCP", list(names), default=own, names=names)
    return Choice(measure, period, board, hscp)
