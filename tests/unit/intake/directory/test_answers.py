"""Services out of JSON: Open Referral UK, ALISS v3 and v4, in whatever they are wrapped."""

import json

import pytest

from app.intake.directory.answers import area_code, read_answers
from app.intake.faults import Severity

OPEN_REFERRAL = {
    "id": "s1",
    "name": "Counselling",
    "status": "active",
    "url": "http://example.org",
    "email": "someone@example.org",
    "minimum_age": 12,
    "assured_date": "2025-01-01",
    "organization": {"id": "o1", "name": "Org"},
    "attributes": [{"taxonomy_term": {"name": "Mental health"}}, {"taxonomy_term": {"term": "Advice"}}, {}],
    "service_areas": [
        {"uri": "http://statistics.data.gov.uk/id/statistical-geography/S12000049", "name": "Glasgow City"},
        {"name": "Fife"},
        {"extent": "S12000047"},
    ],
    "service_at_locations": [
        {"location": {"latitude": 55.9, "longitude": -4.2, "addresses": [{"postal_code": "G1 1AA"}]}},
        {"location": {"location_type": "virtual"}},
        {},
    ],
}
ALISS = {
    "id": "a1",
    "name": "Debt advice",
    "url": "http://example.org",
    "last_updated": "2018-09-17T16:22:50Z",
    "organisation": {"id": "o2", "name": "Bureau"},
    "categories": [{"name": "Money Advice", "slug": "money-advice"}, {"name": "Social Group"}],
    "service_areas": [{"code": "S12000046", "name": "Glasgow City"}, {"code": "", "name": "Fife"}],
    "locations": [{"latitude": 55.8, "longitude": -4.3, "postal_code": "G3 7DN"}],
}


@pytest.fixture
def told(tmp_path):
    """What files of these documents tell; a name that ends in .jsonl takes (address, answer) pairs."""

    def read(**documents):
        paths = []
        for name, document in documents.items():
            path = tmp_path / name.replace("_", ".")
            lines = [json.dumps({"url": url, "answer": answer}) for url, answer in document] if "_" in name else []
            path.write_text("\n".join(lines) if "_" in name else json.dumps(document))
            paths.append(path)
        return read_answers(paths)

    return read


def page(number, of, *ids, **more):
    contents = [{"id": each, "name": each, "status": "active"} for each in ids]
    return {"page_number": number, "total_pages": of, "contents": contents} | more


def part(told):
    """Why what was read is no whole directory."""
    (fault,) = [fault for fault in told.faults if fault.rule == "part_of_directory"]
    return fault.message


def test_a_service_of_open_referral(told):
    (record,) = told(one=OPEN_REFERRAL).records
    assert record.scheme == "open_referral"
    assert record.values == {
        "directory": "",
        "service_id": "s1",
        "service_name": "Counselling",
        "organisation": "Org",
        "status": "active",
        "minimum_age": 12,
        "maximum_age": None,
        "last_assured": "2025-01-01",
        "url": "http://example.org",
    }
    assert record.email == "someone@example.org"
    assert record.terms == ["Mental health", "Advice"]
    assert record.areas == ["S12000049", "Fife", "S12000047"]
    assert [(p.latitude, p.longitude, p.postcode, p.virtual) for p in record.places] == [
        (55.9, -4.2, "G1 1AA", False),
        (None, None, None, True),
    ]
    assert record.places[1].at == "service_at_locations[1].location"


def test_a_service_of_aliss(told):
    (record,) = told(one={"meta": {}, "data": ALISS}).records
    assert record.scheme == "aliss"
    assert record.values == {
        "directory": "ALISS",
        "service_id": "a1",
        "service_name": "Debt advice",
        "organisation": "Bureau",
        "last_assured": "2018-09-17T16:22:50Z",
        "url": "http://example.org",
    }
    assert record.terms == ["money-advice", "Social Group"]
    assert record.areas == ["S12000046", "Fife"]
    assert [(p.latitude, p.longitude, p.postcode) for p in record.places] == [(55.8, -4.3, "G3 7DN")]


