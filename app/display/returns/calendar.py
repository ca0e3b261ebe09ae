"""The calendar: which HSCP has sent its return for which quarter."""

import pandas as pd
import streamlit as st

from app.analysis.changes import reporting_change
from app.contract.periods import Quarter
from app.display.drawing import remembered
from app.display.findings import reporting_finding
from app.display.grid import Cell, Mark, grid
from app.display.numbers import period_label
from app.display.page import note
from app.display.theme import CLASSES
from app.display.words import REPORTING
from app.release import Release

_QUARTERS = 12
_MARKS = {
    "complete": Mark(CLASSES[1], "●", REPORTING["complete"]),
    "partial": Mark(CLASSES[0], "◐", REPORTING["partial"]),
    "not_submitted": Mark("#ffffff", "✕", REPORTING["not_submitted"]),
    "no_programme": Mark("#ececec", "–", REPORTING["no_programme"]),
}


def calendar(release: Release) -> None:
    """Every HSCP in the last twelve quarters, by status; anyone may see it."""
    periods = release.periods[-_QUARTERS:]
    reporting = release.reporting()
    reporting = reporting[reporting.period.isin(periods)]
    latest = periods[-1]
    change = reporting_change(reporting, latest, str(Quarter.parse(latest).shift(-1)))
    st.header(reporting_finding(reporting[reporting.period == latest], change, latest), anchor=False)
    st.html(remembered(("calendar", *release.key), lambda: _grid(reporting, periods)))
    if len(release.periods) > _QUARTERS:
        note(f"The last {_QUARTERS} quarters.")


def _grid(reporting: pd.DataFrame, periods: tuple[str, ...]) -> str:
    rows = {(row.area_name, row.period): row for row in reporting.itertuples()}
    names = sorted(reporting.area_name.unique())
    return grid(
        "Returns received, by HSCP and quarter",
        _MARKS.values(),
        [period_label(period) for period in periods],
        [(name, [_cell(rows[name, period]) for period in periods]) for name in names],
    )


def _cell(row: tuple) -> Cell:
    mark = _MARKS[row.status]
    units = f", {row.units_reported} of {row.units_expected} units" if row.status in ("complete", "partial") else ""
    return Cell(mark, f"{row.area_name}, {period_label(row.period)}: {mark.words.lower()}{units}")
