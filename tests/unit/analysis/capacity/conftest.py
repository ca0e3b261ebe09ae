"""An area that is easy to reckon with: cases last one quarter, the shortest wait is a quarter of a quarter."""

import pytest

from app.analysis.capacity import Assumptions
from app.analysis.capacity.assumptions import DAYS_IN_QUARTER


@pytest.fixture(scope="session")
def area():
    return Assumptions(
        open_cases=90,
        waiting=30,
        referrals=100,
        growth=0,
        share_accepted=0.9,
        share_leaving=0.1,
        wte=2,
        contacts_per_case=4,
        appointment_minutes=60,
        weeks_per_year=40,
        hours_per_week=36,
        share_direct=0.5,
        share_not_attended=0.1,
        case_days=DAYS_IN_QUARTER,
        shortest_wait_days=DAYS_IN_QUARTER / 4,
    )
