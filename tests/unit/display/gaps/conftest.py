"""Statuses of a few HSCPs and needs, as `app.analysis.gaps.gap_statuses` gives them."""

import pandas as pd
import pytest

from app.display.words import UNMET_REASONS

NAN = float("nan")
_USUAL = {
    "period": "2024-25", "area_code": "S37000032", "area_name": "Fife", "category": "housing",
    "board_code": "S08000029", "signposts": 400.0, "signposts_state": "reported", "signposts_unmet_known": 400.0,
    "signposts_unmet_known_state": "reported", "unmet": 100.0, "unmet_state": "reported", "unmet_percent": 25.0,
    "unmet_lower": 21.0, "unmet_upper": 29.5, "state": "reported", "local": 3, "wider": 1, "online": 2, "assured": 2,
    "waiting_known": 2, "waiting_closed": 1, "population": 100_000.0, "per_10000": 0.3, "scotland_per_10000": 0.25,
    "listed": 40, "listed_per_10000": 4.0, "assured_percent": 80.0, "directory": "good", "status": "services_exist",
    "why": "",
}  # fmt: skip
_UNKNOWN = {"unmet": NAN, "unmet_percent": NAN, "unmet_lower": NAN, "unmet_upper": NAN}


@pytest.fixture
def statuses():
    """Make statuses: `statuses({"category": "carers"}, {"status": "met"})`, each row so different from the usual."""

    def make(*rows):
        reasons = {
            name: value for each in UNMET_REASONS for name, value in ((each, 0.0), (f"{each}_state", "reported"))
        }
        return pd.DataFrame([_USUAL | reasons | row for row in rows])

    return make


@pytest.fixture
def hidden():
    """What differs in a row of which it is hidden how many signposts were unmet."""
    return _UNKNOWN | {"unmet_state": "suppressed", "state": "suppressed", "status": "cannot_tell", "why": "suppressed"}
