import pandas as pd
import pytest

from app.analysis.services import alternatives, services_for, services_of

FIFE, MORAY, ANGUS = "S37000032", "S37000019", "S37000003"


def directory(rows):
    """A directory of services: name → what differs from an active local one for housing in Fife."""
    table = pd.DataFrame(
        [
            {
                "service_id": name, "name": name, "categories": "housing", "hscp_codes": FIFE, "reach": "local",
                "status": "active", "closed_on": None, "duplicate_of": None,
            }
            | differs
            for name, differs in rows.items()
        ]
    )  # fmt: skip
    return table.astype("string")


def names(services):
    return services.name.tolist()


def test_a_service_is_found_by_any_of_its_areas_and_any_of_its_needs():
    services = directory(
        {
            "several": {"hscp_codes": f"{ANGUS} {FIFE}", "categories": "digital housing"},
            "elsewhere": {"hscp_codes": MORAY},
            "nowhere": {"hscp_codes": ""},
            "another need": {"categories": "carers"},
            "no need": {"categories": ""},
        }
    )
    assert names(services_for(services, FIFE, "housing")) == ["several"]
    assert names(services_for(services, FIFE, "carers")) == ["another need"]


def test_a_code_is_not_found_in_a_longer_word():
    services = directory({"a": {"categories": "housing_advice", "hscp_codes": f"{FIFE}9"}})
    assert services_for(services, FIFE, "housing").empty
    assert services_for(services, FIFE, "housing_advice").empty


@pytest.mark.parametrize(
    "why",
    [{"status": "inactive"}, {"status": "temporarily closed"}, {"closed_on": "2025-01-01"}, {"duplicate_of": "a"}],
)
def test_a_service_that_is_not_open_or_repeats_another_is_left_out(why):
    services = directory({"open": {}, "not": why})
    assert names(services_for(services, FIFE, "housing")) == ["open"]


def test_services_come_by_name_and_alternatives_with_the_fewest_areas_first():
    every = f"{ANGUS} {FIFE} {MORAY}"
    services = directory(
        {
            "b": {},
            "a": {},
            "online for all": {"reach": "online", "hscp_codes": every},
            "wider for all": {"reach": "wider", "hscp_codes": every},
            "wider for two": {"reach": "wider", "hscp_codes": f"{ANGUS} {FIFE}"},
        }
    )
    assert names(services_for(services, FIFE, "housing")) == [
        "a", "b", "online for all", "wider for all", "wider for two",
    ]  # fmt: skip
    assert names(alternatives(services_for(services, FIFE, "housing"))) == [
        "wider for two",
        "online for all",
        "wider for all",
    ]
    assert list(alternatives(services_for(services, FIFE, "housing")).columns) == list(services.columns)


def test_services_of_a_need_wherever_they_are():
    services = directory({"here": {}, "elsewhere": {"hscp_codes": MORAY}, "closed": {"closed_on": "2025-01-01"}})
    assert names(services_of(services, "housing")) == ["here", "elsewhere"]


@pytest.mark.parametrize("dtype", ["string", "object"])
def test_an_empty_directory_has_nothing_to_offer(dtype):
    services = directory({"a": {}}).iloc[:0].astype(dtype)
    assert services_for(services, FIFE, "housing").empty
    assert alternatives(services_for(services, FIFE, "housing")).empty
