import math

import pandas as pd
import pytest

from app.analysis.capacity import DEFAULTS, HOW, NothingToPlan, Source, from_history
from app.analysis.capacity.assumptions import DAYS_IN_QUARTER

OWN = pd.DataFrame(
    {
        "period": ["2024-25Q2", "2024-25Q3", "2024-25Q4", "2025-26Q1", "2025-26Q2"],
        "referrals_received": [500, 100, 110, 90, 100],
        "referrals_accepted": [400, 90, 100, 80, 90],
        "contacts_attended": [900, 300, 360, 300, 320],
        "contacts_dna": [900, 30, 40, 30, 60],
        "cases_opened": [400, 80, 90, 80, 90],
        "cases_closed": [400, 80, 80, 80, 80],
        "open_cases_end": [90, 90, 100, 100, 110],
        "waiting_at_end": [20, 26, 32, 28, 24],
        "wte_in_post": [9.0, 2.0, 2.0, 2.5, 2.5],
        "appointment_minutes": [90, 45, 45, 45, 45],
    }
)
SCOTLAND = pd.DataFrame(
    {
        "referrals_received": [1_000] * 4 + [1_100] * 4,
        "referrals_accepted": [800] * 4 + [880] * 4,
        "contacts_attended": [3_500] * 8,
        "contacts_dna": [500] * 8,
        "cases_opened": [800] * 8,
        "cases_closed": [700] * 8,
        "open_cases_end": [1_400] * 8,
        "waiting_at_end": [80] * 8,
        "wte_in_post": [20.0] * 8,
    }
)


def test_every_assumption_of_a_full_history_by_hand():
    start = from_history(OWN)
    given = start.assumptions
    assert (given.open_cases, given.waiting, given.referrals, given.wte) == (110, 24, 100, 2.5)
    assert given.share_accepted == pytest.approx(360 / 400)
    # On the list: 20 + 90, 26 + 100, 32 + 80, 28 + 90, of whom 4 each time neither were taken on nor wait.
    assert given.share_leaving == pytest.approx(16 / 466)
    assert given.contacts_per_case == pytest.approx(1280 / 320)
    assert given.share_not_attended == pytest.approx(160 / 1440)
    assert given.case_days == pytest.approx(DAYS_IN_QUARTER * 400 / 320)
    assert given.shortest_wait_days == pytest.approx(DAYS_IN_QUARTER * 110 / 340)
    # The best quarter is the second: 180 contacts attended for each WTE, and the planner says that this is possible.
    assert given.contacts_per_wte == pytest.approx(180)
    # 180 ÷ (8 ÷ 9) booked, of 45 minutes each, in 36 × 42 ÷ 4 hours.
    assert given.share_direct == pytest.approx(202.5 * 0.75 / 378)
    assert (given.growth, given.weeks_per_year, given.hours_per_week) == (0, 42, 36)
    assumed = {name for name, source in start.sources.items() if source is not Source.OWN}
    assert assumed == {"growth", "weeks_per_year", "hours_per_week"}


def test_every_assumption_has_a_source_and_says_how_it_is_derived():
    assert set(from_history(OWN).sources) == set(HOW) == set(vars(from_history(OWN).assumptions))


def test_scotland_fills_what_the_area_does_not_tell():
    start = from_history(OWN[["referrals_received", "open_cases_end", "wte_in_post"]], SCOTLAND)
    given = start.assumptions
    assert given.waiting == pytest.approx(100 * 80 / 1_100)
    assert given.share_accepted == pytest.approx(0.8)
    assert given.contacts_per_case == pytest.approx(5)
    assert given.share_not_attended == pytest.approx(0.125)
    assert given.case_days == pytest.approx(DAYS_IN_QUARTER * 2)
    assert given.contacts_per_wte == pytest.approx(175)
    assert start.sources["share_direct"] is start.sources["waiting"] is Source.SCOTLAND
    assert (given.appointment_minutes, start.sources["appointment_minutes"]) == (45, Source.DEFAULT)


def test_growth_is_half_of_scotlands_and_needs_eight_quarters():
    start = from_history(OWN, SCOTLAND)
    assert (start.assumptions.growth, start.sources["growth"]) == (pytest.approx(0.05), Source.SCOTLAND)
    short = from_history(OWN, SCOTLAND.iloc[1:])
    assert (short.assumptions.growth, short.sources["growth"]) == (0, Source.DEFAULT)


def test_the_shortest_wait_is_no_longer_than_scotlands():
    start = from_history(OWN, SCOTLAND)
    assert start.assumptions.shortest_wait_days == pytest.approx(DAYS_IN_QUARTER * 80 / 800)
    assert start.sources["shortest_wait_days"] is Source.SCOTLAND
    quick = OWN.assign(waiting_at_end=1)
    assert from_history(quick, SCOTLAND).sources["shortest_wait_days"] is Source.OWN


def test_people_taken_on_follow_from_the_caseload_where_not_given():
    # In every quarter the change of caseload and the cases closed give the cases opened.
    assert from_history(OWN.drop(columns="cases_opened")).assumptions == from_history(OWN).assumptions


def test_a_missing_quarter_leaves_the_others_to_speak():
    gap = OWN.astype({"referrals_received": float, "open_cases_end": float}).copy()
    gap.loc[4, ["referrals_received", "open_cases_end", "waiting_at_end"]] = math.nan
    given = from_history(gap).assumptions
    assert (given.referrals, given.open_cases, given.waiting) == (100, 100, 28)


def test_defaults_stand_in_where_nobody_tells():
    start = from_history(OWN[["referrals_received", "open_cases_end", "wte_in_post", "waiting_at_end"]])
    for name, value in DEFAULTS.items():
        assert (getattr(start.assumptions, name), start.sources[name]) == (value, Source.DEFAULT)


def test_a_programme_that_has_not_started_falls_back_on_scotland():
    start = from_history(OWN.assign(**dict.fromkeys(OWN.columns.drop(["period", "appointment_minutes"]), 0)), SCOTLAND)
    assert (start.assumptions.wte, start.sources["wte"]) == (0, Source.OWN)
    assert start.assumptions.waiting == 0
    assert start.sources["case_days"] is start.sources["contacts_per_case"] is Source.SCOTLAND


@pytest.mark.parametrize(
    ("column", "name"), [("open_cases_end", "open_cases"), ("referrals_received", "referrals"), ("wte_in_post", "wte")]
)
def test_there_is_no_plan_without_what_only_the_area_can_tell(column, name):
    with pytest.raises(NothingToPlan, match=name) as raised:
        from_history(OWN.drop(columns=column), SCOTLAND)
    assert name in raised.value.missing


def test_contacts_that_do_not_fit_into_the_working_time_must_have_been_shorter():
    start = from_history(OWN.assign(contacts_attended=OWN.contacts_attended * 10, contacts_dna=0))
    assert start.assumptions.share_direct == 1
    assert start.assumptions.contacts_per_wte == pytest.approx(1_800)
    assert start.assumptions.appointment_minutes == pytest.approx(60 * 378 / 1_800)
    assert start.sources["appointment_minutes"] is Source.OWN
