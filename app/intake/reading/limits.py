"""How large an upload may be. The bounds are settings, the same wherever a file comes in."""

from pathlib import Path
from zipfile import ZipFile

from app.intake.reading.table import unreadable
from app.settings import settings

MEGABYTE = 1_000_000
_TOO_SMALL_FOR_A_BOMB = 1 * MEGABYTE
_LINES_OF_A_ROW = 4  # of notes, on average, at the very most


def refuse_size(path: Path) -> None:
    """Raise `Unreadable` for a file above `upload_megabytes`."""
    size, most = path.stat().st_size, settings().upload_megabytes
    if size > most * MEGABYTE:
        raise unreadable(
            path.name, "file_size", f"the file has {_megabytes(size)}, and {most:,} MB is the most; divide it"
        )


def refuse_rows(file: str, rows: int, sheet: str | None = None) -> None:
    """Raise `Unreadable` for more rows than `upload_rows`."""
    most = settings().upload_rows
    if rows > most:
        message = f"there are more than {most:,} rows; divide the table by quarter"
        raise unreadable(file, "row_count", message, sheet)


def refuse_lines(file: str, lines: int) -> None:
    """Raise `Unreadable` for a text of so many lines that it cannot hold an acceptable number of rows."""
    refuse_rows(file, lines // _LINES_OF_A_ROW)


def refuse_columns(file: str, columns: int, sheet: str | None = None) -> None:
    """Raise `Unreadable` for more columns than `upload_columns`."""
    most = settings().upload_columns
    if columns > most:
        message = f"there are {columns:,} columns, and {most:,} is the most; leave out those that are not of the table"
        raise unreadable(file, "column_count", message, sheet)


def refuse_sheets(file: str, sheets: int) -> None:
    """Raise `Unreadable` for more sheets than `upload_sheets`."""
    most = settings().upload_sheets
    if sheets > most:
        message = f"the workbook has {sheets:,} sheets, and {most:,} is the most; keep those with a table of the return"
        raise unreadable(file, "sheet_count", message)


def refuse_unpacked(file: str, unpacked: int) -> None:
    """Raise `Unreadable` for more bytes than `upload_unpacked_megabytes`."""
    most = settings().upload_unpacked_megabytes
    if unpacked > most * MEGABYTE:
        message = (
            f"unpacked, the file has {_megabytes(unpacked)}, and {most:,} MB is the most; "
            "clear the formatting below the tables, or save large tables as CSV"
        )
        raise unreadable(file, "unpacked_size", message)


def refuse_zip(file: str, archive: ZipFile) -> None:
    """Raise `Unreadable` for an archive that unpacks to too much, as a whole or for its size.

    The sizes are those that its directory states. `zipfile` never hands out more of a member than that, so an archive
    that lies about them can only be found damaged.
    """
    refuse_unpacked(file, sum(member.file_size for member in archive.infolist()))
    most = settings().upload_unpack_ratio
    for member in archive.infolist():
        if member.file_size > max(_TOO_SMALL_FOR_A_BOMB, most * member.compress_size):
            message = (
                f"{member.filename} in it unpacks to more than {most:,} times its size, as no table does; "
                "save the tables in a new workbook"
            )
            raise unreadable(file, "unpack_ratio", message)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB"
