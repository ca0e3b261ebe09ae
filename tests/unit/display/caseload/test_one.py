"""What is said of a year."""

import pandas as pd
import pytest

from app.display.caseload.one import over_a_year
from app.measures.catalogue import MEASURES

PERIODS = ["2024-25Q2", "2024-25Q3", "2024-25Q4", "2025-26Q1"]


def year(measure, numerators, denominators=None, states=None):
    rows = pd.DataFrame(
        {
            "period": PERIODS[: len(numerators)],
            "area_code": "a",
            "numerator": numerators,
            "denominator": denominators or [float("nan")] * len(numerators),
            "state": states or ["reported"] * len(numerators),
        }
    )
    return over_a_year(rows, MEASURES[measure], "2025-26Q1")


@pytest.mark.parametrize(
    ("measure", "numerators", "denominators", "words"),
    [
        ("waiting", [300.0, 310.0, 290.0, 308.0], None, ", mean of four quarter-ends: 302 people waiting."),
        ("open_cases", [10.0, 20.0, 30.0, 40.0], None, ", mean of four quarter-ends: 25 open cases."),
        ("referrals", [10.0, 20.0, 30.0, 40.0], None, ": 100 referrals in a year."),
        ("cases_closed", [10.0, 20.0, 30.0, 1940.0], None, ": 2,000 cases closed in a year."),
        ("first_appointments", [10.0, 20.0, 30.0, 40.0], None, ": 100 first appointments in a year."),
        ("referrals_per_1000", [30.0, 40.0, 40.0, 43.0], [1e4] * 4, ": 15.3 referrals per 1,000 people in a year."),
        ("contacts_per_wte", [30.0, 40.0, 40.0, 43.0], [1.0] * 4, ": 153.0 contacts per WTE in a year."),
        ("accepted", [30.0, 40.0, 40.0, 40.0], [50.0] * 4, ": 75.0% of referrals in a year."),
        ("open_cases_per_wte", [30.0] * 4, [1.5] * 4, ", mean of four quarter-ends: 20.0 open cases per WTE."),
    ],
)
def test_a_year_says_its_unit_and_whether_it_flowed_or_stood(measure, numerators, denominators, words):
    assert year(measure, numerators, denominators) == f"Rolling year up to Apr to Jun 2025{words}"


def test_a_year_of_partial_quarters_says_so():
    states = ["reported", "partial", "reported", "reported"]
    told = year("referrals", [10.0, 20.0, 30.0, 40.0], states=states)
    assert told.endswith(": 100 referrals in a year, from four quarters, of which some are partial.")
    told = year("waiting", [10.0, 20.0, 30.0, 40.0], states=states)
    assert told.endswith(", mean of four quarter-ends, of which some are partial: 25 people waiting.")


def test_a_year_that_cannot_be_told_says_why():
    hidden = year("waiting", [1.0, float("nan"), 1.0, 1.0], states=["reported", "suppressed", "reported", "reported"])
    assert hidden == "Rolling year up to Apr to Jun 2025: hidden to protect people."
    assert year("waiting", [1.0, 2.0]) == "A rolling year needs four quarters up to this one."
