"""Reading a CSV file into columns of text, knowing which row of the file each row came from."""

import codecs
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from app.intake.faults import Fault, Severity

_HEAD_BYTES = 64 * 1024
_BLOCK_BYTES = 8 * 1024 * 1024
_SIGNATURES = {
    b"PK\x03\x04": "an Excel workbook or a zip file; save the sheet as CSV and check that file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save the sheet as CSV and check that file",
    b"%PDF": "a PDF document; export the table as CSV and check that file",
}


class Unreadable(Exception):
    """The file as a whole cannot be read as CSV; `fault` says why and what to do."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True)
class TextTable:
    """A file's cells as text: `cells` (one string column per header), and the `rows` of the file they stand in.

    `faults` lists rows that have another number of cells than the header, and are left out; so are `blank` rows.
    """

    file: str
    cells: pa.Table
    rows: np.ndarray
    faults: list[Fault]
    blank: int


def read_csv(path: Path) -> TextTable:
    """Read a CSV file in UTF-8 (with or without BOM) or Windows-1252, divided by comma, semicolon or tab.

    Raises `Unreadable` when it is not there, empty, not text, or not CSV.
    """
    _refuse_what_is_not_text(path)
    encoding = _encoding(path)
    header, delimiter = _header(path, encoding)
    skipped: list[tuple[int, int, str]] = []

    def note(row: pyarrow.csv.InvalidRow) -> str:
        skipped.append((row.number, row.actual_columns, row.text))
        return "skip"

    try:
        cells = pyarrow.csv.read_csv(
            path,
            # One thread: only then does pyarrow say the number of a row with too many or too few cells.
            pyarrow.csv.ReadOptions(use_threads=False, encoding=encoding, block_size=_BLOCK_BYTES, skip_rows=0),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
            ),
            pyarrow.csv.ConvertOptions(
                column_types={name: pa.string() for name in header}, strings_can_be_null=False, check_utf8=True
            ),
        )
    except pa.ArrowInvalid as error:
        raise _unreadable(path, "csv", f"the file cannot be read as CSV ({error}); save it as CSV again") from None
    rows = np.setdiff1d(
        np.arange(2, cells.num_rows + len(skipped) + 2), [number for number, _, _ in skipped], assume_unique=True
    )
    blank = _blank(cells)
    faults = [
        Fault(
            path.name,
            None,
            number,
            None,
            "cells_in_row",
            Severity.ERROR,
            text[:80],
            f"expected {len(header)} cells as in the header, found {count}; look for a stray or missing delimiter",
        )
        for number, count, text in skipped
        if text.strip(f"{delimiter} \r\n")
    ]
    return TextTable(path.name, cells.filter(pa.array(~blank)), rows[~blank], faults, int(blank.sum()))


def _refuse_what_is_not_text(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError:
        raise _unreadable(path, "file", "there is no such file; look at the name and the folder") from None
    except OSError as error:
        raise _unreadable(path, "file", f"the file cannot be opened ({error.strerror}); choose a CSV file") from None
    for signature, what in _SIGNATURES.items():
        if head.startswith(signature):
            raise _unreadable(path, "csv", f"this is {what}")
    if not head.strip():
        raise _unreadable(path, "csv", "the file is empty; choose a CSV file with a header row")
    if b"\x00" in head or sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head) > len(head) // 100:
        raise _unreadable(path, "csv", "this is not a text file; save the table as CSV (UTF-8) and check that file")


def _encoding(path: Path) -> str:
    """`utf8` where every byte of the file fits it, else `cp1252`."""
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    if b"\x00" in block:
                        raise _unreadable(path, "csv", "this is not a text file; save the table as CSV (UTF-8)")
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return "utf8" if encoding == "utf-8" else encoding
    raise _unreadable(path, "encoding", "the text is neither UTF-8 nor Windows-1252; save the table as CSV (UTF-8)")


def _header(path: Path, encoding: str) -> tuple[list[str], str]:
    """The header's cells as they are written, and the delimiter: the one that makes the most of them."""
    with path.open(encoding="utf-8-sig" if encoding == "utf8" else encoding, newline="") as file:
        head = file.read(_HEAD_BYTES)
    readings = ((next(csv.reader(head.splitlines(keepends=True), delimiter=each), []), each) for each in ",;\t")
    header, delimiter = max(readings, key=lambda reading: len(reading[0]))
    return header, delimiter


def _blank(cells: pa.Table) -> np.ndarray:
    """Which rows have nothing but spaces in all of their cells."""
    blank = np.ones(cells.num_rows, dtype=bool)
    for column in cells.columns:
        if not blank.any():
            break
        blank &= pa.compute.equal(pa.compute.utf8_trim_whitespace(column), "").to_numpy()
    return blank


def _unreadable(path: Path, rule: str, message: str) -> Unreadable:
    return Unreadable(Fault(path.name, None, None, None, rule, Severity.ERROR, None, message))


def named(columns: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Match column names as written to known names, ignoring case, spaces and underscores."""
    by_form = {_form(name): name for name in known}
    return {column: by_form[_form(column)] for column in columns if _form(column) in by_form}


def _form(name: str) -> str:
    return "".join(name.casefold().split()).replace("_", "").replace("-", "").lstrip("\ufeff")
