from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, norm, poisson
from scipy.stats.mstats import winsorize
from statsmodels.stats.meta_analysis import combine_effects

from app.measures.estimate import proportion
from app.measures.funnel import fit_funnel, funnel_limits, funnel_marks

AREAS = 31


@pytest.fixture
def scotland():
    """Denominators of 31 areas, from 40 to 4,000, and a generator of counts."""
    return np.geomspace(40, 4000, AREAS).round(), np.random.default_rng(20_26)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        # base: lower 99.8, lower 95, upper 95, upper 99.8, in per cent
        (10, (42.03259, 56.154344, 100, 100)),
        (22, (54.611687, 64.132572, 97.152324, 100)),
        (92, (67.913155, 72.568959, 88.715937, 93.371741)),
        (1008, (76.796814, 78.203374, 83.081521, 84.488082)),
        (110_000, (80.274317, 80.408963, 80.875933, 81.010578)),
    ],
)
def test_proportions_as_public_health_england_has_them(base, expected):
    # PHEindicatormethods, tests/testthat/testdata_funnel_prop_outputs.csv; target 80.642448%.
    funnel = fit_funnel(80_642_448, 100_000_000, "proportion", per=100)
    assert funnel_limits(funnel, base) == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize(
    ("tail", "side", "expected", "ratio"),
    [
        # expected events and the observed ÷ expected at which they lie on the limit
        ("95", "lower", 5.571644585, 1 / 5.571644585),
        ("95", "upper", 0.025317898, 39.49774946),
        ("95", "lower", 18.39035799, 0.5437632050),
        ("95", "upper", 4.795387629, 2.085337156),
        ("99.8", "lower", 24.13397235, 0.4143536693),
        ("99.8", "upper", 2.960519925, 3.377785070),
        ("95", "lower", 121.6268111, 0.8221871402),
        ("99.8", "upper", 71.92139974, 1.390406755),
        ("95", "upper", 664.5083011, 1.077488421),
        ("99.8", "lower", 802.60414, 0.8920960712),
    ],
)
def test_ratios_as_public_health_england_has_them(tail, side, expected, ratio):
    # The same, testdata_funnel_ratio_outputs.csv, which finds its expected events by halving to about 7 digits.
    funnel = replace(fit_funnel([8, 151], [6.2, 106.4], "ratio"), spread="chance")
    assert funnel.target == 1
    assert _limit(funnel, expected, side, tail) == pytest.approx(ratio, rel=1e-6)


@pytest.mark.parametrize(
    ("tail", "side", "population", "limit"),
    [
        ("95", "lower", 1598.675694, 20.85059119),
        ("95", "upper", 7.264481402, 4588.535848),
        ("99.8", "lower", 30697.72527, 82.52511582),
        ("99.8", "upper", 358342.3275, 126.5084525),
    ],
)
def test_rates_as_public_health_england_has_them(tail, side, population, limit):
    # The same, testdata_funnel_rate_outputs.csv: per 100,000, three years' events over one year's population.
    funnel = fit_funnel(116.1720835, 100_000, "rate", per=100_000)
    assert _limit(funnel, 3 * population, side, tail) == pytest.approx(limit, rel=1e-6)


def _limit(funnel, base, side, tail):
    return getattr(funnel_limits(funnel, base), f"{side}_{tail.replace('.', '')}")


@given(st.floats(0.01, 500))
def test_a_count_is_outside_exactly_when_chance_gives_it_in_fewer_than_the_tail(expected):
    funnel = fit_funnel(1, 1, "rate")
    counts = np.arange(0, int(expected + 10 * np.sqrt(expected)) + 10)
    tail = np.minimum(poisson.cdf(counts, expected), poisson.sf(counts - 1, expected))
    should_be = np.select([tail < 0.001, tail < 0.025], ["outside_998", "outside_95"], default="inside")
    sure = (abs(tail - 0.001) > 1e-9) & (abs(tail - 0.025) > 1e-9)
    marks = funnel_marks(funnel, counts, expected)
    assert marks[sure].tolist() == should_be[sure].tolist()


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(1, 99))
def test_a_proportion_is_outside_exactly_when_its_interval_leaves_out_the_target(area, target):
    funnel = fit_funnel(target, 100, "proportion")
    own = proportion(*area)
    if min(abs(own.lower - target / 100), abs(own.upper - target / 100)) > 1e-9:
        inside = own.lower < target / 100 < own.upper
        assert (funnel_marks(funnel, *area) == "inside") == inside


def test_over_dispersion_by_hand_and_by_scipy(scotland):
    base, rng = scotland
    count = rng.binomial(base.astype(int), rng.normal(0.5, 0.1, AREAS).clip(0, 1))
    funnel = fit_funnel(count, base, "proportion", per=100)
    target = count.sum() / base.sum()
    z = (count / base - target) / np.sqrt(target * (1 - target) / base)
    # Of 31 values, the 10th percentile is the fourth lowest: scipy puts it in the place of the three below it.
    assert funnel.phi == pytest.approx(np.mean(np.asarray(winsorize(z, limits=0.1)) ** 2), rel=1e-9)
    assert funnel.phi_by_chance == pytest.approx(chi2.ppf(0.95, 30) / 31)
    assert funnel.target == pytest.approx(100 * target)
    assert funnel.spread == "additive"
    # The widened limits of a proportion are those of a normal value with both variances.
    variance = target * (1 - target) / 500 + (funnel.tau / 100) ** 2
    limits = funnel_limits(funnel, 500)
    assert limits.upper_95 == pytest.approx(100 * (target + norm.ppf(0.975) * np.sqrt(variance)))
    assert limits.lower_998 == pytest.approx(100 * (target - norm.ppf(0.999) * np.sqrt(variance)))


