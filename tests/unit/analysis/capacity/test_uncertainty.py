from dataclasses import replace
from math import inf

import numpy as np
import pandas as pd
import pytest

from app.analysis.capacity import band, project, variation


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
    assert spreads.closures == (pytest.approx((8 * 0.04 / 7) ** 0.5), 7)
    assert spreads.contacts == (pytest.approx((8 * 0.04 / 7) ** 0.5), 7)
    # Waits on a straight line stray by chance alone: the Poisson spread of the 36 who wait after the first quarter.
    assert spreads.waits == (pytest.approx(1 / 6, rel=1e-6), inf)
    # Six degrees of freedom about a line, which numpy's own least squares gives.
    seen, quarters = history.referrals_received.to_numpy(), np.arange(8)
    slope, level = np.linalg.lstsq(np.column_stack([quarters, np.ones(8)]), seen, rcond=None)[0]
    residuals = seen / (level + slope * quarters) - 1
    assert spreads.referrals == (pytest.approx((residuals @ residuals / 6) ** 0.5), 6)


def test_no_spread_is_below_that_of_chance(area, history):
    steady = history.assign(referrals_received=100, cases_closed=50, open_cases_end=50, contacts_attended=300)
    spreads = variation(area, steady)
    assert spreads.referrals.deviation == pytest.approx(100**-0.5)
    # 81 cases close in the first quarter of 162: binomial with a half; they take 324 contacts.
    assert spreads.closures.deviation == pytest.approx((0.5 * 0.5 * 162) ** 0.5 / 81, rel=1e-6)
    assert spreads.contacts.deviation == pytest.approx(324**-0.5, rel=1e-6)


def test_too_few_quarters_tell_of_chance_only(area, history):
    spreads = variation(area, history.tail(2))
    assert [spread.freedom for spread in spreads] == [inf] * 4
    assert spreads.referrals.deviation == pytest.approx(0.1)
    assert variation(area, pd.DataFrame()) == spreads


def test_only_the_last_two_years_count(area, history):
    wild = history.assign(referrals_received=[1, 10_000] * 4, contacts_attended=[1, 10_000] * 4)
    assert variation(area, pd.concat([wild, history], ignore_index=True)) == variation(area, history)


def test_the_same_arguments_give_the_same_band(area, history):
    pd.testing.assert_frame_equal(band(area, history), band(area, history))
    assert not band(area, history).equals(band(area, history, seed=2))


def test_the_projection_lies_in_its_band_and_a_higher_level_is_wider(area, history):
    projected = project(area).melt("quarter", var_name="figure").merge(band(area, history))
    assert len(projected) == 8 * 11
    assert projected.value.between(projected.lower, projected.upper).all()
    wider = band(area, history, level=0.95)
    assert (wider.lower <= projected.lower).all()
    assert (wider.upper >= projected.upper).all()
    assert (wider.upper > projected.upper).any()


def test_a_band_of_referrals_is_as_wide_as_the_t_distribution_says(area, history):
    # Level and quarter vary together by √(1 + 1/4) of a spread that is known with six degrees of freedom:
    # scipy.stats.t.ppf(0.9, 6) = 1.4398.
    spread = variation(area, history).referrals.deviation
    half = 1.4398 * spread * 1.25**0.5
    rows = band(area, history).query("figure == 'referrals'")
    assert rows.upper.mean() == pytest.approx(100 * (1 + half), rel=0.02)
    assert rows.lower.mean() == pytest.approx(100 * (1 - half), rel=0.02)


def test_without_link_workers_the_band_has_no_caseload_per_wte(area, history):
    rows = band(replace(area, wte=0), history)
    assert rows[rows.figure == "cases_per_wte"][["lower", "upper"]].isna().all(axis=None)
    assert (rows[rows.figure == "wait_days"].upper == inf).all()
