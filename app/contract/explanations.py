"""What each rule that a return can break is about, and what to do: for the data dictionary.

The rules between the fields of a row explain themselves (`app.contract.rules.Rule.message`); all others are here.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "error or warning"]


@dataclass(frozen=True)
class Explanation:
    """Whether a breach refuses the files or asks a person to look, and what is wrong and what to do, in words."""

    level: Level
    words: str


OF_FILES = {
    "file": Explanation("error", "The file is not there or cannot be opened: look at its name and its folder"),
    "file_type": Explanation("error", "The file is no CSV, XLSX or Parquet, whatever its name says: export it as one"),
    "file_size": Explanation("error", "The file is too large: divide it"),
    "row_count": Explanation("error", "There are too many rows: divide the table"),
    "column_count": Explanation("error", "There are too many columns: leave out those that are not of the table"),
    "sheet_count": Explanation("error", "The workbook has too many sheets: keep those with a table of the return"),
    "unpacked_size": Explanation("error", "The workbook unpacks to too much: clear stray formatting, or save as CSV"),
    "unpack_ratio": Explanation("error", "A part of the workbook unpacks to far more than it should: save it anew"),
    "csv": Explanation("error", "The file is empty, or something else than a table: export the table again"),
    "workbook": Explanation("error", "The workbook is damaged or has a password: save a copy that is not"),
    "parquet": Explanation("error", "The Parquet file is damaged or encrypted: write it again"),
    "encoding": Explanation("error", "The text is neither UTF-8 nor Windows-1252: save it as CSV (UTF-8)"),
    "header": Explanation("error", "The header row fits none of the four tables: use the names of their fields"),
    "rows": Explanation("error", "There are no rows below the header: add them, or leave the file out"),
    "one_file_a_table": Explanation("error", "Two files or sheets hold the same table: put their rows into one"),
    "missing_column": Explanation("error", "A required column is missing: add it"),
    "repeated_column": Explanation("error", "Two columns are the same field: keep one of them"),
    "unnamed_column": Explanation("error", "A column holds something and has no name: name it, or clear it"),
    "nested_column": Explanation("error", "A column of Parquet holds lists or records: store one value in each cell"),
    "unknown_column": Explanation("warning", "The column is no field and is not loaded: rename it if one was meant"),
    "cells_in_row": Explanation("error", "A row has more or fewer cells than the header: look for a stray delimiter"),
    "above_header": Explanation("error", "A row of the table stands above its header: move it below, or take it out"),
    "another_header": Explanation(
        "error", "Rows of another table follow on the same sheet: put each table on a sheet, or into a file, of its own"
    ),
    "passed_over": Explanation(
        "warning", "A sheet without a header is not read: nothing need be done if it is no part of the return"
    ),
    "rows_in_cell": Explanation("error", "A stray quotation mark takes in the rows below: take it out, or close it"),
    "open_quote": Explanation("error", "A quotation mark is opened and never closed: take it out, or close it"),
    "hidden_sheet": Explanation(
        "warning", "A hidden sheet holds a table, and is read: take it out if it should not be"
    ),
    "merged_cells": Explanation("error", "Cells are merged into one: unmerge them and write the value in each row"),
    "unfilled_row": Explanation(
        "warning",
        "A row of the returns holds no figure, as in a template, and is left out: fill it in if it should count",
    ),
    "nothing_to_load": Explanation(
        "warning", "No row holds anything to load, so there is nothing to accept: fill in what you have"
    ),
}
"""Faults of a file as a whole, of its header and its rows."""

OF_CELLS = {
    "required": Explanation("error", "A required field is blank: give it; 0 for a true zero, [c] for a hidden count"),
    "type": Explanation("error", "The cell is not what the field holds: correct it, or leave it blank"),
    "error_value": Explanation("error", "A formula has failed, or its value is not shown: put it right, or write it"),
    "formula": Explanation("error", "A formula has no stored value: save the file in a spreadsheet, or write it"),
    "turned_into_date": Explanation("error", "A date stands for a number or code: format as text and write it again"),
    "code": Explanation("error", "The cell is not one of the field's codes: use one of them"),
    "range": Explanation("error", "The number is below or above what the field may hold: correct it"),
    "length": Explanation("error", "An id or code is longer than the field may hold: give a shorter one"),
    "unseen_character": Explanation(
        "error", "A line break, a tab or the like stands in an id or code: write it again without"
    ),
    "mark": Explanation("error", "[c] or * stands in a field that does not count people: give its value"),
    "period_ended": Explanation("error", "The quarter has not ended yet: correct the period, or send it later"),
}
"""Faults of a single cell."""

OF_TABLES = {
    "unique_row": Explanation("error", "Two rows have the same key: keep one of them"),
    "unique_return_id": Explanation("error", "Two rows of the returns have one return_id: give each its own"),
    "units_alike": Explanation(
        "warning", "Codes of units differ only in case or spaces, and count as two: write them alike if they are one"
    ),
    "sample_apart": Explanation("error", "Made-up rows (SAMPLE-) came together with real ones: load them apart"),
    "one_unit_type": Explanation("error", "A return uses several kinds of unit: use the same in every row"),
    "same_scope": Explanation("error", "The rows of a unit differ in practices_in_scope: give the same in each"),
    "models_within_scope_practices_covered": Explanation(
        "error", "A unit's models cover more practices than are in scope: count each under its main model only"
    ),
    "models_within_scope_practices_with_dedicated_space": Explanation(
        "error", "A unit's models have space in more practices than are in scope: count each under its main model only"
    ),
    "hscp_name": Explanation("warning", "The name is not that of the code: correct the code if it is another area"),
    "known_return": Explanation("error", "No row of the returns has this return_id: correct it, or send both together"),
    "breakdown_total": Explanation(
        "error", "Categories add up to another figure than the return has: correct it, or add people as unknown"
    ),
    "opening_caseload": Explanation(
        "warning", "The quarter opens with other cases than the last one closed with: correct one, or say why"
    ),
    "same_as_last_quarter": Explanation(
        "warning", "Every figure of a row is last quarter's: put in this quarter's, or say that they are right"
    ),
    "unusual_change": Explanation(
        "warning", "A total changed far more than is usual for this HSCP: correct it, or say why"
    ),
    "lost_zeros": Explanation(
        "error", "A spreadsheet has taken the leading zeros of a unit's code away: write the code as text"
    ),
    "units_missing": Explanation(
        "warning", "Units that are expected of this HSCP are not there: add them, or the quarter stays partial"
    ),
    "left_behind_breakdowns": Explanation(
        "warning", "Breakdowns accepted earlier name returns that are gone here: keep the return_id, or send them too"
    ),
    "left_behind_service_demand": Explanation(
        "warning", "Demand accepted earlier names returns that are gone here: keep the return_id, or send it too"
    ),
    "return_id_taken": Explanation("error", "A return of another quarter or HSCP has this return_id: give another one"),
    "own_hscp": Explanation("error", "A row is of another HSCP than you may hand in: take it out"),
}
"""Faults between the rows and tables of a submission, and with what was accepted before."""
