"""Directories as they are published: the standard's own examples and mocks, real answers of ALISS, APIs played here."""

import http.server
import json
import threading
from datetime import date

import jsonschema
import pytest

from app.acceptance import Refused, accept_directory
from app.contract.codes import hscp_names
from app.contract.directory import crosswalk
from app.geography import outlines
from app.intake.directory import read_directory
from app.intake.directory.fetch import FetchError, Limits, fetch
from app.intake.faults import Severity
from app.settings import settings
from app.store import open_store

pytestmark = pytest.mark.usefixtures("fresh_settings")
TODAY = date(2026, 6, 30)
COUNSELLING = "ac148810-d857-441c-9679-408f346de14b"
OUTLINES = ["indicative", "hscp_light", "hscp_detailed"]


@pytest.fixture
def standard(shared):
    return shared / "real" / "openreferral-uk"


@pytest.fixture
def aliss(shared):
    return shared / "real" / "aliss"


def read(*sources, **more):
    return read_directory(list(sources), today=TODAY, **more)


def told(got, severity, *, but=()):
    faults = [fault for fault in got.faults if fault.severity == severity and fault.rule not in but]
    return sorted((fault.file, fault.row or 0, fault.column or "", fault.rule, fault.found) for fault in faults)


def by_name(got):
    """Reach, the names of the HSCPs, by what they were found, and the categories of each service."""
    return {
        row.name: (
            row.reach,
            [hscp_names()[code] for code in row.hscp_codes.split()],
            row.placed_by,
            row.categories.split(),
        )
        for row in got.services.itertuples()
    }


# --- the standard's examples -----------------------------------------------------------------------------------------

IMPOSSIBLE = "100, 101"  # degrees: the example's own
AT_FIRST = "service_at_locations[0].location"


@pytest.mark.parametrize(
    "file",
    ["service_full", "service_list", "service_at_location_full", "service_at_location_list", "organization_full"],
)
def test_an_example_of_the_standard_is_read(standard, file):
    got = read(standard / "json" / f"{file}.json")
    assert told(got, Severity.ERROR) == []
    (service,) = got.services.itertuples()
    assert (service.service_id, service.name, service.organisation, service.status) == (
        COUNSELLING, "Community Counselling", "Example Organization Inc.", "active",
    )  # fmt: skip
    assert (service.minimum_age, service.maximum_age, service.last_assured) == (12, 100, "2005-01-01")
    assert (service.hscp_codes, got.unplaced, len(got.places)) == ("", 1, 0)
    found = {fault.rule: fault.found for fault in got.faults}
    assert found.get("coordinates", IMPOSSIBLE) == IMPOSSIBLE
    assert ("coordinates" in found) == (file != "service_list")
    assert found.get("postcode", "ABC 1234") == "ABC 1234"


@pytest.mark.parametrize(
    "file", ["taxonomy", "taxonomy_list", "taxonomy_term", "taxonomy_term_list", "organization_list"]
)
def test_an_example_without_services_is_refused_in_words(standard, file):
    got = read(standard / "json" / f"{file}.json")
    assert [fault.rule for fault in got.faults if fault.severity == Severity.ERROR] == ["no_services"]


def test_all_examples_together_are_one_service(standard):
    got = read(standard / "json")
    assert list(got.services.service_id) == [COUNSELLING]
    assert (got.has_errors, got.whole) == (False, frozenset())


def test_every_oddity_of_the_tabular_example_is_told(standard):
    got = read(standard / "csv", name="The example")
    (service,) = got.services.itertuples()
    assert (service.service_id, service.organisation, service.categories) == (
        COUNSELLING, "Example Organization Inc.", "",
    )  # fmt: skip
    assert got.whole == {"The example"}
    assert got.places.empty
    assert told(got, Severity.ERROR) == []
    blank = "2 blank rows"
    assert told(got, Severity.WARNING, but=("area_code",)) == [
        ("attribute.csv", 0, "", "blank_rows", blank),
        ("attribute.csv", 3, "link_id", "reference", "f28dd44b-0c4d-479f-8e90-4c52219a8b3c"),
        ("csv", 0, "categories", "no_category", "1 of 1 services"),
        ("locations.csv", 0, "", "blank_rows", blank),
        ("organizations.csv", 0, "", "blank_rows", blank),
        ("organizations.csv", 3, "parent_organization_id", "reference", "cd09a387-91f4-4555-94ec-e799c35344cd"),
        ("service_areas.csv", 0, "", "blank_rows", blank),
        ("service_at_location.csv", 0, "", "blank_rows", blank),
        ("services.csv", 0, "", "blank_rows", blank),
        ("services.csv", 3, "area_codes", "unplaced", None),
        ("services.csv", 3, "locations.csv, 3a19ff88-4620-4d17-9830-ac1d859eb5d5", "coordinates", IMPOSSIBLE),
        ("services.csv", 3, "locations.csv, 3a19ff88-4620-4d17-9830-ac1d859eb5d5", "postcode", "ABC 1234"),
        ("taxonomies.csv", 0, "", "blank_rows", blank),
        ("taxonomy_terms.csv", 0, "", "blank_rows", blank),
        ("taxonomy_terms.csv", 3, "parent_id", "reference", "0bc248fa-dc27-4650-9ba4-8f1a24ef16a2"),
        ("taxonomy_terms.csv", 3, "taxonomy_id", "reference", "07ff6aee-a219-438c-b694-d2fcb6c5373b"),
    ]


