"""The workbook itself, opened as a spreadsheet program does, and the rows that it begins with."""

from datetime import date, datetime

import pandas as pd
import pytest
from openpyxl import load_workbook

from app.contract import codes
from app.contract.tables import RETURNS, TABLES
from app.intake.checks import check
from app.intake.template import write_template
from app.intake.template.rows import unit_rows

HSCP, PERIOD = "S37000034", "2025-26Q2"


def previous(*rows: dict) -> pd.DataFrame:
    columns = {field.name: field.dtype for field in RETURNS.fields}
    defaults = {"return_id": "r1", "period": "2025-26Q1", "hscp_code": HSCP, "unit_type": "cluster", "unit_code": "1-2"}
    defaults |= {"delivery_model": "remote", "open_cases_end": 40}
    return pd.DataFrame([defaults | row for row in rows], columns=list(columns)).astype(columns)


@pytest.fixture
def book(tmp_path):
    """The workbook after `previous` returns, None of the first one."""

    def write(before=None):
        write_template(tmp_path / "template.xlsx", hscp_code=HSCP, period=PERIOD, previous=before)
        return load_workbook(tmp_path / "template.xlsx")

    return write


def header(sheet) -> list[str]:
    return [cell.value for cell in sheet[2]]


def rows(sheet) -> list[dict]:
    names = header(sheet)
    return [dict(zip(names, values, strict=True)) for values in sheet.iter_rows(min_row=4, values_only=True)]


def lists(book, sheet) -> dict[str, list]:
    """The drop-down of each field: the codes to which it leads, or else its formula."""
    found = {}
    for choice in book[sheet].data_validations.dataValidation:
        (place,) = choice.sqref.ranges
        assert (choice.type, place.min_row, place.max_row) == ("list", 4, 2003)
        name = book[sheet].cell(2, place.min_col).value
        source, _, cells = choice.formula1.partition("!")
        found[name] = [row[0].value for row in book[source][cells]] if source == "codes" else choice.formula1
    return found


def test_it_has_a_sheet_for_each_table_between_what_to_do_and_the_codes(book):
    assert book().sheetnames == ["read me", *TABLES, "codes"]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_field_has_a_column_the_required_ones_first_and_named_so(book, table):
    sheet = book()[table.name]
    assert sorted(header(sheet)) == sorted(table.columns)
    needs = [cell.value for cell in sheet[1]]
    assert needs == ["required"] * len(table.required) + ["optional"] * (len(table.fields) - len(table.required))
    assert header(sheet)[: len(table.required)] == table.required
    assert [cell.font.bold for cell in sheet[2]] == [need == "required" for need in needs]
    assert sheet.freeze_panes == "B3"


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_header_is_explained_in_a_comment(book, table):
    comments = {cell.value: cell.comment.text for cell in book()[table.name][2]}
    for field in table.fields:
        assert field.description in comments[field.name]
        assert ("Required" if field.required else "Optional") in comments[field.name]
        assert field.unit in comments[field.name]


def test_codes_are_chosen_from_lists_and_kept_as_text(book):
    opened = book()
    offered = lists(opened, "returns")
    assert offered["delivery_model"] == list(codes.DELIVERY_MODELS)
    assert offered["hscp_code"] == list(codes.hscp_names())
    assert offered["period"] == [PERIOD]
    assert lists(opened, "workforce_survey")["hscp_code"] == list(codes.survey_areas())
    assert lists(opened, "service_demand")["service_category"] == list(codes.SERVICE_CATEGORIES)
    sheet = opened["returns"]
    columns = {cell.value: cell.column_letter for cell in sheet[2]}
    for name in ("unit_code", "return_id", "schema_version", "hscp_code"):
        assert sheet.column_dimensions[columns[name]].number_format == "@"
    assert sheet.column_dimensions[columns["wte_in_post"]].number_format == "0.00"
    assert sheet.column_dimensions[columns["funding_end"]].number_format == "yyyy-mm-dd"


def test_categories_follow_the_dimension_of_their_row(book):
    opened = book()
    assert lists(opened, "breakdowns")["category"] == 'INDIRECT("list_"&$C4)'
    assert header(opened["breakdowns"])[2] == "dimension"
    for name, categories in codes.DIMENSIONS.items():
        source, cells = opened.defined_names[f"list_{name}"].attr_text.split("!")
        assert [row[0].value for row in opened[source][cells]] == list(categories)


