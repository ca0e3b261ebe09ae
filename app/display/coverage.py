"""The blocks of the coverage page."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app.contract.states import State
from app.display import charts, downloads, words
from app.display.drawing import draw_chart, draw_selectable, remembered
from app.display.filters import ALL, choose, write
from app.display.findings import coverage_finding
from app.display.legend import classes, draw_legend
from app.display.maps import draw_map
from app.display.numbers import number, period_label, shown
from app.display.page import note, provenance
from app.display.tables import for_file, for_reading
from app.display.theme import FILLS, SOURCES, fill_of
from app.display.tiles import SELECTION, tile_map
from app.geography.areas import areas
from app.geography.outlines import in_use
from app.measures.catalogue import COVERAGE, MEASURES, Measure
from app.measures.published import AS_AT
from app.release import Release
from app.viewer import Viewer


@dataclass(frozen=True)
class Choice:
    """What is being looked at: a measure or the published headcounts, a quarter, and perhaps a Board and an HSCP."""

    measure: str
    period: str
    board: str
    hscp: str

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return (self.measure, self.period, self.board, self.hscp)

    @property
    def chosen(self) -> str | None:
        """Code of the chosen HSCP, or None."""
        return self.hscp or None

    @property
    def place(self) -> str:
        """Where, in words."""
        names = areas().set_index("area_code").area_name
        return names[self.hscp or self.board] if self.hscp or self.board else "Scotland"


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


def in_board(figures: pd.DataFrame, board: str) -> pd.DataFrame:
    """The rows of HSCPs, of one NHS Board if chosen."""
    hscps = figures[figures.area_level == "hscp"]
    return hscps[hscps.board_code == board] if board else hscps


def finding(rows: pd.DataFrame, scotland: pd.Series, choice: Choice, measure: Measure) -> None:
    """The finding, in a sentence or two."""
    chosen = rows[rows.area_code == choice.hscp]
    st.header(coverage_finding(rows, scotland, measure, chosen.iloc[0] if len(chosen) else None), anchor=False)


@st.fragment
def map_and_tiles(told: pd.DataFrame, measure: Measure | None, choice: Choice, key: tuple[str, ...]) -> None:
    """The map, or the tiles, of one value per HSCP, with the legend. A click chooses an area for the whole page.

    `told`: as `told_of` gives it.
    """
    outlines = in_use()
    how = st.segmented_control(
        "Drawn as", ["Map", "Tiles"], default="Map", key="drawn_as", label_visibility="collapsed", required=True
    )
    title = measure.title if measure else words.PUBLISHED_TITLE
    if how == "Tiles":
        description = f"Tile map: {title}. The table has every figure."
        clicked = draw_selectable(
            ("tiles", *key, *choice.key),
            lambda: tile_map(told, choice.chosen, description),
            name=SELECTION,
            field="area_code",
        )
    else:
        clicked = draw_map(told, outlines, choice.chosen, key="coverage_map")
    fills = classes(measure) if measure else [(SOURCES[basis], f"{m}: {t}") for basis, (m, t) in words.BASES.items()]
    unit = measure.unit if measure else "Headcount, by source"
    draw_legend(unit, fills, set(told.state[~told.quiet]), chosen=bool(choice.hscp))
    if how != "Tiles":
        note(f"{outlines.label}. Click an area to choose it, or choose it from the list above.")
    # The browser repeats the last click at each rerun; only a new one chooses.
    if clicked and clicked != st.session_state.get("last_clicked"):
        st.session_state["last_clicked"] = clicked
        write("hscp", clicked)
        st.rerun()


def told_of(figures: pd.DataFrame, measure: Measure, board: str) -> pd.DataFrame:
    """What map and tiles tell of the HSCPs' rows of one quarter; those outside a chosen NHS Board are `quiet`."""
    figures = figures[figures.area_level == "hscp"]
    quiet = (figures.board_code != board) & (board != ALL)
    return figures.assign(
        quiet=quiet,
        fill=[
            fill_of(row.state, row.value, measure.breaks, quiet=outside)
            for row, outside in zip(figures.itertuples(), quiet, strict=True)
        ],
        shown=[shown(row, measure) for row in figures.itertuples()],
        short=[
            number(row.value, measure.decimals) if pd.notna(row.value) else State(row.state).mark
            for row in figures.itertuples()
        ],
    )[["area_code", "area_name", "state", "fill", "shown", "short", "quiet"]]


def ranking(figures: pd.DataFrame, scotland: pd.Series, choice: Choice, measure: Measure, key: tuple[str, ...]) -> None:
    """The ranked chart, with a title that says what is seen."""
    st.markdown(f"**{measure.title} by HSCP, {period_label(choice.period)}**")
    draw_chart(("ranked", *key, *choice.key), lambda: charts.ranked(figures, scotland, measure, choice.chosen))
    if (figures.state == State.PARTIAL).any():
        note("Hollow dots: some reporting units are missing.")


def trend(figures: pd.DataFrame, choice: Choice, measure: Measure, key: tuple[str, ...]) -> None:
    """The course of the chosen area and Scotland."""
    lines = figures[figures.area_code.isin(["S92000003", choice.hscp])]
    who = f"{choice.place} and Scotland" if choice.hscp else "Scotland"
    st.markdown(f"**{who} over time**")
    draw_chart(("trend", *key, *choice.key), lambda: charts.trend(lines, measure, choice.chosen))


def table(rows: pd.DataFrame, measure: Measure, key: tuple[str, ...], choice: Choice) -> None:
    """The table, by name or value."""
    order = st.segmented_control("Sort by", ["Name", "Value"], default="Name", key="table_order", required=True)
    rows = rows.sort_values(["value", "area_name"] if order == "Value" else "area_name", ascending=order != "Value")
    text = remembered(("table", *key, *choice.key, order), lambda: for_reading(rows, measure))
    st.table(text, border="horizontal", hide_index=True)


def take_away(figures: pd.DataFrame, choice: Choice, measure: Measure, release: Release) -> None:
    """Downloads of what is on the page."""
    now = figures[figures.period == choice.period]
    shown_rows = in_board(now, choice.board)
    title = f"{measure.title}, {period_label(choice.period)}"
    made_up = release.source in ("sample", "mixed")
    accepted = ", ".join(part.strip("*") for part in provenance(release))
    about = [title, f"{measure.unit}; {choice.place}", *downloads.provenance_lines(measure.source, accepted, made_up)]
    scotland = now[now.area_level == "scotland"].iloc[0]
    downloads.buttons(
        f"clw-{measure.id}-{choice.period}",
        about,
        lambda: for_file(
            figures[(figures.area_level != "hscp") | figures.area_code.isin(shown_rows.area_code)], measure
        ),
        {
            "Ranked chart": lambda: downloads.image(
                charts.ranked(shown_rows, scotland, measure, choice.chosen), title, about[1:]
            ),
            "Tile map": lambda: downloads.image(
                tile_map(told_of(now, measure, choice.board), choice.chosen, title),
                title,
                about[1:],
                width=520,
            ),
        },
    )


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
    downloads.buttons("clw-published-headcounts", about, lambda: everything, {})
