"""Figures of one version after another, through the door: what was told stays told, and no change tells of anyone."""

from datetime import date

import pandas as pd
import pytest

from app.acceptance import accept, withdraw
from app.contract.states import State
from app.contract.tables import RETURNS
from app.sample import write

GLASGOW, FALKIRK, ABERDEEN = "S37000034", "S37000013", "S37000001"
SCOTLAND = "S92000003"
WAITING, NO_LONGER = date(2025, 10, 10), date(2025, 12, 1)  # for returns of July to September 2025
LAST = "2025-26Q2"
QUIET = {"by": "x", "progress": lambda step: None}


@pytest.fixture
def hand_in(files, fresh_settings):
    """Accept the returns of some HSCPs, some fields changed, on a day; gives what is published of referrals."""
    returns = files.read()
    number = iter(range(100))

    def accepted(*hscps: str, today: date, period: str = LAST, **changed: str) -> pd.DataFrame:
        path = files.folder / f"{next(number)}.csv"
        rows = returns[returns.hscp_code.isin(hscps) & (returns.period == period)]
        optional = [field.name for field in RETURNS.fields if not field.required]
        rows.assign(**dict.fromkeys(optional, "")).assign(**changed).to_csv(path, index=False)
        return referrals(accept([path], today=today, **QUIET).version)

    return accepted


def referrals(version) -> pd.DataFrame:
    published = version.derived("published")
    return published[published.quantity == "referrals_received"].set_index(["period", "area_code"])


def test_the_first_to_send_is_shown_and_scotland_when_the_quarter_is_no_longer_waited_for(hand_in):
    first = hand_in(GLASGOW, today=WAITING)
    assert first.state[LAST, GLASGOW] == State.REPORTED
    assert first.state[LAST, SCOTLAND] == State.SUPPRESSED  # held back
    then = hand_in(FALKIRK, ABERDEEN, today=NO_LONGER)
    assert then.state[LAST, GLASGOW] == State.REPORTED
    assert then.value[LAST, SCOTLAND] == then.value[LAST][[GLASGOW, FALKIRK, ABERDEEN]].sum()


def test_what_was_withdrawn_altogether_is_compared_with_when_it_returns(hand_in):
    before = hand_in(GLASGOW, FALKIRK, ABERDEEN, today=NO_LONGER)
    assert before.state[LAST, SCOTLAND] == State.PARTIAL
    assert "published" not in withdraw("000001", reason="wrong", **QUIET).derived_in
    after = hand_in(GLASGOW, ABERDEEN, today=NO_LONGER)
    assert after.state[LAST, SCOTLAND] == State.PARTIAL  # less Falkirk, which was shown
    few = hand_in(FALKIRK, today=NO_LONGER, referrals_received="1")  # in each of its two rows
    assert few.state[LAST, FALKIRK] == few.state[LAST, SCOTLAND] == State.SUPPRESSED


def test_a_year_in_which_nobody_was_scored_has_no_scores(fresh_settings, tmp_path):
    path = next(path for path in write(tmp_path, quarters=3, units="hscp") if path.stem == "returns")
    returns = pd.read_csv(path, dtype=str, keep_default_na=False)
    returns = returns[returns.period == "2024-25Q4"]
    blank = {name: "" for name in returns if name.startswith("outcome_")}
    returns.assign(**blank).to_csv(path, index=False)
    version = accept([path], **QUIET).version
    assert len(version.derived("outcomes")) == 0
    assert len(version.derived("published_outcomes")) == 0
