"""The template of an HSCP goes round: checked as it comes, filled in, and accepted."""

import io
from datetime import date
from numbers import Real
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from app.acceptance import Refused, accept, preview
from app.acceptance.template import template
from app.intake.checks import check
from app.sample import write
from app.settings import settings
from app.store import open_store

TODAY = date(2026, 1, 10)
NEXT = "2025-26Q3"
HSCPS = ["S37000034", "S37000001", "S37000022", "S37000011"]  # many units, few, one; the last sent none for the quarter
NEVER = "S37000031"


@pytest.fixture
def small_store(fresh_settings, tmp_path):
    """A store of one's own that holds two quarters of made-up returns."""
    returns, *_ = write(tmp_path / "sample", quarters=2, units="hscp")
    accept([returns], by="tests", progress=lambda step: None)
    return open_store(settings().store_url)


def last_return(hscp_code: str):
    returns = open_store(settings().store_url).current().rows("returns")
    own = returns[returns.hscp_code == hscp_code]
    return own[own.period == own.period.max()]


@pytest.mark.usefixtures("sample_store")
@pytest.mark.parametrize("hscp_code", [*HSCPS, NEVER])
def test_as_it_comes_it_has_no_error_and_nothing_to_load(tmp_path, hscp_code):
    path = tmp_path / "return.xlsx"
    path.write_bytes(template(hscp_code, NEXT))
    seen = preview([path], today=TODAY)
    rules = [fault.rule for fault in seen.faults]
    assert set(rules) <= {"unfilled_row", "nothing_to_load"}
    assert rules.count("unfilled_row") == max(len(last_return(hscp_code)), 1)
    assert rules.count("nothing_to_load") == 1
    assert seen.rows == {}


def test_as_it_comes_it_is_not_accepted(tmp_path, small_store):
    before = small_store.current_id()
    path = tmp_path / "return.xlsx"
    path.write_bytes(template(HSCPS[0], NEXT))
    with pytest.raises(Refused, match="the files hold no rows"):
        accept([path], by="tests", today=TODAY, progress=lambda step: None)
    assert small_store.current_id() == before


def fill_in(workbook: bytes, path: Path, before: pd.DataFrame) -> None:
    """Put last quarter's figures into what is blank; the caseload goes on from where it stood."""
    book = load_workbook(io.BytesIO(workbook))
    sheet = book["returns"]
    column = {cell.value: cell.column for cell in sheet[2]}
    figures = before.set_index(["unit_code", "delivery_model"])
    for row in range(4, sheet.max_row + 1):
        cell = {name: sheet.cell(row, number) for name, number in column.items()}
        figure = figures.loc[(cell["unit_code"].value, cell["delivery_model"].value)]
        hidden = dict.fromkeys(figure.suppressed.split(), "[c]")
        for name in column.keys() & figure.index:
            value = hidden.get(name, figure[name])
            if cell[name].value is None and pd.notna(value):
                cell[name].value = value
        opening, opened, closed = (cell[name].value for name in ("open_cases_start", "cases_opened", "cases_closed"))
        if all(isinstance(each, Real) for each in (opening, opened, closed)):
            cell["open_cases_end"].value = max(opening + opened - closed, 0)
            cell["cases_closed"].value = min(closed, opening + opened)
    book.save(path)


def no_errors(path: Path) -> pd.DataFrame:
    """The returns of a workbook that has no error, nor a caseload that does not follow from the last one."""
    faults = preview([path], today=TODAY).faults
    assert [fault for fault in faults if fault.severity == "error" or fault.rule == "opening_caseload"] == []
    return check([path], today=TODAY).tables["returns"]


@pytest.mark.usefixtures("sample_store")
@pytest.mark.parametrize("hscp_code", HSCPS)
def test_filled_in_it_has_no_error_and_a_row_for_each_unit(tmp_path, hscp_code):
    before = last_return(hscp_code)
    path = tmp_path / "return.xlsx"
    fill_in(template(hscp_code, NEXT), path, before)
    returns = no_errors(path)
    assert sorted(zip(returns.unit_code, returns.delivery_model, strict=True)) == sorted(
        zip(before.unit_code, before.delivery_model, strict=True)
    )
    assert returns.return_id.is_unique
    assert returns.period.unique().tolist() == [NEXT]


def test_filled_in_it_is_accepted_and_made_up_data_stay_made_up(tmp_path, small_store):
    path = tmp_path / "return.xlsx"
    fill_in(template(HSCPS[0], NEXT), path, last_return(HSCPS[0]))
    no_errors(path)
    accepted = accept([path], by="tests", today=TODAY, progress=lambda step: None)
    assert accepted.submission.rows == {"returns": 1}
    assert accepted.submission.sample
    assert last_return(HSCPS[0]).period.unique().tolist() == [NEXT]


@pytest.mark.usefixtures("fresh_settings")
def test_before_anything_was_accepted_there_is_a_template_all_the_same(tmp_path):
    path = tmp_path / "return.xlsx"
    path.write_bytes(template("S37000034", NEXT))
    assert {fault.rule for fault in preview([path], today=TODAY).faults} == {"unfilled_row", "nothing_to_load"}


@pytest.mark.usefixtures("sample_store")
def test_a_template_for_an_earlier_quarter_knows_only_what_came_before_it():
    book = load_workbook(io.BytesIO(template("S37000034", "2022-23Q1")))
    said = "\n".join(str(cell.value) for cell in book["read me"]["A"])
    assert "your last return, of Jan to Mar 2022, with its closing caseload" in said
