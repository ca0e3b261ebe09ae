"""What is too large is refused in words, before it takes up memory or time."""

import zipfile

import pytest
from openpyxl import Workbook

from app.intake.checks import check
from tests.unit.intake.rows import ROW, TODAY, unit, write

pytestmark = pytest.mark.usefixtures("fresh_settings")


def only_fault(path):
    (fault,) = check([path], today=TODAY).faults
    return fault.rule


@pytest.fixture
def csv_file(tmp_path):
    return write(tmp_path / "returns.csv", [unit(number) for number in range(1, 8)])


@pytest.fixture
def workbook(tmp_path):
    book = Workbook()
    book.active.append(list(ROW))
    for number in range(1, 8):
        book.active.append(list(unit(number).values()))
    book.create_sheet("Notes")
    book.save(tmp_path / "returns.xlsx")
    return tmp_path / "returns.xlsx"


def test_rows(fresh_settings, csv_file, workbook):
    fresh_settings(upload_rows=6)
    assert (only_fault(csv_file), only_fault(workbook)) == ("row_count", "row_count")
    fresh_settings(upload_rows=7)
    assert check([csv_file], today=TODAY).faults == check([workbook], today=TODAY).faults == []


def test_columns(fresh_settings, csv_file, workbook):
    fresh_settings(upload_columns=len(ROW) - 1)
    assert (only_fault(csv_file), only_fault(workbook)) == ("column_count", "column_count")


def test_sheets(fresh_settings, workbook):
    fresh_settings(upload_sheets=1)
    assert only_fault(workbook) == "sheet_count"


def test_the_size_of_a_file(fresh_settings, csv_file):
    fresh_settings(upload_megabytes=0)
    assert only_fault(csv_file) == "file_size"


def test_what_unpacks_to_too_much(fresh_settings, workbook):
    fresh_settings(upload_unpacked_megabytes=0)
    assert only_fault(workbook) == "unpacked_size"


def test_a_part_that_is_packed_too_well(workbook):
    with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(20_000_000))
    assert only_fault(workbook) == "unpack_ratio"


def test_a_part_that_lies_about_its_size_is_damage(workbook):
    with zipfile.ZipFile(workbook) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.getinfo("xl/worksheets/sheet1.xml").file_size = 100  # as its directory will say
    assert only_fault(workbook) == "workbook"
