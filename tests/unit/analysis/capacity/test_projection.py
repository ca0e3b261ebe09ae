from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.capacity import Assumptions, compare, project
from app.analysis.capacity.assumptions import DAYS_IN_QUARTER
from app.analysis.capacity.projection import Factors, flow

_share = st.floats(0, 1)
ANY = st.builds(
    Assumptions,
    open_cases=st.floats(0, 5_000),
    waiting=st.floats(0, 5_000),
    referrals=st.floats(0, 5_000),
    growth=st.floats(-0.5, 1),
    share_accepted=_share,
    share_leaving=_share,
    wte=st.just(0) | st.floats(0.01, 100),
    contacts_per_case=st.floats(0.1, 30),
    appointment_minutes=st.floats(5, 180),
    weeks_per_year=st.floats(0, 52),
    hours_per_week=st.floats(0, 40),
    share_direct=_share,
    share_not_attended=st.floats(0, 0.9),
    case_days=st.floats(1, 1_000),
    shortest_wait_days=st.floats(0, 200),
)
_CLOSE = 1e-3  # of a person: far above the grain in which the projection counts


def test_two_quarters_by_hand(area):
    # First: 30 + 90 wait, 12 leave, 108 stay, of whom 108 ÷ 1.25 = 86.4 could be taken on in time. Each person open or
    # taken on needs 4 ÷ (1 + 1) = 2 contacts in the quarter; 324 are possible for 162 people, 90 are open: 72 start.
    # Then 36 + 90 wait, 12.6 leave, 113.4 ÷ 1.25 = 90.72 in time; 81 are open, so that 81 start.
    first, second = project(area, 2).to_dict("records")
    close = {"abs": 1e-4}
    assert [first[name] for name in ("referrals", "accepted", "left")] == pytest.approx([100, 90, 12], **close)
    assert [first[name] for name in ("started", "closed", "waiting")] == pytest.approx([72, 81, 36], **close)
    assert [first[name] for name in ("open_cases", "cases_per_wte")] == pytest.approx([81, 40.5], **close)
    assert [first["contacts_needed"], first["contacts_possible"]] == pytest.approx([352.8, 324], **close)
    assert first["wait_days"] == pytest.approx(DAYS_IN_QUARTER * 36 / 72, **close)
    assert [second[name] for name in ("left", "started", "closed")] == pytest.approx([12.6, 81, 81], **close)
    assert [second["waiting"], second["open_cases"]] == pytest.approx([32.4, 81], **close)


def test_growth_runs_from_the_middle_of_the_year_before(area):
    referrals = project(replace(area, growth=0.21), 8).referrals
    assert referrals[0] == pytest.approx(100 * 1.21 ** (2.5 / 4))
    assert (referrals[4:].to_numpy() / referrals[:4].to_numpy()) == pytest.approx([1.21] * 4)


def test_with_time_enough_littles_law_holds_in_the_long_run(area):
    last = project(replace(area, wte=100), 60).iloc[-1]
    assert last.open_cases * DAYS_IN_QUARTER / last.started == pytest.approx(area.case_days, rel=1e-4)
    assert last.wait_days == pytest.approx(area.shortest_wait_days, rel=1e-4)
    assert last.started == pytest.approx(last.closed, rel=1e-4)


def test_the_wait_is_the_shortest_exactly_where_the_contacts_needed_are_possible(area):
    rows = project(area)
    enough = rows.contacts_needed <= rows.contacts_possible
    assert enough.tolist() == [False] * 6 + [True] * 2
    assert (abs(rows.wait_days - area.shortest_wait_days) < 1e-3).tolist() == enough.tolist()


def test_without_link_workers_nobody_starts_and_no_case_closes(area):
    rows = project(replace(area, wte=0))
    assert (rows.started == 0).all()
    assert (rows.closed == 0).all()
    assert (rows.open_cases == 90).all()
    assert rows.cases_per_wte.isna().all()
    assert (rows.wait_days == inf).all()


