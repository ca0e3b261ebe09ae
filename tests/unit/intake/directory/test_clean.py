"""What becomes of each field of a record, and what is told of it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intake.directory.clean import Cleaner
from app.intake.directory.records import Place, Record
from app.intake.faults import Severity

TODAY = date(2026, 6, 30)
WHOLE = {"directory": "A", "service_id": "s1", "service_name": "Club", "status": "active"}


def clean(scheme="own", places=(), terms=(), email=None, **values):
    """The service that a record becomes, and its faults as (field, rule, severity)."""
    cleaner = Cleaner(TODAY)
    record = Record(scheme, "file", 2, WHOLE | values, terms=list(terms), places=list(places), email=email)
    service = cleaner.clean(record)
    return service, [(fault.column, fault.rule, fault.severity.value) for fault in cleaner.faults], cleaner


def text(value):
    service, faults, _ = clean(organisation=value)
    return service.values["organisation"], [rule for _, rule, _ in faults]


@pytest.mark.parametrize("scheme", ["own", "open_referral", "aliss"])
@pytest.mark.parametrize("name", ["service_id", "service_name"])
@pytest.mark.parametrize("value", ["", None, "   ", "<b></b>", "\x00"])
def test_id_and_name_must_be_given(scheme, name, value):
    service, faults, _ = clean(scheme, **{name: value})
    assert service is None
    assert faults == [(name, "required", "error")]


def test_open_referral_requires_a_status_and_our_own_format_a_directory():
    assert clean("open_referral", status=None)[1] == [("status", "required", "error")]
    assert clean("own", directory="")[1] == [("directory", "required", "error")]
    assert clean("own", status="")[1] == clean("aliss", status=None)[1] == []


@pytest.mark.parametrize("value", [3, 4.5, True, ["x"], {"x": 1}])
def test_what_is_no_text_is_told(value):
    service, faults, _ = clean("open_referral", organisation=value)
    assert service is None
    assert faults == [("organisation", "type", "error")]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("  Food \r\n & Nutrition ", "Food & Nutrition"),
        ("Under 5s: ages < 5", "Under 5s: ages < 5"),
        ("Caf&eacute; &amp; bar", "Café & bar"),
        ("a\x00b\x1b[31m\u202ec\ud800", "ab[31mc"),
    ],
)
def test_text_without_html_is_kept(told, kept):
    assert text(told) == (kept, [])


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("<b>Bold</b> club", "Bold club"),
        ("Club<script>alert(1)</script>", "Club"),
        ("Club<img src=x onerror=alert(1)>", "Club"),
        ("Club&lt;script&gt;alert(1)&lt;/script&gt;", "Club"),
        ("Club&amp;lt;img src=x onerror=alert(1)&amp;gt;", "Club"),
        ("Club<<b>script>alert(1)<</b>/script>", "Club"),
        ("Club<!-- hidden -->", "Club"),
        ("<style>p {}</style>Club", "Club"),
        ("Club<svg/onload=alert(1)", "Club"),
    ],
)
def test_html_is_taken_out_and_told_however_it_is_escaped(told, kept):
    assert text(told) == (kept, ["html"])


@given(st.text(alphabet="<>&;/abscript=\"'!-#x3cltg \x00", max_size=60))
def test_no_markup_survives(told):
    kept, _ = text(told)
    assert kept is None or text(kept) == (kept, [])


def test_long_text_is_cut_and_told_and_a_long_id_is_an_error():
    assert text("x" * 301) == ("x" * 300, ["too_long"])
    assert clean(service_id="x" * 301)[1] == [("service_id", "too_long", "error")]


@pytest.mark.parametrize("value", ["https://example.org/a?b=c#d", "http://example.org"])
def test_a_web_address_is_kept(value):
    assert clean("open_referral", url=f" {value} ")[0].values["url"] == value


@pytest.mark.parametrize(
    "value",
    ["example/counselling", "javascript:alert(1)", "http://", "http://[", "https://a/<b>", 'http://a/"x', "ftp://a", 3,
     "http://a/ b", "http://a/\x00", "http://a/" + "x" * 2_000],
)  # fmt: skip
def test_what_is_no_web_address_is_told(value):
    assert clean("open_referral", url=value)[1] == [("url", "url", "error")]
    service, faults, _ = clean("aliss", url=value)
    assert faults == [("url", "url", "warning")]
    assert service.values["url"] is None


@pytest.mark.parametrize("value", ["email-example_com", False, 12345, "a@b", "a b@c.d", ["a@b.c"]])
def test_an_email_that_is_none_is_told_and_none_is_kept(value):
    assert clean("open_referral", email=value)[1] == [("email", "email", "error")]
    service, faults, _ = clean("open_referral", email="someone@example.org")
    assert faults == []
    assert "someone@example.org" not in str(service.values)


def test_codes_are_found_however_they_are_written():
    service, faults, _ = clean(status=" Temporarily_Closed", reach="ONLINE", waiting_list="closed")
    assert [service.values[name] for name in ("status", "reach", "waiting_list")] == [
        "temporarily closed", "online", "closed",
    ]  # fmt: skip
    assert faults == []


@pytest.mark.parametrize("name", ["status", "reach", "waiting_list"])
@pytest.mark.parametrize("value", ["perhaps", 3, ["active"]])
def test_an_unknown_code_is_an_error(name, value):
    service, faults, _ = clean(**{name: value})
    assert service is None
    assert faults in ([(name, "code", "error")], [(name, "type", "error")])


@pytest.mark.parametrize(
    ("value", "day"),
    [("2026-06-30", "2026-06-30"), ("2018-12-20T14:45:51.344207Z", "2018-12-20"), (" 2005-01-01 ", "2005-01-01")],
)
def test_a_day_is_kept_without_its_hour(value, day):
    assert clean(last_assured=value)[0].values["last_assured"] == day


def test_a_day_in_the_future_is_told_and_not_used():
    service, faults, _ = clean(last_assured="2026-07-01")
    assert service.values["last_assured"] is None
    assert faults == [("last_assured", "future_date", "warning")]


@pytest.mark.parametrize("value", ["30/06/2026", "2026-02-30", "soon", {"day": 1}])
def test_what_is_no_day_is_told(value):
    assert clean(last_assured=value)[1] == [("last_assured", "type", "error")]
    assert clean("aliss", last_assured=value)[1] == [("last_assured", "type", "warning")]


def test_ages():
    service, faults, _ = clean(minimum_age="16", maximum_age=99.5)
    assert (service.values["minimum_age"], service.values["maximum_age"], faults) == (16, 99.5, [])
    service, faults, _ = clean(minimum_age=60, maximum_age=50)
    assert (service.values["minimum_age"], service.values["maximum_age"]) == (None, None)
    assert faults == [("minimum_age", "ages", "warning")]


@pytest.mark.parametrize("value", [-1, 131, "old", "1_0", "１２", float("nan"), float("inf"), True, "9" * 400, 10**400])
def test_an_impossible_age_is_told(value):
    assert clean(minimum_age=value)[1] == [("minimum_age", "range", "error")]


def placed(*told):
    service, faults, _ = clean(places=[Place(*each, at="here") for each in told])
    return service.places, faults


def test_a_place_is_a_point_or_a_postcode_or_both():
    assert placed((55.86, -4.25, "g2 4jp"), ("55.9", "-4.1", ""), (None, None, "G24JP"), ("", "", "")) == (
        [(55.86, -4.25, "G2 4JP"), (55.9, -4.1, None), (None, None, "G2 4JP")],
        [],
    )


@pytest.mark.parametrize(
    "point",
    [(100, 101), (55.9, 181), (-90.1, 0), (0, 0), (55.9, None), ("", -4.2), ("north", -4.2), (float("nan"), 1),
     (float("inf"), 1), ({}, []), ("55,9", "-4,2"), (True, -4.2)],
)  # fmt: skip
def test_impossible_coordinates_are_told_and_not_used(point):
    assert placed((*point, "G2 4JP")) == ([(None, None, "G2 4JP")], [("here", "coordinates", "warning")])


@pytest.mark.parametrize("postcode", ["ABC 1234", "G2", 12345, {"a": 1}, "G2 4JP and others"])
def test_what_is_no_postcode_is_told_and_not_used(postcode):
    assert placed((55.9, -4.2, postcode)) == ([(55.9, -4.2, None)], [("here", "postcode", "warning")])
    assert placed((None, None, postcode)) == ([], [("here", "postcode", "warning")])


def test_terms_become_categories_by_our_own_names_and_by_the_crosswalk():
    assert clean(terms=["Mental Wellbeing", "transport", "loneliness", ""])[0].categories == [
        "mental_wellbeing", "loneliness", "transport",
    ]  # fmt: skip
    assert clean("aliss", terms=["community-cafe", "money-advice"])[0].categories == [
        "loneliness", "money_and_benefits", "food_and_fuel",
    ]  # fmt: skip


def test_terms_that_the_crosswalk_does_not_cover_are_counted():
    cleaner = Cleaner(TODAY)
    for number, terms in enumerate((["Knitting", "Yoga"], ["Knitting"], ["Falconry"])):
        cleaner.clean(Record("aliss", "file", number, WHOLE, terms=terms))
    told = [(fault.column, fault.found, fault.message.split(" this")[0]) for fault in cleaner.unmapped()]
    assert told == [("aliss", "Knitting", "2 services carry"), ("aliss", "Falconry", "1 service carries")]
    assert all(fault.severity == Severity.WARNING for fault in cleaner.unmapped())


def test_a_second_record_of_a_service_fills_what_the_first_leaves_blank():
    first, _, _ = clean("open_referral", organisation=None, places=[Place(virtual=True)])
    assert first.virtual
    second, _, _ = clean("open_referral", organisation="Org", service_name="Another", places=[Place(55.9, -4.2)])
    first.add(second)
    assert (first.values["organisation"], first.values["service_name"]) == ("Org", "Club")
    assert first.places == [(55.9, -4.2, None)]
    assert not first.virtual
