import numpy as np
import pandas as pd
import pytest

from app.analysis.capacity import HISTORY, LEVEL, NothingToPlan, back_test

_AREA_PERIOD = ["hscp_code", "period"]


@pytest.fixture(scope="module")
def sample(project):
    """The shipped sample as released: a row per HSCP × quarter, empty where no return came or a unit is missing."""
    returns = pd.read_csv(project / "data" / "sample" / "returns.csv")
    counts = [name for name in HISTORY if name != "appointment_minutes"]
    figures = returns[counts].apply(pd.to_numeric, errors="coerce")
    groups = pd.concat([returns[_AREA_PERIOD], figures], axis=1).groupby(_AREA_PERIOD)
    totals, rows = groups[counts].agg(lambda values: values.sum(skipna=False)), groups.size()
    totals = totals.where(rows == rows.groupby("hscp_code").transform("max"))
    every = pd.MultiIndex.from_product([returns.hscp_code.unique(), sorted(returns.period.unique())])
    return totals.reindex(every.set_names(_AREA_PERIOD)).reset_index()


@pytest.fixture(scope="module")
def scotland(sample):
    """Scotland's quarters, of the HSCPs with full figures in each of the last three years."""
    full = sample.groupby("hscp_code").referrals_received.transform(lambda values: values.tail(12).notna().all())
    return sample[full].groupby("period", as_index=False).sum(numeric_only=True)


@pytest.fixture(scope="module")
def checks(sample, scotland):
    """The back-test of every HSCP that has one."""
    areas = sample.groupby("hscp_code")
    return pd.concat([back_test(history, scotland).assign(area=code) for code, history in areas], ignore_index=True)


def test_the_last_year_of_all_hscps_lies_in_the_band_about_as_often_as_it_says(checks):
    # 30 HSCPs (Western Isles has no programme) × 3 figures × 4 quarters, less the quarters not sent in full. 86% lie
    # inside, where 80% should: a little wide, as the seasons count as chance. Other samples from the same source,
    # twelve not looked at before: 81%.
    assert checks.area.nunique() == 30
    assert checks.inside.notna().sum() > 340
    assert abs(checks.inside.mean() - LEVEL) < 0.1
    by_figure = checks.groupby("figure").inside.mean().astype(float)
    assert by_figure.between(LEVEL - 0.12, LEVEL + 0.12).all()


def test_the_projection_is_not_off_to_one_side(checks):
    known = checks[checks.inside.notna()]
    below, above = (known.actual < known.lower).mean(), (known.actual > known.upper).mean()
    assert abs(below - above) < 0.1


def test_a_quarter_that_was_not_sent_is_neither_inside_nor_outside(checks):
    assert (checks.actual.isna() == checks.inside.isna()).all()
    assert checks.actual.isna().any()


def test_nothing_of_the_last_year_enters_its_projection(sample, scotland):
    history = sample[sample.hscp_code == "S37000034"].reset_index(drop=True)
    other, other_scotland = history.copy(), scotland.copy()
    other.loc[other.index[-4:], list(HISTORY[:9])] = 12_345.0
    other_scotland.loc[other_scotland.index[-4:], list(HISTORY[:9])] = 12_345.0
    first, second = back_test(history, scotland), back_test(other, other_scotland)
    assert (second.actual == 12_345).all()
    assert not second.inside.any()
    columns = ["period", "figure", "projected", "lower", "upper"]
    pd.testing.assert_frame_equal(first[columns], second[columns])


def test_steady_areas_are_foretold_a_little_more_often_than_stated():
    # Truth: 200 referrals a quarter, varying by more than chance (gamma of Poisson), 90% accepted, a tenth still waits
    # at the end of a quarter, 46% of cases close, time to spare. That there is time to spare, the planner cannot know:
    # its band reaches further up than it must.
    rng = np.random.default_rng(4)
    inside = [back_test(_steady(rng)).inside.astype(float).mean() for _ in range(40)]
    assert LEVEL - 0.03 < np.mean(inside) < LEVEL + 0.09


def _steady(rng):
    waiting, open_cases, rows = 18, 190, []
    for quarter in range(14):
        referrals = rng.poisson(200 * rng.gamma(60, 1 / 60))
        queue = waiting + rng.binomial(referrals, 0.9)
        opened = rng.binomial(queue, 0.9)
        closed = rng.binomial(open_cases + opened, 0.46)
        accepted, waiting, open_cases = queue - waiting, queue - opened, open_cases + opened - closed
        contacts = rng.poisson(4.4 * closed)
        rows.append((quarter, referrals, accepted, contacts, 0, opened, closed, open_cases, waiting, 8.0))
    return pd.DataFrame(rows, columns=["period", *HISTORY[:9]])


def test_a_back_test_needs_two_years(sample):
    history = sample[sample.hscp_code == "S37000034"]
    with pytest.raises(ValueError, match="eight quarters"):
        back_test(history.tail(7))
    assert len(back_test(history.tail(8))) == 12


def test_an_area_without_figures_before_has_no_back_test(sample):
    history = sample[sample.hscp_code == "S37000034"].copy()
    history.loc[history.index[:-4], list(HISTORY[:9])] = np.nan
    with pytest.raises(NothingToPlan):
        back_test(history)
