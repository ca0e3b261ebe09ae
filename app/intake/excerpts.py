"""The rows of a file that are at fault, as they stand there, for whoever puts them right."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from app.intake.faults import Fault, shown
from app.intake.reading import TextTable

_ROWS = 20


@dataclass(frozen=True)
class Excerpt:
    """Some rows of a table with faults: its `columns` as written, and for each row its number and cells, cut if long.

    `wrong` names the cells at fault: number of the row and column. `more` counts the rows with faults left out.
    """

    file: str
    sheet: str | None
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    wrong: frozenset[tuple[int, str]]
    more: int


def excerpt(text: TextTable, faults: Iterable[Fault], key: Collection[str]) -> Excerpt | None:
    """The first rows of a table that have faults: the columns `key`, by which a row is known, and those at fault.

    None when no fault stands in a row that could be read.
    """
    of_rows = [fault for fault in faults if (fault.file, fault.sheet) == (text.file, text.sheet) and fault.row]
    places = np.flatnonzero(np.isin(text.rows, [fault.row for fault in of_rows]))
    if not len(places):
        return None
    wrong = frozenset((fault.row, fault.column) for fault in of_rows if fault.column)
    at_fault = {column for _, column in wrong}
    columns = [name for name in text.cells.column_names if name in key or name in at_fault]
    first = places[:_ROWS]
    cells = zip(*(text.cells[name].take(first).to_pylist() for name in columns), strict=True)
    numbers = (int(row) for row in text.rows[first])
    rows = [(number, [shown(cell) for cell in row]) for number, row in zip(numbers, cells, strict=True)]
    return Excerpt(text.file, text.sheet, columns, rows, wrong, len(places) - len(first))
