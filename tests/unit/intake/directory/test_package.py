"""The tabular form of Open Referral UK: tables that refer to each other, and what happens when they do not."""

import pytest

from app.intake.directory.package import is_package, read_package
from app.intake.faults import Severity

TABLES = {
    "services": [
        "id,organization_id,name,status,url,email,minimum_age,assured_date",
        "s1,o1,Club,active,,,16,2025-01-01",
    ],
    "organizations": ["id,name", "o1,Org"],
    "locations": ["id,location_type,latitude,longitude", "l1,physical,56.1,-3.2", "l2,virtual,,"],
    "service_at_location": ["id,service_id,location_id", "x1,s1,l1", "x2,s1,l2"],
    "addresses": ["id,location_id,postal_code", "d1,l1,KY1 1AA"],
    "service_areas": ["id,service_id,name,uri", "e1,s1,Fife,http://example.org/id/S12000047", "e2,s1,Angus,"],
    "attributes": ["id,link_id,taxonomy_term_id,link_type", "t1,s1,n1,service", "t2,o1,n1,organization"],
    "taxonomy_terms": ["id,name,term,parent_id,taxonomy_id", "n1,Lunch club,,,y1"],
    "taxonomies": ["id,name", "y1,Kinds"],
}


@pytest.fixture
def folder(tmp_path):
    """Writes the tables, some of them otherwise or not at all (None), and gives their folder."""

    def write(**changed):
        for name, lines in (TABLES | changed).items():
            if lines is not None:
                (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n")
        return tmp_path

    return write


def rules(told):
    return [(fault.file, fault.row, fault.column, fault.rule, fault.found) for fault in told.faults]


def test_a_service_is_put_together_from_its_tables(folder):
    told = read_package(folder())
    (record,) = told.records
    assert record.values == {
        "directory": "",
        "service_id": "s1",
        "service_name": "Club",
        "status": "active",
        "minimum_age": "16",
        "maximum_age": None,
        "last_assured": "2025-01-01",
        "url": "",
        "organisation": "Org",
    }
    assert (record.file, record.row) == ("services.csv", 2)
    assert record.terms == ["Lunch club"]
    assert record.areas == ["S12000047", "Angus"]
    assert [(p.latitude, p.longitude, p.postcode, p.virtual, p.at) for p in record.places] == [
        ("56.1", "-3.2", "KY1 1AA", False, "locations.csv, l1"),
        ("", "", None, True, "locations.csv, l2"),
    ]
    assert told.faults == []
    assert told.whole == {""}


def test_tables_may_be_named_in_the_singular_or_be_missing(folder, tmp_path):
    folder(organizations=None, locations=None, service_at_location=None, addresses=None, service_areas=None,
           attributes=None, taxonomy_terms=None, taxonomies=None)  # fmt: skip
    (tmp_path / "services.csv").rename(tmp_path / "service.csv")
    (tmp_path / "organization.csv").write_text("id,name\no1,Org\n")
    told = read_package(tmp_path)
    assert told.records[0].values["organisation"] == "Org"
    assert told.faults == []


def test_every_broken_reference_is_told_and_only_its_link_is_lost(folder):
    told = read_package(
        folder(
            services=[TABLES["services"][0], "s1,o9,Club,active,,,,", "s2,,Other,active,,,,"],
            organizations=["id,name,parent_organization_id", "o1,Org,o8"],
            service_at_location=["id,service_id,location_id", "x1,s1,l9", "x2,s9,l1", "x3,s2,l1"],
            addresses=["id,location_id,postal_code", "d1,l7,KY1 1AA"],
            service_areas=["id,service_id,name,uri", "e1,s8,Fife,"],
            attributes=["id,link_id,taxonomy_term_id", "t1,s7,n1", "t2,s1,n9"],
            taxonomy_terms=["id,name,parent_id,taxonomy_id", "n1,Lunch club,n8,y9"],
        )
    )
    assert rules(told) == [
        ("services.csv", 2, "organization_id", "reference", "o9"),
        ("organizations.csv", 2, "parent_organization_id", "reference", "o8"),
        ("service_at_location.csv", 3, "service_id", "reference", "s9"),
        ("service_at_location.csv", 2, "location_id", "reference", "l9"),
        ("addresses.csv", 2, "location_id", "reference", "l7"),
        ("service_areas.csv", 2, "service_id", "reference", "s8"),
        ("attributes.csv", 2, "link_id", "reference", "s7"),
        ("attributes.csv", 3, "taxonomy_term_id", "reference", "n9"),
        ("taxonomy_terms.csv", 2, "parent_id", "reference", "n8"),
        ("taxonomy_terms.csv", 2, "taxonomy_id", "reference", "y9"),
    ]
    assert {fault.severity for fault in told.faults} == {Severity.WARNING}
    first, second = told.records
    assert (first.values["organisation"], first.places, first.terms, first.areas) == (None, [], [], [])
    assert [place.latitude for place in second.places] == ["56.1"]


@pytest.mark.parametrize("column", ["id", "name", "status"])
def test_a_required_column_that_is_missing_is_an_error(folder, column):
    kept = [name for name in ("id", "name", "status") if name != column]
    told = read_package(folder(services=[",".join(kept), "a,b"]))
    assert ("services.csv", 1, column, "missing_column", None) in rules(told)


def test_blank_and_torn_rows_and_unreadable_tables_are_told(folder, tmp_path):
    folder(services=[*TABLES["services"], ",,,,,,,", "", "s2,o1"])
    (tmp_path / "addresses.csv").write_bytes(b"PK\x03\x04")
    told = read_package(tmp_path)
    assert ("services.csv", None, None, "blank_rows", "2 blank rows") in rules(told)
    assert ("services.csv", 5, None, "cells_in_row", "s2,o1") in rules(told)
    assert ("addresses.csv", None, None, "file_type", None) in rules(told)


def test_a_table_of_services_without_rows_is_an_error(folder):
    told = read_package(folder(services=TABLES["services"][:1]))
    assert ("services.csv", None, None, "rows", None) in rules(told)
    assert told.records == []


def test_a_folder_is_a_package_when_its_services_are_not_of_our_own_format(folder, tmp_path):
    assert not is_package(tmp_path)
    assert is_package(folder())
    assert not is_package(folder(services=["directory,service_id,service_name", "A,1,X"]))
