import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from app.measures.estimate import proportion


def test_newcombes_worked_example():
    # Newcombe RG (1998), Two-sided confidence intervals for the single proportion, Table I, method 3: 81/263.
    share, lower, upper = proportion(81, 263)
    assert (round(float(lower), 4), round(float(upper), 4)) == (0.2553, 0.3662)
    assert share == pytest.approx(0.3080, abs=5e-5)


@pytest.mark.parametrize(
    ("count", "base", "bounds"),
    [(15, 148, (0.0624, 0.1605)), (0, 20, (0.0, 0.1611)), (1, 29, (0.0061, 0.1718))],
)
def test_newcombes_other_examples(count, base, bounds):
    # The same table, method 3.
    _, lower, upper = proportion(count, base)
    assert (round(float(lower), 4), round(float(upper), 4)) == bounds


@given(
    st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.sampled_from([0.9, 0.95, 0.998]),
)
def test_agrees_with_statsmodels(pair, confidence):
    count, base = pair
    _, lower, upper = proportion(count, base, confidence)
    expected = proportion_confint(count, base, alpha=1 - confidence, method="wilson")
    assert (float(lower), float(upper)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_arrays_keep_their_shape_and_a_zero_base_gives_no_value():
    result = proportion([1, 0, np.nan], [2, 0, 5])
    assert result.estimate.shape == (3,)
    assert result.estimate[0] == 0.5
    assert np.isnan([result.estimate[1:], result.lower[1:], result.upper[1:]]).all()


@pytest.mark.parametrize(("count", "base", "words"), [(-1, 2, "zero or more"), (3, 2, "no larger")])
def test_impossible_counts_are_refused(count, base, words):
    with pytest.raises(ValueError, match=words):
        proportion(count, base)