# --- the validator's mocks -------------------------------------------------------------------------------------------


def test_the_mock_that_is_meant_to_pass_is_read(standard):
    got = read(standard / "validator-mocks" / "V3.0-UK-Default", name="The mock")
    assert told(got, Severity.ERROR) == []
    assert list(got.services.service_id) == [COUNSELLING]
    assert got.whole == {"The mock"}  # its list of services is one page of one service


BAD = [  # what is wrong in the files that are meant to fail, found by reading them beside those that are meant to pass
    ("service_at_location_full.json", 0, "location.id", "reused_id", "3a19ff88-4620-4d17-9830-ac1d859eb5d5"),
    ("service_full.json", 1, "email", "email", "email-example_com"),
    ("service_full.json", 1, "url", "url", "example/counselling"),
    ("service_list.json", 1, "email", "email", "email-example_com"),
    ("service_list.json", 1, "name", "required", None),
    ("service_list.json", 1, "organization.id", "reused_id", COUNSELLING),
    ("service_list.json", 1, "url", "url", "example_counselling"),
    ("service_list.json", 2, "email", "email", "email-example_com"),
    ("service_list.json", 2, "name", "required", None),
    ("service_list.json", 2, "url", "url", "example_counselling"),
    ("service_list.json", 3, "email", "email", "False"),
    ("service_list.json", 3, "name", "required", None),
    ("service_list.json", 3, "url", "url", "example_counselling"),
    ("service_list.json", 4, "email", "email", "12345"),
    ("service_list.json", 4, "id", "unique_service", COUNSELLING),
    ("service_list.json", 4, "name", "required", None),
]
ODD = [  # and what is odd in them
    ("service_at_location_full.json", 1, AT_FIRST, "coordinates", IMPOSSIBLE),
    ("service_at_location_full.json", 1, AT_FIRST, "postcode", "ABC 1234"),
    ("service_at_location_list.json", 1, AT_FIRST, "coordinates", IMPOSSIBLE),
    ("service_full.json", 1, AT_FIRST, "coordinates", IMPOSSIBLE),
    ("service_full.json", 1, AT_FIRST, "postcode", "ABC 1234"),
    ("service_list.json", 0, "", "page_count", "4"),  # and says that it has 1
    ("taxonomy_term_list.json", 1, "parent_id", "own_parent", "0bc248fa-dc27-4650-9ba4-8f1a24ef16a2"),
]


def test_the_mock_that_is_meant_to_fail_is_refused_with_every_reason(standard):
    folder = standard / "validator-mocks" / "V3.0-UK-Fail"
    got = read(folder, name="The mock")
    assert told(got, Severity.ERROR) == BAD
    beside = ("area_code", "no_category", "no_services", "unplaced", "unmapped_category")
    assert told(got, Severity.WARNING, but=beside) == ODD
    with pytest.raises(Refused) as refused:
        accept_directory([folder], by="tests", name="The mock", today=TODAY, progress=lambda step: None)
    assert len([fault for fault in refused.value.faults if fault.severity == Severity.ERROR]) == len(BAD)
    assert open_store(settings().store_url).current_id() is None


@pytest.mark.parametrize("mock", ["V3.0-UK-Default", "V3.0-UK-Fail"])
def test_whatever_the_schema_of_the_standard_forbids_is_told(standard, mock):
    schema = json.loads((standard / "schema" / "service.json").read_text())
    schema = {key: schema[key] for key in ("type", "properties", "required")}
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    forbidden = set()
    for file in ("service_full.json", "service_list.json"):
        document = json.loads((standard / "validator-mocks" / mock / file).read_text())
        for row, service in enumerate(document.get("contents", [document]), start=1):
            for error in validator.iter_errors(service):
                lacking = [name for name in schema["required"] if f"{name!r} is a required" in error.message]
                forbidden.add((file, row, str((*error.path, *lacking)[0])))
    errors = {(file, row, column) for file, row, column, *_ in told(read(standard / "validator-mocks" / mock), "error")}
    assert forbidden <= errors
    assert len(forbidden) == (0 if mock.endswith("Default") else 9)


