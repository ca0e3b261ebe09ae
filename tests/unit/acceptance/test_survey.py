"""The link workers' own survey: handed in alone, late, and after it was taken back."""

import pandas as pd
import pytest

from app.acceptance import accept, withdraw
from app.release import open_release
from app.store import open_store
from app.viewer import Role, Viewer

ADVISORY = Viewer("advisory", "Advisory", Role.ADVISORY)
SCOTLAND = "S92000003"
LARGE = {"S37000013": 20, "S37000020": 20}
SMALL = {"S37000006": 7, "S37000022": 7, "S37000025": 7}
QUIET = {"by": "tests", "progress": lambda step: None}


@pytest.fixture
def hand_in(fresh_settings, tmp_path):
    """Accept a survey of so many respondents in each area, and nothing else; gives the number of the submission."""

    def accepted(rows: dict[str, int]) -> str:
        table = pd.DataFrame(rows.items(), columns=["hscp_code", "respondents"])
        table = table.assign(period="2024-25Q4", invited=table.respondents + 5, swemwbs_mean="22.10", swemwbs_sd="3.00")
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        table.to_csv(file, index=False)
        return accept([file], **QUIET).submission.id

    return accepted


def respondents(area: str = SCOTLAND) -> float:
    table = open_release(ADVISORY).workforce()
    return table[table.area_code == area].respondents.item()


def test_a_survey_without_returns_is_shown(hand_in):
    hand_in(LARGE)
    assert respondents() == 40
    assert respondents("S37000013") == 20


def test_a_late_answer_is_not_told_by_two_versions(hand_in):
    hand_in(LARGE | SMALL)
    assert respondents() == 61
    hand_in({"S37000026": 4})
    assert respondents() == 61


def test_what_was_told_is_remembered_after_all_was_taken_back(hand_in):
    first = hand_in(LARGE | SMALL)
    withdraw(first, reason="wrong files", **QUIET)
    assert open_release(ADVISORY).workforce().empty
    assert "workforce" not in open_store(open_release(ADVISORY).key[0]).current().derived_in
    hand_in(LARGE | SMALL | {"S37000026": 4})
    assert respondents() == 61
