"""CSV files beyond the plain ones: titles above the header, stray quotation marks, mixed encodings, odd columns."""

import pytest

from app.intake.checks import check
from tests.unit.intake.rows import ROW, TODAY, unit, write


def places(checked) -> set[tuple]:
    return {(fault.row, fault.column, fault.rule) for fault in checked.faults}


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "returns.csv", [unit(1), unit(2, waiting_at_end="many"), unit(3)])


@pytest.mark.parametrize(
    ("above", "row"), [("sep=,\n", 4), ("Our return,\n\n", 5), ('"A title\nin two lines"\n,,,\n', 5)]
)
def test_the_header_is_found_below_titles(path, above, row):
    path.write_text(above + path.read_text())
    assert places(check([path], today=TODAY)) == {(row, "waiting_at_end", "type")}


def test_a_row_of_the_table_above_its_header_is_not_taken_for_a_title(path):
    header, first, *others = path.read_text().splitlines()
    path.write_text("\n".join([first, header, *others]))
    assert (1, None, "above_header") in places(check([path], today=TODAY))


@pytest.mark.parametrize(
    ("above", "words"), [("\n", "none of the four"), ("\n" * 2_000, "blank lines"), ("\n" * 70_000, "empty")]
)
def test_a_file_that_begins_with_blank_lines_and_has_no_header_is_one_fault(tmp_path, above, words):
    path = tmp_path / "returns.csv"
    path.write_text(above + "r1,1.0\n")
    (fault,) = check([path], today=TODAY).faults
    assert words in fault.message


def test_lines_may_end_in_any_way(path):
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))
    assert places(check([path], today=TODAY)) == {(3, "waiting_at_end", "type")}


def test_a_quotation_mark_that_is_never_closed_is_named_at_its_row(path):
    path.write_bytes(path.read_bytes().replace(b"\r\nr2,", b'\r\n"r2,'))
    (fault,) = check([path], today=TODAY).faults
    assert (fault.row, fault.rule) == (3, "cells_in_row")
    assert "quotation mark" in fault.message


def test_rows_that_a_quotation_mark_takes_in_are_not_lost_in_silence(tmp_path):
    notes = {2: '"', 4: '"'}
    rows = [unit(number, data_quality_note="ok") for number in range(1, 6)]
    path = write(tmp_path / "returns.csv", rows)
    lines = path.read_text().splitlines()
    for number, mark in notes.items():
        lines[number] = lines[number].replace(",ok", f",{mark}ok")
    path.write_text("\n".join(lines))
    assert (3, "data_quality_note", "rows_in_cell") in places(check([path], today=TODAY))


def test_notes_of_several_lines_are_no_rows(tmp_path):
    note = "one, two, three\n" * 60
    path = write(tmp_path / "returns.csv", [unit(1, data_quality_note=note), unit(2)])
    assert check([path], today=TODAY).faults == []


def test_rows_of_other_files_are_not_blamed_for_a_return_that_could_not_be_read(tmp_path, path):
    demand = [{"return_id": each, "service_category": "housing", "signposts": "5"} for each in ("r1", "r2", "r9")]
    other = write(tmp_path / "demand.csv", demand)
    path.write_bytes(path.read_bytes().replace(b"\r\nr2,", b"\r\nr2,,"))
    faults = {(fault.file, fault.row, fault.rule) for fault in check([path, other], today=TODAY).faults}
    assert faults == {("returns.csv", 3, "cells_in_row"), ("demand.csv", 4, "known_return")}
    path.write_bytes(b"")
    faults = {(fault.file, fault.row, fault.rule) for fault in check([path, other], today=TODAY).faults}
    assert faults == {("returns.csv", None, "csv")}


def test_text_in_two_encodings_is_refused(tmp_path):
    path = write(tmp_path / "returns.csv", [unit(1, data_quality_note="Dùn"), unit(2, data_quality_note="caf")])
    path.write_bytes(path.read_bytes().replace(b"caf", b"caf\xe9"))
    (fault,) = check([path], today=TODAY).faults
    assert (fault.rule, "some of the text" in fault.message) == ("encoding", True)


def test_columns_without_a_name_are_dropped_when_empty_and_named_when_not(path):
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f"{line},," for line in lines))
    assert places(check([path], today=TODAY)) == {(3, "waiting_at_end", "type")}
    path.write_text("\n".join([f"{lines[0]},,", f"{lines[1]},,", f"{lines[2]},,late", f"{lines[3]},,later"]))
    faults = check([path], today=TODAY).faults
    assert [(fault.row, fault.rule, fault.found) for fault in faults if fault.rule != "type"] == [
        (3, "unnamed_column", "late"),
        (4, "unnamed_column", "later"),
    ]


def test_a_name_that_stands_twice_is_a_fault_of_the_header(path):
    lines = path.read_text().splitlines()
    names = lines[0].replace("hscp_name", "period")
    path.write_text("\n".join([names, *lines[1:]]))
    assert (1, "period", "repeated_column") in places(check([path], today=TODAY))


def test_a_header_alone_has_no_rows(path):
    for ending in ("", "\n", "\n\n,,\n"):
        path.write_text(",".join(ROW) + ending)
        (fault,) = check([path], today=TODAY).faults
        assert fault.rule == "rows"
