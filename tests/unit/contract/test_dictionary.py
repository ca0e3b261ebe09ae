"""The dictionary in words."""

from app.contract import codes
from app.contract.dictionary import DESCRIBED, allowed, code_rows, field_rows, markdown
from app.contract.fields import Field, Kind
from app.contract.meanings import MEANINGS
from app.contract.tables import BREAKDOWNS, RETURNS


def test_a_field_is_described_as_the_contract_has_it():
    rows = {row["Field"]: row for row in field_rows(RETURNS)}
    assert list(rows) == RETURNS.columns
    assert rows["open_cases_end"] == {
        "Field": "open_cases_end",
        "What it means": "Cases open at the end of the quarter: the caseload",
        "Needed": "required",
        "What may stand in it": "a whole number of 0 or more, or [c]",
        "Unit": "cases",
    }
    assert [name for name, row in rows.items() if row["Needed"] == "required"] == RETURNS.required
    assert rows["hscp_code"]["What may stand in it"] == "one of 31 codes, listed below"
    assert rows["schema_version"]["What may stand in it"] == "1.0"


def test_only_what_counts_people_may_be_hidden():
    assert allowed(Field("a", Kind.WTE, "")) == "a number of 0 or more with at most two decimals"
    assert allowed(Field("a", Kind.NUMBER, "", minimum=7, maximum=35, people=True)) == "a number from 7 to 35, or [c]"


def test_codes_have_meanings_where_they_need_them_and_areas_have_names():
    meanings = {(row["List"], row["Code"]): row["Meaning"] for row in code_rows(RETURNS)}
    assert meanings["hscp_code", "S37000034"] == "Glasgow City"
    assert meanings["delivery_model", "remote"] == "people are seen by telephone or video only"
    assert ("category", "0-15") not in meanings
    assert all(meanings["delivery_model", code] for code in codes.DELIVERY_MODELS)


def test_every_category_of_a_breakdown_stands_under_its_dimension():
    listed = {name: [] for name in codes.DIMENSIONS}
    for row in code_rows(BREAKDOWNS):
        if row["List"] in listed:
            listed[row["List"]] += row["Code"].split(", ")
    assert listed == {name: list(categories) for name, categories in codes.DIMENSIONS.items()}
    meanings = {row["Code"]: row["Meaning"] for row in code_rows(BREAKDOWNS)}
    assert meanings["people_referred"] == "Different people referred in the quarter"


def test_meanings_are_of_codes_that_there_are():
    fields = {field.name: set(field.codes()) for table in DESCRIBED.values() for field in table.fields if field.codes}
    fields |= {name: set(categories) for name, categories in codes.DIMENSIONS.items()}
    assert {name for name, meanings in MEANINGS.items() if not meanings.keys() <= fields[name]} == set()


def test_a_row_of_markdown_has_as_many_cells_as_its_head():
    blocks = [block.splitlines() for block in markdown().split("\n\n") if block.startswith("|")]
    assert len(blocks) >= 15
    for head, *rows in blocks:
        assert {row.count(" | ") for row in rows} == {head.count(" | ")}
