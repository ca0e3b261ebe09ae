"""Rows of a return that stand where they are not read: above a header, below that of another table, on other sheets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.contract.fields import Field, Kind
from app.contract.tables import TABLES, Table
from app.intake.cells import says
from app.intake.faults import Fault, Severity
from app.intake.reading import HEADER_WITHIN, TextTable, find_header, named
from app.intake.template.lists import SHEET as LISTS
from app.intake.template.read_me import SHEET as READ_ME

_HEADERS = {name: table.required for name, table in TABLES.items()}
_LOOKED_AT = 100
_NO_LETTERS = re.compile(r"[\W\d_]+")


def above_header(text: TextTable, table: Table, names: Mapping[str, str]) -> Iterator[Fault]:
    """Rows above the header that are rows of the table: most of what they must give is there.

    `names`: field → column as written in the file.
    """
    required = [field for field in table.fields if field.required]
    for row, cells in text.above:
        fits = [says(field, cells.get(names.get(field.name, ""), "")) for field in required]
        if 2 * sum(fits) > len(required):
            message = "this row stands above the header, and is not read; move it below the header, or take it out"
            yield text.fault(row, None, "above_header", message)


def before_another_header(text: TextTable, table: Table, names: Mapping[str, str]) -> tuple[TextTable, list[Fault]]:
    """The rows that stand above another header, and a fault for that header; a repeated one of this table is let be.

    A header is looked for where codes and quarters should stand, which are few and no names of columns.
    """
    known = {name for each in TABLES.values() for name in each.columns}
    suspect = np.zeros(text.cells.num_rows, dtype=bool)
    for field in table.fields:
        if field.name in names and _is_telling(field):
            texts, which = text.distinct(text.cells.column_names.index(names[field.name]))
            is_name = [bool(named([each], known)) and not says(field, each) for each in texts]
            suspect |= np.array(is_name, dtype=bool)[which]
    for index in np.flatnonzero(suspect)[:_LOOKED_AT]:
        cells = [column[index].as_py() for column in text.cells.columns]
        others = [each for each in TABLES if each != table.name and find_header([cells], [_HEADERS[each]])]
        if others and not find_header([cells], [_HEADERS[table.name]]):
            message = (
                f"from here on these are rows of {others[0]}, and they are not read; "
                "put each table on a sheet, or into a file, of its own"
            )
            fault = text.fault(int(text.rows[index]), None, "another_header", message)
            return replace(text, cells=text.cells.slice(0, index), rows=text.rows[:index]), [fault]
    return text, []


def passed_over(text: TextTable) -> list[Fault]:
    """What to say of a sheet without a header: an error where it must hold rows of a table, and else a warning.

    Nothing is said of the sheets that a template brings along.
    """
    if text.sheet in (READ_ME, LISTS):
        return []
    for row, cells in text.above:
        texts = [cell for cell in cells.values() if cell.strip()]
        if find_header([texts], _HEADERS.values()):
            message = (
                f"this header stands below {HEADER_WITHIN} rows or more, and is not read; take out the rows above it"
            )
            return [text.fault(row, None, "header", message)]
        if like := next((name for name, table in TABLES.items() if _reads_like(texts, table)), None):
            message = (
                f"this row reads like one of {like}, and is not read, since the sheet has no header row; "
                f"write the header above it, or move the rows to the sheet that holds the table {like}"
            )
            return [text.fault(row, None, "header", message)]
    name = _NO_LETTERS.sub("", text.sheet or "").casefold()
    if name in (table.replace("_", "") for table in TABLES):
        message = "this sheet is named like a table, and has no header row that fits it; write one, or rename the sheet"
        return [text.fault(None, None, "header", message)]
    message = (
        "this sheet is not read, since no row of it is the header of a table; nothing need be done if it is no part of "
        "the return"
    )
    return [text.fault(None, None, "passed_over", message, severity=Severity.WARNING)]


def _reads_like(texts: Sequence[str], table: Table) -> bool:
    """Whether a row that is under no header says most of what tells a row of the table, after what identifies it."""
    telling = [field for field in table.fields if field.required and _is_telling(field)]
    others = texts if table.fields[0] in telling else texts[1:]
    said = [any(says(field, text) for text in others) for field in telling]
    return 2 * sum(said) > len(telling) and 2 * len(texts) > len(table.required)


def _is_telling(field: Field) -> bool:
    return field.codes is not None or field.kind is Kind.PERIOD
