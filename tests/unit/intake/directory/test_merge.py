"""What a load changes: on tables of a few services, by hand."""

from datetime import date

import pandas as pd
import pytest

from app.contract.directory import PLACES, SERVICES
from app.intake.directory import Read, read_directory
from app.intake.directory.merge import merge

FIRST, LATER, LAST = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
UUID = "417f8631-f38e-46ef-9cf3-ea9e3fc6f47c"


@pytest.fixture
def load(tmp_path, fresh_settings):
    """A load of services, each (id, name, and what else is told), into what is known."""

    def into(known, today, *services, directory="A", part=False):
        path = tmp_path / "load.csv"
        rows = [
            {"directory": directory, "service_id": identity, "service_name": name, "area_codes": "S12000047"} | more
            for identity, name, more in ((*service, {})[:3] for service in services)
        ]
        pd.DataFrame(rows).to_csv(path, index=False)
        read = read_directory([path], today=today)
        if part:
            read = Read(read.services, read.places, frozenset(), read.faults, read.unplaced, read.refused)
        merged = merge(*(known or (None, None)), read, today)
        SERVICES.validate(merged.services)
        PLACES.validate(merged.places)
        return merged, (merged.services, merged.places)

    return into


def counts(merged):
    return {name: getattr(merged, name) for name in ("new", "updated", "closed", "reopened")}


def row(merged, identity):
    return merged.services.set_index("service_id").loc[identity]


def told(merged):
    return [(fault.file, fault.rule, fault.severity.value, fault.found) for fault in merged.faults]


def repeats(merged):
    return merged.services.set_index("service_id").duplicate_of.dropna().to_dict()


def test_what_is_told_again_is_updated_and_keeps_its_id_and_its_first_day(load):
    _, known = load(None, FIRST, ("1", "Club"), ("2", "Choir"))
    merged, _ = load(known, LATER, ("1", "Lunch club"), ("2", "Choir"), ("3", "Gym"))
    assert counts(merged) == {"new": 1, "updated": 1, "closed": 0, "reopened": 0}
    assert list(merged.services.service_id) == ["1", "2", "3"]
    assert (row(merged, "1")["name"], row(merged, "1").first_listed, row(merged, "1").last_listed) == (
        "Lunch club", FIRST.isoformat(), LATER.isoformat(),
    )  # fmt: skip
    assert row(merged, "3").first_listed == LATER.isoformat()


def test_the_same_load_again_changes_nothing_but_the_last_day(load):
    services = [("1", "Club", {"minimum_age": 16, "url": "http://a.org", "waiting_list": "open"}), ("2", "Choir")]
    first, known = load(None, FIRST, *services)
    merged, _ = load(known, LATER, *services)
    assert counts(merged) == {"new": 0, "updated": 0, "closed": 0, "reopened": 0}
    pd.testing.assert_frame_equal(
        merged.services.drop(columns="last_listed"), first.services.drop(columns="last_listed"), check_dtype=False
    )


def test_what_disappeared_from_a_whole_directory_is_closed_and_kept(load):
    _, known = load(None, FIRST, ("1", "Club", {"postcode": "KY1 1AA"}), ("2", "Choir"))
    merged, known = load(known, LATER, ("2", "Choir"))
    assert counts(merged) == {"new": 0, "updated": 0, "closed": 1, "reopened": 0}
    assert (row(merged, "1").closed_on, row(merged, "1").last_listed) == (LATER.isoformat(), FIRST.isoformat())
    assert list(merged.places[merged.places.service_id == "1"].postcode) == ["KY1 1AA"]
    merged, _ = load(known, LAST, ("2", "Choir"))
    assert merged.closed == 0
    assert row(merged, "1").closed_on == LATER.isoformat()


def test_a_part_and_another_directory_close_nothing(load):
    _, known = load(None, FIRST, ("1", "Club"), ("2", "Choir"))
    assert load(known, LATER, ("2", "Choir"), part=True)[0].closed == 0
    assert load(known, LATER, ("9", "Gym"), directory="B")[0].closed == 0


def test_what_reappears_is_open_again_with_its_first_day(load):
    _, known = load(None, FIRST, ("1", "Club"), ("2", "Choir"))
    _, known = load(known, LATER, ("2", "Choir"))
    merged, _ = load(known, LAST, ("1", "Club"), ("2", "Choir"))
    assert counts(merged) == {"new": 0, "updated": 1, "closed": 0, "reopened": 1}
    assert pd.isna(row(merged, "1").closed_on)
    assert row(merged, "1").first_listed == FIRST.isoformat()


