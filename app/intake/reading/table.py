"""A table of text as it stands in a file: its columns, the rows it comes from, and what could not be read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute
from openpyxl.utils.cell import get_column_letter

from app.intake.faults import Fault, Severity, shown

HEADER_WITHIN = 30
"""How many rows that are not blank may stand above the header, itself included."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


class Unreadable(Exception):
    """A file or sheet cannot be read as a whole; `fault` says why and what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True)
class TextTable:
    """The cells of a table as text.

    `cells` has one column of strings, plain or dictionary-encoded, for each cell of the header; `rows` says in which
    row of the file or sheet each of its rows stands, as a spreadsheet counts, and `header_row` where the header does.
    `faults` tells what is not in `cells` or cannot be relied on; `blank` counts the blank rows, which are left out.
    `above` holds the rows above the header, each with its number and its texts by the name of the column they stand in.
    `lost` holds the texts of rows that were left out because of how their cells are divided.
    A sheet in which no header was found has no columns and no `header_row`; `above` then holds its first rows, and a
    row that would be a header if it stood among them, by the letters of their columns.
    """

    file: str
    cells: pa.Table
    rows: np.ndarray
    faults: list[Fault]
    blank: int
    sheet: str | None = None
    header_row: int | None = 1
    above: tuple[tuple[int, dict[str, str]], ...] = ()
    lost: frozenset[str] = frozenset()

    @property
    def place(self) -> str:
        """The file, and the sheet if it has any."""
        return self.file if self.sheet is None else f"{self.file}, sheet {self.sheet}"

    def fault(
        self,
        row: int | None,
        column: str | None,
        rule: str,
        message: str,
        found: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Fault:
        """A fault of this table."""
        return Fault(self.file, self.sheet, row, column, rule, severity, found, message)

    def distinct(self, at: int) -> tuple[list[str], np.ndarray]:
        """The different texts of the column at a position, and which of them stands in each row."""
        column = self.cells.column(at)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        encoded = column.unify_dictionaries().combine_chunks()
        if isinstance(encoded, pa.ChunkedArray):  # a column without any row has no chunk either
            return [], np.empty(0, dtype=np.int32)
        return encoded.dictionary.to_pylist(), encoded.indices.to_numpy()


def blank_rows(cells: pa.Table) -> np.ndarray:
    """Which rows of dictionary-encoded columns have nothing but spaces in all of their cells."""
    blank = np.ones(cells.num_rows, dtype=bool)
    for column in cells.columns:
        if not blank.any():
            break
        start = 0
        for chunk in column.chunks:
            empty = pa.compute.equal(pa.compute.utf8_trim_whitespace(chunk.dictionary), "")
            blank[start : start + len(chunk)] &= empty.to_numpy(zero_copy_only=False)[chunk.indices.to_numpy()]
            start += len(chunk)
    return blank


def unreadable(file: str, rule: str, message: str, sheet: str | None = None) -> Unreadable:
    """The exception for a file, or a sheet of it, that cannot be read."""
    return Unreadable(Fault(file, sheet, None, None, rule, Severity.ERROR, None, message))


def unnamed(file: str, sheet: str | None, letter: str, cells: Iterable[tuple[int, str]]) -> Iterator[Fault]:
    """A fault for each cell that holds something in a column without a name: its row, and what it holds."""
    message = f"column {letter} holds something and has no name in the header row; name the column, or clear it"
    for row, found in cells:
        yield Fault(file, sheet, row, None, "unnamed_column", Severity.ERROR, shown(found), message)


def usable(table: TextTable) -> TextTable:
    """The table without columns that have no name or one that is taken; each is a fault, unless it is empty."""
    kept: list[int] = []
    faults = list(table.faults)
    names = table.cells.column_names
    for at, name in enumerate(names):
        if name.strip() and name not in names[:at]:
            kept.append(at)
            continue
        texts, which = table.distinct(at)
        filled = np.array([bool(text.strip()) for text in texts], dtype=bool)[which]
        if name.strip():
            message = "there is a column of this name already; keep one of them"
            faults.append(table.fault(table.header_row, name, "repeated_column", message))
        else:
            cells = ((int(table.rows[index]), texts[which[index]]) for index in np.flatnonzero(filled))
            faults += unnamed(table.file, table.sheet, get_column_letter(at + 1), cells)
    return replace(table, cells=table.cells.select(kept), faults=faults)


class Header(NamedTuple):
    """A row that names columns: its `index` among the rows that were looked at, and how many names are `known`."""

    index: int
    known: int


def find_header(rows: Iterable[Sequence[str]], wanted: Collection[Collection[str]]) -> Header | None:
    """The first row that names at least half of the columns of one of the `wanted` tables.

    Only the first `HEADER_WITHIN` rows that are not blank are looked at.
    """
    seen = 0
    for index, row in enumerate(rows):
        cells = [cell for cell in row if cell.strip()]
        if not cells:
            continue
        best = max((len(set(named(cells, names).values())) / len(names), len(named(cells, names))) for names in wanted)
        if best[0] >= 0.5:
            return Header(index, best[1])
        seen += 1
        if seen == HEADER_WITHIN:
            break
    return None


def named(columns: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Match column names as written to known names, ignoring case, spaces and underscores."""
    by_form = {form(name): name for name in known}
    return {column: by_form[form(column)] for column in columns if form(column) in by_form}


def form(name: str) -> str:
    """A name of a column as it is matched."""
    return "".join(name.translate(_INVISIBLE).casefold().split()).replace("_", "").replace("-", "")
