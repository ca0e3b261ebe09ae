import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t, ttest_ind

from app.analysis.models import ERROR_RATE, balance, by_model, in_order, main_model
from app.measures.estimate import difference_of_group_means

WORDS = {"hub": "Base in the community", "attached": "Attached to a practice", "remote": "Remote", "several": "Several"}


@pytest.fixture
def returns():
    """Rows of link workers in post: `returns([(hscp, model, wte), ...])`, all of one quarter."""

    def make(rows):
        frame = pd.DataFrame(rows, columns=["hscp_code", "delivery_model", "wte_in_post"])
        return frame.assign(period="2025-26Q1").convert_dtypes()

    return make


@pytest.fixture
def released():
    """Models and released values of HSCPs, from each model's values; NaN is a return that was not submitted."""

    def make(by_model):
        rows = [
            (f"{model}{number}", model, value, "not_submitted" if math.isnan(value) else "reported")
            for model, values in by_model.items()
            for number, value in enumerate(values)
        ]
        frame = pd.DataFrame(rows, columns=["area_code", "model", "value", "state"])
        return frame[["area_code", "value", "state"]], frame[["area_code", "model"]]

    return make


def test_two_thirds_of_the_time_make_a_main_model(returns):
    found = main_model(
        returns(
            [
                ("A", "hub", 2.0), ("A", "remote", 1.0),
                ("B", "hub", 1.99), ("B", "remote", 1.0),
                ("C", "hub", 1.5), ("C", "remote", 0.5), ("C", "hub", 1.5),
                ("D", "hub", 0.0),
                ("E", "hub", 3.0), ("E", "remote", None),
                ("F", "hub", 0.1), ("F", "remote", 0.2),
                ("G", "hub", 1.0), ("G", "remote", 1.0),
            ]
        )
    ).set_index("area_code")  # fmt: skip
    models = {area: None if pd.isna(model) else model for area, model in found.model.items()}
    assert models == {
        "A": "hub",  # exactly two thirds
        "B": "several",
        "C": "hub",
        "D": None,  # nobody in post
        "E": None,  # it is not known how many work remotely
        "F": "remote",  # 0.2 of 0.30000000000000004
        "G": "several",
    }
    assert found.share[["A", "C", "G"]].tolist() == pytest.approx([2 / 3, 6 / 7, 0.5])
    assert found.share[["D", "E"]].isna().all()


def test_a_main_model_belongs_to_its_period(returns):
    rows = pd.concat([returns([("A", "hub", 1.0)]), returns([("A", "remote", 1.0)]).assign(period="2025-26Q2")])
    assert main_model(rows)[["period", "model"]].to_numpy().tolist() == [["2025-26Q1", "hub"], ["2025-26Q2", "remote"]]


def test_models_come_in_the_order_of_their_names_and_never_of_values(released):
    values, models = released({"several": [9, 9, 9], "remote": [1, 2, 3], "attached": [4, 5, 6], "hub": [7, 8, 9]})
    assert by_model(values, models, WORDS).model.tolist() == ["attached", "hub", "remote", "several"]
    assert in_order(models.model, WORDS | {"hub": "zzz"}) == ["attached", "remote", "several", "hub"]


def test_a_model_with_three_values_is_summed_up_by_hand(released):
    values, models = released({"hub": [1.0, 2.0, math.nan, 6.0], "remote": [1.0, 2.0]})
    hub, remote = by_model(values, models, WORDS).itertuples(index=False)
    assert (hub.hscps, hub.with_value, hub.partial) == (4, 3, 0)
    assert (hub.lowest, hub.median, hub.highest, hub.mean) == (1, 2, 6, 3)
    half = t.ppf(0.975, 2) * math.sqrt(7 / 3)  # 4 + 1 + 9 over 2 degrees of freedom, of 3 values
    assert (hub.lower, hub.upper) == pytest.approx((3 - half, 3 + half))
    assert (hub.summary, hub.label, hub.comparison) == ("given", "not_said", "few_hscps")
    assert (remote.hscps, remote.with_value, remote.summary) == (2, 2, "few_hscps")
    assert np.isnan([remote.lowest, remote.median, remote.highest, remote.mean, remote.lower, remote.difference]).all()


