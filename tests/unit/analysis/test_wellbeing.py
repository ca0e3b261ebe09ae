import numpy as np
import pandas as pd
import pytest

from app.analysis.models import Label
from app.analysis.wellbeing import (
    against,
    change_if_others_stayed,
    instruments,
    measures_of,
    models_of_year,
    one_measure,
    with_follow_up,
)
from app.measures.catalogue import PEOPLE, WORKERS

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "lower", "upper", "label"),
    [
        (3.0, 2.1, 3.9, Label.HIGHER),
        (3.0, 2.0, 4.0, Label.NO_CLEAR_DIFFERENCE),  # the bound itself is still in the interval
        (1.0, 0.5, 1.9, Label.LOWER),
        (1.0, 0.0, 2.0, Label.NO_CLEAR_DIFFERENCE),
        (1.0, NAN, NAN, Label.NOT_SAID),
        (NAN, NAN, NAN, Label.NOT_SAID),
    ],
)
def test_an_area_differs_where_its_interval_leaves_out_scotland(value, lower, upper, label):
    assert against(value, lower, upper, 2.0) is label


def test_nothing_is_compared_with_a_scotland_that_has_no_figure():
    assert against(3.0, 2.0, 4.0, NAN) is Label.NOT_SAID


def outcomes(**columns):
    area = {"period": "2024-25", "area_code": "A", "area_name": "A", "area_level": "hscp", "board_code": "B"}
    figures = {"n_baseline": 100, "n_paired": 50, "change_mean": 2.0, "change_lower": 1.0, "change_upper": 3.0}
    shares = {"up1_percent": 60.0, "up1_lower": 46.0, "up1_upper": 72.0, "up1_of": 50, "up1_state": "reported"}
    follow_up = {"follow_up_percent": 50.0, "follow_up_lower": 40.0, "follow_up_upper": 60.0, "follow_up_of": 100}
    rest = {"instrument": "swemwbs", "state": "reported", "parts_reported": 4, "parts_expected": 4}
    return pd.DataFrame([area | figures | shares | follow_up | {"follow_up_state": "reported"} | rest | columns])


def test_a_measure_has_its_own_base_and_state():
    table = outcomes(state="too_few", change_mean=NAN, change_lower=NAN, change_upper=NAN, n_paired=20)
    change, follow_up = (one_measure(table, PEOPLE[each]).iloc[0] for each in ("change", "follow_up"))
    assert (change.state, change.denominator) == ("too_few", 20)
    assert np.isnan(change.value)
    assert (follow_up.state, follow_up.value, follow_up.lower, follow_up.denominator) == ("reported", 50, 40, 100)


def test_a_figure_not_told_where_others_are_is_not_collected():
    table = outcomes(up1_percent=NAN, up1_lower=NAN, up1_upper=NAN)
    assert one_measure(table, PEOPLE["up1"]).state.item() == "not_collected"
    table = outcomes(up1_percent=NAN, up1_lower=NAN, up1_upper=NAN, up1_state="suppressed")
    assert one_measure(table, PEOPLE["up1"]).state.item() == "suppressed"


def test_the_survey_has_one_state_for_all_its_questions_and_no_parts():
    figures = {"swemwbs_mean": 22.5, "swemwbs_lower": 21.0, "swemwbs_upper": 24.0, "swemwbs_of": 12}
    area = {"period": "2024-25", "area_code": "A", "area_name": "A", "area_level": "hscp", "board_code": "B"}
    row = one_measure(pd.DataFrame([area | figures | {"state": "partial"}]), WORKERS["swemwbs"]).iloc[0]
    assert (row.value, row.denominator, row.state) == (22.5, 12, "partial")
    assert np.isnan(row.parts_expected)


def test_people_with_a_later_score_are_counted_from_the_percentage_they_are_of():
    row = with_follow_up(outcomes(follow_up_percent=100 * 17 / 93, follow_up_of=93)).iloc[0]
    assert (row.n_first, row.n_later) == (93, 17)


@pytest.mark.parametrize(
    ("instrument", "decimals", "unit"),
    [
        ("eq5d5l", 2, "points of an index of at most 1"),
        ("mycaw", 1, "points, below 0: less concern"),
        ("ons4", 1, "points"),
    ],
)
def test_an_instrument_without_measures_of_whole_points_says_what_its_change_is_in(instrument, decimals, unit):
    measures = measures_of(instrument)
    assert list(measures) == ["follow_up", "change"]
    assert (measures["change"].decimals, measures["change"].unit) == (decimals, unit)


@pytest.mark.parametrize("instrument", ["swemwbs", "wemwbs"])
def test_whole_points_are_counted_on_the_warwick_edinburgh_scales(instrument):
    assert list(measures_of(instrument)) == ["follow_up", "change", "up1", "up3", "down1"]
    assert measures_of(instrument)["change"].unit == "points"


def test_the_most_used_instrument_comes_first_and_unlisted_ones_are_left_out():
    rows = [
        outcomes(area_code=area, instrument=instrument, n_baseline=n, state=state)
        for area, instrument, n, state in (
            ("A", "mycaw", 40, "reported"), ("A", "swemwbs", 30, "too_few"), ("B", "swemwbs", 300, "partial"),
            ("B", "ons4", NAN, "suppressed"), ("B", "other", 900, "reported"), ("C", "wemwbs", NAN, "not_collected"),
        )
    ]  # fmt: skip
    board = outcomes(area_code="S", area_level="scotland", instrument="mycaw", n_baseline=9000)
    assert instruments(pd.concat([*rows, board])) == ["swemwbs", "mycaw", "ons4"]
    assert instruments(pd.concat(rows), "A") == ["mycaw", "swemwbs"]
    assert instruments(pd.concat(rows), "C") == []


def test_had_the_others_stayed_the_change_of_all_is_smaller():
    # By hand: 40 people rose by 3 on average, 60 by nothing: 120 points over 100 people.
    assert change_if_others_stayed(100, 40, 3.0) == pytest.approx(1.2)
    assert np.isnan(change_if_others_stayed(0, 0, 3.0))
    assert np.isnan(change_if_others_stayed(100, 40, NAN))


def test_the_model_of_a_year_has_two_thirds_of_its_link_worker_time():
    rows = [
        ("2024-25Q1", "A", "hub_or_community_based", 2.0), ("2024-25Q2", "A", "hub_or_community_based", 2.0),
        ("2024-25Q3", "A", "remote", 2.0), ("2024-25Q4", "B", "remote", 1.0),
        ("2024-25Q1", "C", "remote", 1.0), ("2024-25Q4", "C", "practice_attached", 1.0),
        ("2023-24Q4", "A", "remote", 9.0),
    ]  # fmt: skip
    delivery = pd.DataFrame(rows, columns=["period", "area_code", "delivery_model", "wte_in_post"])
    found = models_of_year(delivery, "2024-25").set_index("area_code").model
    assert found.to_dict() == {"A": "hub_or_community_based", "B": "remote", "C": "several"}
