"""The blocks of the coverage page that no other has: its filters, and the published headcounts."""

import pandas as pd
import streamlit as st

from app.contract.states import State
from app.display import downloads, words
from app.display.choice import Choice
from app.display.filters import ALL, choose
from app.display.numbers import number, period_label
from app.display.one_measure import map_and_tiles
from app.display.theme import FILLS, SOURCES
from app.geography.areas import areas
from app.measures.catalogue import COVERAGE, MEASURES
from app.measures.published import AS_AT
from app.release import Release
from app.viewer import Viewer


def filters(release: Release, viewer: Viewer) -> Choice:
    """One row of filters. An HSCP manager begins with their own area."""
    places = areas()
    boards = places[places.area_level == "board"].set_index("area_code").area_name
    measure_column, period_column, board_column, hscp_column = st.columns([3, 2, 2, 2])
    with measure_column:
        titles = {each: MEASURES[each].title for each in COVERAGE} | {words.PUBLISHED: words.PUBLISHED_TITLE}
        measure = choose("measure", "Measure", list(titles), default=COVERAGE[0], names=titles)
    with period_column:
        if measure == words.PUBLISHED:
            st.selectbox("Quarter", ["31 March 2021"], disabled=True)
            period = release.latest or ""
        else:
            period = choose("period", "Quarter", release.periods[::-1], default=release.latest, names=period_label)
    with board_column:
        board = choose("board", "NHS Board", [ALL, *boards.index], default=ALL, names={ALL: "All Boards", **boards})
    with hscp_column:
        within = places[(places.area_level == "hscp") & ((places.board_code == board) | (board == ALL))]
        names = {ALL: "All HSCPs", **within.set_index("area_code").area_name}
        own = viewer.hscp_code if viewer.hscp_code in names else ALL
        hscp = choose("hscp", "HSCP", list(names), default=own, names=names)
    return Choice(measure, period, board, hscp)


def published_headcounts(release: Release, choice: Choice) -> None:
    """The published headcounts of March 2021: mapped and listed, neither ranked nor added up."""
    everything = release.published_headcounts()
    figures = everything[(everything.as_at == AS_AT) & (everything.kind == "in_post")]
    marks = figures.basis.map({basis: mark for basis, (mark, _) in words.BASES.items()}).fillna("")
    pairs = list(zip(figures.itertuples(), marks, strict=True))
    told = figures.assign(
        quiet=False,
        fill=figures.basis.map(SOURCES).fillna(FILLS[State.NOT_AVAILABLE]),
        shown=[
            f"{number(row.value)} link workers ({mark})" if mark else words.STATES[State(row.state)]
            for row, mark in pairs
        ],
        short=[f"{number(row.value)} {mark}" if mark else "?" for row, mark in pairs],
    )
    known = int(figures.value.notna().sum())
    st.markdown(
        f"##### {known} of {len(figures)} HSCPs have a published headcount; no figure was found for the others."
    )
    left, right = st.columns(2, gap="large")
    with left:
        map_and_tiles(told, None, choice, ("published", *release.key))
    with right:
        st.markdown("**Link workers in post, 31 March 2021**")
        listed = figures.assign(mark=marks).sort_values("area_name")
        st.table(
            pd.DataFrame(
                {
                    "HSCP": listed.area_name,
                    "Headcount": [number(row.value) or State(row.state).mark for row in listed.itertuples()],
                    "Source": listed["mark"],
                    "Note": [words.STATES[State(s)] if s != State.REPORTED else "" for s in listed.state],
                }
            ),
            border="horizontal",
            hide_index=True,
        )
    st.markdown(f"**What this is.** {words.PUBLISHED_DEFINITION}")
    about = [
        words.PUBLISHED_TITLE,
        "Headcount; the two sources cannot be compared",
        *(f"{m}: {t}" for m, t in words.BASES.values()),
    ]
    downloads.buttons("clw-published-headcounts", about, {"Table": lambda: everything}, {})
