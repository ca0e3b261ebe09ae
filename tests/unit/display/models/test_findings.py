import re

import pandas as pd
import pytest

from app.analysis.models import Why, by_model
from app.display.models import findings
from app.display.models.funnels import funnelled
from app.display.words import MODELS
from app.measures.catalogue import MEASURES

COVERED = MEASURES["practices_covered"]
NAN = float("nan")
FAR = [60.0, 61, 62, 63, 64]
NEAR = [20.0, 21, 22, 23, 24]


def who(**sizes):
    """HSCPs by their model, numbered; `none` have no model."""
    rows = [(model, number) for model, size in sizes.items() for number in range(size)]
    frame = pd.DataFrame(rows, columns=["model", "number"])
    frame["area_name"] = [f"{row.model} {row.number}" for row in frame.itertuples()]
    frame["area_code"] = frame.area_name
    frame["why"] = ["no return for this quarter" if model == "none" else "" for model in frame.model]
    frame["model"] = frame.model.mask(frame.model == "none")
    return frame


def placed(own="", **sizes):
    return findings.placed_finding(who(**sizes), "2025-26Q1", own)


def test_models_are_told_apart_by_what_can_be_said_of_them():
    told = placed(practice_attached=7, cluster_locality=5, remote=3, mixed=1, none=2)
    assert told == (
        "Apr to Jun 2025: 16 of 18 HSCPs can be placed by their main delivery model. Cluster or locality (5) and "
        "practice attached (7) can be compared with the other HSCPs; remote (3) can be described but not compared; "
        "mixed (1) has too few HSCPs for a mean."
    )


def test_a_model_of_nearly_all_hscps_has_nothing_to_be_compared_with():
    assert placed(practice_attached=9, remote=4).endswith(
        "Practice attached (9) and remote (4) can be described but not compared."
    )


def test_the_own_hscp_comes_first_whether_it_can_be_placed_or_not():
    sizes = {"practice_attached": 5, "remote": 5, "none": 1}
    assert placed("remote 0", **sizes).startswith("remote 0: remote. Apr to Jun 2025: 10 of 11 HSCPs")
    assert placed("none 0", **sizes).startswith("none 0: no return for this quarter. ")


def test_no_hscp_with_a_model_is_nothing_to_say():
    assert placed(none=3) == (
        "Apr to Jun 2025: nothing can be said yet, for no HSCP can be placed by a delivery model."
    )


def say(summary, own=None):
    return findings.measure_finding(summary, COVERED, "2025-26Q1", own)


ABOUT = "GP practices with a link worker, Apr to Jun 2025: "


def test_higher_and_lower_are_associations_of_recorded_figures(summarised):
    told = say(summarised({"practice_attached": FAR, "remote": NEAR, "mixed": [NAN]}))
    assert told == (
        f"{ABOUT}practice attached (mean 62.0%) is associated with higher recorded figures than the other HSCPs have; "
        "remote (mean 22.0%) is associated with lower recorded figures than the other HSCPs have. Of 1 other model, "
        "too few HSCPs have a full figure to say. Unadjusted."
    )


def test_no_clear_difference_of_one_of_two_and_beside_a_clear_one(summarised):
    two = say(summarised({"practice_attached": FAR, "remote": FAR}))
    assert two == (
        f"{ABOUT}no clear difference is recorded between practice attached and remote, each compared with all other "
        "HSCPs. Unadjusted."
    )
    one = say(summarised({"practice_attached": FAR, "remote": FAR[:3], "mixed": FAR[:2]}))
    assert "between practice attached, the one model that can be compared, and the others." in one
    assert "Of 2 other models, too few" in one
    both = say(summarised({"practice_attached": FAR, "remote": NEAR, "cluster_locality": [10.0, 40, 41, 60, 70]}))
    assert "; no clear difference is recorded for cluster or locality. Unadjusted." in both


def test_nothing_to_compare_says_what_is_needed(summarised):
    told = say(summarised({"practice_attached": FAR[:4], "remote": [NAN] * 6}))
    assert told == (
        f"{ABOUT}nothing can be said of differences, for no model has recorded full figures from 5 HSCPs and more, "
        "with as many others to compare them with. Unadjusted."
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "60.0% in Area 00 (practice attached). No clear"),
        ({"model": None, "why": "no post"}, "60.0% in Area 00, which cannot be placed (no post). No clear"),
        ({"state": "suppressed", "value": NAN}, "no figure of Area 00 (hidden to protect people). No clear"),
        ({"state": "partial", "parts_reported": 1, "parts_expected": 3}, "60.0% (from 1 of 3 units) in Area 00"),
    ],
)
def test_the_own_figure_or_why_there_is_none(released, summarised, changed, words):
    values = {"practice_attached": FAR, "remote": FAR}
    own = released(values).iloc[0].copy()
    for name, value in changed.items():
        own[name] = value
    assert say(summarised(values), own).startswith(f"{ABOUT}{words}")


def side(*tables):
    """Side by side: rows of by_model for pairs of measure and summary."""
    return pd.concat([table.assign(measure=measure) for measure, table in tables], ignore_index=True)


