"""The first sheet of a template: what to do, in plain words."""

import pandas as pd
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from app.contract.codes import SAMPLE_PREFIX, hscp_names
from app.contract.periods import Quarter
from app.intake.template.rows import is_sample
from app.intake.unfilled import EXAMPLE

SHEET = "read me"


def add_read_me(sheet: Worksheet, hscp_code: str, period: str, previous: pd.DataFrame | None) -> None:
    """Write what to do on `sheet`, and name it."""
    sheet.title = SHEET
    sheet.column_dimensions["A"].width = 100
    title = f"Community Link Workers: return of {hscp_names()[hscp_code]}, {Quarter.parse(period).label}"
    for row, line in enumerate([title, "", *_steps(period, previous)], start=1):
        cell = sheet.cell(row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if row == 1:
            cell.font = Font(bold=True, size=14)


def _steps(period: str, previous: pd.DataFrame | None) -> list[str]:
    return [
        *_made_up(previous),
        "1. Fill in the sheet returns. " + _known(period, previous),
        "2. Required fields come first, and the word required stands above them. The others are optional: leave out "
        "what you do not collect.",
        "3. A blank cell means not collected, 0 a true zero, and [c] a count of people that you had to hide.",
        "4. Point at the name of a field for its definition. Cells with a fixed list offer it to choose from; the "
        "sheet codes says what the codes mean.",
        "5. The sheets breakdowns, service_demand and workforce_survey are optional. Rows of the first two name the "
        "return_id of a row of the sheet returns.",
        f"6. The grey rows called {EXAMPLE} show how a row is filled in. They are never loaded; you may delete them.",
        "7. For another unit, copy a row of the sheet returns and give it a return_id of its own. Rows without any "
        "figure are left out.",
        "8. Keep the names of the sheets and of the fields. Write nothing that tells who a person is.",
        "9. Check the workbook on the page Returns: every fault is listed with its place, and nothing is stored before "
        "you say so.",
    ]


def _known(period: str, previous: pd.DataFrame | None) -> str:
    if previous is None or previous.empty:
        return "There was no return before; give each of your units a row."
    before = previous.period.max()
    told = f"It has a row for each unit of your last return, of {Quarter.parse(before).label}"
    if before == str(Quarter.parse(period).shift(-1)):
        return f"{told}, with its closing caseload as the opening one."
    return f"{told}. The quarter before this one is missing, so the opening caseload is left to you."


def _made_up(previous: pd.DataFrame | None) -> list[str]:
    if not is_sample(previous):
        return []
    return [
        f"THIS TEMPLATE COMES FROM MADE-UP DATA. Ids that begin with {SAMPLE_PREFIX} mark made-up rows: do not fill "
        "real figures into them."
    ]
