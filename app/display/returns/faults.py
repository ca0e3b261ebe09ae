"""Faults of what was handed in: how many, alike ones together, and all of them to take away."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.display.downloads import csv_file
from app.display.drawing import draw_table
from app.display.page import note
from app.display.plain import plain
from app.display.surroundings import told
from app.display.words import count
from app.intake.faults import Fault, Group, Severity, as_table, grouped

_GROUPS_SHOWN = 30
_FEW = 10


def tell_faults(faults: list[Fault], about: Sequence[str]) -> None:
    """What is wrong, errors first. `about`: what the file of all faults says of itself."""
    if not faults:
        st.success("Nothing is wrong with these files.", icon=":material/check_circle:")
        return
    errors = sum(fault.severity is Severity.ERROR for fault in faults)
    warnings = len(faults) - errors
    st.markdown(f"**{count(errors, 'error', 'errors').capitalize()}, {count(warnings, 'warning', 'warnings')}**")
    groups = grouped(faults, alone=_FEW)
    draw_table(_table(groups[:_GROUPS_SHOWN]))
    if len(groups) > _GROUPS_SHOWN:
        note(f"The {_GROUPS_SHOWN} most frequent of {len(groups):,} kinds of fault; the file below has all.")
    st.download_button(
        "Every fault with its place (CSV)",
        told("faults.csv", lambda: csv_file(as_table(faults), about)),
        "faults.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _table(groups: list[Group]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "What to do": [f"{group.first.severity.capitalize()}: {group.message}" for group in groups],
            "Where": [_where(group) for group in groups],
            "Found": [", ".join(group.found) + (", …" if group.more_found else "") for group in groups],
            "Times": [f"{group.times:,}" for group in groups],
            "Rule": [group.first.rule for group in groups],
        }
    )
    return table.map(plain)


def _where(group: Group) -> str:
    first = group.first
    place = [first.file, *([f"sheet {first.sheet}"] if first.sheet else []), *([first.column] if first.column else [])]
    if group.rows:
        place.append(f"row{'s' if group.times > 1 else ''} {', '.join(map(str, group.rows))}")
    return ", ".join(place) + (" …" if group.times > len(group.rows) > 0 else "")
