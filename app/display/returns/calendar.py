"""The calendar: which HSCP has sent its return for which quarter, how completely, and whether on time."""

from datetime import date

import pandas as pd
import streamlit as st

from app.analysis.changes import reporting_change
from app.contract.periods import Quarter
from app.display.drawing import draw_table, remembered
from app.display.findings import reporting_finding
from app.display.grid import Cell, Mark, grid
from app.display.numbers import day, period_label
from app.display.page import note
from app.display.theme import CLASSES
from app.display.words import REPORTING, count
from app.release import Release
from app.settings import settings

_QUARTERS = 12
_LATE = ", late"
_MARKS = {
    "complete": Mark(CLASSES[1], "●", REPORTING["complete"]),
    f"complete{_LATE}": Mark(CLASSES[1], "○", f"{REPORTING['complete']}, late"),
    "partial": Mark(CLASSES[0], "◐", REPORTING["partial"]),
    f"partial{_LATE}": Mark(CLASSES[0], "◔", f"{REPORTING['partial']}, late"),
    "not_submitted": Mark("#ffffff", "✕", REPORTING["not_submitted"]),
    "no_programme": Mark("#ececec", "–", REPORTING["no_programme"]),
}


def calendar(release: Release) -> None:
    """Every HSCP in the last twelve quarters, newest first; anyone may see it."""
    periods = release.periods[-_QUARTERS:]
    reporting = release.reporting()
    reporting = reporting[reporting.period.isin(periods)]
    latest = periods[-1]
    change = reporting_change(reporting, latest, str(Quarter.parse(latest).shift(-1)))
    st.header(reporting_finding(reporting[reporting.period == latest], change, latest), anchor=False)
    st.markdown(_how_well(reporting[reporting.period == latest], latest))
    st.html(remembered(("calendar", *release.key), lambda: _grid(reporting, periods[::-1])))
    st.markdown("**How many HSCPs, by quarter**")
    draw_table(remembered(("counts", *release.key), lambda: counts(reporting)))
    days = settings().on_time_days
    note(
        f"On time: first accepted within {days} days of the quarter's end. Complete: all expected units, those of the "
        "HSCP's last complete return."
    )
    if len(release.periods) > _QUARTERS:
        note(f"Only the last {_QUARTERS} quarters are shown.")


def counts(reporting: pd.DataFrame) -> pd.DataFrame:
    """For each quarter, newest first: HSCPs with a programme, returns received, on time, complete."""
    expected = reporting[reporting.status != "no_programme"]
    sent = expected[expected.status != "not_submitted"]
    told = pd.DataFrame(
        {
            "HSCPs with a programme": expected.groupby("period").size(),
            "Received": sent.groupby("period").size(),
            "On time": sent.on_time.fillna(False).astype(bool).groupby(sent.period).sum(),
            "Complete": (sent.status == "complete").groupby(sent.period).sum(),
        }
    )
    told = told.fillna(0).astype(int).sort_index(ascending=False)
    told.insert(0, "Quarter", [period_label(period) for period in told.index])
    return told


def _how_well(reporting: pd.DataFrame, period: str) -> str:
    row = counts(reporting).iloc[0]
    received, are = count(row["Received"], "return", "returns"), "is" if row["Complete"] == 1 else "are"
    return f"Of {received}, {row['On time']} came on time and {row['Complete']} {are} complete."


def _grid(reporting: pd.DataFrame, periods: tuple[str, ...]) -> str:
    rows = {(row.area_name, row.period): row for row in reporting.itertuples()}
    names = sorted(reporting.area_name.unique())
    used = {_mark(row) for row in rows.values()}
    return grid(
        "Returns received, by HSCP and quarter",
        [mark for mark in _MARKS.values() if mark in used],
        [period_label(period) for period in periods],
        [(name, [_cell(rows[name, period]) for period in periods]) for name in names],
    )


def _mark(row: tuple) -> Mark:
    late = row.status in ("complete", "partial") and not pd.isna(row.on_time) and not row.on_time
    return _MARKS[f"{row.status}{_LATE if late else ''}"]


def _cell(row: tuple) -> Cell:
    mark = _mark(row)
    units = f", {row.units_reported} of {row.units_expected} units" if row.status in ("complete", "partial") else ""
    received = "" if pd.isna(row.received_on) else f", received {day(date.fromisoformat(row.received_on))}"
    return Cell(mark, f"{row.area_name}, {period_label(row.period)}: {mark.words.lower()}{units}{received}")
