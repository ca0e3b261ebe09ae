"""Services counted by hand."""

import pytest
from scipy.stats import poisson
from statsmodels.stats.rates import confint_poisson

from app.contract.codes import SERVICE_CATEGORIES
from app.measures.supply import listing, open_services
from tests.unit.listed import AREAS, AS_AT, NEED, A, B, of, services, supplied


def test_services_are_counted_by_whom_they_reach_and_only_local_ones_are_local():
    everywhere = {"hscp_codes": f"{A} {B}"}
    table = supplied({}, {}, {"reach": "wider"} | everywhere, {"reach": "online"} | everywhere)
    assert of(table, A)[["local", "wider", "online"]].tolist() == [2, 1, 1]
    assert of(table, B)[["local", "wider", "online", "per_10000"]].tolist() == [0, 1, 1, 0]


def test_there_is_a_row_for_every_hscp_and_category():
    table = supplied({})
    assert len(table) == 2 * len(SERVICE_CATEGORIES)
    assert table.local.sum() == 1


@pytest.mark.parametrize(
    "row",
    [
        {"status": "inactive"},
        {"status": "defunct"},
        {"status": "temporarily closed"},
        {"closed_on": "2025-09-01"},
        {"duplicate_of": "s0"},
        {"hscp_codes": ""},
        {"categories": ""},
    ],
)
def test_services_that_do_not_count(row):
    assert of(supplied({}, row), A).local == 1


def test_a_repeat_counts_once_and_what_is_closed_is_not_open():
    rows = services({}, {"duplicate_of": "s0"}, {"closed_on": "2025-01-01"}, {"status": "inactive"}, {})
    assert open_services(rows).service_id.tolist() == ["s0", "s4"]


def test_a_service_of_two_hscps_or_two_categories_counts_in_each():
    table = supplied({"hscp_codes": f"{A} {B}", "categories": f"{NEED} transport"})
    assert {of(table, area, category).local for area in (A, B) for category in (NEED, "transport")} == {1}
    assert table.local.sum() == 4


@pytest.mark.parametrize(
    ("last_assured", "assured"), [("2024-09-30", 1), ("2024-09-29", 0), ("2025-09-30", 1), (None, 0)]
)
def test_a_service_is_assured_if_someone_made_sure_of_it_in_the_last_12_months(last_assured, assured):
    assert of(supplied({"last_assured": last_assured}), A).assured == assured


def test_waiting_lists_count_only_where_it_was_collected_whether_they_are_open():
    table = supplied(
        {"waiting_list": "closed"}, {"waiting_list": "open"}, {}, {"waiting_list": "closed", "reach": "wider"}
    )
    assert of(table, A)[["local", "waiting_known", "waiting_closed"]].tolist() == [3, 2, 1]
    assert of(table, B)[["waiting_known", "waiting_closed"]].tolist() == [0, 0]


@pytest.mark.parametrize("count", [0, 1, 4, 9])
def test_below_ten_services_their_interval_is_the_exact_one_of_statsmodels(count):
    row = of(supplied(*[{}] * count, {"hscp_codes": B}), A)
    lower, upper = confint_poisson(count, 1, method="exact-c")
    assert (row.per_10000, row.upper) == (count, pytest.approx(upper))
    assert row.lower == pytest.approx(lower if count else 0.0)
    assert poisson.cdf(count, row.upper) == pytest.approx(0.025)  # what makes the bound exact


def test_from_ten_services_the_interval_is_byars():
    # The formulas by hand, for 25 services and 10,000 people:
    # 25 (1 - 1/225 - 1.959964/15)^3 = 16.1747, 26 (1 - 1/234 + 1.959964/(3 √26))^3 = 36.9061.
    row = of(supplied(*[{}] * 25), A)
    assert (row.lower, row.upper) == pytest.approx((16.1747, 36.9061), abs=1e-3)
    assert (row.lower, row.upper) == pytest.approx(confint_poisson(25, 1, method="exact-c"), rel=2e-3)


def test_a_listing_holds_local_services_with_a_category_each_once():
    rows = [{"categories": f"{NEED} transport"}, {"categories": ""}, {"reach": "wider"}, {"hscp_codes": f"{A} {B}"}]
    listed = listing(services(*rows), AREAS, AS_AT).set_index("area_code")
    assert listed.listed.to_dict() == {A: 2, B: 1}
    assert listed.assured.to_dict() == {A: 2, B: 1}
