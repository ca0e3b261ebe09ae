"""Reading whole directories: what is put together, and that garbage of any kind is told and never raises."""

import csv
import html
import io
import json
import re
from datetime import date

import nh3
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.contract.directory import PLACES, RECORD, SERVICES
from app.intake.directory import read_directory
from app.intake.directory.flat import write_template
from app.intake.faults import Severity, as_json, as_text

pytestmark = pytest.mark.usefixtures("fresh_settings")
TODAY = date(2026, 6, 30)
TO_DO = re.compile(
    r"[;,:] (add|bring|choose|correct|delete|export|give|keep|leave|load|look|make|name|rename|save|shorten|tell|use)\b"
)
SERVICE = {
    "id": "s1",
    "name": "Club",
    "status": "active",
    "service_areas": [{"name": "Fife"}],
    "attributes": [{"taxonomy_term": {"name": "Loneliness"}}],
}


def write_csv(path, *rows):
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def own(identity="1", name="Club", directory="A", **more):
    return {"directory": directory, "service_id": identity, "service_name": name, "categories": "loneliness"} | more


def read(*sources, **more):
    return read_directory(list(sources), today=TODAY, **more)


def rules(got, *, only=None):
    return [fault.rule for fault in got.faults if only is None or fault.severity == only]


def assert_fits(got):
    """Whatever was read: tables as the contract has them, clean and in range, and faults that say what to do."""
    SERVICES.validate(got.services)
    PLACES.validate(got.places)
    for table in (got.services, got.places):
        table.to_parquet(io.BytesIO())
        for column in table.columns[table.dtypes == "string"]:
            for text in table[column].dropna():
                assert html.unescape(nh3.clean(text, tags=set())) == text
                assert text.strip() == text
                assert text.isprintable() or "\u00ad" in text or not re.search(r"[\x00-\x1f\x7f-\x9f]", text)
    assert got.places.latitude.dropna().between(-90, 90).all()
    assert got.places.longitude.dropna().between(-180, 180).all()
    assert (got.places.latitude.isna() == got.places.longitude.isna()).all()
    assert got.unplaced == (got.services.hscp_codes == "").sum()
    assert set(got.places.service_id) <= set(got.services.service_id)
    for fault in got.faults:
        assert fault.file
        assert fault.rule
        assert fault.severity in Severity
        assert TO_DO.search(fault.message), fault.message
    json.dumps(as_json(got.faults), ensure_ascii=False).encode()
    as_text(got.faults).encode()


def test_a_list_in_short_and_an_answer_in_full_are_one_service(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"contents": [SERVICE], "page_number": 1, "total_pages": 1}))
    full = SERVICE | {"organization": {"id": "o", "name": "Org"}, "service_at_locations": [
        {"location": {"latitude": 56.1, "longitude": -3.2}}
    ]}  # fmt: skip
    (tmp_path / "b.json").write_text(json.dumps(full))
    got = read(tmp_path, name="Fife list")
    assert_fits(got)
    (row,) = got.services.itertuples()
    assert (row.service_id, row.organisation, row.hscp_codes, row.placed_by) == ("s1", "Org", "S37000032", "area")
    assert (row.directory, got.whole) == ("Fife list", {"Fife list"})
    assert (row.first_listed, row.last_listed) == ("2026-06-30", "2026-06-30")
    assert list(got.places.latitude) == [56.1]
    assert got.faults == []


def test_a_directory_without_a_name_closes_nothing_and_says_so(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"contents": [SERVICE], "page_number": 1, "total_pages": 1}))
    got = read(tmp_path / "a.json")
    assert got.whole == frozenset()
    assert rules(got) == ["unnamed_directory"]
    assert list(got.services.directory) == ["Open Referral UK"]


def test_files_are_known_by_what_is_in_them_not_by_their_names(tmp_path):
    (tmp_path / "answer.txt").write_text("\ufeff " + json.dumps(SERVICE), encoding="utf-8")
    write_csv(tmp_path / "table.dat", own("2", "Choir"))
    got = read(tmp_path / "answer.txt", tmp_path / "table.dat")
    assert list(got.services.name) == ["Choir", "Club"]
    assert got.whole == {"A"}


def test_sources_without_any_service_are_an_error(tmp_path):
    (tmp_path / "x.json").write_text('{"contents": []}')
    (tmp_path / "folder").mkdir()
    for sources in ([], [tmp_path / "x.json"], [tmp_path / "folder"], [tmp_path / "missing.csv"]):
        got = read(*sources)
        assert got.has_errors
        assert got.services.empty
        assert (got.unplaced, got.refused, got.whole) == (0, 0, frozenset())
    assert rules(read(tmp_path / "folder")) == ["folder"]


