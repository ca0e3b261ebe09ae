import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from app.measures.estimate import (
    difference_of_group_means,
    difference_of_proportions,
    mean_from_moments,
    pooled_moments,
    proportion,
    rate,
    t_interval_of_groups,
)

CONFIDENCES = st.sampled_from([0.9, 0.95, 0.998])
COUNTED = st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
FIGURES = st.floats(-1e4, 1e4).map(lambda value: round(value, 3))
# Student (1908), hours of sleep of 10 patients with a second drug, less those with a first: R's data set `sleep`.
SLEEP = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]


def bounds(estimate):
    return float(estimate.lower), float(estimate.upper)


def test_newcombes_worked_example():
    # Newcombe RG (1998), Two-sided confidence intervals for the single proportion, Table I, method 3: 81/263.
    share, lower, upper = proportion(81, 263)
    assert (round(float(lower), 4), round(float(upper), 4)) == (0.2553, 0.3662)
    assert share == pytest.approx(0.3080, abs=5e-5)


@pytest.mark.parametrize(
    ("count", "base", "expected"),
    [(15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_newcombes_other_examples(count, base, expected):
    # The same table, method 3.
    assert tuple(round(bound, 4) for bound in bounds(proportion(count, base))) == expected


@given(COUNTED, CONFIDENCES)
def test_a_proportion_agrees_with_statsmodels(pair, confidence):
    expected = proportion_confint(*pair, alpha=1 - confidence, method="wilson")
    assert bounds(proportion(*pair, confidence)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_arrays_keep_their_shape_and_a_zero_base_gives_no_value():
    result = proportion([1, 0, np.nan], [2, 0, 5])
    assert result.estimate.shape == (3,)
    assert result.estimate[0] == 0.5
    assert np.isnan([result.estimate[1:], result.lower[1:], result.upper[1:]]).all()


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((0, 10), (0, 10), (-0.2775, 0.2775)),
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombes_differences(first, second, expected):
    # Newcombe RG (1998), Interval estimation for the difference between independent proportions, Table II, method 10.
    result = difference_of_proportions(*first, *second)
    assert tuple(round(bound, 4) for bound in bounds(result)) == expected


@given(COUNTED, COUNTED, CONFIDENCES)
def test_a_difference_of_proportions_agrees_with_statsmodels(first, second, confidence):
    expected = confint_proportions_2indep(*first, *second, method="newcomb", alpha=1 - confidence)
    result = difference_of_proportions(*first, *second, confidence)
    assert bounds(result) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_one_proportion_is_compared_with_many():
    result = difference_of_proportions([1, 2, 0], [4, 4, 0], 1, 4)
    assert result.estimate.tolist()[:2] == [0.0, 0.25]
    assert np.isnan([result.estimate[2], result.lower[2], result.upper[2]]).all()


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (65, (50.16318771045943, 82.84913854593984)),
        (100, (81.36210549052788, 121.6279375792065)),
        (1045, (982.5932018073325, 1110.33121298565)),
    ],
)
def test_byars_method_as_the_department_of_health_has_it(events, expected):
    # PHStatsMethods 0.1.16 of the Department of Health and Social Care, `byars_lower` and `byars_upper`.
    assert bounds(rate(events, 1)) == pytest.approx(expected, rel=1e-9)


@given(st.integers(0, 9), st.floats(0.01, 1e6), CONFIDENCES)
def test_a_rate_of_few_events_agrees_with_statsmodels(events, base, confidence):
    expected = confint_poisson(events, base, method="exact-c", alpha=1 - confidence)
    assert bounds(rate(events, base, confidence=confidence)) == pytest.approx(np.nan_to_num(expected), rel=1e-9)


@given(st.integers(10, 10**6))
def test_a_rate_of_more_events_is_within_a_fifth_of_a_percent_of_the_exact_one(events):
    # The accuracy that Public Health England's Technical Guide, Confidence Intervals (2018), states for Byar's method.
    assert bounds(rate(events, 1)) == pytest.approx(confint_poisson(events, 1, method="exact-c"), rel=2e-3)


def test_a_rate_is_per_so_many_and_of_nobody_is_no_value():
    result = rate([5, 5, np.nan], [1000, 0, 10], per=1000)
    assert result.estimate[0] == 5
    assert np.isnan([result.estimate[1:], result.lower[1:], result.upper[1:]]).all()


def test_students_own_mean():
    # 95% interval of the mean as R 4 prints it: t.test(extra ~ group, paired = TRUE), with the signs turned.
    expected = pytest.approx((0.7001142, 2.4598858), abs=5e-8)
    assert bounds(t_interval_of_groups(SLEEP)) == expected
    assert bounds(mean_from_moments(10, 1.58, np.std(SLEEP, ddof=1))) == expected


@given(st.integers(2, 10**6), FIGURES, st.floats(0.001, 1e3), CONFIDENCES)
def test_a_mean_agrees_with_scipy(n, mean, sd, confidence):
    expected = t.interval(confidence, n - 1, loc=mean, scale=sd / np.sqrt(n))
    assert bounds(mean_from_moments(n, mean, sd, confidence)) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_one_has_a_mean_but_no_interval_and_none_has_neither():
    result = mean_from_moments([1, 0, np.nan, 2], 5.0, 1.0)
    assert result.estimate.tolist()[::3] == [5.0, 5.0]
    assert np.isnan(result.estimate).tolist() == [False, True, True, False]
    assert np.isnan(result.lower).tolist() == np.isnan(result.upper).tolist() == [True, True, True, False]


@given(st.lists(st.lists(FIGURES, max_size=8), min_size=1, max_size=6).filter(lambda parts: any(parts)))
def test_pooled_moments_are_those_of_everything_in_one_list(parts):
    everything = np.concatenate(parts)
    n = [len(part) for part in parts]
    mean = [np.mean(part) if part else np.nan for part in parts]
    sd = [np.std(part, ddof=1) if len(part) > 1 else np.nan for part in parts]
    pooled = pooled_moments(n, mean, sd)
    assert pooled.n == len(everything)
    assert pooled.mean == pytest.approx(everything.mean(), rel=1e-9, abs=1e-9)
    if len(everything) > 1:
        assert pooled.sd == pytest.approx(everything.std(ddof=1), rel=1e-9, abs=1e-6)
    else:
        assert np.isnan(pooled.sd)


def test_parts_are_pooled_by_their_groups():
    # Group 0: 1, 2, 3 and 10; group 1: nobody; group 2: a part whose standard deviation is unknown.
    pooled = pooled_moments([3, 1, 0, 4], [2.0, 10.0, np.nan, 5.0], [1.0, np.nan, np.nan, np.nan], groups=[0, 0, 1, 2])
    assert pooled.n.tolist() == [4, 0, 4]
    assert pooled.mean[[0, 2]].tolist() == [4.0, 5.0]
    assert pooled.sd[0] == pytest.approx(np.std([1, 2, 3, 10], ddof=1))
    assert np.isnan([pooled.mean[1], *pooled.sd[1:]]).all()


@given(st.lists(FIGURES, min_size=2, max_size=12), CONFIDENCES)
def test_an_interval_of_groups_agrees_with_statsmodels(values, confidence):
    result = t_interval_of_groups(values, confidence)
    expected = DescrStatsW(values).tconfint_mean(alpha=1 - confidence)
    assert bounds(result) == pytest.approx(expected, rel=1e-9, abs=1e-6)


def test_groups_without_a_value_are_left_out():
    result = t_interval_of_groups([[1.0, np.nan, 3.0, 2.0], [np.nan, 7.0, np.nan, np.nan], [np.nan] * 4])
    assert result.estimate.tolist()[:2] == [2.0, 7.0]
    assert (result.lower[0], result.upper[0]) == pytest.approx(t.interval(0.95, 2, loc=2, scale=1 / np.sqrt(3)))
    assert np.isnan([result.estimate[2], *result.lower[1:], *result.upper[1:]]).all()
    assert np.isnan(t_interval_of_groups([]).estimate)


@given(st.lists(FIGURES, min_size=2, max_size=12), st.lists(FIGURES, min_size=2, max_size=12), CONFIDENCES)
def test_a_difference_of_means_has_welchs_error_and_the_fewer_degrees_of_freedom(first, second, confidence):
    error = CompareMeans.from_data(first, second).std_meandiff_separatevar
    df = min(len(first), len(second)) - 1
    # scipy has no interval without any error.
    half = t.ppf((1 + confidence) / 2, df) * error
    difference = np.mean(first) - np.mean(second)
    result = difference_of_group_means(first, [*second, np.nan], confidence)
    assert bounds(result) == pytest.approx((difference - half, difference + half), rel=1e-9, abs=1e-6)


def test_sets_of_one_and_the_same_value_do_not_differ():
    # 0.1 has no exact binary form: means that are added up differ in their last digit.
    result = difference_of_group_means([0.1] * 5, [0.1] * 7)
    assert (result.estimate, result.lower, result.upper) == (0, 0, 0)
    assert np.isnan(difference_of_group_means([0.1], [0.2, 0.3]).lower)


@given(st.integers(1, 50), st.integers(1, 1000), st.integers(2, 100), CONFIDENCES)
def test_estimates_lie_in_intervals_that_narrow_with_more_of_the_same(count, other, times, confidence):
    base = count + other

    def of(k):
        return [
            proportion(k * count, k * base, confidence),
            rate(k * count, k * base, confidence=confidence),
            mean_from_moments(k * base, count, other, confidence),
            difference_of_proportions(k * count, k * base, k * other, k * base, confidence),
        ]

    for once, more in zip(of(1), of(times), strict=True):
        assert once.lower <= once.estimate <= once.upper
        assert more.upper - more.lower < once.upper - once.lower


def test_intervals_cover_a_known_truth_as_often_as_stated():
    # 20,000 made-up areas, each with a truth of its own; the standard error of 95% is 0.15%.
    rng, runs = np.random.default_rng(7), 20_000
    share, other = rng.uniform(0.05, 0.95, (2, runs))
    base = rng.integers(20, 400, runs)
    count, other_count = rng.binomial(base, share), rng.binomial(50, other)
    events = rng.gamma(2, 15, runs)
    people = rng.normal(share[:, np.newaxis], 0.3, (runs, 12))
    areas = rng.normal(share[:, np.newaxis], rng.uniform(0.1, 2, runs)[:, np.newaxis], (runs, 6))
    mean, sd = people.mean(axis=1), people.std(axis=1, ddof=1)
    results = {
        "proportion": (proportion(count, base), share),
        "difference": (difference_of_proportions(count, base, other_count, 50), share - other),
        "rate": (rate(rng.poisson(events), 1), events),
        "mean": (mean_from_moments(12, mean, sd), share),
        "groups": (t_interval_of_groups(areas), share),
    }
    covered = {name: np.mean((e.lower <= truth) & (truth <= e.upper)) for name, (e, truth) in results.items()}
    # Byar's interval, like the exact one, covers more often than stated where events are few.
    assert 0.945 <= covered.pop("rate") <= 0.97
    assert covered == {name: pytest.approx(0.95, abs=0.006) for name in covered}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: proportion(-1, 2), "zero or more"),
        (lambda: proportion(3, 2), "no larger"),
        (lambda: proportion([1, 2], [1, 2, 3]), r"do not go together: \(2,\), \(3,\)"),
        (lambda: proportion(1, np.inf), "finite"),
        (lambda: proportion(1, 2, confidence=95), "between 0 and 1"),
        (lambda: difference_of_proportions(1, 2, 3, 2), "no larger"),
        (lambda: difference_of_proportions([1, 2], 2, [1, 2, 3], 2), "do not go together"),
        (lambda: rate(1, -2), "zero or more"),
        (lambda: mean_from_moments(-1, 0, 1), "zero or more"),
        (lambda: mean_from_moments(5, 0, -1), "zero or more"),
        (lambda: pooled_moments([1, -1], [0, 0], [0, 0]), "zero or more"),
        (lambda: pooled_moments([1, 1], [0, 0], [0, 0], groups=[0]), "number of its group"),
        (lambda: pooled_moments([1, 1], [0, 0], [0, 0], groups=[0, -1]), "number of its group"),
        (lambda: pooled_moments([[1, 1]], [0, 0], [0, 0]), "list of parts"),
        (lambda: t_interval_of_groups([1, np.inf]), "finite"),
    ],
)
def test_what_cannot_be_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