def test_an_interval_ends_where_no_value_can_be(released):
    values, models = released({"hub": [1.0, 2.0, 6.0], "remote": [94.0, 98.0, 99.0]})
    hub, remote = by_model(values, models, WORDS, within=(0, 100)).itertuples(index=False)
    assert (hub.mean, hub.lower) == (3, 0)
    assert (remote.mean, remote.upper) == (97, 100)
    assert 0 < hub.upper < 100
    assert 0 < remote.lower < 100


def test_partial_figures_are_counted_as_left_out_and_in_no_mean_interval_or_label(released):
    hub, attached = [10.0, 11, 12, 13, 14, 9000], [3.0, 4, 5, 6, 7, -9000]
    values, models = released({"hub": hub, "attached": attached, "remote": [1.0, 2, 3]})
    values.loc[values.value.abs().eq(9000) | values.area_code.eq("remote0"), "state"] = "partial"
    whole = by_model(*released({"hub": hub[:5], "attached": attached[:5], "remote": [2.0, 3]}), WORDS)
    table = by_model(values, models, WORDS)
    assert table.partial.tolist() == [1, 1, 1]
    assert table.with_value.tolist() == [5, 5, 2]
    assert table.summary.tolist() == ["given", "given", "few_values"]
    pd.testing.assert_frame_equal(table.iloc[:2, 4:], whole.iloc[:2, 4:])


@pytest.mark.parametrize(
    ("hub", "remote", "summary", "comparison"),
    [
        ([1.0, 2.0, math.nan, math.nan], [3.0] * 9, "few_values", "few_hscps"),
        ([1.0, 2.0, 3.0, 4.0, math.nan], [3.0] * 9, "given", "few_values"),
        ([1.0, 2.0, 3.0, 4.0, 5.0], [3.0] * 4, "given", "few_others"),
        ([1.0, 2.0, 3.0, 4.0, 5.0], [3.0] * 5, "given", "given"),
    ],
)
def test_what_is_not_said_has_its_reason(hub, remote, summary, comparison, released):
    row = by_model(*released({"hub": hub, "remote": remote}), WORDS).set_index("model").loc["hub"]
    assert (row.summary, row.comparison) == (summary, comparison)
    assert (row.label == "not_said") == (comparison != "given")


def test_a_clear_difference_is_named_and_has_an_interval_that_can_be_recomputed(released):
    hub, attached, remote = [10.0, 11, 12, 13, 14, 12], [3.0, 4, 5, 6, 7], [8.0, 9]
    table = by_model(*released({"hub": hub, "attached": attached, "remote": remote}), WORDS).set_index("model")
    assert table.label.to_dict() == {"attached": "lower", "hub": "higher", "remote": "not_said"}
    # Two models are compared: 97.5% each. Welch's error from scipy, on the 5 degrees of freedom of the 6 HSCPs.
    others = [*attached, *remote]
    error = (np.mean(hub) - np.mean(others)) / ttest_ind(hub, others, equal_var=False).statistic
    half = t.ppf(1 - 0.025 / 2, 5) * error
    row = table.loc["hub"]
    assert row.confidence == 0.975
    assert row.difference == pytest.approx(12 - 42 / 7)
    assert (row.difference_lower, row.difference_upper) == pytest.approx((row.difference - half, row.difference + half))


def test_hscps_without_a_model_are_in_nobodys_comparison(released):
    values, models = released({"hub": [1.0, 2, 3, 4, 5], "attached": [1.0, 2, 3, 4, 5], "remote": [100.0] * 5})
    models.loc[models.model == "remote", "model"] = None
    table = by_model(values, models, WORDS)
    assert table.model.tolist() == ["attached", "hub"]
    assert table.difference.tolist() == [0, 0]


def test_the_same_value_everywhere_is_no_difference(released):
    table = by_model(*released({"hub": [0.1] * 5, "attached": [0.1] * 7}), WORDS)
    assert table.label.tolist() == ["no_clear_difference"] * 2


def test_several_rows_of_an_hscp_are_refused(released):
    values, models = released({"hub": [1.0, 2.0]})
    with pytest.raises(ValueError, match="values need one row"):
        by_model(pd.concat([values, values]), models, WORDS)
    with pytest.raises(ValueError, match="models need one row"):
        balance(pd.concat([models, models]), values[["area_code", "value"]], WORDS)


