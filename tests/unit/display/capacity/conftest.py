"""An area with things as they are, and what its history looks like."""

import pandas as pd
import pytest

from app.analysis.capacity import HISTORY, Assumptions, Source, Start
from app.contract.periods import Quarter

PERIODS = [str(Quarter(2023, 3).shift(ahead)) for ahead in range(8)]
TO_COME = [str(Quarter(2025, 3).shift(ahead)) for ahead in range(8)]


@pytest.fixture
def start():
    """What is assumed of one area, each from another source."""
    assumptions = Assumptions(
        open_cases=200,
        waiting=50,
        referrals=250.4,
        growth=0.0512,
        share_accepted=0.9,
        share_leaving=0.04,
        wte=6.26,
        contacts_per_case=4.44,
        appointment_minutes=45,
        weeks_per_year=42,
        hours_per_week=36,
        share_direct=0.35,
        share_not_attended=0.13,
        case_days=100,
        shortest_wait_days=12.4,
    )
    sources = dict.fromkeys(vars(assumptions), Source.OWN)
    sources |= {"growth": Source.SCOTLAND, "weeks_per_year": Source.DEFAULT, "share_leaving": Source.DEFAULT}
    return Start(assumptions, sources)


@pytest.fixture
def history():
    """Eight quarters of one HSCP, all reported."""
    figures = {
        "referrals_received": 250.0,
        "referrals_accepted": 225.0,
        "contacts_attended": 900.0,
        "contacts_dna": 100.0,
        "cases_opened": 200.0,
        "cases_closed": 200.0,
        "open_cases_end": 210.0,
        "waiting_at_end": 40.0,
        "wte_in_post": 6.0,
        "appointment_minutes": 45.0,
    }
    rows = pd.DataFrame(figures, index=range(8))[list(HISTORY)]
    states = pd.DataFrame("reported", index=rows.index, columns=[f"{column}_state" for column in HISTORY])
    return pd.concat([pd.DataFrame({"area_code": "S37000013", "period": PERIODS}), rows, states], axis=1)
