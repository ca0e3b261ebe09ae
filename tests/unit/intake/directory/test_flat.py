"""Our own CSV format, row by row."""

import csv

import pytest

from app.contract.directory import RECORD
from app.intake.directory.flat import read_flat, write_template
from app.intake.faults import Severity

HEADER = "directory,service_id,service_name,organisation,categories,area_codes,latitude,longitude,postcode"


def told(tmp_path, *rows, header=HEADER):
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_flat(path)


def rules(told):
    return [(fault.row, fault.column, fault.rule) for fault in told.faults]


def test_a_row_becomes_a_record(tmp_path):
    got = told(tmp_path, "Fife list,f1,Lunch club,Age Fife, loneliness ; food_and_fuel,S12000047;,56.1,-3.2,KY1 1AA")
    (record,) = got.records
    assert (record.scheme, record.file, record.row) == ("own", "mine.csv", 2)
    assert record.values == {
        "directory": "Fife list",
        "service_id": "f1",
        "service_name": "Lunch club",
        "organisation": "Age Fife",
    }
    assert record.terms == ["loneliness", "food_and_fuel"]
    assert record.areas == ["S12000047"]
    (place,) = record.places
    assert (place.latitude, place.longitude, place.postcode, place.virtual) == ("56.1", "-3.2", "KY1 1AA", False)
    assert got.faults == []


def test_each_directory_named_in_the_rows_is_whole(tmp_path):
    assert told(tmp_path, "A,1,X,,,,,,", "B,2,Y,,,,,,", ",3,Z,,,,,,").whole == {"A", "B", ""}


def test_columns_are_found_however_they_are_written(tmp_path):
    got = told(tmp_path, "Lunch club;f1;Fife list", header=" Service Name ;SERVICE-ID;directory")
    assert got.records[0].values == {"directory": "Fife list", "service_id": "f1", "service_name": "Lunch club"}


@pytest.mark.parametrize(
    ("header", "faults"),
    [
        ("directory,service_id", [(1, "service_name", "missing_column")]),
        ("directory,service_id,service_name,service name", [(1, "service name", "repeated_column")]),
        ("directory,service_id,service_name,service_name", [(1, "service_name", "repeated_column")]),
    ],
)
def test_a_header_that_cannot_be_read_is_told_and_nothing_is_read(tmp_path, header, faults):
    got = told(tmp_path, ",".join("x" for _ in header.split(",")), header=header)
    assert rules(got) == faults
    assert got.records == []
    assert got.faults[0].severity == Severity.ERROR


def test_an_unknown_column_is_told_with_what_was_perhaps_meant(tmp_path):
    got = told(tmp_path, "A,1,X,y,z", header="directory,service_id,service_name,organization,colour")
    assert rules(got) == [(1, "organization", "unknown_column"), (1, "colour", "unknown_column")]
    assert "organisation was meant" in got.faults[0].message
    assert "leave it out" in got.faults[1].message
    assert len(got.records) == 1


def test_no_rows_blank_rows_and_torn_rows_are_told(tmp_path):
    assert rules(told(tmp_path)) == [(None, None, "rows")]
    got = told(tmp_path, "A,1,X,,,,,,", ",,, ,,,,,", "A,2")
    assert rules(got) == [(4, None, "cells_in_row"), (None, None, "blank_rows")]
    assert [record.row for record in got.records] == [2]


def test_rows_of_one_service_tell_its_places_and_may_leave_the_rest_blank(tmp_path):
    got = told(
        tmp_path,
        "A,1,Club,Org,loneliness,,56.1,-3.2,",
        "A,1,,,,,56.2,-3.3,",
        "A,1,Café,Org,,,56.3,-3.4,",
        "A,1,Club,Org,,,56.1,-3.2,",
    )
    assert [len(record.places) for record in got.records] == [1, 1, 1, 1]
    assert rules(got) == [(4, "service_name", "same_service"), (5, "service_id", "repeated_row")]
    assert "row 2" in got.faults[0].message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a workbook", b"\x00\x01\x02"])
def test_a_file_that_is_no_csv_is_one_fault(tmp_path, content):
    (tmp_path / "x.csv").write_bytes(content)
    for path in (tmp_path / "x.csv", tmp_path / "missing.csv", tmp_path):
        (fault,) = read_flat(path).faults
        assert fault.severity == Severity.ERROR


def test_the_template_has_every_field_and_reads_back(tmp_path):
    write_template(tmp_path / "template.csv")
    with (tmp_path / "template.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [field.name for field in RECORD]
    assert len(rows) == 2
    got = read_flat(tmp_path / "template.csv")
    assert got.faults == []
    assert got.records[0].values["service_id"].startswith("SAMPLE-")
