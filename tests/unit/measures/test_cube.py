import pandas as pd
import pytest

from app.measures.cube import build_cube
from app.measures.reporting import build_reporting

Q = "2025-26Q2"


@pytest.fixture
def cell(returns, areas, programmes):
    """Add up rows; then `cell(rows)(quantity, area)` is (value, state, parts_reported, parts_expected)."""

    def build(rows):
        frame = returns(rows)
        reporting = build_reporting(frame, ["A1", "A2", "B1", "B2"], programmes)
        cube = build_cube(frame, reporting, areas).set_index(["quantity", "period", "area_code"])

        def look_up(quantity, area, period=Q):
            row = cube.loc[(quantity, period, area)]
            return (
                None if pd.isna(row.value) else row.value,
                row.state,
                row.parts_reported,
                row.parts_expected,
            )

        return look_up

    return build


def test_units_add_up_to_hscp_board_and_scotland(cell):
    found = cell(
        [
            (Q, "A1", "u1", {"wte_in_post": 1.25}),
            (Q, "A1", "u2", {"wte_in_post": 2.0}),
            (Q, "A2", "u1", {"wte_in_post": 4.0}),
            (Q, "B1", "u1", {"wte_in_post": 0.0}),
        ]
    )
    assert found("wte_in_post", "A1") == (3.25, "reported", 2, 2)
    assert found("wte_in_post", "A") == (7.25, "reported", 2, 2)
    assert found("wte_in_post", "B1") == (0.0, "reported", 1, 1)
    assert found("wte_in_post", "B2") == (None, "no_programme", 0, 0)
    assert found("wte_in_post", "S") == (7.25, "reported", 3, 3)


def test_practices_in_scope_count_once_for_a_unit_with_two_models(cell):
    found = cell(
        [
            (Q, "A1", "u1", {"practices_covered": 3}),
            (Q, "A1", "u1", {"delivery_model": "remote", "practices_covered": 1}),
        ]
    )
    assert found("practices_in_scope", "A1")[0] == 4
    assert found("practices_covered", "A1")[0] == 4


def test_missing_hscps_make_a_total_partial_and_missing_everywhere_not_submitted(cell):
    found = cell([(Q, "A1", "u1", {})])
    assert found("wte_in_post", "A2") == (None, "not_submitted", 0, 0)
    assert found("wte_in_post", "A") == (2.0, "partial", 1, 2)
    assert found("wte_in_post", "B") == (None, "not_submitted", 0, 1)
    assert found("wte_in_post", "S") == (2.0, "partial", 1, 3)


def test_blank_is_not_collected_and_half_blank_is_partial(cell):
    found = cell(
        [
            (Q, "A1", "u1", {"list_size_covered": None}),
            (Q, "A2", "u1", {"list_size_covered": None}),
            (Q, "A2", "u2", {"list_size_covered": 5}),
        ]
    )
    assert found("list_size_covered", "A1") == (None, "not_collected", 0, 1)
    assert found("list_size_covered", "A2") == (5.0, "partial", 1, 2)
    assert found("list_size_covered", "A") == (5.0, "partial", 1, 2)


def test_hidden_at_source_stays_hidden_up_through_every_total(cell):
    hidden = {"waiting_at_end": None, "suppressed": "cases_opened waiting_at_end"}
    found = cell([(Q, "A1", "u1", hidden), (Q, "A1", "u2", {}), (Q, "A2", "u1", {}), (Q, "B1", "u1", {})])
    assert found("waiting_at_end", "A1")[:2] == (None, "suppressed")
    assert found("waiting_at_end", "A")[:2] == (None, "suppressed")
    assert found("waiting_at_end", "S")[:2] == (None, "suppressed")
    assert found("waiting_at_end", "B")[:2] == (7.0, "reported")
    assert found("referrals_received", "A1")[:2] == (100.0, "reported")


def test_vacancies_and_funded_posts_cover_the_same_units(cell):
    found = cell([(Q, "A1", "u1", {"vacancies_wte": None}), (Q, "A1", "u2", {})])
    assert found("vacancies_wte", "A1") == (0.5, "partial", 1, 2)
    assert found("wte_funded", "A1") == (2.5, "partial", 1, 2)


def test_time_and_open_cases_cover_the_same_units(cell):
    hidden = {"open_cases_end": None, "suppressed": "open_cases_end"}
    found = cell([(Q, "A1", "u1", {"wte_in_post": 1.5}), (Q, "A2", "u1", hidden), (Q, "B1", "u1", {})])
    assert found("wte_open_cases_known", "A1") == (1.5, "reported", 1, 1)
    assert found("wte_open_cases_known", "A2")[:2] == (None, "suppressed")
    assert found("wte_in_post", "A2")[:2] == (2.0, "reported")


def test_a_part_and_its_base_cover_the_same_rows(cell):
    found = cell([(Q, "A1", "u1", {"referrals_accepted": None}), (Q, "A1", "u2", {}), (Q, "A2", "u1", {})])
    assert found("referrals_received", "A1") == (100.0, "reported", 2, 2)
    assert found("referrals_accepted", "A1") == (44.0, "partial", 1, 2)
    assert found("referrals_accepted_known", "A1") == (50.0, "partial", 1, 2)
    assert found("referrals_declined_known", "A1") == (100.0, "reported", 2, 2)
    assert found("referrals_accepted_known", "A") == (100.0, "partial", 2, 2)


def test_contacts_booked_are_those_attended_and_those_not(cell):
    found = cell([(Q, "A1", "u1", {}), (Q, "A1", "u2", {"contacts_dna": None})])
    assert found("contacts_attended", "A1")[0] == 160.0
    assert found("contacts_booked", "A1") == (100.0, "partial", 1, 2)
    assert found("contacts_dna", "A1") == (20.0, "partial", 1, 2)


def test_ways_of_contact_count_where_all_are_told(cell):
    found = cell([(Q, "A1", "u1", {}), (Q, "A1", "u2", {"contacts_home": None})])
    ways = [found(f"contacts_{way}", "A1")[0] for way in ("practice", "home", "community", "remote")]
    assert sum(ways) == found("contacts_way_known", "A1")[0] == 80.0


def test_months_of_funding_are_weighted_by_wte_and_never_negative(cell):
    # 30 September 2025 to 31 March 2026 is 182 days, of 30.4375 days a month.
    found = cell(
        [
            (Q, "A1", "u1", {"wte_in_post": 3.0}),
            (Q, "A1", "u2", {"wte_in_post": 1.0, "funding_end": "2025-01-31"}),
        ]
    )
    assert found("funding_wte_months", "A1")[0] == pytest.approx(3 * 182 / 30.4375)
    assert found("wte_funding_known", "A1")[0] == 4.0
