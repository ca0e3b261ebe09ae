"""Directories through the door in, into a store of their own: what is refused changes nothing."""

import csv
import json
from datetime import date

import pandas as pd
import pytest

from app.acceptance import (
    Refused,
    accept,
    accept_directory,
    accept_lookup,
    accept_population,
    check_directory,
)
from app.sample import write
from app.settings import settings
from app.store import open_store

pytestmark = pytest.mark.usefixtures("fresh_settings")
FIRST, LATER = date(2026, 1, 1), date(2026, 2, 1)
FIFE, GLASGOW = "S37000032", "S37000034"
CLUB = {"service_id": "1", "service_name": "Club", "categories": "loneliness", "area_codes": "S12000047"}
CHOIR = {"service_id": "2", "service_name": "Choir", "categories": "loneliness", "postcode": "G2 4JP"}


@pytest.fixture
def source(tmp_path):
    """Writes services of a directory into a file of our own format."""

    def written(*services, directory="A"):
        path = tmp_path / "services.csv"
        columns = list(dict.fromkeys(["directory", *(name for service in services for name in service)]))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({"directory": directory} | service for service in services)
        return path

    return written


def load(*sources, today=FIRST, **more):
    return accept_directory(sources, by="tests", today=today, progress=lambda step: None, **more)


def current():
    return open_store(settings().store_url).current()


def stored(name="services"):
    return current().derived(name)


def snapshot():
    """Every file of the store, and when it was written."""
    folder = open_store(settings().store_url)._folder
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file() and path.name != "lock"}


def test_a_directory_goes_all_the_way(source):
    path = source(CLUB, CHOIR)
    accepted = load(path)
    assert accepted.version.id == current().id == "000001"
    assert (accepted.submission.rows, accepted.submission.sample) == ({"services": 2, "places": 1}, False)
    assert [file.name for file in accepted.submission.files] == ["services.csv"]
    assert (accepted.merged.new, accepted.read.unplaced, [f.rule for f in accepted.warnings]) == (2, 1, ["unplaced"])
    services = stored()
    assert list(services.service_id) == ["1", "2"]
    assert list(services.hscp_codes) == [FIFE, ""]
    assert list(stored("places").postcode) == ["G2 4JP"]
    supply = stored("supply").set_index(["area_code", "category"])
    assert supply.local[FIFE, "loneliness"] == 1
    kept = next((open_store(settings().store_url)._folder / "submissions" / "000001").glob("*services.csv"))
    assert kept.read_bytes() == path.read_bytes()


def test_a_later_load_updates_closes_and_reopens(source):
    load(source(CLUB, CHOIR))
    accepted = load(source(CLUB | {"service_name": "Lunch club"}), today=LATER)
    assert (accepted.merged.new, accepted.merged.updated, accepted.merged.closed) == (0, 1, 1)
    services = stored().set_index("service_id")
    assert services.loc["1", ["name", "first_listed", "last_listed"]].tolist() == [
        "Lunch club", "2026-01-01", "2026-02-01",
    ]  # fmt: skip
    assert services.closed_on.fillna("").to_dict() == {"1": "", "2": "2026-02-01"}
    assert list(stored("places").service_id) == ["2"]
    accepted = load(source(CLUB, CHOIR), today=date(2026, 3, 1))
    assert (accepted.merged.new, accepted.merged.closed, accepted.merged.reopened) == (0, 0, 1)
    services = stored().set_index("service_id")
    assert services.closed_on.isna().all()
    assert set(services.first_listed) == {"2026-01-01"}
    earlier = open_store(settings().store_url).version("000001")
    assert list(earlier.derived("services")["name"]) == ["Club", "Choir"]


def test_a_part_of_a_directory_closes_nothing(source, tmp_path):
    service = {"id": "s1", "name": "Advice", "status": "active"}
    page = {"contents": [service, service | {"id": "s2"}], "page_number": 1, "total_pages": 1}
    (tmp_path / "page.json").write_text(json.dumps(page))
    load(tmp_path / "page.json", name="B")
    (tmp_path / "page.json").write_text(json.dumps(page | {"contents": [service], "total_pages": 2}))
    accepted = load(tmp_path / "page.json", name="B", today=LATER)
    assert accepted.merged.closed == 0
    assert "part_of_directory" in [fault.rule for fault in accepted.warnings]
    (tmp_path / "page.json").write_text(json.dumps(page | {"contents": [service]}))
    assert load(tmp_path / "page.json", today=LATER).merged.closed == 0  # it could be any directory
    assert load(tmp_path / "page.json", name="B", today=LATER).merged.closed == 1


def test_one_error_refuses_all_and_the_store_is_as_it_was(source):
    load(source(CLUB))
    before = snapshot()
    with pytest.raises(Refused) as refused:
        load(source(CLUB | {"service_name": "Lunch club"}, CHOIR | {"status": "perhaps"}), today=LATER)
    assert [(f.row, f.column, f.rule) for f in refused.value.faults if f.severity == "error"] == [(3, "status", "code")]
    assert snapshot() == before
    assert current().id == "000001"