# --- ALISS -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drawn", OUTLINES)
def test_services_of_aliss_are_in_the_hscp_where_they_are(shared, aliss, drawn):
    if drawn != "indicative":
        outlines.use(shared / "real" / "boundaries" / f"{drawn}.geojson")
    got = read(aliss)
    assert by_name(got) == {
        # the council area S12000046, which has been S12000049 since 2019
        "Cook and Care": ("local", ["Glasgow City"], "area", ["food_and_fuel"]),
        "One-to-one counselling": ("local", ["Glasgow City"], "area", ["mental_wellbeing"]),
        # points in G3 7DN, G2 4JP and G2 4PB: the Mitchell Library, Bath Street, Elmbank Street
        "Debt Advice": ("local", ["Glasgow City"], "point", ["money_and_benefits"]),
        "Food Parcels": ("local", ["Glasgow City"], "point", ["food_and_fuel"]),
        "Providing Meals": ("local", ["Glasgow City"], "point", ["food_and_fuel"]),
        "Bluebell-PND- Counselling Service": ("local", ["Glasgow City"], "point", ["mental_wellbeing", "family"]),
        # a point in TD12 4JN, three miles from the border with England
        "Leitholm Soup Social": ("local", ["Scottish Borders"], "point", ["loneliness", "food_and_fuel"]),
        # the HSCP itself, S37000025
        "Community Capacity Building Link Worker Service": (
            "local",
            ["Scottish Borders"],
            "area",
            ["food_and_fuel", "physical_activity", "long_term_conditions"],
        ),
        # neither an area nor a place
        "Writing for Wellbeing": ("local", [], "nothing", ["loneliness"]),
        "Duns Tea Dance": ("local", [], "nothing", ["loneliness"]),
    }
    assert got.unplaced == 2
    assert told(got, Severity.ERROR) == []
    assert set(got.services.directory) == {"ALISS"}
    assert got.whole == frozenset()  # pages of searches


def test_an_answer_of_aliss_tells_who_provides_the_service_and_when_it_was_looked_after(aliss):
    got = read(aliss / "v4_service.json", aliss / "v3_search_results.json", aliss / "v4_organisation.json")
    services = got.services.set_index("name")
    assert services.organisation["Leitholm Soup Social"] == "SBC Community Capacity Building"
    assert services.last_assured["Leitholm Soup Social"] == "2018-12-20"
    assert services.organisation["Cook and Care"] == "Possobilities"
    assert services.url["Cook and Care"] == "http://possobilities.org.uk/cook-n-care-meal-delivery/"
    assert services.organisation["Duns Tea Dance"] == "SBC Community Capacity Building"
    assert services.waiting_list.isna().all()


def test_every_category_in_the_answers_of_aliss_is_in_the_crosswalk(aliss):
    def slugs(value):
        if isinstance(value, dict):
            below = [
                value[key] for key in ("data", "results", "services", "categories", "sub_categories") if key in value
            ]
            own = {value["slug"]} if "sub_categories" in value or set(value) == {"name", "slug"} else set()
            return own.union(*map(slugs, below))
        return set().union(*map(slugs, value)) if isinstance(value, list) else set()

    found = set().union(*(slugs(json.loads(path.read_text())) for path in aliss.glob("*.json")))
    assert len(found) > 20
    assert [slug for slug in sorted(found) if ("aliss", slug) not in crosswalk()] == []


# --- APIs, played here -----------------------------------------------------------------------------------------------