def test_a_faulty_service_is_refused_and_the_others_are_read(tmp_path):
    got = read(write_csv(tmp_path / "a.csv", own("1", status="perhaps"), own("2", status=""), own("3", "")))
    assert_fits(got)
    assert (list(got.services.service_id), got.refused) == (["2"], 2)
    assert [(f.file, f.row, f.column, f.rule) for f in got.faults if f.severity == Severity.ERROR] == [
        ("a.csv", 2, "status", "code"),
        ("a.csv", 4, "service_name", "required"),
    ]


def test_services_without_a_category_are_counted(tmp_path):
    rows = [own("1", categories=""), own("2", categories="knitting"), own("3")]
    got = read(write_csv(tmp_path / "a.csv", *rows))
    assert [(f.file, f.found) for f in got.faults if f.rule == "no_category"] == [("a.csv", "2 of 3 services")]
    assert list(got.services.categories) == ["", "", "loneliness"]


def test_places_of_a_service_are_found_one_by_one(tmp_path):
    rows = [
        own(latitude="56.1133", longitude="-3.1580"),  # Kirkcaldy
        own(latitude="57.4778", longitude="-4.2247"),  # Inverness
        own(postcode="G2 4JP"),
        own(postcode="ZE1 0AA"),
    ]
    got = read(write_csv(tmp_path / "a.csv", *rows), lookup={"G24JP": "S37000034"})
    assert_fits(got)
    assert list(got.places.hscp_code.fillna("")) == ["S37000032", "S37000016", "S37000034", ""]
    (row,) = got.services.itertuples()
    assert (row.reach, row.hscp_codes, row.placed_by) == ("local", "S37000016 S37000032 S37000034", "point")


def test_a_postcode_or_ward_places_what_has_no_point(tmp_path):
    rows = [own("1", postcode="g2 4jp"), own("2", area_codes="s13002970"), own("3", postcode="ZE1 0AA")]
    got = read(write_csv(tmp_path / "a.csv", *rows), lookup={"G24JP": "S37000034", "S13002970": "S37000032"})
    assert list(got.services.hscp_codes) == ["S37000034", "S37000032", ""]
    assert list(got.services.placed_by) == ["lookup", "lookup", "nothing"]
    assert (got.unplaced, rules(got)) == (1, ["unplaced"])


def test_a_point_outside_of_scotland_is_told_even_if_the_area_is_known(tmp_path):
    rows = [own("1", latitude="51.5", longitude="-0.1", area_codes="Fife"), own("2", latitude="-4.2", longitude="55.9")]
    got = read(write_csv(tmp_path / "a.csv", *rows))
    assert [(fault.row, fault.rule) for fault in got.faults] == [
        (2, "outside_scotland"), (3, "unplaced"), (3, "outside_scotland"),
    ]  # fmt: skip
    assert got.unplaced == 1


def test_an_id_in_two_directories_is_one_service_if_it_can_be(tmp_path):
    uuid = "417f8631-f38e-46ef-9cf3-ea9e3fc6f47c"
    rows = [own("1", "Club"), own(uuid, "Choir"), own("2", "Gym")]
    others = [own("1", "Debt advice", "B"), own(uuid, "The choir", "B"), own("2", "gym", "B")]
    got = read(write_csv(tmp_path / "a.csv", *rows), write_csv(tmp_path / "b.csv", *others))
    assert_fits(got)
    assert list(got.services.name) == ["Club", "Choir", "Gym"]
    assert [(f.file, f.row, f.rule, f.severity.value) for f in got.faults if f.file == "b.csv"] == [
        ("b.csv", 2, "id_of_another", "error"),
        ("b.csv", 3, "listed_twice", "warning"),
        ("b.csv", 4, "listed_twice", "warning"),
    ]
    assert got.refused == 1


def test_made_up_services_do_not_come_with_real_ones(tmp_path):
    got = read(write_csv(tmp_path / "a.csv", own("SAMPLE-1"), own("1")))
    assert [(f.row, f.rule, f.severity.value) for f in got.faults if f.rule == "sample_apart"] == [
        (2, "sample_apart", "error")
    ]


def test_the_template_reads_back_without_a_fault(tmp_path):
    write_template(tmp_path / "services.csv")
    got = read(tmp_path / "services.csv")
    assert_fits(got)
    assert got.faults == []
    (row,) = got.services.itertuples()
    assert (row.categories, row.reach, row.hscp_codes) == ("loneliness food_and_fuel", "local", "S37000034")
    assert not pd.isna([row.minimum_age, row.last_assured, row.waiting_list, row.url]).any()


def test_every_rule_is_explained_to_stewards(project):
    code = "".join(
        path.read_text()
        for path in (project / "app" / "intake" / "directory").glob("*.py")
        if path.name != "fetch.py"  # it has errors of its own
    )
    rules = set(re.findall(r'Fault\((?:[^,]+,\s*){4}"(\w+)"', code))
    rules |= set(re.findall(r'\bfault\(\s*[^,()]+,\s*"(\w+)"', code))
    assert len(rules) >= 38
    explained = (project / "docs" / "directory.md").read_text()
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in explained] == []


