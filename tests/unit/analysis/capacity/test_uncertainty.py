from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd
import pytest

from app.analysis.capacity import PATHS, band, draw, project, variation


@pytest.fixture(scope="module")
def history():
    """Two years: referrals on a straight line but for ±10%, closing shares of 0.4 and 0.6 in turn."""
    line, sign = 100 + 10 * np.arange(8), np.array([1, -1, -1, 1] * 2)
    return pd.DataFrame(
        {
            "referrals_received": line * (1 + 0.1 * sign),
            "cases_closed": [40, 60] * 4,
            "open_cases_end": [60, 40] * 4,
            "cases_opened": [50] * 8,
            "contacts_attended": [300, 200] * 4,
            "wte_in_post": [2.0] * 8,
            "waiting_at_end": 20 + np.arange(8),
        }
    )


def test_spreads_by_hand(area, history):
    spreads = variation(area, history)
    # Shares 0.4 and 0.6 about 0.5 are 20% off, seven degrees of freedom; contacts 150 and 100 about 125 as well.
    assert spreads.closures == (pytest.approx((8 * 0.04 / 7) ** 0.5), 7, 8)
    assert spreads.contacts == (pytest.approx((8 * 0.04 / 7) ** 0.5), 7, 8)
    # Waits on a straight line stray by chance alone: the Poisson spread of the 36 who wait after the first quarter.
    assert spreads.waits == (pytest.approx(1 / 6, rel=1e-6), inf, 8)
    # Six degrees of freedom about a line, which numpy's own least squares gives.
    seen, quarters = history.referrals_received.to_numpy(), np.arange(8)
    slope, level = np.linalg.lstsq(np.column_stack([quarters, np.ones(8)]), seen, rcond=None)[0]
    residuals = seen / (level + slope * quarters) - 1
    assert spreads.referrals == (pytest.approx((residuals @ residuals / 6) ** 0.5), 6, 8)


def test_no_spread_is_below_that_of_chance(area, history):
    steady = history.assign(referrals_received=100, cases_closed=50, open_cases_end=50, contacts_attended=300)
    spreads = variation(area, steady)
    assert spreads.referrals.deviation == pytest.approx(100**-0.5)
    # 81 cases close in the first quarter of 162: binomial with a half; they take 324 contacts.
    assert spreads.closures.deviation == pytest.approx((0.5 * 0.5 * 162) ** 0.5 / 81, rel=1e-6)
    assert spreads.contacts.deviation == pytest.approx(324**-0.5, rel=1e-6)


def test_too_few_quarters_tell_of_chance_only(area, history):
    spreads = variation(area, history.tail(2))
    assert all(spread.by_chance for spread in spreads)
    assert spreads.referrals == (pytest.approx(0.1), inf, 2)
    of_nothing = variation(area, pd.DataFrame())
    assert [spread.quarters for spread in of_nothing] == [0] * 4
    assert [spread.deviation for spread in of_nothing] == [spread.deviation for spread in spreads]


def test_a_team_that_is_away_for_now_strays_by_the_cases_it_has(area):
    # Nobody holds a contact in the quarter to come, but of 90 open cases 45 would close as usual, in 180 contacts.
    spreads = variation(replace(area, wte=0), pd.DataFrame())
    assert spreads.closures.deviation == pytest.approx((45 * 0.5) ** 0.5 / 45)
    assert spreads.contacts.deviation == pytest.approx(180**-0.5)


def test_only_the_last_two_years_count(area, history):
    wild = history.assign(referrals_received=[1, 10_000] * 4, contacts_attended=[1, 10_000] * 4)
    assert variation(area, pd.concat([wild, history], ignore_index=True)) == variation(area, history)


def test_scaled_by_so_much_every_figure_strays_so_many_times_as_far(area, history):
    own = variation(area, history)
    twice, once = draw(own.scaled(2)), draw(own)
    assert all(spread.freedom == of.freedom for spread, of in zip(own.scaled(2), own, strict=True))
    near = np.abs(once.referrals - 1) < 0.5  # far from 0, below which no factor falls
    assert (twice.referrals - 1)[near] == pytest.approx(2 * (once.referrals - 1)[near])
    still = band(area, own.scaled(0)).merge(project(area).melt("quarter", var_name="figure"))
    assert (still.lower == still.value).all()
    assert (still.upper == still.value).all()


def test_the_same_arguments_give_the_same_band(area, history):
    own = variation(area, history)
    pd.testing.assert_frame_equal(band(area, own), band(area, own))
    assert not band(area, own).equals(band(area, own, seed=2))


def test_what_is_drawn_does_not_depend_on_the_plan(area, history):
    own = variation(area, history)
    assert draw(own).waits.shape == (PATHS, 8)
    plan, nothing = (band(each, own).query("figure == 'referrals'") for each in (replace(area, wte=9), area))
    pd.testing.assert_frame_equal(plan, nothing)


def test_the_projection_lies_in_its_band_and_a_higher_level_is_wider(area, history):
    own = variation(area, history)
    projected = project(area).melt("quarter", var_name="figure").merge(band(area, own))
    assert len(projected) == 8 * 11
    assert projected.value.between(projected.lower, projected.upper).all()
    wider = band(area, own, level=0.95)
    assert (wider.lower <= projected.lower).all()
    assert (wider.upper >= projected.upper).all()
    assert (wider.upper > projected.upper).any()


def test_a_band_of_referrals_is_as_wide_as_the_t_distribution_says(area, history):
    # Level and quarter vary together by √(1 + 1/4) of a spread that is known with six degrees of freedom:
    # scipy.stats.t.ppf(0.9, 6) = 1.4398.
    own = variation(area, history)
    half = 1.4398 * own.referrals.deviation * 1.25**0.5
    rows = band(area, own).query("figure == 'referrals'")
    assert rows.upper.mean() == pytest.approx(100 * (1 + half), rel=0.02)
    assert rows.lower.mean() == pytest.approx(100 * (1 - half), rel=0.02)


def test_without_link_workers_the_band_has_no_caseload_per_wte(area, history):
    rows = band(replace(area, wte=0), variation(area, history))
    assert rows[rows.figure == "cases_per_wte"][["lower", "upper"]].isna().all(axis=None)
    assert (rows[rows.figure == "wait_days"].upper == inf).all()