def test_ids_of_returns_are_offered_where_rows_name_one(book):
    formula = lists(book(), "service_demand")["return_id"]
    assert formula == "OFFSET(returns!$A$4,0,0,MAX(1,COUNTA(returns!$A$4:$A$2003)),1)"


def test_each_example_breaks_no_rule_once_it_has_another_name(book, tmp_path):
    opened = book()
    for name in TABLES:
        cell = opened[name].cell(
            3, header(opened[name]).index("hscp_code" if name == "workforce_survey" else "return_id") + 1
        )
        assert cell.value == "EXAMPLE"
        assert cell.font.italic
        cell.value = HSCP if name == "workforce_survey" else "r1"
    opened.save(tmp_path / "filled.xlsx")
    checked = check([tmp_path / "filled.xlsx"], today=date(2026, 1, 1))
    assert [fault for fault in checked.faults if fault.rule not in ("unfilled_row", "breakdown_total")] == []
    assert set(checked.tables) == set(TABLES)


def test_a_unit_of_the_last_return_has_its_row_with_what_is_known(book):
    known = previous(
        {"unit_code": "1-2", "employer_type": "nhs_board", "appointment_minutes": 45, "funding_end": "2026-03-31",
         "open_cases_end": 40, "referrals_received": 99},
        {"unit_code": "007", "delivery_model": "mixed", "open_cases_end": 0},
    )  # fmt: skip
    first, second = rows(book(known)["returns"])
    assert (first["unit_code"], first["delivery_model"], first["open_cases_start"]) == ("007", "mixed", 0)
    assert first["return_id"] == "S37000034-2025-26Q2-007-mixed"
    assert {name: value for name, value in second.items() if value is not None} == {
        "return_id": "S37000034-2025-26Q2-1-2-remote",
        "schema_version": "1.0",
        "period": PERIOD,
        "hscp_code": HSCP,
        "hscp_name": "Glasgow City",
        "unit_type": "cluster",
        "unit_code": "1-2",
        "delivery_model": "remote",
        "employer_type": "nhs_board",
        "appointment_minutes": 45,
        "funding_end": datetime(2026, 3, 31),
        "open_cases_start": 40,
    }


def test_a_caseload_of_an_earlier_quarter_does_not_open_this_one(book):
    opened = book(previous({"period": "2024-25Q4"}))
    (row,) = rows(opened["returns"])
    assert row["open_cases_start"] is None
    said = "\n".join(str(cell.value) for cell in opened["read me"]["A"])
    assert "The quarter before this one is missing, so the opening caseload is left to you." in said


def test_a_hidden_closing_caseload_is_not_told(book):
    (row,) = rows(book(previous({"open_cases_end": pd.NA}))["returns"])
    assert row["open_cases_start"] is None


def test_without_a_return_before_there_is_one_row_with_the_codes_of_the_hscp(book):
    (row,) = rows(book()["returns"])
    assert {name: value for name, value in row.items() if value is not None} == {
        "return_id": "S37000034-2025-26Q2-1",
        "schema_version": "1.0",
        "period": PERIOD,
        "hscp_code": HSCP,
        "hscp_name": "Glasgow City",
    }


def test_what_is_built_on_made_up_data_is_made_up(book):
    made_up = previous({"return_id": "SAMPLE-1"})
    assert unit_rows(HSCP, PERIOD, made_up)[0]["return_id"].startswith("SAMPLE-")
    assert "MADE-UP DATA" in book(made_up)["read me"]["A3"].value


def test_a_code_that_looks_like_a_formula_is_text(book):
    sheet = book(previous({"unit_code": "=1+1"}))["returns"]
    cell = sheet.cell(4, header(sheet).index("unit_code") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(("hscp_code", "period"), [("S99", PERIOD), ("S08000031", PERIOD), (HSCP, "2025-27Q1")])
def test_what_is_no_hscp_or_quarter_is_said(tmp_path, hscp_code, period):
    with pytest.raises(ValueError, match="is not"):
        write_template(tmp_path / "t.xlsx", hscp_code=hscp_code, period=period, previous=None)
    assert not (tmp_path / "t.xlsx").exists()
