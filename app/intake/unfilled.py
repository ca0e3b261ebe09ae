"""Rows of a template that nobody has filled in: its example, and units without a figure."""

from collections.abc import Callable, Mapping

import numpy as np

from app.contract.fields import Kind
from app.contract.tables import RETURNS, Table

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

MESSAGE = "nothing is filled in for this unit; it is left out"

Column = tuple[list[str], np.ndarray]
"""The different texts of a column, and which of them stands in each row."""


def examples(table: Table, columns: Mapping[str, Column]) -> np.ndarray:
    """True for each row that is an example. `columns`: the text of the fields that there are."""
    first = "return_id" if "return_id" in table.columns else "hscp_code"
    return _rows(columns[first], lambda text: text.strip().upper() == EXAMPLE) if first in columns else _none(columns)


def unfilled(table: Table, columns: Mapping[str, Column]) -> np.ndarray:
    """True for each row of the returns whose figures are all blank, but for what a template carries over."""
    figures = [
        field.name
        for field in table.fields
        if field.kind in (Kind.COUNT, Kind.WTE, Kind.NUMBER) and field.name not in CARRIED_OVER
    ]
    given = [columns[name] for name in figures if name in columns]
    if table is not RETURNS or not given:
        return _none(columns)
    return np.logical_and.reduce([_rows(column, lambda text: not text.strip()) for column in given])


def _rows(column: Column, says: Callable[[str], bool]) -> np.ndarray:
    texts, which = column
    return np.array([says(text) for text in texts], dtype=bool)[which]


def _none(columns: Mapping[str, Column]) -> np.ndarray:
    return np.zeros(max((len(which) for _, which in columns.values()), default=0), dtype=bool)
