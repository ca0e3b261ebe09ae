"""A sheet as it stands: cells by row and column, without any idea of what they mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.intake.reading.delimited import rows_of
from app.intake.reading.limits import refuse_rows
from app.intake.reading.package import Package, SheetPart, opened
from app.intake.reading.sheet import Merged, SheetCells
from app.intake.reading.table import unreadable

Cells = dict[int, str]
"""The texts of a row that are not blank, by the number of their column, the first being 1."""


@dataclass(frozen=True)
class Grid:
    """`rows`: the cells of each row with any, by its number; `merged`: the ranges that are merged into one cell."""

    file: str
    sheet: str | None
    rows: dict[int, Cells]
    merged: tuple[Merged, ...] = ()

    @property
    def place(self) -> str:
        """The file, and the sheet if it has any."""
        return self.file if self.sheet is None else f"{self.file}, sheet {self.sheet}"

    def merged_at(self, row: int, column: int) -> Merged | None:
        """The merged cells that cover a place."""
        for each in self.merged:
            if each.first_row <= row <= each.last_row and each.first_column <= column <= each.last_column:
                return each
        return None


def grid_of_sheet(path: Path, name: str | None) -> Grid:
    """A sheet of a workbook by its name, which may be left out where there is only one. Raises `Unreadable`."""
    with opened(path) as package:
        sheet = _named(path, package, name)
        cells = SheetCells(package, sheet)
        rows = _filled(path, ((row.number, row.cells) for row in cells))
        return Grid(path.name, sheet.name, rows, tuple(cells.merged))


def grid_of_csv(path: Path) -> Grid:
    """A CSV file. Raises `Unreadable`."""
    rows = (dict(enumerate(row, start=1)) for row in rows_of(path))
    return Grid(path.name, None, _filled(path, enumerate(rows, start=1)))


def _named(path: Path, package: Package, name: str | None) -> SheetPart:
    sheets = {" ".join(sheet.name.split()).casefold(): sheet for sheet in package.sheets}
    if name is None and len(sheets) == 1:
        return next(iter(sheets.values()))
    names = ", ".join(sheet.name for sheet in package.sheets) or "none"
    if name is None:
        raise unreadable(path.name, "sheet", f"say which sheet holds the figures, with --sheet; the sheets are {names}")
    try:
        return sheets[" ".join(name.split()).casefold()]
    except KeyError:
        raise unreadable(path.name, "sheet", f"there is no sheet {name!r}; the sheets are {names}") from None


def _filled(path: Path, rows: Iterable[tuple[int, Cells]]) -> dict[int, Cells]:
    filled = {}
    for number, cells in rows:
        if texts := {column: text for column, text in cells.items() if text.strip()}:
            filled[number] = texts
            refuse_rows(path.name, len(filled))
    return filled
