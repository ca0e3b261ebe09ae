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
from app.intake.faults import Fault, Severity, in_order, shown
from app.intake.headings import Columns, NoColumn, find_columns
from app.intake.published_value import NUMBER, Value, read_value
from app.intake.reading import Cells, Grid, Unreadable, read_grid
from app.measures.published import LOADED, Unit

_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


@dataclass(frozen=True)
class ReadFigures:
    """Published figures, one row an HSCP with the columns `LOADED`, and what is wrong; usable without an error."""

    table: pd.DataFrame
    faults: list[Fault]

    @property
    def has_errors(self) -> bool:
        """Whether a fault is an error."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)


def read_published(
    path: Path,
    *,
    sheet: str | None,
    area_column: str,
    value_column: str,
    as_at: date,
    unit: Unit,
    today: date | None = None,
) -> ReadFigures:
    """Read one column of a sheet (XLSX) or of a CSV file. Columns are named by heading or by letter.

    A blank or `-` is no figure (state `not_available`), `*` or `[c]` a suppressed one; footnote marks behind a figure
    are taken away. Every row with something in either column that is no HSCP is a fault, totals excepted: these are
    held against the sum. Figures are of no later day than `today` (now, if not given). Never raises for what is in a
    file.
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
    yet_to_come = _yet_to_come(grid, as_at, today or date.today())
    source = grid.place
    found = [
        (code, as_at.isoformat(), unit.value, value.number, value.state.value, source, row)
        for code, (row, value) in reading.values.items()
    ]
    types = {"value": "Float64", "row": "Int64"}
    table = pd.DataFrame(found, columns=list(LOADED)).astype({name: types.get(name, "string") for name in LOADED})
    return ReadFigures(table, in_order([*reading.faults, *reading.beside_the_rows(), *yet_to_come]))


def _stands_among_headings(cells: Cells, columns: Columns, area_column: str) -> bool:
    """Whether a row above the first HSCP holds a figure all the same: a total, or an area that was not recognised."""
    area, text = cells.get(columns.area, "").strip(), without_marks(cells.get(columns.value, ""))
    is_heading = area.casefold() == area_column.strip().casefold() or _YEAR.fullmatch(text)
    return bool(area and NUMBER.fullmatch(text) and not is_heading)


class _Reading:
    """The rows of a sheet, taken one after the other."""

    def __init__(self, grid: Grid, columns: Columns, unit: Unit) -> None:
        self._grid, self._columns, self._unit = grid, columns, unit
        self.values: dict[str, tuple[int, Value]] = {}
        self.faults: list[Fault] = []
        self._totals: list[tuple[int, Value]] = []
        self._unmatched = 0
        self._without_value: set[str] = set()

    def take(self, row: int) -> None:
        """Take in a row: the value of an HSCP, a total, or what is neither."""
        cells = self._grid.rows[row]
        area, text = (cells.get(column, "").strip() for column in (self._columns.area, self._columns.value))
        if not area and not text:
            return
        code = hscp_written(area)
        if code is None and not means_the_whole(area):
            if text and self._area_is_merged(row):
                message = "the area of this figure is merged with the row above; write one figure for each area"
                self._say(row, "merged_cells", message, text, Severity.ERROR)
                return
            self._unmatched += bool(text)
            self._say(row, "unmatched_area", _who(area, text), area or text, Severity.WARNING)
            return
        value = None if self._is_merged(row, text) else self._value(row, text)
        if value is None:
            self._without_value |= {code} - {None}
            return
        if code is None:
            self._totals.append((row, value))
        elif code in self.values:
            first, _ = self.values[code]
            message = f"row {first} holds {hscp_names()[code]} already; keep one of them"
            self._say(row, "repeated_area", message, area, Severity.ERROR)
        else:
            self.values[code] = (row, value)

    def _area_is_merged(self, row: int) -> bool:
        """Whether an HSCP or a total above stands for this row too."""
        merged = self._grid.merged_at(row, self._columns.area)
        area = self._grid.rows.get(merged.first_row, {}).get(merged.first_column, "") if merged else ""
        return hscp_written(area) is not None or means_the_whole(area)

    def _is_merged(self, row: int, text: str) -> bool:
        """Whether a value shares its cell with other columns, or with rows that are not all of its own area."""
        merged = self._grid.merged_at(row, self._columns.value)
        if merged is None:
            return False
        area = self._grid.merged_at(row, self._columns.area)
        own_rows = (area.first_row, area.last_row) if area else (row, row)
        if merged.first_column == merged.last_column and own_rows == (merged.first_row, merged.last_row):
            return False
        message = f"{merged} is merged into one cell; unmerge it and write the figure of each row and column"
        self._say(row, "merged_cells", message, text, Severity.ERROR)
        return True

    def _value(self, row: int, text: str) -> Value | None:
        try:
            return read_value(text, self._unit)
        except ValueError as error:
            self._say(row, "value", str(error), text, Severity.ERROR)
            return None

    def beside_the_rows(self) -> Iterator[Fault]:
        """Totals that the figures do not add up to, and HSCPs that are not there."""
        known = [value for _, value in self.values.values() if value.number is not None]
        whole = sum(value.number for value in known)
        hidden = any(value.state is State.SUPPRESSED for _, value in self.values.values())
        left_out = hidden or self._unmatched or self._without_value
        for row, total in self._totals:
            if total.number is None:
                continue
            decimals = min(max([total.decimals, *(value.decimals for value in known)]), 2)
            rounding = 0 if self._unit is Unit.HEADCOUNT else 0.5 * 10**-decimals * (len(known) + 1)
            if whole > total.number + rounding or (not left_out and whole < total.number - rounding):
                message = (
                    f"the figures of HSCPs add up to {whole:g}, and this row says {total.number:g}; look which is right"
                )
                yield self._fault(row, "total", message, f"{total.number:g}", Severity.WARNING)
        found = self.values.keys() | self._without_value
        missing = [name for code, name in hscp_names().items() if code not in found]
        if missing:
            message = f"no row was found for {', '.join(missing)}; they count as having no published figure"
            yield self._fault(None, "missing_areas", message, None, Severity.WARNING)

    def _say(self, row: int, rule: str, message: str, found: str, severity: Severity) -> None:
        self.faults.append(self._fault(row, rule, message, found, severity))

    def _fault(self, row: int | None, rule: str, message: str, found: str | None, severity: Severity) -> Fault:
        found = shown(found) if found else found
        return Fault(self._grid.file, self._grid.sheet, row, None, rule, severity, found, message)


def _yet_to_come(grid: Grid, as_at: date, today: date) -> Iterator[Fault]:
    """Figures of a day that has not come."""
    if as_at > today:
        message = "this day has not come yet; give the day that the figures are of with --as-at"
        yield Fault(grid.file, grid.sheet, None, None, "future_day", Severity.ERROR, as_at.isoformat(), message)


def _who(area: str, text: str) -> str:
    """What to say of a row that is no HSCP."""
    if not text:
        return "this is no HSCP and has no figure; it is taken for a note"
    if not area:
        return "this figure has no area beside it; it is left out"
    if near := nearest(area):
        return f"no HSCP is written so, and the row is left out; write {near} if it was meant"
    return "this is no HSCP, and the row is left out; an NHS Board or council stands for one only if it is exactly one"
