"""What accepting a return would change of what is stored."""

import pandas as pd
import streamlit as st

from app.acceptance import changes_told
from app.acceptance.changes import Changes
from app.display.drawing import draw_table
from app.display.numbers import period_label
from app.display.page import note
from app.display.plain import plain
from app.display.words import count
from app.geography.areas import area_names

_SHOWN = 200


def tell_changes(changes: Changes) -> None:
    """How many rows are new, changed, the same, or would count no more; then each figure, old and new."""
    st.markdown(f"**{changes_told(changes)}**")
    draw_table(_by_return(changes.rows))
    if len(changes.vanishing):
        st.warning(
            f"{count(len(changes.vanishing), 'row that counts now is', 'rows that count now are')} not in these files "
            "and would count no more:",
            icon=":material/warning:",
        )
        _first(_with_names(changes.vanishing)[["HSCP", "Quarter", "Table", "Row"]])
    if len(changes.cells):
        with st.expander(f"Each figure that would change ({len(changes.cells):,})"):
            table = _with_names(changes.cells)
            table["Change"] = [f"{old or 'blank'} → {new or 'blank'}" for old, new in table[["old", "new"]].to_numpy()]
            _first(table[["HSCP", "Quarter", "Table", "Row", "Field", "Change"]])


def _by_return(rows: pd.DataFrame) -> pd.DataFrame:
    table = _with_names(rows).rename(
        columns={"new": "New", "changed": "Changed", "unchanged": "The same", "vanishing": "Taken away"}
    )
    shown = table[["HSCP", "Quarter", "Table", "New", "Changed", "The same", "Taken away"]]
    if len(shown) <= _SHOWN:
        return shown
    by_table = shown.groupby("Table", sort=False)[["New", "Changed", "The same", "Taken away"]].sum()
    return by_table.reset_index()


def _with_names(table: pd.DataFrame) -> pd.DataFrame:
    names = area_names()
    return table.assign(
        HSCP=table.hscp_code.map(names).fillna(table.hscp_code),
        Quarter=[period_label(period) for period in table.period],
        Table=table.table.str.replace("_", " ").str.capitalize(),
    ).rename(columns={"row": "Row", "field": "Field"})


def _first(table: pd.DataFrame) -> None:
    draw_table(table.head(_SHOWN).map(plain))
    if len(table) > _SHOWN:
        note(f"The first {_SHOWN} of {len(table):,}.")
