"""Rows of a template that nobody has filled in: its example, and units without a figure."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from app.contract.fields import Kind
from app.contract.tables import RETURNS, Table
from app.intake.cells import says
from app.intake.faults import Fault, Severity, shown
from app.intake.reading import TextTable

EXAMPLE = "EXAMPLE"
"""A row that this identifies is an example: never loaded, and nothing is said about it."""

CARRIED_OVER = (
    "employer_type",
    "referral_route",
    "main_setting",
    "job_title",
    "appointment_minutes",
    "funding_end",
    "open_cases_start",
)
"""What a template takes over from the last return: alone, it says nothing of this quarter."""

_FIGURES = [
    field.name
    for field in RETURNS.fields
    if field.kind in (Kind.COUNT, Kind.WTE, Kind.NUMBER) and field.name not in CARRIED_OVER
]
_MESSAGE = "nothing is filled in for this unit; it is left out"


def filled_in(text: TextTable, table: Table, names: Mapping[str, str]) -> tuple[TextTable, list[Fault]]:
    """The rows that are filled in, and a warning for each row of the returns whose figures are all blank.

    `names`: field → column as written in the file. Examples are left out without a word.
    """
    example = _examples(text, table, names)
    unfilled = _without_figures(text, table, names) & ~example
    column = names.get("unit_code")
    faults = []
    for index in np.flatnonzero(unfilled):
        found = shown(text.cells[column][index].as_py()) if column else None
        faults.append(text.fault(int(text.rows[index]), column, "unfilled_row", _MESSAGE, found, Severity.WARNING))
    left_out = example | unfilled
    if left_out.any():
        text = replace(text, cells=text.cells.filter(pa.array(~left_out)), rows=text.rows[~left_out])
    return text, faults


def _examples(text: TextTable, table: Table, names: Mapping[str, str]) -> np.ndarray:
    """Which rows are called EXAMPLE: by their `return_id`, or by their HSCP where they have none."""
    column = names.get("return_id" if "return_id" in table.columns else "hscp_code")
    return _rows(text, column, lambda cell: cell.strip().upper() == EXAMPLE) if column else _none(text)


def _without_figures(text: TextTable, table: Table, names: Mapping[str, str]) -> np.ndarray:
    """Which rows of the returns hold no figure but what a template carries over; rows of another kind are not meant."""
    given = [names[name] for name in _FIGURES if name in names]
    if table is not RETURNS or not given:
        return _none(text)
    blank = np.logical_and.reduce([_rows(text, column, lambda cell: not cell.strip()) for column in given])
    return blank & ~_of_another_kind(text, names) if blank.any() else blank


def _of_another_kind(text: TextTable, names: Mapping[str, str]) -> np.ndarray:
    """Which rows say something where a code, quarter or date should stand, and nowhere what may stand there."""
    something, fits = _none(text), _none(text)
    for field in RETURNS.fields:
        if field.name not in names or field.name in _FIGURES or field.kind is Kind.TEXT:
            continue
        filled = _rows(text, names[field.name], lambda cell: bool(cell.strip()))
        something |= filled
        fits |= filled & _rows(text, names[field.name], lambda cell, field=field: says(field, cell))
    return something & ~fits


def _rows(text: TextTable, column: str, says: Callable[[str], bool]) -> np.ndarray:
    cells, which = text.distinct(text.cells.column_names.index(column))
    return np.array([says(cell) for cell in cells], dtype=bool)[which]


def _none(text: TextTable) -> np.ndarray:
    return np.zeros(text.cells.num_rows, dtype=bool)
