"""The crosswalk of categories, and the fields of a record."""

import csv
from collections import defaultdict

import pytest

from app.contract import directory
from app.contract.codes import SERVICE_CATEGORIES
from app.contract.directory import PLACES, RECORD, SERVICES, crosswalk, plain


@pytest.fixture(scope="module")
def rows(project):
    """Rows (scheme, term, category) of the crosswalk as they stand in the file."""
    with (project / "data" / "reference" / "service_crosswalk.csv").open(encoding="utf-8", newline="") as file:
        return [(row["scheme"], row["term"], row["category"]) for row in csv.DictReader(file)]


def test_every_row_names_a_scheme_a_term_in_plain_form_and_one_of_our_categories_or_none(rows):
    assert len(rows) > 400
    for scheme, term, category in rows:
        assert scheme in ("aliss", "open_referral")
        assert term == plain(term) != ""
        assert category in (*SERVICE_CATEGORIES, "")


def test_no_two_rows_are_the_same_or_contradict(rows):
    assert len(rows) == len(set(rows))
    categories = defaultdict(set)
    for scheme, term, category in rows:
        categories[scheme, term].add(category)
    assert [key for key, found in categories.items() if "" in found and len(found) > 1] == []
    both = {term for scheme, term, _ in rows if scheme == "aliss"} & {t for scheme, t, _ in rows if scheme != "aliss"}
    assert [term for term in both if categories["aliss", term] != categories["open_referral", term]] == []


def test_every_category_is_reached_from_both_schemes(rows):
    for scheme in ("aliss", "open_referral"):
        assert {category for of, _, category in rows if of == scheme} - {""} == set(SERVICE_CATEGORIES)


def test_rows_are_in_order_so_that_a_steward_finds_a_term(rows):
    assert rows == sorted(rows)


def test_a_term_may_have_several_categories_or_none():
    assert crosswalk()["aliss", "community-cafe"] == ("food_and_fuel", "loneliness")
    assert () in crosswalk().values()


def test_a_row_that_names_no_category_of_ours_is_refused_with_its_number(tmp_path, monkeypatch):
    (tmp_path / "data" / "reference").mkdir(parents=True)
    path = tmp_path / "data" / "reference" / "service_crosswalk.csv"
    path.write_text("scheme,term,category\naliss,yoga,physical_activity\naliss,knitting,crafts\n", encoding="utf-8")
    monkeypatch.setattr(directory, "PROJECT", tmp_path)
    crosswalk.cache_clear()
    with pytest.raises(ValueError, match="row 3: 'crafts' is not a service category"):
        crosswalk()
    crosswalk.cache_clear()


@pytest.mark.parametrize(
    ("term", "form"),
    [
        ("Food & Nutrition", "food-nutrition"),
        ("  Money_Advice ", "money-advice"),
        ("Men's Shed", "mens-shed"),
        ("Women’s Aid", "womens-aid"),
        ("Community CAFÉ", "community-cafe"),
        ("--", ""),
    ],
)
def test_the_plain_form_of_a_term(term, form):
    assert plain(term) == plain(form) == form


def test_fields_are_named_once_and_those_required_identify_a_service():
    names = [field.name for field in RECORD]
    assert len(names) == len(set(names))
    assert [field.name for field in RECORD if field.required] == ["directory", "service_id", "service_name"]
    assert all(field.description for field in RECORD)


def test_the_tables_are_strict_and_services_are_known_by_their_id():
    assert SERVICES.strict
    assert PLACES.strict
    assert SERVICES.unique == ["service_id"]
