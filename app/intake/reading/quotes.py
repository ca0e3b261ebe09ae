"""What a stray quotation mark does to a CSV file: it draws all that follows, up to the next one, into one cell."""

import os
import re
from pathlib import Path

from app.intake.faults import Fault, Severity

_LINE_END = re.compile("\r\n?|\n")
_SHOWN = 80


def lines(text: str) -> list[str]:
    """The lines of a cell, as CSV ends them."""
    return _LINE_END.split(text)


def takes_in_a_row(text: str, at: int, width: int, delimiter: str) -> bool:
    """Whether a cell holds, by its form, a row of a table of `width` columns; `at`: its own column, from 0.

    Either one of its lines has as many cells as a row, or its first and last line have them together: the end of the
    row in which the mark stands, and the beginning of the one that holds the next mark. Prose is not meant, in which
    most delimiters are followed by a space and a word.
    """
    first, *others = lines(text)
    if not others:
        return False
    last = others[-1]
    both_ends = first.count(delimiter) == width - 1 - at and last.count(delimiter) == at
    rows = [*others, first + last] if both_ends else others
    return any(_is_a_row(row, width, delimiter) for row in rows)


def _is_a_row(line: str, width: int, delimiter: str) -> bool:
    times = line.count(delimiter)
    return 0 < times == width - 1 and 2 * len(re.findall(f"{delimiter} [^ {delimiter}]", line)) <= times


def never_closed(path: Path, encoding: str, last_cell: str, delimiter: str) -> bool:
    """Whether a quotation mark opens the last cell of a file, and none closes it."""
    opened = ('"' + last_cell.replace('"', '""')).encode(encoding)
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, len(opened) + 1), os.SEEK_END)
        before, found = file.read(1), file.read()
    return found == opened and before in (b"\n", b"\r", delimiter.encode())


def row_in_cell(file: str, row: int, column: str | None, text: str) -> Fault:
    """What to say of a cell that takes in a row."""
    message = (
        "a part of this cell reads like a row of the table; look for a quotation mark that is opened here and takes in "
        "the rows below, or, if this is a note, write it on one line"
    )
    return Fault(file, None, row, column, "rows_in_cell", Severity.ERROR, text[:_SHOWN], message)


def open_quote(file: str, row: int, column: str | None, text: str) -> Fault:
    """What to say of a cell that is never closed."""
    message = "a quotation mark is opened here and never closed; take it out, or close it"
    return Fault(file, None, row, column, "open_quote", Severity.ERROR, text[:_SHOWN], message)