def test_what_else_differs_is_told_by_model():
    models = pd.DataFrame({"area_code": list("ABCDEF"), "model": ["hub", "hub", "hub", "attached", "attached", None]})
    areas = pd.DataFrame(
        {
            "area_code": list("ABCDEFG"),
            "most_deprived": [10.0, 40, 20, 5, 5, 5, 5],
            "months_left": [6.0, math.nan, 12, 3, 3, 3, 3],
        }
    )
    table = balance(models, areas, WORDS)
    assert table[["model", "figure"]].to_numpy().tolist() == [
        ["attached", "most_deprived"],
        ["attached", "months_left"],
        ["hub", "most_deprived"],
        ["hub", "months_left"],
    ]
    assert table.hscps.tolist() == [2, 2, 3, 3]
    assert table.summary.tolist() == ["few_hscps", "few_hscps", "given", "few_values"]
    assert table.loc[2, ["lowest", "median", "highest"]].tolist() == [10, 20, 40]
    assert table.loc[[0, 1, 3], ["lowest", "median", "highest"]].isna().all(axis=None)


SIZES = ([5, 5, 5, 16], [5, 26], [10, 8, 6, 4, 3], [15, 16], [8, 6, 5, 5, 3, 2, 2])
RUNS = 3000


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("spread", [1.0, 4.0, 0.25], ids="spread of the first model {}".format)
@pytest.mark.parametrize("draw", ["normal", "skewed", "counts"])
def test_models_that_make_no_difference_are_seldom_called_different(draw, spread, sizes):
    # True values of HSCPs differ a lot, all models having one mean; the HSCPs of the first model vary `spread` times as
    # much. `counts`: percentages of 20 to 2,000 people each. Measured: at most 3.2% of measures with any false label.
    rng = np.random.default_rng(4)
    shape = (RUNS, sum(sizes))
    scale = np.repeat([spread] + [1.0] * (len(sizes) - 1), sizes)
    if draw == "normal":
        values = 50 + 10 * scale * rng.standard_normal(shape)
    elif draw == "skewed":
        values = rng.lognormal(0, 0.3, shape)
        values = 1 + scale * (values - math.exp(0.3**2 / 2))
    else:
        concentration = 6 / scale
        people = rng.integers(20, 2000, shape)
        values = 100 * rng.binomial(people, rng.beta(0.5 * concentration, 0.5 * concentration, shape)) / people
    wrong = _called_different(values, sizes).any(axis=1).mean()
    assert wrong <= ERROR_RATE


def _called_different(values, sizes):
    """For each run and model with 5 HSCPs or more, whether the label is higher or lower: as `by_model` decides."""
    model = np.repeat(range(len(sizes)), sizes)
    compared = [number for number, size in enumerate(sizes) if size >= 5]
    confidence = 1 - ERROR_RATE / len(compared)
    results = [difference_of_group_means(values[:, model == m], values[:, model != m], confidence) for m in compared]
    return np.column_stack([(result.lower > 0) | (result.upper < 0) for result in results])


def test_the_simulation_decides_as_the_page_does(released):
    rng = np.random.default_rng(5)
    sizes = [7, 6, 5, 3]
    runs = rng.normal(0, 1, (60, sum(sizes)))
    runs[:, :7] += 1.5
    different = _called_different(runs, sizes)
    for values, expected in zip(runs, different, strict=True):
        parts = dict(zip(WORDS, np.split(values, np.cumsum(sizes)[:-1]), strict=True))
        labels = by_model(*released(parts), WORDS).set_index("model").label[list(WORDS)]
        assert (labels.isin(["higher", "lower"])).tolist() == [*expected.tolist(), False]
    assert 10 < different[:, 0].sum() < 60


def test_a_difference_that_is_there_is_found():
    # 12 HSCPs with a mean of 2 standard deviations more than 19 others.
    rng = np.random.default_rng(6)
    values = rng.standard_normal((1000, 31))
    values[:, :12] += 2
    assert _called_different(values, [12, 12, 7])[:, 0].mean() >= 0.9