@pytest.mark.parametrize(
    "document",
    [
        OPEN_REFERRAL,
        [OPEN_REFERRAL],
        {"contents": [OPEN_REFERRAL]},
        {"data": [OPEN_REFERRAL]},
        {"id": "o1", "name": "Org", "services": [{k: v for k, v in OPEN_REFERRAL.items() if k != "organization"}]},
        {"contents": [{"id": "o1", "name": "Org", "services": [OPEN_REFERRAL]}]},
        {"id": "l1", "service": OPEN_REFERRAL, "location": {"id": "x", "latitude": 55.9, "longitude": -4.2}},
    ],
)
def test_a_service_is_found_in_whatever_it_is_wrapped(told, document):
    (record,) = told(one=document).records
    assert (record.values["service_id"], record.values["organisation"]) == ("s1", "Org")
    assert (record.places[0].latitude, record.places[0].longitude) == (55.9, -4.2)


@pytest.mark.parametrize(
    "document",
    [
        None,
        3,
        "text",
        [],
        {},
        {"contents": []},
        {"data": [{"name": "Housing", "slug": "housing", "sub_categories": []}]},
        {"data": [{"code": "S12000005", "type": "Local Authority", "name": "Clackmannanshire"}]},
        {"data": [{"id": "o", "name": "Org", "aliss_url": "https://www.aliss.org/organisations/o"}]},
    ],
)
def test_what_holds_no_service_is_told(told, document):
    got = told(one=document)
    assert got.records == []
    assert got.whole == frozenset()
    assert [(fault.file, fault.rule, fault.severity) for fault in got.faults] == [
        ("one", "no_services", Severity.WARNING)
    ]


@pytest.mark.parametrize("content", [b"", b"{", b'{"a": 1}{', b"\xff\xfe", b"[" * 100_000, b"1" * 5_000])
def test_what_is_no_json_is_one_error(tmp_path, content):
    (tmp_path / "x.json").write_bytes(content)
    for path in (tmp_path / "x.json", tmp_path / "missing.json", tmp_path):
        (fault,) = read_answers([path]).faults
        assert (fault.rule in ("json", "file"), fault.severity) == (True, Severity.ERROR)


@pytest.mark.parametrize(
    "line", ["3", "[]", '{"url": 1, "answer": {}}', '{"url": "http://a"}', '{"url": "http://[", "answer": 1}']
)
def test_a_line_that_is_no_answer_is_an_error(tmp_path, line):
    good = json.dumps({"url": "http://a/services", "answer": page(1, 1, "x")})
    (tmp_path / "x.jsonl").write_text(f"\n{line}\n{good}\n")
    got = read_answers([tmp_path / "x.jsonl"])
    assert [fault.rule for fault in got.faults] == ["json"]
    assert got.records == []


def test_a_directory_that_was_fetched_is_called_by_its_address(told):
    first = ("http://me:secret@api.example:8000/fife/services?per_page=50", page(1, 2, "a"))
    second = ("http://me:secret@api.example:8000/fife/services?per_page=50&page=2", page(2, 2, "b"))
    full = ("http://me:secret@api.example:8000/fife/services/a", OPEN_REFERRAL | {"id": "a"})
    got = told(fetched_jsonl=[first, second, full])
    assert {record.values["directory"] for record in got.records} == {"api.example:8000/fife"}
    assert got.whole == {"api.example:8000/fife"}
    assert got.faults == []
    assert [record.file for record in got.records] == [first[0], second[0], full[0]]