def test_the_variance_between_areas_agrees_with_statsmodels():
    # In pairs of areas above and below the target alike, so that drawing in the extremes leaves the mean where it is.
    base = np.repeat([100.0, 200, 300, 400, 500, 600, 800, 900, 1000, 2000], 2)
    sign = np.tile([1, -1], 10)
    count = 0.4 * base + sign * base * np.repeat([0.02, 0.1, 0.05, 0.12, 0.08, 0.2, 0.01, 0.06, 0.09, 0.1], 2)
    error = np.sqrt(0.4 * 0.6 / base)
    z = (count / base - 0.4) / error
    low, high = np.quantile(z, [0.1, 0.9])
    drawn_in = 0.4 + np.clip(z, low, high) * error
    expected = combine_effects(drawn_in, error**2, method_re="dl").tau2
    assert fit_funnel(count, base, "proportion").tau ** 2 == pytest.approx(expected, rel=1e-9)


def test_areas_that_differ_by_chance_alone_keep_the_limits_of_chance(scotland):
    base, rng = scotland
    marks, spreads = [], []
    for _ in range(300):
        count = rng.poisson(0.3 * base)
        funnel = fit_funnel(count, base, "rate")
        marks.append(funnel_marks(funnel, count, base))
        spreads.append(funnel.spread)
    marks = np.array(marks)
    # 9,300 areas: the standard error of 5% is 0.23%, of 0.2% 0.05%.
    assert np.mean(marks != "inside") <= 0.05 + 3 * 0.0023
    assert np.mean(marks == "outside_998") <= 0.002 + 3 * 0.0005
    assert np.mean(np.array(spreads) == "chance") >= 0.95


def test_an_outlier_still_stands_out_among_areas_that_differ(scotland):
    base, rng = scotland
    count = rng.poisson(0.3 * base * rng.lognormal(0, 0.2, AREAS))
    count[20] = 3 * 0.3 * base[20]
    funnel = fit_funnel(count, base, "rate")
    by_chance = funnel_marks(replace(funnel, spread="chance"), count, base)
    marks = funnel_marks(funnel, count, base)
    assert funnel.spread == "additive"
    assert marks[20] == "outside_998"
    assert (marks == "outside_998").sum() < (by_chance == "outside_998").sum() / 2


@pytest.mark.parametrize("kind", ["proportion", "rate", "ratio"])
@pytest.mark.parametrize("spread", ["chance", "additive"])
def test_limits_are_smooth_narrow_with_size_and_enclose_the_target(kind, spread, scotland):
    base, rng = scotland
    funnel = fit_funnel(rng.binomial(base.astype(int), rng.beta(8, 8, AREAS)), base, kind)
    assert funnel.spread == "additive"
    funnel = replace(funnel, spread=spread)
    limits = np.array(funnel_limits(funnel, np.geomspace(30, 5000, 200)))
    order = np.vstack([limits[:2], np.full(200, funnel.target), limits[2:]])
    highest = 1 if kind == "proportion" else np.inf
    assert ((np.diff(order, axis=0) > 0) | (order[1:] == 0) | (order[:-1] == highest)).all()
    assert (np.diff(limits[:2], axis=1) >= 0).all()
    assert (np.diff(limits[2:], axis=1) <= 0).all()
    assert limits.min() >= 0
    assert limits.max() <= highest


def test_areas_without_a_value_are_left_out_and_marked_so():
    funnel = fit_funnel([5, np.nan, 0, 7], [10, 10, 0, 14], "rate")
    assert (funnel.areas, funnel.target) == (2, 0.5)
    marks = funnel_marks(funnel, [5, np.nan, 0, 100], [10, 10, 0, 14])
    assert marks.tolist() == ["inside", "no_value", "no_value", "outside_998"]
    assert np.isnan(funnel_limits(funnel, [0, np.nan])).all()


@pytest.mark.parametrize(("count", "base"), [([], []), ([3], [10]), ([0, 0], [10, 20]), ([10, 20], [10, 20])])
def test_too_little_to_fit_falls_back_on_chance(count, base):
    funnel = fit_funnel(count, base, "proportion")
    assert funnel.spread == "chance"
    assert np.isnan(funnel.phi)
    assert set(funnel_marks(funnel, count, base)) <= {"inside"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fit_funnel([1], [2], "mean"), "not for a mean"),
        (lambda: fit_funnel([-1], [2], "rate"), "zero or more"),
        (lambda: fit_funnel([1], [-2], "rate"), "zero or more"),
        (lambda: fit_funnel([3], [2], "proportion"), "no larger"),
        (lambda: fit_funnel([1, 2], [1, 2, 3], "rate"), "do not go together"),
        (lambda: funnel_limits(fit_funnel([1], [2], "rate"), -1), "zero or more"),
    ],
)
def test_what_cannot_be_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