def test_side_by_side_names_what_is_clear_by_model(summarised):
    clear = summarised({"practice_attached": FAR, "remote": NEAR})
    equal = summarised({"practice_attached": FAR, "remote": FAR})
    told = findings.side_by_side_finding(side(("vacancy_rate", clear), ("practices_covered", equal)), "2025-26Q1")
    assert told == (
        "Apr to Jun 2025: of 4 comparisons that can be made, of 2 models on 2 measures, 2 show a clear difference: "
        "practice attached is associated with higher recorded figures of vacant link worker posts; remote is "
        "associated with lower recorded figures of vacant link worker posts. Unadjusted."
    )
    none = findings.side_by_side_finding(side(("vacancy_rate", equal)), "2025-26Q1")
    assert none.endswith("of 2 comparisons that can be made, of 2 models on 1 measure, none shows a clear difference. "
                         "Unadjusted.")  # fmt: skip
    nothing = findings.side_by_side_finding(side(("vacancy_rate", summarised({"remote": FAR}))), "2025-26Q1")
    assert "nothing can be said of differences" in nothing


def test_a_model_that_differs_in_much_has_it_counted(summarised):
    clear = summarised({"practice_attached": FAR, "remote": NEAR})
    five = ["vacancy_rate", "practices_covered", "wte_per_10000", "dedicated_space", "funding_months_left"]
    told = findings.side_by_side_finding(side(*[(each, clear) for each in five]), "2025-26Q1")
    assert "practice attached is associated with higher recorded figures of 5 measures; remote" in told


def test_completeness_counts_full_partial_and_missing_figures_and_who_is_not_placed(released):
    rows = released({"practice_attached": [10.0, 20.0, NAN], "remote": [30.0]})
    rows.loc[1, "state"] = "partial"
    rows.loc[3, ["model", "why"]] = [None, "no programme in this area"]
    assert findings.completeness(rows, COVERED) == (
        "**3 of 4 HSCPs can be placed by their main model.** **1 of these has a full figure** of this measure, 1 has a "
        "partial one, left out of all means; none is shown for Area 02 (no return for this quarter). Not placed: Area "
        "03 (no programme in this area)."
    )
    full = released({"remote": [1.0, 2.0]})
    assert findings.completeness(full, COVERED).endswith("**2 of these have a full figure** of this measure.")
    assert findings.completeness(full) == "**2 of 2 HSCPs can be placed by their main model.**"


def test_many_missing_are_counted_by_why_and_hidden_ones_carry_a_caution(released):
    rows = released({"remote": [10.0, *[NAN] * 6]})
    rows.loc[1:5, "state"] = "suppressed"
    assert findings.completeness(rows, COVERED).endswith(
        "; none is shown for Area 06 (no return for this quarter) and 5 HSCPs (hidden to protect people). Figures are "
        "hidden where counts are small, so those that are shown do not stand for all."
    )


def test_what_is_left_out_of_means_is_counted(released):
    rows = released({"practice_attached": FAR, "remote": NEAR})
    assert findings.left_out(by_model(rows, rows, MODELS)) == ""
    rows.loc[[0, 1, 7], "state"] = "partial"
    told = findings.left_out(by_model(rows, rows, MODELS))
    assert told == "Hollow: 3 partial figures, in no mean, interval or label."


def test_what_else_differs_gives_the_range_of_medians():
    rows = [("remote", "population", 50000.0), ("mixed", "population", 120000.0), ("remote", "rural_percent", 4.0)]
    balance = pd.DataFrame(rows, columns=["model", "figure", "median"])
    told = findings.what_else_differs(balance)
    assert told == ("What else differs between the areas, by the medians of the models: population 50,000 to 120,000.")
    assert "cannot be told" in findings.what_else_differs(balance.head(1))


def funnel_of(released, values):
    return funnelled(released({"remote": values}), COVERED)


def test_the_funnel_says_which_spread_it_allows_for_and_why(released):
    calm = funnel_of(released, [48.0, 50, 52, 49, 51, 50])
    assert findings.funnel_finding(calm) == "All 6 HSCPs lie within the 95% limits."
    assert findings.spread_used(calm, COVERED).endswith("So the limits are those of chance alone.")
    assert "1 in 20" in findings.outside_by_chance(calm)
    wide = funnel_of(released, [20.0, 35, 50, 65, 80, 50])
    told = findings.spread_used(wide, COVERED)
    assert f"vary {wide.funnel.phi:.2f} times as much as chance" in told
    assert f"a standard deviation of {wide.funnel.tau:.1f} points (an additive spread)." in told
    one = funnel_of(released, [*[50.0] * 20, 88.0])
    assert findings.funnel_finding(one) == (
        "1 of 21 HSCPs lies outside the 95% limits, 1 of them outside the 99.8% limits."
    )


def test_chance_is_told_for_one_measure_and_for_many():
    assert "is 5% at most" in findings.by_chance(1)
    assert "No comparison can be made" in findings.by_chance(0)
    assert "up to 0.8 of them a label" in findings.by_chance(16)


def test_every_reason_has_words():
    from app.display.models.tables import why_not

    assert [why_not(why, 5) for why in Why if why != Why.GIVEN] == [
        "fewer than 5 HSCPs", "fewer than 5 have a full figure", "fewer than 5 others have a full figure",
    ]  # fmt: skip
    assert not re.search("caus|impact|achiev", " ".join(why_not(why, 5) for why in Why if why != Why.GIVEN))
