"""The workbook of a template."""

from datetime import date
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.contract.codes import hscp_names
from app.contract.dictionary import allowed, code_meaning
from app.contract.fields import Field, Kind
from app.contract.periods import Quarter
from app.contract.tables import TABLES, Table
from app.intake.template.examples import example
from app.intake.template.layout import EXAMPLE_ROW, FIRST_ROW, HEADER_ROW, LAST_ROW, NEED_ROW
from app.intake.template.lists import Lists, add_lists
from app.intake.template.read_me import add_read_me
from app.intake.template.rows import unit_rows

_FORMATS = {Kind.COUNT: "0", Kind.WTE: "0.00", Kind.NUMBER: "0.0#", Kind.DATE: "yyyy-mm-dd"}
_TEXT = "@"
_REQUIRED = (Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="002D54"))
_OPTIONAL = (Font(color="333333"), PatternFill("solid", fgColor="E6E6E6"))
_EXAMPLE = Font(italic=True, color="5E5E5E")
_FEW_CODES = 20


def write_template(out: Path, *, hscp_code: str, period: str, previous: pd.DataFrame | None) -> None:
    """Write the workbook that an HSCP fills in for a quarter.

    `previous`: the accepted rows of `returns` of its last return before `period`, with the columns of that table; None
    when there was none. Checked as it is, the workbook has no error. Raises ValueError for a code that is not an HSCP's
    and a period that is no quarter.
    """
    if hscp_code not in hscp_names():
        raise ValueError(f"{hscp_code!r} is not the code of an HSCP, such as S37000034")
    Quarter.parse(period)
    book = Workbook()
    add_read_me(book.active, hscp_code, period, previous)
    sheets = {name: book.create_sheet(name) for name in TABLES}
    lists = add_lists(book, period)
    rows = {"returns": unit_rows(hscp_code, period, previous)}
    for name, table in TABLES.items():
        fields = in_order(table)
        _head(sheets[name], fields)
        _fill(sheets[name], EXAMPLE_ROW, fields, example(name, hscp_code, period), _EXAMPLE)
        for row, values in enumerate(rows.get(name, []), start=FIRST_ROW):
            _fill(sheets[name], row, fields, values)
        _offer(sheets[name], table, fields, lists)
    book.save(out)


def in_order(table: Table) -> list[Field]:
    """The fields of a table, those that are required first."""
    return sorted(table.fields, key=lambda field: not field.required)


def _head(sheet: Worksheet, fields: list[Field]) -> None:
    """Two rows that stay in sight: whether a field is required, and its name with its definition as a comment."""
    for column, field in enumerate(fields, start=1):
        font, fill = _REQUIRED if field.required else _OPTIONAL
        need = sheet.cell(NEED_ROW, column, "required" if field.required else "optional")
        name = sheet.cell(HEADER_ROW, column, field.name)
        for cell in (need, name):
            cell.font, cell.fill, cell.alignment = font, fill, Alignment(horizontal="left")
        name.comment = _comment(field)
        format_of_column = sheet.column_dimensions[get_column_letter(column)]
        format_of_column.number_format = _FORMATS.get(field.kind, _TEXT)
        format_of_column.width = _width(field)
    sheet.freeze_panes = sheet.cell(EXAMPLE_ROW, 2)


def _width(field: Field) -> float:
    widest = {"return_id": 46, "hscp_name": 26, "data_quality_note": 48, "category": 30}
    return max(len(field.name) * 1.15 + 2, widest.get(field.name, 14))


def _comment(field: Field) -> Comment:
    """The definition of a field, what may stand in it, and its codes if they are few."""
    what = allowed(field, listed_where="in the drop-down list")
    lines = [f"{field.description}.", f"{'Required' if field.required else 'Optional'}: {what}."]
    if field.unit:
        lines.append(f"Unit: {field.unit}.")
    listed = list(field.codes()) if field.codes else []
    if 1 < len(listed) <= _FEW_CODES:
        lines += [f"{code}: {words}" if (words := code_meaning(field.name, code)) else code for code in listed]
    height = sum(1 + len(line) // 48 for line in lines)
    return Comment("\n".join(lines), "Community Link Workers", width=340, height=30 + 18 * height)


def _fill(sheet: Worksheet, row: int, fields: list[Field], values: dict[str, object], font: Font | None = None) -> None:
    for column, field in enumerate(fields, start=1):
        if field.name not in values:
            continue
        cell = sheet.cell(row, column, _value(field, values[field.name]))
        if isinstance(cell.value, str):
            cell.data_type = "s"  # a code that begins with = is no formula
        cell.number_format = _FORMATS.get(field.kind, _TEXT)
        if font:
            cell.font = font


def _value(field: Field, value: object) -> object:
    if field.kind is Kind.DATE:
        return date.fromisoformat(str(value)[:10])
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _offer(sheet: Worksheet, table: Table, fields: list[Field], lists: Lists) -> None:
    """Drop-down lists; what they do not hold can still be typed, after a warning, so that nothing blocks a paste."""
    cell_of = {field.name: f"{get_column_letter(column)}{FIRST_ROW}" for column, field in enumerate(fields, start=1)}
    for field in fields:
        formula = lists.formula(table, field, cell_of)
        if formula is None:
            continue
        choice = DataValidation("list", formula1=formula, allow_blank=True, errorStyle="warning", showErrorMessage=True)
        choice.errorTitle, choice.error = field.name, f"Choose from the list: {field.description}."[:225]
        first = cell_of[field.name]
        choice.add(f"{first}:{first.rstrip('0123456789')}{LAST_ROW}")
        sheet.add_data_validation(choice)