@pytest.fixture
def api():
    """A server that answers what `says` holds for a path and query, one after the other where that is a list."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            said = self.server.says.get(self.path, 404)
            said = said.pop(0) if isinstance(said, list) else said
            body = b"" if isinstance(said, int) else json.dumps(said).encode()
            self.send_response(said if isinstance(said, int) else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.says = {}
    server.host = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


HASTE = Limits(pause=0, attempts=3, timeout=5)


def fetched(api, tmp_path, path, limits=HASTE):
    return fetch(f"http://{api.host}{path}", tmp_path / "fetched", limits, wait=lambda seconds: None)


@pytest.fixture
def open_referral(api, standard):
    """The mock that is meant to pass, as an API of three services on two pages, each in another council area."""
    mock = standard / "validator-mocks" / "V3.0-UK-Default"
    full = json.loads((mock / "service_full.json").read_text())
    short = json.loads((mock / "service_list.json").read_text())
    councils = {"S12000047": "a", "S12000049": "b", "S92000003": "c"}
    for code, identity in councils.items():
        uri = f"http://statistics.data.gov.uk/id/statistical-geography/{code}"
        own = {"id": identity, "name": f"Counselling {identity}", "service_areas": [{"id": "x", "uri": uri}]}
        api.says[f"/services/{identity}"] = full | own
    for number, ids in ((1, "ab"), (2, "c")):
        contents = [short["contents"][0] | {"id": each, "name": f"Counselling {each}"} for each in ids]
        page = short | {"contents": contents, "page_number": number, "last_page": number == 2}
        page |= {"total_pages": 2, "total_items": 3, "size": len(contents)}
        api.says["/services" if number == 1 else f"/services?page={number}"] = page
    return api


def test_an_api_of_open_referral_from_end_to_end(open_referral, tmp_path):
    path = fetched(open_referral, tmp_path, "")
    accepted = accept_directory([path], by="tests", today=TODAY, progress=lambda step: None)
    assert {name: found[:3] for name, found in by_name(accepted.read).items()} | {"Counselling c": ...} == {
        "Counselling a": ("local", ["Fife"], "area"),
        "Counselling b": ("local", ["Glasgow City"], "area"),
        "Counselling c": ...,
    }
    everywhere = accepted.read.services.set_index("service_id").loc["c"]
    assert (everywhere.reach, len(everywhere.hscp_codes.split())) == ("wider", 31)
    assert (accepted.read.whole, accepted.merged.new) == ({open_referral.host}, 3)

    path.unlink()  # the next load asks again; one service has gone from the list, one has changed
    first = open_referral.says["/services"]
    first["contents"] = first["contents"][1:]
    open_referral.says["/services?page=2"]["total_items"] = first["total_items"] = 2
    open_referral.says["/services/b"]["name"] = first["contents"][0]["name"] = "Listening"
    path = fetched(open_referral, tmp_path, "/services")
    merged = accept_directory([path], by="tests", today=TODAY, progress=lambda step: None).merged
    assert (merged.new, merged.updated, merged.closed) == (0, 1, 1)
    assert merged.services.set_index("service_id").closed_on.notna().to_dict() == {"a": True, "b": False, "c": False}


def test_trouble_that_passes_and_a_fetch_that_goes_on_where_it_broke_off_give_the_whole_directory(
    open_referral, tmp_path
):
    says = open_referral.says
    says["/services"] = [503, says["/services"]]
    says["/services/b"] = [503, 503, 503, says["/services/b"]]
    with pytest.raises(FetchError, match="going on from what was fetched"):
        fetched(open_referral, tmp_path, "/services")
    got = read(fetched(open_referral, tmp_path, "/services"))
    assert (sorted(got.services.service_id), got.whole) == (["a", "b", "c"], {open_referral.host})


def test_what_was_fetched_before_it_broke_off_is_read_as_a_part(open_referral, tmp_path):
    open_referral.says["/services?page=2"] = 500
    with pytest.raises(FetchError):
        fetched(open_referral, tmp_path, "/services")
    (path,) = (tmp_path / "fetched").iterdir()
    got = read(path)
    assert (sorted(got.services.service_id), got.whole) == (["a", "b"], frozenset())


def test_the_mock_that_is_meant_to_fail_is_refused_when_it_is_an_api(api, standard, tmp_path):
    mock = standard / "validator-mocks" / "V3.0-UK-Fail"
    api.says["/services"] = json.loads((mock / "service_list.json").read_text())
    api.says[f"/services/{COUNSELLING}"] = json.loads((mock / "service_full.json").read_text())
    got = read(fetched(api, tmp_path, ""))
    reasons = sorted((row, column, rule, found) for _, row, column, rule, found in told(got, Severity.ERROR))
    assert reasons == sorted(
        (row, column, rule, found) for file, row, column, rule, found in BAD if not file.startswith("service_at")
    )
    assert {fault.file for fault in got.faults if fault.severity == Severity.ERROR} == {
        f"http://{api.host}/services", f"http://{api.host}/services/{COUNSELLING}",
    }  # fmt: skip


@pytest.mark.parametrize(("file", "listed"), [("v4_services_page", "data"), ("v3_search_results", "results")])
def test_an_api_of_aliss_from_end_to_end(api, aliss, tmp_path, file, listed):
    page = json.loads((aliss / f"{file}.json").read_text())
    halves = page[listed][:1], page[listed][1:]
    more = {"count": len(page[listed]), "previous": None}
    api.says["/api/services/"] = page | more | {listed: halves[0], "next": f"http://{api.host}/api/services/?page=2"}
    api.says["/api/services/?page=2"] = page | more | {listed: halves[1], "next": None, "previous": "/api/services/"}
    got = read(fetched(api, tmp_path, "/api/services/"))
    assert list(got.services.service_id) == [service["id"] for service in page[listed]]
    assert set(got.services.hscp_codes) == {"S37000034"}
    assert got.whole == {"ALISS"}

    api.says["/api/services/?postcode=G2"] = api.says["/api/services/"] | {"next": None}
    got = read(fetched(api, tmp_path, "/api/services/?postcode=G2"))
    assert got.whole == frozenset()  # only what is near G2
