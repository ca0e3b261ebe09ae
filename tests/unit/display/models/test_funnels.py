import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2, norm

from app.display.models.funnel_plot import form, plotted
from app.display.models.funnels import funnelled
from app.display.models.tables import hscps_file
from app.measures.catalogue import MEASURES

COVERED = MEASURES["practices_covered"]
VALUES = [20.0, 35, 50, 65, 80, 44, 58]
BASES = [40, 80, 120, 20, 60, 200, 100]


def test_the_file_and_the_notes_are_enough_to_recompute_the_limits(released):
    """Spiegelhalter 2005, written out here from the notes on the page and the columns of the file alone."""
    rows = released({"remote": VALUES[:4], "mixed": VALUES[4:]}, bases=BASES)
    file = hscps_file(rows, COVERED, funnelled(rows, COVERED))
    y, n = file.numerator / file.denominator, file.denominator
    theta = file.numerator.sum() / n.sum()
    chance = theta * (1 - theta) / n
    z = (y - theta) / np.sqrt(chance)
    z = z.clip(*np.quantile(z, [0.1, 0.9]))
    w, areas = 1 / chance, len(file)
    tau_squared = ((z**2).sum() - (areas - 1)) / (w.sum() - (w**2).sum() / w.sum())
    half = np.sqrt(chance + tau_squared)
    expected = {
        "funnel_lower_998": theta - norm.ppf(0.999) * half,
        "funnel_lower_95": theta - norm.ppf(0.975) * half,
        "funnel_upper_95": theta + norm.ppf(0.975) * half,
        "funnel_upper_998": theta + norm.ppf(0.999) * half,
    }
    for name, limits in expected.items():
        np.testing.assert_allclose(file[name], (100 * limits).clip(0, 100), atol=1e-6)


def test_limits_of_rates_can_be_recomputed_too(released):
    """Garwood's interval by chi-squared quantiles, turned round by root finding as the notes on the page say."""
    measure = MEASURES["referrals_per_1000"]
    people = np.array([5000, 8000, 12000, 20000, 50000, 90000])
    rows = released({"remote": [2.0] * 6}, bases=people)
    rows["numerator"] = np.round(people * 0.002 + [1, -3, 4, -5, 6, -8])
    rows["value"] = 1000 * rows.numerator / people
    found = funnelled(rows, measure)
    assert found.funnel.spread == "chance"
    theta = rows.numerator.sum() / people.sum()
    for n, lower, upper in zip(people, found.rows.lower_95, found.rows.upper_95, strict=True):
        top = brentq(lambda x, n=n: chi2.ppf(0.025, 2 * x) / 2 - theta * n, 1e-6, 1000)
        bottom = brentq(lambda x, n=n: chi2.ppf(0.975, 2 * x + 2) / 2 - theta * n, -0.99, 1000)
        np.testing.assert_allclose([lower, upper], [1000 * bottom / n, 1000 * top / n], rtol=1e-6)


def test_partial_figures_and_hscps_without_a_model_are_left_out(released):
    rows = released({"remote": VALUES})
    rows.loc[0, "state"] = "partial"
    rows.loc[1, "model"] = None
    rows.loc[2, ["state", "value", "numerator", "denominator"]] = ["suppressed", np.nan, np.nan, np.nan]
    rows = pd.concat([rows, released({"mixed": [50.0]}).assign(area_code="Z", area_name="Z")])
    found = funnelled(rows, COVERED)
    assert found.rows.area_name.tolist() == ["Area 03", "Area 04", "Area 05", "Area 06", "Z"]
    assert found.left_out == ["Area 00"]
    assert found.funnel.areas == 5


@pytest.mark.parametrize("values", [[50.0] * 4, [0.0] * 6, [100.0] * 6, [np.nan] * 6])
def test_too_few_or_nothing_that_varies_has_no_funnel(released, values):
    assert funnelled(released({"remote": values}), COVERED) is None


def test_only_counts_have_a_funnel(released):
    rows = released({"remote": VALUES})
    assert funnelled(rows, MEASURES["wte_per_10000"]) is None
    assert funnelled(rows, MEASURES["vacancy_rate"]) is None
    assert funnelled(rows, COVERED).funnel.kind == "proportion"


def test_the_plot_holds_every_hscp_in_the_look_of_its_model_and_the_chosen_in_orange(released):
    found = funnelled(released({"remote": VALUES[:4], "mixed": VALUES[4:]}, bases=BASES), COVERED)
    records = plotted(found, COVERED, "Area 05")
    points = {each["name"]: each for each in records if each["kind"] == "hscp"}
    assert len(points) == 7
    assert points["Area 05"]["colour"] == "#e5682a"
    assert points["Area 05"]["shape"] == points["Area 04"]["shape"] == "triangle-left"
    assert points["Area 00"] | {"limits": ""} == {
        "kind": "hscp", "name": "Area 00", "model": "Remote", "base": 40.0, "value": 20.0, "shown": "20.0%",
        "of": "8 of 40", "limits": "", "shape": "triangle-down", "colour": "#002d54", "chosen": 0,
    }  # fmt: skip
    assert len([each for each in records if each["kind"] == "upper_998"]) == 40


def test_only_a_chosen_hscp_is_named_on_the_plot(released):
    marks = {}
    for named in (True, False):
        layers = form(COVERED, named=named, records=[]).to_dict()["layer"]
        marks[named] = [layer["mark"]["type"] for layer in layers]
    assert marks == {True: ["line", "line", "point", "text"], False: ["line", "line", "point"]}