def test_saved_pages_make_up_a_whole_directory_that_does_not_say_its_name(told):
    got = told(two=page(2, 2, "c", total_items=3), one=page(1, 2, "a", "b", total_items=3))
    assert got.whole == {""}
    assert got.faults == []


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ({"one": page(1, 3, "a"), "three": page(3, 3, "c")}, "page 2 is missing"),
        ({"one": page(1, 2, "a")}, "page 2 is missing"),
        ({"one": page(1, 10**9 - 1, "a")}, "page 2 is missing"),
        ({"one": page(2, 2, "a")}, "page 1 is missing"),
        ({"one": page(None, None, "a")}, "do not say which is the last"),
        ({"one": page(1, 1, "a", total_items=3)}, "3 services, and lists 1"),
        ({"one": OPEN_REFERRAL}, "no list of all services"),
        ({"one": {"contents": [{"service": OPEN_REFERRAL, "location": {"id": "l"}}], "last_page": True}}, "no list"),
        ({"f_jsonl": [("http://h/services?near=G2", page(1, 1, "a"))]}, "selection was asked for, by near"),
        ({"f_jsonl": [("http://h/services/s1", OPEN_REFERRAL)]}, "no list"),
    ],
)
def test_a_part_of_a_directory_is_told_with_the_reason(told, documents, reason):
    got = told(**documents)
    assert got.whole == frozenset()
    assert reason in part(got)


def aliss_page(previous, following, *ids, count=None):
    results = [ALISS | {"id": each} for each in ids]
    return {"count": count, "previous": previous, "next": following, "results": results}


def test_pages_of_aliss_are_whole_when_all_that_it_counts_is_there(told):
    one = aliss_page(None, "https://h/api/?page=2", "a", "b", count=3)
    two = aliss_page("https://h/api/", None, "c", count=3)
    assert told(one=one, two=two).whole == {"ALISS"}
    assert told(one=aliss_page(None, None, "a")).whole == {"ALISS"}
    assert "the last page" in part(told(one=one))
    assert "the first page" in part(told(two=two))
    assert "3 services, and lists 2" in part(told(one=aliss_page(None, None, "a", "b", count=3)))
    selected = aliss_page(None, "https://h/api/?page=2&postcode=G2+4AA", "a", count=1)
    assert "by postcode" in part(told(one=selected, two=two))


def test_a_fetched_list_may_end_in_an_empty_page(told):
    pages = [("http://h/services", {"contents": [OPEN_REFERRAL]}), ("http://h/services?page=2", {"contents": []})]
    assert told(f_jsonl=pages).whole == {"h"}


def test_ids_used_twice_in_a_list_or_for_two_things_are_errors(told):
    same = OPEN_REFERRAL | {"organization": {"id": "s1", "name": "Org"}}
    faults = told(one={"contents": [same, OPEN_REFERRAL], "total_items": 1, "next": None}).faults
    assert [(f.row, f.column, f.rule) for f in faults if f.severity == Severity.ERROR] == [
        (1, "organization.id", "reused_id"),
        (2, "id", "unique_service"),
    ]
    assert [f.found for f in faults if f.rule == "page_count"] == ["2"]
    faults = told(one={"id": "x", "service": OPEN_REFERRAL, "location": {"id": "x"}}).faults
    assert [(f.column, f.rule) for f in faults if f.severity == Severity.ERROR] == [("location.id", "reused_id")]


def test_a_service_at_two_locations_is_no_repeat(told):
    at = [{"id": str(n), "service": OPEN_REFERRAL, "location": {"id": f"l{n}", "latitude": 56 + n}} for n in (0, 1)]
    got = told(one={"contents": at, "page_number": 1, "total_pages": 1})
    assert [fault.rule for fault in got.faults] == ["part_of_directory"]
    assert [record.places[0].latitude for record in got.records] == [56, 57]


def test_a_term_that_is_its_own_parent_is_told(told):
    got = told(one={"contents": [{"id": "t1", "parent_id": "t0"}, {"id": "t2", "parent_id": "t2"}]})
    assert [(f.row, f.column, f.found) for f in got.faults if f.rule == "own_parent"] == [(2, "parent_id", "t2")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("S12000049", "S12000049"),
        ("http://statistics.data.gov.uk/id/statistical-geography/s12000049/", "S12000049"),
        ("http://example.com", None),
        ("Glasgow City", None),
        ("", None),
        (None, None),
        ("S1200004９", None),
    ],
)
def test_an_official_code_is_found_at_the_end_of_an_address(text, code):
    assert area_code(text) == code
