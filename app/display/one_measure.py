"""The blocks that show one measure: the finding, the map, the ranked chart, the course, the table, and files."""

from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from app.contract.states import State
from app.display import charts, downloads, words
from app.display.choice import Choice
from app.display.drawing import draw_form, draw_table, remembered
from app.display.filters import ALL, write
from app.display.findings import coverage_finding
from app.display.legend import classes, draw_legend
from app.display.maps import Circle, circles_layer, draw_map
from app.display.numbers import number, period_label, shown
from app.display.occasions import Occasion
from app.display.page import note, provenance_lines
from app.display.surroundings import fragment
from app.display.tables import for_file, for_reading
from app.display.theme import fill_of
from app.display.tiles import draw_tiles, tile_map
from app.geography.outlines import in_use
from app.measures.catalogue import Measure
from app.release import Release

_NO_DATA = alt.Data(values=[])


def in_board(figures: pd.DataFrame, board: str) -> pd.DataFrame:
    """The rows of HSCPs, of one NHS Board if chosen."""
    hscps = figures[figures.area_level == "hscp"]
    return hscps[hscps.board_code == board] if board else hscps


def finding(rows: pd.DataFrame, scotland: pd.Series, choice: Choice, measure: Measure) -> None:
    """The finding, in a sentence or two."""
    chosen = rows[rows.area_code == choice.hscp]
    st.header(coverage_finding(rows, scotland, measure, chosen.iloc[0] if len(chosen) else None), anchor=False)


@fragment
def map_and_tiles(
    told: pd.DataFrame,
    measure: Measure | Occasion,
    choice: Choice,
    key: tuple[str, ...],
    circles: Callable[[], Sequence[Circle]] = tuple,
    circles_are: str = "",
) -> None:
    """The map, or the tiles, of one value per HSCP, with the legend. A click chooses an area for the whole page.

    `told`: as `told_of` gives it. `circles` makes what lies over the map, by nothing but `key`; `circles_are` says what
    they stand for.
    """
    outlines = in_use()
    how = st.segmented_control(
        "Drawn as", ["Map", "Tiles"], default="Map", key="drawn_as", label_visibility="collapsed", required=True
    )
    title = measure.title
    if how == "Tiles":
        description = f"Tile map: {title}. The table has every figure."
        clicked = draw_tiles(told, choice.chosen, description)
    else:
        over = remembered(("circles", *key), lambda: circles_layer(circles()))
        clicked = draw_map(told, outlines, choice.chosen, key="map", circles=over)
    published = isinstance(measure, Occasion)
    draw_legend(
        f"{words.PUBLISHED_COLUMN[measure.unit]}, by source" if published else measure.unit,
        measure.fills if published else classes(measure),
        set(told.state[~told.quiet]),
        chosen=bool(choice.hscp),
        subject="" if published else measure.subject,
        circles="" if how == "Tiles" else circles_are,
    )
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
    records = remembered(("ranked", *key, *choice.key), lambda: charts.order(figures, scotland, measure, choice.chosen))
    draw_form(
        ("ranked", measure.id, len(records), charts.has_intervals(records)),
        lambda: charts.ranking(records, measure).properties(data=_NO_DATA),
        records,
        charts.described(charts.title_of_ranking(measure)),
    )
    if (figures.state == State.PARTIAL).any():
        note(f"Hollow dots: {words.states_of(measure.subject)[State.PARTIAL]}.")


def trend(figures: pd.DataFrame, choice: Choice, measure: Measure, key: tuple[str, ...]) -> None:
    """The course of the chosen area and Scotland."""
    lines = figures[figures.area_code.isin(["S92000003", choice.hscp])]
    who = f"{choice.place} and Scotland" if choice.hscp else "Scotland"
    st.markdown(f"**{who} over time**")
    records = remembered(("trend", *key, *choice.key), lambda: charts.course(lines, measure, choice.chosen))
    draw_form(
        ("trend", measure.id, *charts.quarters_of(records)),
        lambda: charts.trend(records, measure).properties(data=_NO_DATA),
        records,
        charts.described(charts.title_of_trend(measure)),
    )
    if (own := lines[lines.area_code == choice.hscp]).value.isna().all() and len(own):
        told = words.states_of(measure.subject)[State(own.state.iloc[-1])]
        note(f"No figure of {choice.place} is shown in any period; in the last: {told}.")


def what_it_is(measure: Measure) -> None:
    """What the measure asks and how, its unit and its source."""
    st.markdown(f"**{measure.question}**")
    st.write(measure.definition)
    note(f"Unit: {measure.unit}. {measure.source}.")


def table(rows: pd.DataFrame, measure: Measure, key: tuple[str, ...], choice: Choice) -> None:
    """The table, by name or value."""
    order = st.segmented_control("Sort by", ["Name", "Value"], default="Name", key="table_order", required=True)
    rows = rows.sort_values(["value", "area_name"] if order == "Value" else "area_name", ascending=order != "Value")
    text = remembered(("table", *key, *choice.key, order), lambda: for_reading(rows, measure))
    draw_table(text)


def take_away(figures: pd.DataFrame, choice: Choice, measure: Measure, release: Release) -> None:
    """Downloads of what is on the page."""
    now = figures[figures.period == choice.period]
    shown_rows = in_board(now, choice.board)
    title = f"{measure.title}, {period_label(choice.period)}"
    periods = "quarters" if "Q" in choice.period else "years"
    about = [title, f"{measure.unit}; {choice.place}", *provenance_lines(release, measure.source)]
    scotland = now[now.area_level == "scotland"].iloc[0]
    downloads.buttons(
        f"clw-{measure.id}-{choice.period}",
        about,
        {
            f"Table, all {periods}": lambda: for_file(
                figures[(figures.area_level != "hscp") | figures.area_code.isin(shown_rows.area_code)], measure
            )
        },
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
        measure.subject,
    )
