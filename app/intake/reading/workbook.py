"""Reading the tables of an Excel workbook (.xlsx or .xlsm) as text. Formulas are read by their stored values."""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, product
from pathlib import Path

import numpy as np
import pyarrow as pa
from openpyxl.utils.cell import get_column_letter

from app.intake.faults import Fault, Severity
from app.intake.reading.limits import refuse_columns, refuse_rows
from app.intake.reading.package import Package, SheetPart, opened
from app.intake.reading.sheet import Merged, Row, SheetCells
from app.intake.reading.table import HEADER_WITHIN, TextTable, find_header, form, named, unnamed, unreadable

Wanted = Collection[Collection[str]]


def read_workbook(path: Path, wanted: Wanted) -> list[TextTable]:
    """The tables of the sheets whose header names at least half of the columns of one of the `wanted` tables.

    Other sheets that are not blank become tables without a header. Where a row names two or more of these columns it
    must be meant as one: the sheet then is a table without rows, for whoever knows the tables to refuse. Raises
    `Unreadable` for what is no workbook, a damaged one, and one without any header.
    """
    with opened(path) as package:
        tables = [table for sheet in package.sheets if (table := _table(path.name, package, sheet, wanted))]
    if all(table.header_row is None for table in tables):
        names = ", ".join(sheet.name for sheet in package.sheets) or "none"
        message = f"no sheet has a header row that fits one of the four tables; the sheets are {names}"
        raise unreadable(path.name, "header", message)
    return tables


def _table(file: str, package: Package, sheet: SheetPart, wanted: Wanted) -> TextTable | None:
    """The table of a sheet, None for a blank one."""
    cells = SheetCells(package, sheet)
    rows = iter(cells)
    head = _first_rows(rows)
    found = find_header((list(row.cells.values()) for row in head), wanted)
    if not found:
        late = _late_header(rows, wanted)
        meant = max(head, key=lambda row: _most_named(row, wanted), default=None)
        if meant and not late and _most_named(meant, wanted) >= 2:
            return _Collected(file, sheet.name, meant, []).table([], ())
        return _without_header(file, sheet, [*head, *late])
    collected = _Collected(file, sheet.name, head[found.index], head[: found.index])
    for row in chain(head[found.index + 1 :], rows):
        collected.add(row)
    return collected.table(cells.merged, _hidden(file, sheet))


def _without_header(file: str, sheet: SheetPart, rows: list[Row]) -> TextTable | None:
    above = tuple(
        (row.number, {get_column_letter(column): text for column, text in row.cells.items()})
        for row in rows
        if any(text.strip() for text in row.cells.values())
    )
    if not above:
        return None
    return TextTable(file, pa.table({}), np.array([], dtype=np.int64), [], 0, sheet.name, header_row=None, above=above)


def _late_header(rows: Iterator[Row], wanted: Wanted) -> list[Row]:
    """The first of the rows that would be a header if it stood further up; all are read, as damage may show last."""
    known = {form(name) for names in wanted for name in names}
    late: list[Row] = []
    for row in rows:
        if not late and sum(form(text) in known for text in row.cells.values()) >= 2:
            late += [row] if find_header([list(row.cells.values())], wanted) else []
    return late


def _first_rows(rows: Iterator[Row]) -> list[Row]:
    """Rows from the top, as many as it takes to find a header or be sure that there is none."""
    head, filled = [], 0
    for row in rows:
        head.append(row)
        filled += any(text.strip() for text in row.cells.values())
        if filled == HEADER_WITHIN:
            break
    return head


def _most_named(row: Row, wanted: Wanted) -> int:
    """How many columns of one table a row names, at most."""
    return max(len(named(row.cells.values(), names)) for names in wanted)


def _hidden(file: str, sheet: SheetPart) -> Iterator[Fault]:
    if sheet.hidden:
        message = "this sheet is hidden, and is read like any other; take it out if it is not part of the return"
        yield Fault(file, sheet.name, None, None, "hidden_sheet", Severity.WARNING, None, message)


class _Collected:
    """The rows below a header, column by column."""

    def __init__(self, file: str, sheet: str, header: Row, above: list[Row]) -> None:
        self._file, self._sheet, self._header = file, sheet, header.number
        self._names = {column: text for column, text in header.cells.items() if text.strip()}
        self._texts: dict[int, list[str]] = {column: [] for column in self._names}
        self._above = tuple((row.number, self._by_name(row)) for row in above)
        self._rows: list[int] = []
        self._unnamed: dict[int, list[tuple[int, str]]] = {}
        refuse_columns(file, len(self._names), sheet)

    def add(self, row: Row) -> None:
        """Take in a row, unless it is blank. Raises `Unreadable` for too many."""
        filled = {column: text for column, text in row.cells.items() if text.strip()}
        for column in filled.keys() - self._names.keys():
            self._unnamed.setdefault(column, []).append((row.number, filled[column]))
        if filled.keys() & self._names.keys():
            for column, texts in self._texts.items():
                texts.append(row.cells.get(column, ""))
            self._rows.append(row.number)
            refuse_rows(self._file, len(self._rows), self._sheet)

    def table(self, merged: list[Merged], more: Iterable[Fault]) -> TextTable:
        """The table, with its faults and `more`."""
        cells = pa.table(
            [pa.array(texts, pa.string()) for texts in self._texts.values()], names=[*self._names.values()]
        )
        rows = np.array(self._rows, dtype=np.int64)
        blank = int(rows[-1]) - self._header - len(rows) if len(rows) else 0
        faults = [*more, *self._without_name(), *self._merged(merged, rows)]
        return TextTable(self._file, cells, rows, faults, blank, self._sheet, self._header, self._above)

    def _by_name(self, row: Row) -> dict[str, str]:
        return {name: row.cells[column] for column, name in self._names.items() if column in row.cells}

    def _without_name(self) -> Iterator[Fault]:
        for column, cells in sorted(self._unnamed.items()):
            yield from unnamed(self._file, self._sheet, get_column_letter(column), cells)

    def _merged(self, ranges: list[Merged], rows: np.ndarray) -> Iterator[Fault]:
        """A fault for each cell of the table that is covered by a merged one: it cannot say anything of its own."""
        columns = np.array([*self._names])
        area = 0
        for each in ranges:
            inside_rows = rows[slice(*np.searchsorted(rows, (each.first_row, each.last_row + 1)))]
            inside_columns = columns[slice(*np.searchsorted(columns, (each.first_column, each.last_column + 1)))]
            area += len(inside_rows) * len(inside_columns)
            if area > len(rows) * len(columns):
                raise ValueError("merged cells overlap")
            message = f"{each} is merged into one cell; unmerge it and write the value in each row"
            for row, column in product(inside_rows.tolist(), inside_columns.tolist()):
                if (row, column) != (each.first_row, each.first_column):
                    name = self._names[column]
                    yield Fault(self._file, self._sheet, row, name, "merged_cells", Severity.ERROR, None, message)
