"""Published figures of link workers: mapped and listed, neither ranked nor added up."""

import pandas as pd
import streamlit as st

from app.contract.states import State
from app.display import downloads, words
from app.display.choice import Choice
from app.display.drawing import draw_table
from app.display.filters import ALL
from app.display.numbers import number
from app.display.occasions import Occasion, finding
from app.display.one_measure import map_and_tiles
from app.display.theme import FILLS, QUIET_FILL
from app.geography.areas import areas
from app.measures.published import Unit
from app.release import Release


def show_published(release: Release, occasion: Occasion, choice: Choice) -> None:
    """The figures of one day in one unit: finding, map, table, what they are, and the file."""
    everything = release.published_figures()
    of_day = (everything.as_at == occasion.as_at) & (everything.unit == occasion.unit) & (everything.kind == "in_post")
    figures = everything[of_day].sort_values("area_name")
    marks = {basis: mark for basis, mark, _ in occasion.sources}
    rows = [(row, "" if pd.isna(row.value) else marks[row.basis]) for row in figures.itertuples()]
    fills = {mark: fill for (_, mark, _), (fill, _) in zip(occasion.sources, occasion.fills, strict=True)}
    quiet = (figures.area_code.map(areas().set_index("area_code").board_code) != choice.board) & (choice.board != ALL)
    told = figures.assign(
        quiet=quiet,
        fill=[
            QUIET_FILL if outside else fills[mark] if mark else FILLS[State(row.state)]
            for (row, mark), outside in zip(rows, quiet, strict=True)
        ],
        shown=[f"{_counted(row, occasion)} ({mark})" if mark else _why(row) for row, mark in rows],
        short=[f"{_written(row, occasion)} {mark}" if mark else _SHORT[State(row.state)] for row, mark in rows],
    )
    own = [f"{row.area_name}: {row.shown}." for row in told.itertuples() if row.area_code == choice.hscp]
    st.header(" ".join([*own, finding(figures[~quiet], occasion.unit)]), anchor=False)
    left, right = st.columns(2, gap="large")
    with left:  # first on a narrow screen
        st.markdown(f"**Link workers in post, {occasion.label}**")
        draw_table(_table([each for each, outside in zip(rows, quiet, strict=True) if not outside], occasion))
    with right:
        map_and_tiles(told, occasion, choice, ("published", *release.key))
    st.markdown(f"**What this is.** {_definition(occasion)}")
    apart = ["The two sources cannot be compared"] if len(occasion.sources) > 1 else []
    about = [f"{words.PUBLISHED_TITLE}: {words.PUBLISHED_UNITS[occasion.unit]}", *apart]
    about += [text for _, text in occasion.fills]
    of_unit = everything[everything.unit == occasion.unit]
    downloads.buttons(f"clw-published-{occasion.unit.lower()}", about, {"Table, all days": lambda: of_unit}, {})


def _table(rows: list[tuple], occasion: Occasion) -> pd.DataFrame:
    """The rows with their marks as a reader has them; the source of each only where there are several."""
    table = {
        "HSCP": [row.area_name for row, _ in rows],
        words.PUBLISHED_COLUMN[occasion.unit]: [_written(row, occasion) or State(row.state).mark for row, _ in rows],
        "Source": [mark for _, mark in rows],
        "Note": ["" if mark else _why(row) for row, mark in rows],
    }
    if len(occasion.sources) == 1:
        del table["Source"]
    return pd.DataFrame(table)


_SHORT = {State.NOT_AVAILABLE: "?", State.SUPPRESSED: State.SUPPRESSED.mark}


def _written(row: tuple, occasion: Occasion) -> str:
    return number(row.value, 0 if occasion.unit is Unit.HEADCOUNT else 2)


def _counted(row: tuple, occasion: Occasion) -> str:
    """Its figure with what is counted: "1 link worker", "0.50 WTE"."""
    one, many = words.PUBLISHED_COUNTED[occasion.unit]
    return f"{_written(row, occasion)} {one if row.value == 1 else many}"


def _why(row: tuple) -> str:
    """Why a row has no figure."""
    return words.STATES[State(row.state)]


def _definition(occasion: Occasion) -> str:
    if occasion.sources[0][0] == "loaded":
        return words.PUBLISHED_LOADED[occasion.unit].format(day=occasion.day)
    return words.PUBLISHED_DEFINITION
