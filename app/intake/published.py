"""Reading published figures out of the spreadsheet of a publication: a row for each HSCP, one column of values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from app.contract.codes import hscp_names
from app.contract.states import State
from app.geography.names import hscp_written, means_the_whole, nearest, without_marks
from app.intake.faults import Fault, Severity, in_order
from app.intake.headings import Columns, NoColumn, find_columns
from app.intake.reading import Cells, Grid, Unreadable, read_grid
from app.measures.published import LOADED, Unit

_SUPPRESSED = ("*", "[c]", "c")
_NO_FIGURE = (
    "",
    "-",
    "–",
    "—",
    "..",
    "…",
    ":",
    "n/a",
    "na",
    "n.a.",
    "nil return",
    "[x]",
    "[z]",
    "[m]",
    "[u]",
    "x",
    "z",
)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,20}))?", re.ASCII)


@dataclass(frozen=True)
class ReadFigures:
    """Published figures, one row an HSCP with the columns `LOADED`, and what is wrong; usable without an error."""

    table: pd.DataFrame
    faults: list[Fault]

    @property
    def has_errors(self) -> bool:
        """Whether a fault is an error."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)


@dataclass(frozen=True)
class _Value:
    """What a cell says: a number, or the state that says why there is none. `decimals` as written."""

    number: float | None
    state: State
    decimals: int = 0


def read_published(
    path: Path, *, sheet: str | None, area_column: str, value_column: str, as_at: date, unit: Unit
) -> ReadFigures:
    """Read one column of a sheet (XLSX) or of a CSV file. Columns are named by heading or by letter.

    A blank or `-` is no figure (state `not_available`), `*` or `[c]` a suppressed one; footnote marks are taken away.
    Every row with something in either column that is no HSCP is a fault, totals excepted: these are held against the
    sum. Never raises for what is in a file.
    """
    try:
        grid = read_grid(path, sheet)
        columns = find_columns(grid, area_column, value_column, lambda text: hscp_written(text) is not None)
    except (Unreadable, NoColumn) as error:
        return ReadFigures(pd.DataFrame(columns=list(LOADED)), [error.fault])
    reading = _Reading(grid, columns, unit)
    for row in sorted(grid.rows):
        if row > columns.heading_rows or _stands_among_headings(grid.rows[row], columns, area_column):
            reading.take(row)
    source = grid.place
    found = [
        (code, as_at.isoformat(), unit.value, value.number, value.state.value, source, row)
        for code, (row, value) in reading.values.items()
    ]
    types = {"value": "Float64", "row": "Int64"}
    table = pd.DataFrame(found, columns=list(LOADED)).astype({name: types.get(name, "string") for name in LOADED})
    return ReadFigures(table, in_order([*reading.faults, *reading.beside_the_rows()]))


def _stands_among_headings(cells: Cells, columns: Columns, area_column: str) -> bool:
    """Whether a row above the first HSCP holds a figure all the same: a total, or an area that was not recognised."""
    area, text = cells.get(columns.area, "").strip(), without_marks(cells.get(columns.value, ""))
    is_heading = area.casefold() == area_column.strip().casefold() or _YEAR.fullmatch(text)
    return bool(area and _NUMBER.fullmatch(text) and not is_heading)


class _Reading:
    """The rows of a sheet, taken one after the other."""

    def __init__(self, grid: Grid, columns: Columns, unit: Unit) -> None:
        self._grid, self._columns, self._unit = grid, columns, unit
        self.values: dict[str, tuple[int, _Value]] = {}
        self.faults: list[Fault] = []
        self._totals: list[tuple[int, _Value]] = []
        self._unmatched = 0

    def take(self, row: int) -> None:
        """Take in a row: the value of an HSCP, a total, or what is neither."""
        cells = self._grid.rows[row]
        area, text = (cells.get(column, "").strip() for column in (self._columns.area, self._columns.value))
        if not area and not text:
            return
        code = hscp_written(area)
        if code is None and not means_the_whole(area):
            self._unmatched += bool(text)
            self._say(row, "unmatched_area", _who(area, text), area or text, Severity.WARNING)
            return
        value = self._value(row, text)
        if value is None:
            return
        if code is None:
            self._totals.append((row, value))
        elif code in self.values:
            first, _ = self.values[code]
            message = f"row {first} holds {hscp_names()[code]} already; keep one of them"
            self._say(row, "repeated_area", message, area, Severity.ERROR)
        else:
            self.values[code] = (row, value)

    def _value(self, row: int, text: str) -> _Value | None:
        if text.casefold() in _SUPPRESSED:
            return _Value(None, State.SUPPRESSED)
        plain = without_marks(text)
        if text.casefold() in _NO_FIGURE or plain.casefold() in _NO_FIGURE:
            return _Value(None, State.NOT_AVAILABLE)
        number = _NUMBER.fullmatch(plain)
        if not number:
            message = "expected a number of 0 or more, a dash or blank for no figure, or * for a hidden one; correct it"
            self._say(row, "value", message, text, Severity.ERROR)
            return None
        value = float(plain.replace(",", ""))
        if self._unit is Unit.HEADCOUNT and not value.is_integer():
            message = "people are counted whole; give --unit WTE if these are whole-time equivalents"
            self._say(row, "value", message, text, Severity.ERROR)
            return None
        return _Value(value, State.REPORTED, len((number[1] or "").rstrip("0")))

    def beside_the_rows(self) -> Iterator[Fault]:
        """Totals that the figures do not add up to, and HSCPs that are not there."""
        known = [value for _, value in self.values.values() if value.number is not None]
        whole = sum(value.number for value in known)
        hidden = any(value.state is State.SUPPRESSED for _, value in self.values.values()) or self._unmatched
        for row, total in self._totals:
            if total.number is None:
                continue
            decimals = min(max([total.decimals, *(value.decimals for value in known)]), 2)
            rounding = 0 if self._unit is Unit.HEADCOUNT else 0.5 * 10**-decimals * (len(known) + 1)
            if whole > total.number + rounding or (not hidden and whole < total.number - rounding):
                message = (
                    f"the figures of HSCPs add up to {whole:g}, and this row says {total.number:g}; look which is right"
                )
                yield self._fault(row, "total", message, f"{total.number:g}", Severity.WARNING)
        missing = [name for code, name in hscp_names().items() if code not in self.values]
        if missing:
            message = f"no row was found for {', '.join(missing)}; they count as having no published figure"
            yield self._fault(None, "missing_areas", message, None, Severity.WARNING)

    def _say(self, row: int, rule: str, message: str, found: str, severity: Severity) -> None:
        self.faults.append(self._fault(row, rule, message, found, severity))

    def _fault(self, row: int | None, rule: str, message: str, found: str | None, severity: Severity) -> Fault:
        return Fault(self._grid.file, self._grid.sheet, row, None, rule, severity, found, message)


def _who(area: str, text: str) -> str:
    """What to say of a row that is no HSCP."""
    if not text:
        return "this is no HSCP and has no figure; it is taken for a note"
    if not area:
        return "this figure has no area beside it; it is left out"
    if near := nearest(area):
        return f"no HSCP is written so, and the row is left out; write {near} if it was meant"
    return "this is no HSCP, and the row is left out; an NHS Board or council stands for one only if it is exactly one"
