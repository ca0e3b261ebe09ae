"""Files to take away: each says by itself what it holds, from where, and whether the data are made up."""

import io
from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd
import streamlit as st
import vl_convert

from app.contract.harmless import harmless
from app.contract.states import State
from app.display.surroundings import told
from app.display.words import states_of


def csv_file(table: pd.DataFrame, about: Sequence[str], subject: str = "") -> bytes:
    """A CSV file (UTF-8 with BOM, for spreadsheets): comment lines that say what it is, then the table.

    Text that a spreadsheet would take for a formula begins with an apostrophe. The states in columns called `state` or
    `…_state` are explained in the words of the `subject`.
    """
    states = sorted({state for name in table if f"_{name}".endswith("_state") for state in table[name]})
    key = [f"{State(state).mark or 'no mark'} {state}: {states_of(subject)[State(state)]}" for state in states]
    lines = [f"# {harmless(line)}" for line in (*about, *key)]
    text = table.map(harmless)
    written = io.StringIO()
    text.to_csv(written, index=False, lineterminator="\r\n")
    return ("\r\n".join(lines) + "\r\n" + written.getvalue()).encode("utf-8-sig")


def image(chart: alt.TopLevelMixin, title: str, about: Sequence[str], width: int = 900) -> bytes:
    """A PNG of a chart with its title above and what it is about below."""
    spec = chart.to_dict()
    for part in (spec, *spec.get("layer", [])):
        if part.get("width") == "container":
            part["width"] = width
    spec["title"] = {"text": title, "subtitle": list(about), "anchor": "start", "fontSize": 20, "subtitleFontSize": 14}
    spec["padding"] = 24
    return vl_convert.vegalite_to_png(spec, scale=2)


def buttons(
    name: str,
    about: Sequence[str],
    tables: dict[str, Callable[[], pd.DataFrame]],
    images: dict[str, Callable[[], bytes]],
    subject: str = "",
) -> None:
    """Download buttons: each table as CSV and each image, by their labels. Files are made when asked for.

    `subject`: of the measures, for the words of states.
    """
    with st.container(horizontal=True):
        for label, table in tables.items():
            file = f"{name}.csv" if len(tables) == 1 else f"{name}-{label.split()[0].lower()}.csv"
            st.download_button(
                f"{label} (CSV)",
                told(file, lambda table=table: csv_file(table(), about, subject)),
                file,
                "text/csv",
                on_click="ignore",
                icon=":material/download:",
            )
        for label, make in images.items():
            file = f"{name}-{label.split()[0].lower()}.png"
            st.download_button(
                f"{label} (PNG)", told(file, make), file, "image/png", on_click="ignore", icon=":material/image:"
            )
