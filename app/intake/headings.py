"""Finding columns in a sheet that was made to be read by people: titles above, headings of several merged rows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from app.intake.faults import Fault, Severity
from app.intake.reading import Grid

_LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)
_WORDS = re.compile(r"[^\W_]+")


class NoColumn(Exception):
    """No column, or more than one, is meant; `fault` says which there are."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


@dataclass(frozen=True)
class Columns:
    """Where the areas and the values stand, and the last row above the first area."""

    area: int
    value: int
    heading_rows: int


def find_columns(grid: Grid, area: str, value: str, is_area: Callable[[str], bool]) -> Columns:
    """Find two columns, each named by its heading or by its letter.

    What stands above the first area is headings. A heading of several rows can be named by any of them, or by all,
    from the top. `is_area` tells which texts are areas. Raises `NoColumn`.
    """
    first_rows = dict(_first_areas(grid, is_area))
    if not first_rows:
        raise NoColumn(_fault(grid, None, "no_area", "no column holds areas; give the sheet and column that do"))
    headings = {column: _texts(grid, column, first) for column, first in first_rows.items()}
    column = _named(grid, area, headings)
    above = first_rows[column]
    last = max(max(cells) for cells in grid.rows.values())
    others = {each: _texts(grid, each, above) for each in range(1, last + 1) if each != column}
    return Columns(column, _named(grid, value, others), above - 1)


def _first_areas(grid: Grid, is_area: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Each column with areas, and the row of its first one."""
    seen = set()
    for row, cells in sorted(grid.rows.items()):
        for column, text in cells.items():
            if column not in seen and is_area(text):
                seen.add(column)
                yield column, row


def _texts(grid: Grid, column: int, before: int) -> list[str]:
    """What stands in a column above a row, merged cells in each column that they cover; repeats are told once."""
    texts = []
    for row in (row for row in sorted(grid.rows) if row < before):
        text = grid.rows[row].get(column) or _covering(grid, row, column)
        if text and " ".join(text.split()) not in texts:
            texts.append(" ".join(text.split()))
    return texts


def _covering(grid: Grid, row: int, column: int) -> str:
    merged = grid.merged_at(row, column)
    return grid.rows.get(merged.first_row, {}).get(merged.first_column, "") if merged else ""


def _named(grid: Grid, wanted: str, headings: dict[int, list[str]]) -> int:
    """The one column whose heading is `wanted`, or else holds all of its words, or else has it as its letter."""
    words = _plain(wanted)
    exact = [column for column, texts in headings.items() if words in (_plain(each) for each in _readings(texts))]
    within = [column for column, texts in headings.items() if words and set(words) <= set(_plain(" ".join(texts)))]
    found = exact or within
    if not found and _LETTERS.fullmatch(wanted) and column_index_from_string(wanted) in headings:
        return column_index_from_string(wanted)
    if len(found) == 1:
        return found[0]
    meant = {column: headings[column] for column in found} or {each: texts for each, texts in headings.items() if texts}
    listed = "; ".join(f"{get_column_letter(each)}: {' / '.join(texts)}" for each, texts in sorted(meant.items()))
    if found:
        message = f"{len(found)} columns fit {wanted!r}; give the letter of one, or more of its heading: {listed}"
        raise NoColumn(_fault(grid, wanted, "ambiguous_column", message))
    message = f"no column fits {wanted!r}; give its heading or its letter. There are {listed or 'no headings'}"
    raise NoColumn(_fault(grid, wanted, "missing_column", message))


def _readings(texts: list[str]) -> Iterator[str]:
    """The ways in which a heading of several rows can be said: each row by itself, and from any row to the last."""
    yield from texts
    for start in range(len(texts) - 1):
        yield " ".join(texts[start:])


def _plain(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _fault(grid: Grid, column: str | None, rule: str, message: str) -> Fault:
    return Fault(grid.file, grid.sheet, None, column, rule, Severity.ERROR, None, message)
