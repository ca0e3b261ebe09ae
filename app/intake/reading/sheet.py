"""The cells of a sheet as text, from its XML: what a spreadsheet would show, in a form that does not depend on style.

A reader of our own, since we must know what readers of values do not say: which formulas have no stored value, which
cells are merged, and whether a row or cell stands where it says. Nothing that is out of place is passed over.
"""

import re
from collections.abc import Iterator
from datetime import time
from typing import NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.utils.cell import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import from_excel

from app.intake.digits import plain
from app.intake.reading.package import Form, Package, SheetPart, local, written

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", re.ASCII)
_DAYS = 2_958_466  # of the years to 9999, as spreadsheets count them
_EXACT = 1e15  # from here on a number has lost digits, as codes do that are typed as numbers
_UNSHOWN = "########"  # as a spreadsheet shows a date that is none


class Row(NamedTuple):
    """A row with any cell: its number, and the texts of its cells that are not blank, by the number of their column."""

    number: int
    cells: dict[int, str]


class Merged(NamedTuple):
    """A range of merged cells, both ends included."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def __str__(self) -> str:
        first, last = get_column_letter(self.first_column), get_column_letter(self.last_column)
        return f"{first}{self.first_row}:{last}{self.last_row}"


class SheetCells:
    """Iterates over the rows of a sheet; `merged` is filled when the last one has been read.

    Raises ValueError or LookupError for content that no spreadsheet writes.
    """

    def __init__(self, package: Package, sheet: SheetPart) -> None:
        self._package = package
        self._part = sheet.part
        self._columns: dict[str, int] = {}
        self.merged: list[Merged] = []

    def __iter__(self) -> Iterator[Row]:
        before = 0
        with self._package.open(self._part) as file:
            for _, element in iterparse(file, forbid_dtd=True):
                name = local(element)
                if name == "row":
                    number = int(element.get("r", before + 1))
                    if not before < number <= LAST_ROW:
                        raise ValueError(f"row {number} after row {before}")
                    yield Row(number, self._cells(element, number))
                    before = number
                    element.clear()
                elif name == "mergeCell":
                    self.merged.append(_merged(element.get("ref", "")))

    def _cells(self, row: Element, number: int) -> dict[int, str]:
        cells = {}
        before = 0
        for cell in row:
            if local(cell) != "c":
                continue
            place = cell.get("r")
            column = self._column(place, number) if place else before + 1
            if not before < column <= LAST_COLUMN:
                raise ValueError(f"cell {place} after column {before}")
            before = column
            if text := self._text(cell):
                cells[column] = text
        return cells

    def _column(self, place: str, row: int) -> int:
        letters = place.rstrip("0123456789")
        if place[len(letters) :] != str(row):
            raise ValueError(f"cell {place} in row {row}")
        if letters not in self._columns:
            self._columns[letters] = column_index_from_string(letters)
        return self._columns[letters]

    def _text(self, cell: Element) -> str:
        kind, value, formula, inline = cell.get("t", "n"), None, None, ""
        for child in cell:
            name = local(child)
            if name == "v":
                value = child.text
            elif name == "f":
                formula = child.text or ""
            elif name == "is":
                inline = written(child)
        if kind == "inlineStr":
            return inline
        if not value:
            # A text may be empty, a number may not: this formula has never been worked out.
            return f"={formula}" if formula is not None and kind != "str" else ""
        if kind == "s":
            return self._package.texts[_index(value)]
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind == "d":
            return value.removesuffix("Z").removesuffix("T00:00:00")
        if kind == "n":
            return self._shown(value, self._package.forms[_index(cell.get("s", "0"))])
        return value

    def _shown(self, value: str, form: Form) -> str:
        if not _NUMBER.fullmatch(value):
            return value
        number = float(value)
        if form is Form.DATE:
            return self._moment(number)
        if abs(number) >= _EXACT:
            return f"{number:E}"
        return f"{plain(number * 100)}%" if form is Form.PERCENT else plain(number)

    def _moment(self, days: float) -> str:
        """An ISO date, date and time, or time of day."""
        if not 0 <= days < _DAYS:
            return _UNSHOWN
        moment = from_excel(days, self._package.epoch)
        if isinstance(moment, time):
            return moment.isoformat("seconds")
        return moment.isoformat(" ", "seconds").removesuffix(" 00:00:00")


def _merged(reference: str) -> Merged:
    bounds = range_boundaries(reference)
    if None in bounds:
        raise ValueError(f"{reference} is no range of cells")
    return Merged(*bounds)


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(text)
    return index
