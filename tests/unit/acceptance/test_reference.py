"""Where people live and what postcodes belong to, through the door in; reach follows both of its sides."""

from datetime import date

import pytest

from app.acceptance import Refused, accept_directory, accept_lookup, accept_population
from app.release import holds_only_sample_data
from app.settings import settings
from app.store import open_store

pytestmark = pytest.mark.usefixtures("fresh_settings")
TODAY = date(2025, 9, 30)
EDINBURGH = "S37000012"
HERE = "-3.19,55.95"
TEN_KM_WEST = "-3.35,55.95"


@pytest.fixture
def points(tmp_path):
    """Accept population points: `points("Z1,820,-3.19,55.95")`, lines of a file."""

    def accept(*lines):
        path = tmp_path / "population.csv"
        path.write_text("\n".join(["zone_code,population,longitude,latitude", *lines]), encoding="utf-8")
        return accept_population(path, by="tests")

    return accept


@pytest.fixture
def services(tmp_path):
    """Accept a directory: lines of `service_id,service_name,categories,longitude,latitude,postcode`."""

    def accept(*lines, today=TODAY):
        path = tmp_path / "services.csv"
        header = "directory,service_id,service_name,categories,longitude,latitude,postcode"
        path.write_text("\n".join([header, *(f"Ours,{line}" for line in lines)]), encoding="utf-8")
        return accept_directory([path], by="tests", today=today, progress=lambda step: None)

    return accept


@pytest.fixture
def lookup(tmp_path):
    def accept(*lines):
        path = tmp_path / "lookup.csv"
        path.write_text("\n".join(["postcode,hscp_code", *lines]), encoding="utf-8")
        return accept_lookup(path, by="tests")

    return accept


def current():
    return open_store(settings().store_url).current()


def near(category="carers"):
    """People of Edinburgh near a service of a category, and all of them."""
    reach = current().derived("reach")
    row = reach[(reach.hscp_code == EDINBURGH) & (reach.category == category)].iloc[0]
    return row.people_within, row.people


def test_points_alone_are_kept_and_there_is_no_reach_yet(points):
    table = points(f"Z1,820,{HERE}", f"Z2,180,{HERE}")
    assert table.hscp_code.tolist() == [EDINBURGH, EDINBURGH]
    assert current().derived("population").population.sum() == 1000
    assert "reach" not in current().derived_in
    assert current().submissions[-1].rows == {"population": 2}


def test_services_alone_have_no_reach(services):
    services(f"s1,Carers centre,carers,{HERE},")
    assert "reach" not in current().derived_in


def test_reach_is_measured_again_when_services_change(points, services):
    points(f"Z1,820,{HERE}", f"Z2,180,{TEN_KM_WEST}")
    services(f"s1,Carers centre,carers,{HERE},")
    assert near() == (820, 1000)
    assert near("housing") == (0, 1000)
    services(f"s1,Carers centre,carers,{HERE},", f"s2,Carers' café,carers,{TEN_KM_WEST},")
    assert near() == (1000, 1000)
    services(f"s2,Carers' café,carers,{TEN_KM_WEST},")  # s1 has disappeared and is closed
    assert near() == (180, 1000)


def test_reach_is_measured_again_when_points_take_the_place_of_others(points, services):
    services(f"s1,Carers centre,carers,{HERE},")
    points(f"Z1,820,{HERE}", f"Z2,180,{TEN_KM_WEST}")
    assert near() == (820, 1000)
    points(f"Z2,180,{TEN_KM_WEST}")
    assert near() == (0, 180)


def test_a_faulty_file_changes_nothing_and_tells_every_fault(points, lookup):
    points(f"Z1,820,{HERE}")
    with pytest.raises(Refused) as refused:
        points(f"Z1,-1,{HERE}", f"Z1,5,{HERE}")
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(2, "population"), (3, "zone_code")]
    with pytest.raises(Refused):
        lookup("EH1 1AA,nowhere")
    assert current().id == "000001"
    assert current().derived("population").population.tolist() == [820]


def test_directories_are_placed_by_a_lookup_loaded_before(services, lookup):
    line = "s1,Carers centre,carers,,,EH1 1AA"
    assert services(line).read.unplaced == 1
    lookup(f"eh1 1aa,{EDINBURGH}", "G2 1DU,S37000034")
    accepted = services(line, today=date(2025, 10, 1))
    assert accepted.read.unplaced == 0
    service = current().derived("services").iloc[0]
    assert (service.hscp_codes, service.placed_by) == (EDINBURGH, "lookup")


def test_a_later_lookup_adds_to_an_earlier_one_and_corrects_it(lookup):
    lookup("EH1 1AA,S37000034", "G2 1DU,S37000034")
    lookup(f"EH1 1AA,{EDINBURGH}")
    assert dict(current().derived("lookup").to_numpy()) == {"EH11AA": EDINBURGH, "G21DU": "S37000034"}


def test_made_up_points_leave_a_store_of_samples_and_real_ones_do_not(points, lookup):
    points(f"SAMPLE-1,820,{HERE}")
    lookup(f"EH1 1AA,{EDINBURGH}")  # holds no figures
    assert holds_only_sample_data()
    points(f"S01008677,820,{HERE}")
    assert not holds_only_sample_data()