def test_cases_close_as_slowly_as_few_link_workers_hold_their_contacts(area):
    # A tenth of 2 WTE attends 32.4 contacts, of which a case takes 4: 8.1 close, where 45 of 90 would as usual. Of
    # 90 - 10 × 8.1 = 9 still open, each needs 2 contacts: there is room for 32.4 ÷ 2 - 9 = 7.2 in the eleventh quarter.
    rows = project(replace(area, wte=0.2), 11)
    assert rows.closed.to_numpy() == pytest.approx([8.1] * 11, abs=1e-4)
    assert rows.open_cases[9] == pytest.approx(9, abs=1e-4)
    assert rows.started.to_numpy() == pytest.approx([0] * 10 + [7.2], abs=1e-4)


def test_when_nobody_waits_the_wait_is_none(area):
    rows = project(replace(area, waiting=0, referrals=0, wte=0))
    assert (rows.wait_days == 0).all()


def test_more_open_cases_than_there_is_time_for_leave_no_room(area):
    rows = project(replace(area, open_cases=1_000), 2)
    assert rows.started[0] == 0
    assert rows.contacts_needed[0] > rows.contacts_possible[0]


def test_a_plan_is_compared_with_doing_nothing(area):
    plan = replace(area, wte=3)
    rows = compare(plan, area).set_index(["figure", "quarter"]).loc["waiting"]
    assert (rows.plan.to_numpy() == project(plan).waiting.to_numpy()).all()
    assert (rows.nothing.to_numpy() == project(area).waiting.to_numpy()).all()
    assert (rows.difference == rows.plan - rows.nothing).all()
    assert (rows.difference < 0).all()


@given(ANY, st.lists(st.floats(0, 5), min_size=8, max_size=8))
def test_nobody_is_made_or_lost_nothing_falls_below_zero_and_no_more_close_than_contacts_allow(assumptions, factors):
    quarterly = np.array(factors).reshape(1, -1)
    flows = flow(assumptions, Factors(quarterly, quarterly[:, ::-1], quarterly, quarterly[:, ::-1]))
    accepted, left, started, closed, waiting, open_cases = (
        getattr(flows, name)[0] for name in ("accepted", "left", "started", "closed", "waiting", "open_cases")
    )
    assert (waiting[1:] == waiting[:-1] + accepted[1:] - left[1:] - started[1:]).all()
    assert (open_cases[1:] == open_cases[:-1] + started[1:] - closed[1:]).all()
    assert waiting[0] == pytest.approx(assumptions.waiting + accepted[0] - left[0] - started[0], abs=_CLOSE)
    assert open_cases[0] == pytest.approx(assumptions.open_cases + started[0] - closed[0], abs=_CLOSE)
    for name, figure in flows._asdict().items():
        assert name == "cases_per_wte" or (figure >= 0).all()
    assert (closed * assumptions.contacts_per_case <= flows.contacts_possible[0] * (1 + 1e-9)).all()


def _never_longer(shorter, longer):
    """Whether the wait is never longer, in people: those waiting beyond what the longer wait would make of them."""
    assert (shorter.waiting <= longer.waiting + _CLOSE).all()
    finite = np.isfinite(longer.wait_days)
    over = shorter.waiting - shorter.started * longer.wait_days / DAYS_IN_QUARTER
    assert (over[finite] <= _CLOSE * (1 + longer.wait_days[finite])).all()


@given(ANY, st.floats(0.01, 100))
def test_more_link_workers_never_lengthen_the_wait(assumptions, more):
    _never_longer(project(replace(assumptions, wte=assumptions.wte + more)), project(assumptions))


@given(ANY, st.floats(0, 5_000))
def test_more_referrals_never_shorten_the_wait(assumptions, more):
    _never_longer(project(assumptions), project(replace(assumptions, referrals=assumptions.referrals + more)))


@settings(max_examples=30)
@given(ANY, st.floats(0, 0.5))
def test_more_growth_never_shortens_the_wait(assumptions, more):
    _never_longer(project(assumptions), project(replace(assumptions, growth=assumptions.growth + more)))