def test_faulty_services_can_be_left_out_and_then_none_is_closed(source):
    load(source(CLUB, CHOIR))
    accepted = load(
        source(CLUB | {"service_name": "Lunch club"}, {"service_id": "3", "service_name": "", "categories": ""}),
        today=LATER,
        without_faulty=True,
    )
    assert (accepted.merged.updated, accepted.merged.closed, accepted.read.refused) == (1, 0, 1)
    assert list(stored()["name"]) == ["Lunch club", "Choir"]
    assert stored().closed_on.isna().all()


def test_a_load_of_faulty_services_only_is_refused_in_any_case(source):
    with pytest.raises(Refused):
        load(source(CLUB | {"status": "perhaps"}), without_faulty=True)
    assert current() is None


def test_the_same_service_in_two_directories_counts_once_by_id_and_by_name_and_place(source):
    uuid = "417f8631-f38e-46ef-9cf3-ea9e3fc6f47c"
    load(source(CLUB | {"service_id": uuid}, CHOIR | {"service_id": "a2"}))
    again = load(source(CLUB | {"service_id": uuid}, CHOIR | {"service_id": "b2"}, directory="B"), today=LATER)
    assert sorted(fault.rule for fault in again.warnings) == ["duplicate", "listed_twice", "unplaced"]
    services = stored().set_index("service_id")
    assert len(services) == 3
    assert services.duplicate_of.dropna().to_dict() == {"b2": "a2"}
    assert stored("supply").set_index(["area_code", "category"]).local[FIFE, "loneliness"] == 1


def test_an_id_of_another_service_of_another_directory_is_refused_or_left_out(source):
    load(source(CLUB))
    other = source(CLUB | {"service_name": "Debt advice"}, CHOIR, directory="B")
    with pytest.raises(Refused) as refused:
        load(other, today=LATER)
    assert [fault.rule for fault in refused.value.faults if fault.severity == "error"] == ["id_of_another"]
    load(other, today=LATER, without_faulty=True)
    assert list(stored()["name"]) == ["Club", "Choir"]


def test_checking_stores_nothing_and_says_what_would_become_of_the_services(source):
    load(source(CLUB, CHOIR))
    before = snapshot()
    checked = check_directory([source(CLUB | {"service_id": "9"}, CHOIR)], today=LATER)
    assert (checked.merged.new, checked.merged.closed, checked.has_errors) == (1, 1, False)
    checked = check_directory([source(CLUB | {"service_name": "Debt advice"}, directory="B")], today=LATER)
    assert (checked.read.has_errors, checked.has_errors) == (False, True)
    assert "id_of_another" in [fault.rule for fault in checked.faults]
    assert snapshot() == before


def test_made_up_services_make_a_sample(source):
    assert load(source(CLUB | {"service_id": "SAMPLE-1"})).submission.sample
    assert not load(source(CLUB)).submission.sample


def test_a_lookup_that_was_loaded_places_what_comes_after_it(source, tmp_path):
    (tmp_path / "lookup.csv").write_text(f"postcode,hscp_code\nG2 4JP,{GLASGOW}\n")
    accept_lookup(tmp_path / "lookup.csv", by="tests")
    accepted = load(source(CHOIR))
    assert accepted.read.unplaced == 0
    assert (stored().hscp_codes.item(), stored().placed_by.item()) == (GLASGOW, "lookup")
    assert stored("places").hscp_code.item() == GLASGOW


def test_distances_are_measured_where_it_is_known_where_people_live(source, tmp_path):
    near, far = {"latitude": "56.113", "longitude": "-3.158"}, {"latitude": "56.2", "longitude": "-3.2"}
    load(source(CLUB | near, CHOIR | far | {"categories": "transport"}))
    assert "reach" not in current().derived_in
    (tmp_path / "population.csv").write_text(
        "zone_code,population,latitude,longitude,simd_quintile\nz1,100,56.113,-3.158,1\nz2,50,56.340,-2.796,5\n"
    )
    accept_population(tmp_path / "population.csv", by="tests")
    reach = stored("reach").set_index(["hscp_code", "category"])
    assert reach.people_within[FIFE, "loneliness"] == 100
    assert reach.people_within[FIFE, "transport"] == 0
    load(source(CLUB | far), today=LATER)
    assert stored("reach").set_index(["hscp_code", "category"]).people_within[FIFE, "loneliness"] == 0


def test_a_load_leaves_the_returns_of_the_store_as_they_are(source, tmp_path):
    returns = write(tmp_path / "sample", quarters=1, units="hscp", seed=3)
    before = accept(returns, by="tests", progress=lambda step: None).version
    load(source(CLUB | {"service_id": "SAMPLE-1"}))
    after = current()
    assert after.id != before.id
    pd.testing.assert_frame_equal(after.derived("published"), before.derived("published"))
    assert len(after.rows("returns")) == len(before.rows("returns"))


def test_a_folder_of_answers_is_kept_with_every_file(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in (1, 2):
        page = {"contents": [{"id": f"s{number}", "name": "X", "status": "active"}], "page_number": number}
        (folder / f"page-{number}.json").write_text(json.dumps(page | {"total_pages": 2}))
    accepted = load(folder, name="B")
    assert [file.name for file in accepted.submission.files] == ["page-1.json", "page-2.json"]
    assert accepted.read.whole == {"B"}