NASTY = [
    "<script>alert(1)</script>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "\ud800",
    "\x00",
    "=1+1",
    "S12000047",
    "G2 4JP",
]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.sampled_from(NASTY), st.just(10**400)
)
KEYS = st.sampled_from([
    "id", "name", "status", "url", "email", "organization", "organisation", "service", "services", "contents",
    "results", "data", "next", "previous", "count", "page_number", "total_pages", "total_items", "last_page",
    "attributes", "taxonomy_term", "term", "parent_id", "service_areas", "code", "uri", "extent",
    "service_at_locations", "location", "locations", "location_type", "latitude", "longitude", "addresses",
    "postal_code", "categories", "slug", "minimum_age", "maximum_age", "assured_date", "last_updated",
])  # fmt: skip
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=8), max_leaves=40
)
SERVICES_OF = st.fixed_dictionaries(
    {"id": st.sampled_from(["a", "b", "<b>c</b>"]) | SCALARS, "name": st.text(min_size=1, max_size=8) | SCALARS},
    optional={
        "status": st.sampled_from(["active", "defunct"]) | SCALARS,
        "organization": st.fixed_dictionaries({"id": SCALARS, "name": SCALARS}) | DOCUMENTS,
        "organisation": DOCUMENTS,
        "categories": st.lists(st.dictionaries(KEYS, SCALARS)) | DOCUMENTS,
        "service_areas": st.lists(st.dictionaries(KEYS, SCALARS), max_size=3) | DOCUMENTS,
        "service_at_locations": st.lists(
            st.fixed_dictionaries({"location": st.dictionaries(KEYS, SCALARS)}), max_size=3
        ),
        "locations": st.lists(st.dictionaries(KEYS, SCALARS), max_size=3) | DOCUMENTS,
        "attributes": DOCUMENTS,
        "url": SCALARS,
        "email": SCALARS,
        "minimum_age": SCALARS,
        "maximum_age": SCALARS,
        "assured_date": SCALARS,
        "last_updated": SCALARS,
    },
)
PAGES = st.fixed_dictionaries(
    {"contents": st.lists(SERVICES_OF, max_size=3)},
    optional={"page_number": SCALARS, "total_pages": SCALARS, "total_items": SCALARS, "next": SCALARS},
)
MANY = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(st.lists(SERVICES_OF, max_size=3) | PAGES | DOCUMENTS)
def test_any_json_document_is_read_or_told(tmp_path, document):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(document))
    got = read(path)
    assert_fits(got)
    assert len(got.services) or got.has_errors


@MANY
@given(st.lists(st.tuples(st.text(max_size=20) | SCALARS, PAGES | DOCUMENTS), max_size=3))
def test_any_lines_of_answers_are_read_or_told(tmp_path, answers):
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(json.dumps({"url": url, "answer": answer}) for url, answer in answers))
    assert_fits(read(path))


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=15) | st.sampled_from(
    [
        "1",
        "2",
        "SAMPLE-1",
        "active",
        "local",
        "S12000047",
        "S92000003",
        "56.1",
        "-3.2",
        "-1",
        "2026-01-01",
        "9999-12-31",
    ]
    + [each for each in NASTY if each != "\ud800"]
)
ROWS = st.lists(st.fixed_dictionaries({field.name: CELLS for field in RECORD}), min_size=1, max_size=4)


@MANY
@given(ROWS)
def test_any_cells_of_our_own_format_are_read_or_told(tmp_path, rows):
    assert_fits(read(write_csv(tmp_path / "x.csv", *rows)))


TABLES = {
    "services": ["id", "organization_id", "name", "status", "url", "email", "minimum_age", "assured_date"],
    "organizations": ["id", "name"],
    "locations": ["id", "location_type", "latitude", "longitude"],
    "service_at_location": ["id", "service_id", "location_id"],
    "addresses": ["id", "location_id", "postal_code"],
    "service_areas": ["id", "service_id", "name", "uri"],
}


@MANY
@given(st.fixed_dictionaries({
    name: st.lists(st.fixed_dictionaries(dict.fromkeys(columns, CELLS)), min_size=1, max_size=3)
    for name, columns in TABLES.items()
}))  # fmt: skip
def test_any_tables_of_a_package_are_read_or_told(tmp_path, tables):
    folder = tmp_path / "package"
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        write_csv(folder / f"{name}.csv", *rows)
    assert_fits(read(folder))


@MANY
@given(st.sampled_from(["x.json", "x.jsonl", "x.csv"]), st.binary(max_size=200))
def test_any_bytes_are_read_or_told(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert_fits(read(tmp_path / name))
