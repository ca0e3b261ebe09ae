from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.analysis.capacity import Needed, Obstacle, project, wte_needed


def test_the_least_wte_by_hand(area):
    # 108 of 120 stay in the first quarter. A wait of half a quarter: waiting ≤ started ÷ 2, so that 72 start. With the
    # 90 open they need 324 contacts, of 162 each: 2.0 WTE. The second quarter then waits 32.4 ÷ 81, the third less.
    assert wte_needed(area, 365.25 / 8) == Needed(2.0)
    # For 40 days they must start 108 ÷ (1 + 40 ÷ 91.3125) = 75.1: 330.2 contacts, 2.04 WTE.
    assert wte_needed(area, 40) == Needed(2.1)


def test_a_wait_shorter_than_the_shortest_cannot_be_held(area):
    assert wte_needed(area, area.shortest_wait_days - 0.1) == Needed(None, Obstacle.SHORTEST_WAIT)
    assert wte_needed(area, area.shortest_wait_days).wte > 0


def test_no_number_of_people_without_time_holds_a_wait(area):
    assert wte_needed(replace(area, share_direct=0), 90) == Needed(None, Obstacle.NO_TIME)


def test_where_nobody_waits_nobody_is_needed(area):
    assert wte_needed(replace(area, waiting=0, referrals=0), 0) == Needed(0.0)


def test_a_long_list_takes_more_to_clear_at_once_than_over_a_year(area):
    long = replace(area, waiting=400)
    at_once, in_a_year = wte_needed(long, 30).wte, wte_needed(long, 30, from_quarter=4).wte
    assert at_once > in_a_year > wte_needed(replace(area, waiting=0, open_cases=0), 90).wte


@settings(max_examples=40)
@given(
    waiting=st.integers(0, 500),
    referrals=st.integers(1, 500),
    growth=st.floats(-0.2, 0.5),
    days=st.integers(25, 200),
    from_quarter=st.integers(1, 8),
)
def test_it_is_the_least_that_the_projection_allows(area, waiting, referrals, growth, days, from_quarter):
    start = replace(area, waiting=waiting, referrals=referrals, growth=growth)
    needed = wte_needed(start, days, from_quarter=from_quarter).wte
    assert (project(replace(start, wte=needed)).wait_days[from_quarter - 1 :] <= days + 0.05).all()
    assume(needed >= 0.1)
    assert (project(replace(start, wte=round(needed - 0.1, 1))).wait_days[from_quarter - 1 :] > days).any()