def test_places_are_those_that_were_told_last(load):
    _, known = load(None, FIRST, ("1", "Club", {"postcode": "KY1 1AA"}), ("2", "Choir", {"postcode": "KY2 5AA"}))
    merged, _ = load(known, LATER, ("1", "Club", {"postcode": "KY9 9AA"}), part=True)
    assert dict(zip(merged.places.service_id, merged.places.postcode, strict=True)) == {"1": "KY9 9AA", "2": "KY2 5AA"}


def test_one_id_in_two_directories_is_one_service_and_is_told(load):
    _, known = load(None, FIRST, (UUID, "Club"), ("2", "Choir"))
    merged, known = load(known, LATER, (UUID, "Lunch club"), ("2", "Choir"), directory="B")
    assert told(merged) == [("B", "listed_twice", "warning", "2 services")]
    assert set(merged.services.directory) == {"B"}
    assert row(merged, UUID)["name"] == "Lunch club"
    assert load(known, LAST, ("3", "Gym"))[0].closed == 0  # they are no longer those of A


def test_a_short_id_of_another_service_in_another_directory_is_an_error_and_changes_nothing(load):
    _, known = load(None, FIRST, ("1", "Club", {"postcode": "KY1 1AA"}))
    merged, _ = load(known, LATER, ("1", "Debt advice", {"postcode": "G2 4JP"}), ("2", "Choir"), directory="B")
    assert told(merged) == [("B", "id_of_another", "error", "1")]
    assert merged.has_errors
    assert (row(merged, "1")["name"], row(merged, "1").directory) == ("Club", "A")
    assert list(merged.places.postcode) == ["KY1 1AA"]
    assert counts(merged) == {"new": 1, "updated": 0, "closed": 0, "reopened": 0}


def at(latitude, longitude, **more):
    return {"latitude": latitude, "longitude": longitude} | more


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (at(56.1, -3.2), at(56.1, -3.2)),
        (at(56.10049, -3.2), at(56.10051, -3.2)),  # on both sides of a rounded thousandth
        (at(56.1, -3.20049), at(56.1008, -3.20051)),
        (at("", "", postcode="KY1 1AA"), at(57.1, -3.2, postcode="ky11aa")),
        ({}, {}),
    ],
)
def test_the_same_name_at_the_same_place_is_a_repeat_of_the_one_listed_first(load, one, other):
    _, known = load(None, FIRST, ("b", "St Mary's Lunch Club", one))
    merged, _ = load(known, LATER, ("a", "st marys  lunch-club", other), directory="B")
    assert repeats(merged) == {"a": "b"}
    assert told(merged) == [("B", "duplicate", "warning", "st marys lunch-club")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Club", at(56.1, -3.2)), ("Choir", at(56.1, -3.2))),
        (("Club", at(56.1, -3.2)), ("Club", at(56.104, -3.2))),  # about 440 metres
        (("Club", {"postcode": "KY1 1AA"}), ("Club", {"postcode": "KY1 1AB"})),
        (("Club", {}), ("Club", {"area_codes": "S12000046"})),
        (("Club", {"area_codes": ""}), ("Club", {"area_codes": ""})),
    ],
)
def test_another_name_or_another_place_is_no_repeat(load, one, other):
    merged, _ = load(None, FIRST, ("a", *one), ("b", *other))
    assert repeats(merged) == {}


def test_an_active_service_is_no_repeat_of_one_that_is_not(load):
    _, known = load(None, FIRST, ("a", "Club", {"status": "defunct"}))
    merged, _ = load(known, LATER, ("b", "Club", {"status": "active"}), directory="B")
    assert repeats(merged) == {"a": "b"}


def test_a_closed_service_is_not_repeated_and_a_repeat_takes_its_place(load):
    _, known = load(None, FIRST, ("a", "Club"), ("z", "Choir"))
    _, known = load(known, LATER, ("b", "Club"), directory="B")
    merged, _ = load(known, LAST, ("z", "Choir"))
    assert row(merged, "a").closed_on == LAST.isoformat()
    assert repeats(merged) == {}
