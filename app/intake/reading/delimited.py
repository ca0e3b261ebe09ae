"""Reading a CSV file into columns of text, knowing which row of the file each row came from."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from app.intake.faults import Fault, Severity
from app.intake.reading.limits import refuse_columns, refuse_lines, refuse_rows
from app.intake.reading.quotes import never_closed, open_quote, row_in_cell, takes_in_a_row
from app.intake.reading.table import TextTable, Unreadable, blank_rows, find_header, unreadable

_HEAD_BYTES = 64 * 1024
_BLOCK_BYTES = 8 * 1024 * 1024
_TEXT = pa.dictionary(pa.int32(), pa.string())
_DELIMITERS = ",;\t"
_LONGEST_CELL = 131_072  # what Python's reader takes, unless some package has set it otherwise
_UTF8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def read_delimited(path: Path, wanted: Collection[Collection[str]] = ()) -> TextTable:
    """Read a CSV file in UTF-8 (with or without BOM) or Windows-1252, divided by comma, semicolon or tab.

    The header is the first row that names at least half of the columns of one of the `wanted` tables; without any it
    is the first row that is not blank. Columns come dictionary-encoded. Raises `Unreadable` when the file is empty, not
    text, or not CSV.
    """
    _refuse_what_is_not_text(path)
    encoding = _encoding(path)
    head = _head(path, encoding, wanted)
    refuse_columns(path.name, len(head.names))
    cells, odd = _cells(path, encoding, head)
    refuse_rows(path.name, cells.num_rows + len(odd))
    first = head.row + 1
    rows = np.arange(first, first + cells.num_rows + len(odd))
    if odd:
        rows = np.setdiff1d(rows, [row.number - head.skipped + head.row for row in odd], assume_unique=True)
    faults = [_wrong_cells(path, row, head) for row in odd if row.text.strip(f"{head.delimiter} \r\n")]
    end = list(_open_end(path, encoding, cells, rows, head))
    blank = blank_rows(cells)
    blanks = int(blank.sum())
    if blanks:
        cells, rows = cells.filter(pa.array(~blank)), rows[~blank]
    table = TextTable(path.name, cells, rows, faults, blanks, header_row=head.row, above=head.above)
    drawn_in = {(fault.row, fault.column): (fault, text) for fault, text in [*_drawn_in(table, head.delimiter), *end]}
    faults += [fault for fault, _ in drawn_in.values()]
    left_out = "\n".join([*(row.text for row in odd), *(text for _, text in drawn_in.values())])
    return replace(table, lost=frozenset(re.split(f'["\\r\\n{head.delimiter}]+', left_out)))


def rows_of(path: Path) -> list[list[str]]:
    """All rows of a CSV file, however many cells each has. Raises `Unreadable` as `read_delimited` does."""
    _refuse_what_is_not_text(path)
    encoding = _encoding(path)
    with path.open(encoding="utf-8-sig" if encoding == "utf8" else encoding, newline="") as file:
        text = file.read()
    try:
        readings = {delimiter: [row for row, _ in _rows(text, delimiter)] for delimiter in _DELIMITERS}
    except csv.Error:
        raise _too_long(path) from None
    delimiter, rows = max(readings.items(), key=lambda reading: sum(map(len, reading[1])) - len(reading[1]))
    if any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
        raise _too_long(path)
    refuse_rows(path.name, len(rows))
    if rows and rows[-1] and never_closed(path, encoding, rows[-1][-1], delimiter):
        raise Unreadable(open_quote(path.name, len(rows), None, rows[-1][-1]))
    for number, row in enumerate(rows, start=1):
        for at, cell in enumerate(row):
            if takes_in_a_row(cell, at, len(row), delimiter):
                raise Unreadable(row_in_cell(path.name, number, None, cell))
    return rows


@dataclass(frozen=True)
class _Head:
    """The header: its `names`, its `row` among the rows and how many lines end with it, the delimiter, and what is
    `above` it, as in a `TextTable`.
    """

    names: list[str]
    row: int
    skipped: int
    delimiter: str
    above: tuple[tuple[int, dict[str, str]], ...]


def _refuse_what_is_not_text(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise unreadable(path.name, "encoding", "the text is in UTF-16; save the table as CSV (UTF-8)")
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise unreadable(path.name, "csv", "the file is empty; choose a file with a header row")
    if b"\x00" in head or sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head) > len(head) // 100:
        raise _not_text(path)


def _too_long(path: Path) -> Exception:
    message = f"a cell has more than {_LONGEST_CELL:,} characters; look for a stray quotation mark"
    return unreadable(path.name, "csv", message)


def _not_text(path: Path) -> Exception:
    return unreadable(path.name, "csv", "this is not a text file; save the table as CSV (UTF-8), XLSX or Parquet")


def _encoding(path: Path) -> str:
    """`utf8` where every byte of the file fits it, else `cp1252`. Refuses what has far too many lines."""
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        mixed, lines = False, 0
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    if b"\x00" in block:
                        raise _not_text(path)
                    decoder.decode(block)
                    lines += max(block.count(b"\n"), block.count(b"\r"))
                    refuse_lines(path.name, lines)
                    mixed = mixed or (encoding == "cp1252" and bool(_UTF8_LETTER.search(block)))
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        if mixed:
            message = "some of the text is in UTF-8 and some is not; save the table again as CSV (UTF-8)"
            raise unreadable(path.name, "encoding", message)
        return "utf8" if encoding == "utf-8" else encoding
    raise unreadable(path.name, "encoding", "the text is neither UTF-8 nor Windows-1252; save the table as CSV (UTF-8)")


def _head(path: Path, encoding: str, wanted: Collection[Collection[str]]) -> _Head:
    """The header as it is written. The delimiter is the one with which it names most, or else has most cells."""
    with path.open(encoding="utf-8-sig" if encoding == "utf8" else encoding, newline="") as file:
        text = file.read(_HEAD_BYTES)
    best: tuple[tuple[int, int], _Head] | None = None
    for delimiter in _DELIMITERS:
        rows = [(row, lines) for row, lines in islice(_rows(text, delimiter), 1000)]
        found = find_header((row for row, _ in rows), wanted) if wanted else None
        first = next((at for at, (row, _) in enumerate(rows) if row), None)
        if first is None:
            continue
        index = found.index if found else first
        names, lines = rows[index]
        rank = (found.known if found else 0, len(names))
        if best is None or rank > best[0]:
            above = [
                (row, dict(zip(names, cells, strict=False))) for row, (cells, _) in enumerate(rows[:index], start=1)
            ]
            best = rank, _Head(names, index + 1, lines, delimiter, tuple(above))
    if best is None:
        raise unreadable(path.name, "csv", "the file begins with nothing but blank lines; begin with the header row")
    return best[1]


def _rows(text: str, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Rows of cells, each with the number of lines up to its end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        yield row, reader.line_num


def _cells(path: Path, encoding: str, head: _Head) -> tuple[pa.Table, list[pyarrow.csv.InvalidRow]]:
    """The cells below the header, and the rows that have another number of them."""
    try:
        return _parsed(path, encoding, head, None), []
    except pa.ArrowInvalid:
        odd: list[pyarrow.csv.InvalidRow] = []

        def note(row: pyarrow.csv.InvalidRow) -> str:
            odd.append(row)
            return "skip"

        try:
            return _parsed(path, encoding, head, note), odd
        except pa.ArrowInvalid as error:
            if "Could not skip" in str(error):  # the header is all there is
                nothing = [pa.array([], _TEXT)] * len(head.names)
                return pa.table(nothing, names=head.names), []
            message = f"the file cannot be read as CSV ({error}); save it as CSV again"
            raise unreadable(path.name, "csv", message) from None


def _parsed(path: Path, encoding: str, head: _Head, invalid_row_handler: object) -> pa.Table:
    places = [str(at) for at in range(len(head.names))]
    cells = pyarrow.csv.read_csv(
        path,
        # Only with one thread does pyarrow say the number of a row that has too many or too few cells.
        pyarrow.csv.ReadOptions(
            use_threads=invalid_row_handler is None,
            encoding=encoding,
            block_size=_BLOCK_BYTES,
            skip_rows=head.skipped,
            column_names=places,
        ),
        pyarrow.csv.ParseOptions(
            delimiter=head.delimiter,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=invalid_row_handler,
        ),
        pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(places, _TEXT),
            strings_can_be_null=False,
            check_utf8=True,
        ),
    )
    return pa.table([_compact(column) for column in cells.columns], names=head.names)


def _compact(column: pa.ChunkedArray) -> pa.Array:
    """A column with one dictionary, and indices that are as small as it allows."""
    if not len(column):
        return pa.array([], _TEXT)
    encoded = column.unify_dictionaries().combine_chunks()
    size = len(encoded.dictionary)
    smallest = pa.int8() if size < 2**7 else pa.int16() if size < 2**15 else pa.int32()
    return pa.DictionaryArray.from_arrays(encoded.indices.cast(smallest), encoded.dictionary)


def _wrong_cells(path: Path, row: pyarrow.csv.InvalidRow, head: _Head) -> Fault:
    message = (
        f"expected {len(head.names)} cells as in the header, found {row.actual_columns}; "
        "look for a stray or missing delimiter"
    )
    if len(row.text.splitlines()) > 1:
        message += ", or for a quotation mark that is opened in this row and takes in the rows below"
    number = row.number - head.skipped + head.row
    return Fault(path.name, None, number, None, "cells_in_row", Severity.ERROR, row.text[:80], message)


def _open_end(path: Path, encoding: str, cells: pa.Table, rows: np.ndarray, head: _Head) -> Iterator[tuple[Fault, str]]:
    """The last cell of the file, if a quotation mark opens it that nothing closes: a fault, and its text."""
    if not len(rows):
        return
    text = cells.column(len(head.names) - 1)[-1].as_py()
    if never_closed(path, encoding, text, head.delimiter):
        row, name = int(rows[-1]), head.names[-1]
        yield open_quote(path.name, row, name, text), text


def _drawn_in(table: TextTable, delimiter: str) -> Iterator[tuple[Fault, str]]:
    """Cells into which a quotation mark has drawn rows of the table: a fault, and the text of the cell."""
    width = table.cells.num_columns
    for at, name in enumerate(table.cells.column_names):
        if takes_in_a_row(name, at, width, delimiter):
            yield row_in_cell(table.file, table.header_row, None, name), name
        if not _has_lines(table.cells.column(at)):
            continue
        texts, which = table.distinct(at)
        drawn_in = np.array([takes_in_a_row(text, at, width, delimiter) for text in texts], dtype=bool)
        for index in np.flatnonzero(drawn_in[which]):
            text = texts[which[index]]
            yield row_in_cell(table.file, int(table.rows[index]), name, text), text


def _has_lines(column: pa.ChunkedArray) -> bool:
    return any(
        pa.compute.any(pa.compute.match_substring_regex(chunk.dictionary, "[\r\n]")).as_py() for chunk in column.chunks
    )
