"""Reading files into tables of text: CSV, Excel workbooks and Parquet, told apart by what is in them."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from app.intake.reading import parquet
from app.intake.reading.delimited import read_delimited
from app.intake.reading.grid import Cells, Grid, grid_of_csv, grid_of_sheet
from app.intake.reading.limits import refuse_size
from app.intake.reading.table import HEADER_WITHIN, TextTable, Unreadable, find_header, named, unreadable, usable
from app.intake.reading.workbook import read_workbook

__all__ = [
    "HEADER_WITHIN",
    "Cells",
    "Grid",
    "TextTable",
    "Unreadable",
    "find_header",
    "named",
    "read",
    "read_csv",
    "read_grid",
]

_ZIP = b"PK\x03\x04"
_SIGNATURES = {
    _ZIP: "an Excel workbook or a zip file; save the sheet as CSV and check that file",
    b"PK\x05\x06": "an empty zip file; choose the file that has the table",
    parquet.SIGNATURE: "a Parquet file; save the table as CSV and check that file",
    b"PARE": "an encrypted Parquet file; write it without encryption",
    b"%PDF": "a PDF document; export the table as CSV or XLSX and check that file",
    b"{\\rtf": "a text document; save the table as CSV or XLSX and check that file",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"7z\xbc\xaf": "a compressed file; unpack it first",
    b"Rar!": "a compressed file; unpack it first",
    b"\x89PNG": "a picture; choose the file that has the table",
    b"\xff\xd8\xff": "a picture; choose the file that has the table",
    b"SQLite format 3": "a database; export the table as CSV or Parquet and check that file",
}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml")


def read(path: Path, wanted: Collection[Collection[str]]) -> list[TextTable]:
    """Read all tables of a file; what it is, its content tells and not its name.

    `wanted`: the columns by which the header of each table is known; it may stand below a title. A workbook gives a
    table for each sheet that is not blank, other files give one. Raises `Unreadable` when nothing can be read.
    """
    head = _head(path)
    refuse_size(path)
    if head.startswith(_ZIP):
        tables = read_workbook(path, wanted)
    elif head.startswith(parquet.SIGNATURE):
        tables = [parquet.read_parquet(path)]
    else:
        _refuse(path, head)
        tables = [read_delimited(path, wanted)]
    return [usable(table) for table in tables]


def read_csv(path: Path) -> TextTable:
    """Read a CSV file whose header is its first row, into plain columns of strings. Raises `Unreadable`."""
    _refuse(path, _head(path))
    table = read_delimited(path)
    plain = [column.cast(pa.string()) for column in table.cells.columns]
    return replace(table, cells=pa.table(plain, names=table.cells.column_names))


def read_grid(path: Path, sheet: str | None) -> Grid:
    """Read a CSV file, or a sheet of a workbook, as it stands, whatever is in it.

    `sheet`: its name, which may be left out where there is only one. Raises `Unreadable`.
    """
    head = _head(path)
    refuse_size(path)
    if head.startswith(_ZIP):
        return grid_of_sheet(path, sheet)
    _refuse(path, head)
    return grid_of_csv(path)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(256)
    except FileNotFoundError:
        raise unreadable(path.name, "file", "there is no such file; look at the name and the folder") from None
    except OSError as error:
        message = f"the file cannot be opened ({error.strerror}); choose a CSV, XLSX or Parquet file"
        raise unreadable(path.name, "file", message) from None


def _refuse(path: Path, head: bytes) -> None:
    """Raise `Unreadable` for content that is known to be something else than text."""
    for signature, what in _SIGNATURES.items():
        if head.startswith(signature):
            raise unreadable(path.name, "file_type", f"this is {what}")
    if head.startswith(_OLD_OFFICE):
        raise unreadable(path.name, "file_type", _old_office(path))
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        message = "this is a web page or XML document, whatever its name says; save the table as CSV or XLSX"
        raise unreadable(path.name, "file_type", message)


def _old_office(path: Path) -> str:
    """What to say of a compound document: Office encrypts new workbooks into one, and old ones are one."""
    with path.open("rb") as file:
        head = file.read(1_000_000)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return "this workbook is protected with a password; save a copy without one and check that file"
    return "this is an old Excel workbook (.xls) or other Office document; save it as XLSX or CSV and check that file"
