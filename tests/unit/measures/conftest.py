"""A Scotland of four HSCPs in two Boards, small enough to add up by hand."""

import pandas as pd
import pytest


@pytest.fixture
def areas():
    rows = [
        ("A1", "Ash", "hscp", "A", 10_000.0, 2_000.0),
        ("A2", "Aspen", "hscp", "A", 30_000.0, 0.0),
        ("B1", "Birch", "hscp", "B", 20_000.0, 4_000.0),
        ("B2", "Beech", "hscp", "B", 40_000.0, 1_000.0),
        ("A", "NHS A", "board", "A", 40_000.0, 2_000.0),
        ("B", "NHS B", "board", "B", 60_000.0, 5_000.0),
        ("S", "Scotland", "scotland", None, 100_000.0, 7_000.0),
    ]
    columns = ["area_code", "area_name", "area_level", "board_code", "population", "population_most_deprived"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def programmes():
    columns = ["hscp_code", "from_date", "to_date", "programme", "source"]
    return pd.DataFrame([("B2", "2018-04-01", "", "no", "made up")], columns=columns)


_DEFAULTS = {
    "delivery_model": "practice_attached",
    "unit_type": "cluster",
    "practices_covered": 3,
    "practices_in_scope": 4,
    "practices_with_dedicated_space": 2,
    "list_size_covered": 9000,
    "wte_in_post": 2.0,
    "wte_funded": 2.5,
    "vacancies_wte": 0.5,
    "funding_end": "2026-03-31",
    "headcount_in_post": 2,
    "employer_type": "third_sector",
    "referral_route": "open",
    "main_setting": "practice",
    "job_title": "community_link_worker",
    "appointment_minutes": 45,
    "referrals_received": 50,
    "referrals_accepted": 44,
    "referrals_declined_by_person": 3,
    "referrals_inappropriate": 2,
    "people_referred": 48,
    "first_appts_attended": 30,
    "contacts_attended": 80,
    "contacts_practice": 50,
    "contacts_home": 10,
    "contacts_community": 5,
    "contacts_remote": 15,
    "contacts_dna": 20,
    "cases_opened": 30,
    "cases_closed": 25,
    "people_disengaged": 5,
    "contacts_per_closed_case_mean": 4.0,
    "open_cases_end": 20,
    "waiting_at_end": 7,
    "wait_days_median": 10.0,
    "wait_days_p90": 30.0,
    "wait_n": 20,
    "suppressed": "",
}


@pytest.fixture
def returns():
    """Make returns rows: `returns([(period, hscp, unit, {field: value}), ...])`."""

    def make(rows):
        frame = pd.DataFrame(
            [
                {"period": period, "hscp_code": hscp, "unit_code": unit} | _DEFAULTS | fields
                for period, hscp, unit, fields in rows
            ]
        )
        return frame.convert_dtypes()

    return make
