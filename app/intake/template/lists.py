"""The sheet `codes`: every list that a cell can be chosen from, with what its codes mean."""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook

from app.contract import codes
from app.contract.dictionary import code_meaning
from app.contract.fields import Field, Kind
from app.contract.tables import TABLES, Table
from app.intake.template.layout import FIRST_ROW, LAST_ROW

SHEET = "codes"
_FIRST_ID = f"returns!$A${FIRST_ROW}"


@dataclass(frozen=True)
class Lists:
    """Where on the sheet `codes` each list stands, as a reference that a drop-down can use."""

    places: Mapping[str, str]

    def formula(self, table: Table, field: Field, cell_of: Mapping[str, str]) -> str | None:
        """What the drop-down of a field shows, None if it has none; `cell_of` names the first cell of each field."""
        if table.name != "returns" and field.name == "return_id":
            return f"OFFSET({_FIRST_ID},0,0,MAX(1,COUNTA({_FIRST_ID}:$A${LAST_ROW})),1)"
        if field.name == "category":
            return f'INDIRECT("list_"&${cell_of["dimension"]})'
        return self.places.get(_name(table, field))


def add_lists(book: Workbook, period: str) -> Lists:
    """Add the sheet: two columns a list, codes and meanings. Categories of breakdowns are named `list_…`."""
    sheet = book.create_sheet(SHEET)
    listed = {"period": [period]}
    for table in TABLES.values():
        listed |= {_name(table, field): list(field.codes()) for field in table.fields if field.codes}
    listed |= {name: list(categories) for name, categories in codes.DIMENSIONS.items()}
    del listed["category"]
    places = {}
    for number, (name, each) in enumerate(listed.items()):
        column = 2 * number + 1
        sheet.cell(1, column, f"codes of {name}").font = Font(bold=True)
        sheet.cell(1, column + 1, "meaning").font = Font(bold=True)
        for row, code in enumerate(each, start=2):
            sheet.cell(row, column, code).number_format = "@"
            sheet.cell(row, column + 1, code_meaning(name, code))
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 28
        sheet.column_dimensions[get_column_letter(column + 1)].width = 44
        places[name] = f"{SHEET}!${letter}$2:${letter}${len(each) + 1}"
        if name in codes.DIMENSIONS:
            book.defined_names[f"list_{name}"] = DefinedName(f"list_{name}", attr_text=places[name])
    sheet.freeze_panes = "A2"
    return Lists(places)


def _name(table: Table, field: Field) -> str:
    """Lists are named after their field; a survey may be of larger areas than a return."""
    if field.kind is Kind.CODE and table.name == "workforce_survey":
        return f"{field.name} of a survey"
    return field.name
