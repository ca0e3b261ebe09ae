import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.inequality import rates_by_fifth, referred_by_fifth, slope_index
from app.measures.estimate import rate

NAN = float("nan")
PEOPLE = [20_000, 15_000, 22_000, 30_000, 13_000]


def test_rates_are_per_1000_people_of_each_fifth():
    rates = rates_by_fifth([40, 15, 0, 30, NAN], [20_000, 15_000, 22_000, 0, 13_000])
    assert rates.estimate == pytest.approx([2, 1, 0, NAN, NAN], nan_ok=True)
    assert (rates.lower[0], rates.upper[0]) == pytest.approx(rate(40, 20_000, per=1000)[1:])


def test_index_of_rates_on_a_line_by_hand():
    # Equal fifths stand at 0.1, 0.3, 0.5, 0.7, 0.9; 10, 8, 6, 4, 2 per 1,000 fall by 2 in 0.2, by 10 from 0 to 1.
    assert slope_index([100, 80, 60, 40, 20], [10_000] * 5).estimate == pytest.approx(10)


def test_index_of_unequal_fifths_by_hand():
    # 400, 200, 200, 100, 100 people: shares 0.4, 0.2, 0.2, 0.1, 0.1 at 0.2, 0.5, 0.7, 0.85, 0.95, from the middle
    # -0.3, 0, 0.2, 0.35, 0.45. Share × distance²: 0.036 + 0 + 0.008 + 0.01225 + 0.02025 = 0.0765. Rates 50, 40, 30, 20,
    # 10: share × distance × rate: -6 + 0 + 1.2 + 0.7 + 0.45 = -3.65, so the fall is 3.65 / 0.0765.
    index = slope_index([20, 8, 6, 2, 1], [400, 200, 200, 100, 100]).estimate
    assert index == pytest.approx(3.65 / 0.0765)


@given(
    st.lists(st.integers(0, 5_000), min_size=5, max_size=5),
    st.lists(st.integers(100, 10**6), min_size=5, max_size=5),
)
def test_index_agrees_with_weighted_least_squares_of_statsmodels(counts, people):
    share = np.array(people) / sum(people)
    ridit = np.cumsum(share) - share / 2
    rates = 1000 * np.array(counts) / people
    fit = sm.WLS(rates, sm.add_constant(ridit), weights=people).fit()
    index = slope_index(counts, people)
    assert index.estimate == pytest.approx(fit.predict([1, 0])[0] - fit.predict([1, 1])[0], rel=1e-8, abs=1e-8)
    assert index.lower <= index.estimate <= index.upper


def test_interval_of_many_events_is_that_of_independent_poisson_counts():
    # The index is linear in the rates, so that its variance is the sum of (weight × 1,000 / people)² × count. The
    # weights come from statsmodels: the index of one event per 1,000 people in one fifth and none in the others.
    counts, people = np.array([40_000, 27_000, 33_000, 42_000, 11_700]), np.array(PEOPLE) * 100
    share = people / people.sum()
    design = sm.add_constant(np.cumsum(share) - share / 2)
    weights = [-sm.WLS(unit, design, weights=people).fit().params[1] for unit in np.eye(5)]
    error = np.sqrt(((np.array(weights) * 1000 / people) ** 2 * counts).sum())
    index = slope_index(counts, people)
    assert index.upper - index.estimate == pytest.approx(1.959964 * error, rel=5e-3)
    assert index.estimate - index.lower == pytest.approx(1.959964 * error, rel=5e-3)


@pytest.mark.parametrize("per_1000", [[5, 4, 3, 2, 1], [20, 18, 15, 14, 9], [0.4, 0.4, 0.4, 0.4, 0.4]])
def test_the_interval_covers_the_truth_as_often_as_it_says(per_1000):
    expected = np.array(PEOPLE) * per_1000 / 1000
    truth = slope_index(expected, PEOPLE).estimate
    index = slope_index(np.random.default_rng(1).poisson(expected, (4000, 5)), PEOPLE)
    covered = np.mean((index.lower <= truth) & (truth <= index.upper))
    assert 0.94 < covered < 0.985  # exact limits of few events cover more than 95%


def test_the_order_of_deprivation_decides_the_sign():
    counts = [100, 80, 60, 40, 20]
    towards, away = slope_index(counts, PEOPLE), slope_index(counts[::-1], PEOPLE[::-1])
    assert towards.estimate == pytest.approx(-away.estimate)
    assert (towards.lower, towards.upper) == pytest.approx((-away.upper, -away.lower))


