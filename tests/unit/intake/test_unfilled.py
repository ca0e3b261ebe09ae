"""Rows that nobody has filled in: examples are passed over in silence, units without figures with a warning each."""

import csv
from pathlib import Path

import pytest

from app.contract.tables import TABLES
from app.intake.checks import check
from tests.unit.intake.rows import REQUIRED, TODAY

UNIT = {name: REQUIRED[name] for name in list(REQUIRED)[: list(REQUIRED).index("practices_in_scope")]}
FIGURES = {name: value for name, value in REQUIRED.items() if name not in UNIT}
BLANK = dict.fromkeys(FIGURES, "")
CARRIED = {"employer_type": "nhs_board", "appointment_minutes": "45", "open_cases_start": "50"}


def write(path: Path, *rows: dict) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)
    return path


def found(checked) -> list[tuple]:
    return [(fault.row, fault.rule, fault.severity.value) for fault in checked.faults]


def unit(number: int, figures: dict, **changed: str) -> dict:
    return UNIT | {"return_id": f"r{number}", "unit_code": f"u{number}"} | figures | changed


def test_an_example_is_left_out_in_silence_whatever_it_holds(tmp_path):
    example = unit(2, FIGURES, return_id=" example ", period="never", wte_in_post="many")
    checked = check([write(tmp_path / "returns.csv", example, unit(1, FIGURES))], today=TODAY)
    assert checked.faults == []
    assert checked.tables["returns"].return_id.tolist() == ["r1"]


@pytest.mark.parametrize("table", ["breakdowns", "service_demand", "workforce_survey"])
def test_every_table_may_have_an_example(tmp_path, table):
    row = dict.fromkeys(TABLES[table].required, "x")
    row["return_id" if "return_id" in row else "hscp_code"] = "EXAMPLE"
    checked = check([write(tmp_path / "returns.csv", unit(1, FIGURES)), write(tmp_path / "t.csv", row)], today=TODAY)
    assert checked.faults == []
    assert set(checked.tables) == {"returns"}


def test_a_unit_with_nothing_but_what_is_carried_over_is_left_out_with_one_warning(tmp_path):
    rows = [unit(1, FIGURES), unit(2, BLANK | CARRIED), unit(3, BLANK, schema_version="", unit_type="")]
    checked = check([write(tmp_path / "returns.csv", *rows)], today=TODAY)
    assert found(checked) == [(3, "unfilled_row", "warning"), (4, "unfilled_row", "warning")]
    assert [fault.found for fault in checked.faults] == ["u2", "u3"]
    assert checked.tables["returns"].return_id.tolist() == ["r1"]


@pytest.mark.parametrize("figure", ["0", "[c]", "*", "many"])
def test_one_figure_makes_a_row_count(tmp_path, figure):
    row = unit(1, BLANK, referrals_received=figure)
    checked = check([write(tmp_path / "returns.csv", row)], today=TODAY)
    assert "unfilled_row" not in {fault.rule for fault in checked.faults}
    assert {"wte_in_post", "open_cases_end"} <= {fault.column for fault in checked.faults if fault.rule == "required"}


def test_without_any_column_of_figures_the_header_is_what_is_wrong(tmp_path):
    checked = check([write(tmp_path / "returns.csv", UNIT)], today=TODAY)
    assert {fault.rule for fault in checked.faults} == {"missing_column"}


def test_breakdowns_without_a_count_are_not_left_out(tmp_path):
    row = {"return_id": "r1", "measure": "people_referred", "dimension": "sex", "category": "female", "count": ""}
    checked = check([write(tmp_path / "breakdowns.csv", row)], today=TODAY)
    assert (2, "required", "error") in found(checked)


def test_where_nothing_is_left_there_is_nothing_to_load(tmp_path):
    path = write(tmp_path / "returns.csv", unit(1, FIGURES, return_id="EXAMPLE"), unit(2, BLANK))
    checked = check([path], today=TODAY)
    assert found(checked) == [(None, "nothing_to_load", "warning"), (3, "unfilled_row", "warning")]
    assert checked.tables == {}
    assert not checked.has_errors


def test_rows_keep_their_place_in_the_file(tmp_path):
    rows = [unit(1, BLANK), unit(2, FIGURES, return_id="EXAMPLE"), unit(3, FIGURES, wte_in_post="many")]
    (fault,) = [
        fault for fault in check([write(tmp_path / "returns.csv", *rows)], today=TODAY).faults if fault.rule == "type"
    ]
    assert (fault.row, fault.column, fault.found) == (4, "wte_in_post", "many")
