"""Checks of files, mostly through planted faults: each must be named at its row and column, and no other."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.intake.checks import check
from app.intake.faults import as_json, as_text
from tests.unit.intake.rows import ROW, TODAY, unit, write


def found(checked) -> set[tuple]:
    return {(fault.row, fault.column, fault.rule) for fault in checked.faults}


def test_a_good_file_has_no_fault_and_typed_tables(tmp_path):
    checked = check(
        [write(tmp_path / "returns.csv", [unit(1), unit(2, waiting_at_end="[c]", outcome_n_up3="*")])], today=TODAY
    )
    assert checked.faults == []
    table = checked.tables["returns"]
    assert table.suppressed.tolist() == ["", "waiting_at_end outcome_n_up3"]
    assert table.waiting_at_end.isna().tolist() == [False, True]
    assert str(table.wte_in_post.dtype) == "Float64"
    assert table.list_size_covered.isna().all()


PLANTED = [
    ("period", "2025-27Q1", "type"),
    ("period", "2025-26Q3", "period_ended"),
    ("hscp_code", "S37000099", "code"),
    ("delivery_model", "practise_attached", "code"),
    ("schema_version", "9", "code"),
    ("practices_covered", "11", "practices_covered_at_most_practices_in_scope"),
    ("practices_with_dedicated_space", "12", "practices_with_dedicated_space_at_most_practices_in_scope"),
    ("wte_funded", "5.555", "type"),
    ("wte_in_post", "[c]", "mark"),
    ("referrals_received", "", "required"),
    ("referrals_accepted", "-1", "range"),
    ("people_referred", "101", "people_referred_at_most_referrals_received"),
    ("contacts_attended", "41", "parts_sum_to_contacts_attended"),
    ("open_cases_end", "61", "caseload_flows"),
    ("waiting_at_end", "12.5", "type"),
    ("waiting_at_end", "1e3", "type"),
    ("outcome_n_paired", "31", "outcome_n_paired_at_most_outcome_n_baseline"),
    ("outcome_n_up3", "13", "outcome_n_up3_at_most_outcome_n_up1"),
    ("outcome_baseline_mean", "36", "swemwbs_range_outcome_baseline_mean"),
    ("outcome_baseline_mean", "nan", "type"),
    ("funding_end", "03/04/2026", "type"),
    ("referrals_received", "94", "parts_at_most_referrals_received"),
]


def test_every_planted_fault_is_named_at_its_row_and_column(tmp_path):
    rows = [unit(number, **{column: value}) for number, (column, value, _) in enumerate(PLANTED, start=1)]
    checked = check([write(tmp_path / "returns.csv", rows)], today=TODAY)
    wanted = {(number + 1, column, rule) for number, (column, _, rule) in enumerate(PLANTED, start=1)}
    # 94 referrals are also fewer than the 95 people referred: a fault may show in two rules, but in no other row.
    assert wanted <= found(checked)
    assert {row for row, _, _ in found(checked)} == {row for row, _, _ in wanted}
    assert len(found(checked) - wanted) <= 2


def test_what_is_no_code_is_told_with_the_code_that_is_meant_or_those_there_are(tmp_path):
    row = unit(1, hscp_code="Glasgow City", delivery_model="hub", unit_type="n/a", employer_type="n/a")
    checked = check([write(tmp_path / "returns.csv", [row])], today=TODAY)
    assert {fault.column: fault.message for fault in checked.faults if fault.rule == "code"} == {
        "hscp_code": "not a code of hscp_code; write S37000034, the code of Glasgow City",
        "delivery_model": "not a code of delivery_model; perhaps hub_or_community_based was meant",
        "unit_type": "not a code of unit_type; use one of cluster, hscp, locality, practice",
        "employer_type": (
            "not a code of employer_type; use one of council_hscp, gp_practice, mixed, nhs_board, third_sector, "
            "or leave it blank if not collected"
        ),
    }


def test_a_blank_hides_no_contradiction_of_what_is_given(tmp_path):
    rows = [unit(1, contacts_remote="", contacts_practice="5000"), unit(2, outcome_n_up1="", outcome_n_up3="9999")]
    contacts, outcomes = check([write(tmp_path / "returns.csv", rows)], today=TODAY).faults
    assert (contacts.row, contacts.column, contacts.rule) == (2, "contacts_attended", "parts_sum_to_contacts_attended")
    assert "(contacts_practice 5000, contacts_home 5, contacts_community 5, contacts_attended 40)" in contacts.message
    assert (outcomes.row, outcomes.rule) == (3, "parts_at_most_outcome_n_paired_without_outcome_n_up1")


def test_faults_between_rows(tmp_path):
    rows = [
        unit(1),
        unit(2, return_id="r1"),
        unit(3, unit_type="hscp"),
        unit(4) | {"unit_code": "u1"},
        unit(5, unit_code="u1", delivery_model="remote", practices_in_scope="9", practices_covered="0"),
        unit(6, hscp_name="Fife"),
        unit(7, return_id="SAMPLE-7"),
        unit(8, unit_code="u6", delivery_model="remote", practices_covered="8"),
    ]
    named = found(check([write(tmp_path / "returns.csv", rows)], today=TODAY))
    assert {
        (3, "return_id", "unique_return_id"),
        (4, "unit_type", "one_unit_type"),
        (5, "delivery_model", "unique_row"),
        (6, "practices_in_scope", "same_scope"),
        (7, "hscp_name", "hscp_name"),
        (8, "return_id", "sample_apart"),
        (9, "practices_covered", "models_within_scope_practices_covered"),
    } <= named


def test_faults_between_files_and_with_the_past(tmp_path):
    returns = write(
        tmp_path / "returns.csv",
        [unit(1), unit(2, period="2025-26Q2", unit_code="u1", open_cases_start="58", cases_opened="22")],
    )
    breakdowns = [
        {"return_id": "r1", "measure": "people_referred", "dimension": "sex", "category": "female", "count": "60"},
        {"return_id": "r1", "measure": "people_referred", "dimension": "sex", "category": "male", "count": "40"},
        {"return_id": "r9", "measure": "people_referred", "dimension": "sex", "category": "male", "count": "1"},
        {"return_id": "r1", "measure": "people_referred", "dimension": "sex", "category": "85+", "count": "1"},
    ]
    demand = [{"return_id": "r1", "service_category": "housing", "signposts": "5", "unmet": "6"}]
    checked = check([returns, write(tmp_path / "b.csv", breakdowns), write(tmp_path / "d.csv", demand)], today=TODAY)
    named = {(fault.file, fault.row, fault.rule, fault.severity) for fault in checked.faults}
    assert named == {
        ("returns.csv", 3, "opening_caseload", "warning"),
        ("b.csv", 2, "breakdown_total", "error"),
        ("b.csv", 4, "known_return", "error"),
        ("b.csv", 5, "category_of_dimension", "error"),
        ("d.csv", 2, "unmet_at_most_signposts", "error"),
    }
    opening = next(fault for fault in checked.faults if fault.rule == "opening_caseload")
    assert "60" in opening.message
    assert "58" in opening.message


def test_the_past_is_an_argument(tmp_path):
    path = write(tmp_path / "returns.csv", [unit(1)])
    earlier = {"period": "2024-25Q4", "return_id": "r0", "open_cases_end": 44}
    accepted = {"returns": check([path], today=TODAY).tables["returns"].assign(**earlier)}
    assert found(check([path], today=TODAY, accepted=accepted)) == {(2, "open_cases_start", "opening_caseload")}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_spreadsheets_dialects_are_read(tmp_path, delimiter, encoding):
    row = unit(1, data_quality_note="Dùn Dè: caf\xe9, £5; ok\nsecond line")
    path = write(tmp_path / "returns.csv", [row, unit(2, waiting_at_end="x")], delimiter, encoding)
    checked = check([path], today=TODAY)
    assert found(checked) == {(3, "waiting_at_end", "type")}
    assert "caf\xe9, £5" in checked.tables["returns"].data_quality_note[0]


def test_headers_match_whatever_their_case_spaces_and_underscores(tmp_path):
    path = write(tmp_path / "returns.csv", [{name.upper().replace("_", " "): value for name, value in ROW.items()}])
    assert check([path], today=TODAY).faults == []


def test_header_faults(tmp_path):
    row = unit(1, colour="blue", wte_inpost="1")
    del row["waiting_at_end"]
    named = {
        (fault.column, fault.rule, fault.severity)
        for fault in check([write(tmp_path / "r.csv", [row])], today=TODAY).faults
    }
    assert named == {
        ("colour", "unknown_column", "warning"),
        ("wte_inpost", "repeated_column", "error"),
        ("waiting_at_end", "missing_column", "error"),
    }


def test_a_row_with_too_few_cells_hides_no_other(tmp_path):
    path = write(tmp_path / "returns.csv", [unit(1), unit(2, waiting_at_end="x")])
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], "r0,1.0", "", lines[1], lines[2], ",,", ""]))
    assert found(check([path], today=TODAY)) == {(2, None, "cells_in_row"), (5, "waiting_at_end", "type")}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "damaged"),
        (b"return_id,\x00\x00", "not a text file"),
        (b"%PDF-1.7", "PDF"),
        (b"one,two\n1,2\n", "none of the four tables"),
        (",".join(ROW).encode() + b"\n", "no rows"),
        (b"return_id,period\n\x81\xff\x90\n", "neither UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_fault(tmp_path, content, words):
    path = tmp_path / "returns.csv"
    path.write_bytes(content)
    (fault,) = check([path], today=TODAY).faults
    assert words in fault.message
    assert fault.severity == "error"


def test_fifty_megabytes_of_noise_are_one_fault(tmp_path):
    path = tmp_path / "returns.csv"
    path.write_bytes(os.urandom(1024 * 1024) * 50)
    assert len(check([path], today=TODAY).faults) == 1


def test_a_missing_file_and_a_folder_are_told_apart_from_each_other(tmp_path):
    faults = check([tmp_path / "none.csv", tmp_path], today=TODAY).faults
    assert sorted(fault.message.split(";")[0] for fault in faults)[1] == "there is no such file"
    assert len(faults) == 2


def test_two_files_of_one_table_are_refused(tmp_path):
    paths = [write(tmp_path / name, [unit(1)]) for name in ("a.csv", "b.csv")]
    assert {(fault.file, fault.rule) for fault in check(paths, today=TODAY).faults} == {("b.csv", "one_file_a_table")}


def test_faults_as_json_and_as_text(tmp_path):
    checked = check([write(tmp_path / "returns.csv", [unit(1, waiting_at_end="many")])], today=TODAY)
    (fault,) = as_json(checked.faults)
    assert list(fault) == ["file", "sheet", "row", "column", "rule", "severity", "found", "message"]
    assert fault["found"] == "many"
    assert "row 2, waiting_at_end" in as_text(checked.faults)
    assert as_text(checked.faults).endswith("1 error, 0 warnings")


GARBAGE = st.sampled_from(["x", "-3", "1.5.2", "=1+1", "NaN", "1e9", "٣", "<b>", "2025-13-45", "99999999999"])
NUMERIC = [name for name, value in ROW.items() if value.replace(".", "").isdigit() and name != "schema_version"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 12), st.sampled_from(NUMERIC), GARBAGE)
def test_garbage_in_one_cell_is_reported_in_that_cell_and_no_other_row(tmp_path, number, column, garbage):
    rows = [unit(each) for each in range(1, 13)]
    rows[number - 1][column] = garbage
    named = found(check([write(tmp_path / "returns.csv", rows)], today=TODAY))
    assert {(row, where) for row, where, _ in named} == {(number + 1, column)}