@pytest.mark.parametrize(
    ("counts", "people"),
    [
        ([NAN, 15, 22, 30, 13], PEOPLE),
        ([20, 15, 22, 30, 13], [NAN, *PEOPLE[1:]]),
        ([0, 15, 22, 30, 13], [0, *PEOPLE[1:]]),  # nobody lives in the most deprived fifth, as in Orkney
    ],
)
def test_there_is_no_index_without_all_five_fifths(counts, people):
    rows = slope_index([counts, [20, 15, 22, 30, 13]], [people, PEOPLE])
    assert np.isnan([bound[0] for bound in rows]).all()
    assert not np.isnan([bound[1] for bound in rows]).any()
    assert not np.isnan(rates_by_fifth(counts, people).estimate[1:]).any()


@pytest.mark.parametrize(
    ("counts", "people", "words"),
    [([1, 2, 3, 4], PEOPLE[:4], "five fifths"), ([-1, 2, 3, 4, 5], PEOPLE, "zero or more"), (5, 100, "five fifths")],
)
def test_impossible_input_is_refused(counts, people, words):
    with pytest.raises(ValueError, match=words):
        slope_index(counts, people)


# Of whom the counts are

LIVING = pd.DataFrame({"A": [100.0] * 5, "B": [10.0, 20, 30, 40, 50], "C": [1.0, 2, 3, 4, 5]}, index=range(1, 6)).T
LIVING.loc["S"] = LIVING.sum()


def of_year(scotland, **hscps):
    """Rows of a breakdown. Of each HSCP: five counts, quarters told, and the fifths that are hidden."""
    rows = []
    for area, (counts, quarters, hidden) in hscps.items():
        for fifth, count in enumerate(counts, start=1):
            state = "suppressed" if fifth in hidden else "reported" if quarters == 4 else "partial"
            state = state if quarters else "not_submitted"
            rows.append(
                (area, "hscp", str(fifth), count if fifth not in hidden and quarters else NAN, state, quarters, 4)
            )
        rows.append((area, "hscp", "unknown", 3.0, "reported", quarters, 4))
    rows += [("S", "scotland", str(fifth), count, "partial", 2, 3) for fifth, count in enumerate(scotland, start=1)]
    columns = ["area_code", "area_level", "category", "value", "state", "parts_reported", "parts_expected"]
    return pd.DataFrame(rows, columns=columns)


def test_a_year_without_one_of_its_quarters_has_no_counts():
    rows = of_year([0] * 5, A=([5.0] * 5, 3, []), B=([5.0] * 5, 4, [2]))
    short, hidden = (referred_by_fifth(rows, area, LIVING) for area in "AB")
    assert np.isnan(short.counts).all()
    assert (short.hscps, short.expected) == (0, 1)
    assert np.isnan(slope_index(short.counts, short.people).estimate)
    assert hidden.counts.tolist() == pytest.approx([5, NAN, 5, 5, 5], nan_ok=True)
    assert hidden.people.tolist() == LIVING.loc["B"].tolist()
    assert hidden.hscps == 1


def test_the_people_of_an_hscp_that_told_nothing_are_not_in_scotlands():
    rows = of_year([6.0] * 5, A=([5.0] * 5, 0, []), B=([5.0] * 5, 4, []), C=([NAN] * 5, 4, [1, 2, 3, 4, 5]))
    found = referred_by_fifth(rows, "S", LIVING)
    assert found.counts.tolist() == [6] * 5  # with what is hidden of C
    assert found.people.tolist() == [11, 22, 33, 44, 55]
    assert (found.hscps, found.expected) == (2, 3)


def test_where_quarters_are_missing_scotland_is_those_who_told_of_all_and_show_all():
    rows = of_year([16.0] * 5, A=([5.0] * 5, 4, []), B=([5.0] * 5, 3, []), C=([6.0] * 5, 4, [5]))
    found = referred_by_fifth(rows, "S", LIVING)
    assert found.counts.tolist() == [5] * 5
    assert found.people.tolist() == LIVING.loc["A"].tolist()
    assert (found.hscps, found.expected) == (1, 3)
    nobody = referred_by_fifth(of_year([5.0] * 5, B=([5.0] * 5, 3, [])), "S", LIVING)
    assert np.isnan(nobody.counts).all()
    assert (nobody.hscps, nobody.expected) == (0, 1)
