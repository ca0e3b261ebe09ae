import math

import pandas as pd
import pytest

from app.analysis.changes import change_since, reporting_change

NOW, BEFORE = "2025-26Q2", "2025-26Q1"


def figures(rows):
    columns = ["period", "area_code", "area_level", "value", "numerator", "denominator", "state"]
    return pd.DataFrame(rows, columns=columns)


def test_only_hscps_with_a_full_figure_both_times_are_compared():
    change = change_since(
        figures(
            [
                (BEFORE, "S", "scotland", 60.0, 60.0, None, "reported"),
                (NOW, "S", "scotland", 31.0, 31.0, None, "partial"),
                (BEFORE, "A", "hscp", 10.0, 10.0, None, "reported"),
                (NOW, "A", "hscp", 11.0, 11.0, None, "reported"),
                (BEFORE, "B", "hscp", 30.0, 30.0, None, "reported"),
                (NOW, "B", "hscp", None, None, None, "not_submitted"),
                (BEFORE, "C", "hscp", 20.0, 20.0, None, "reported"),
                (NOW, "C", "hscp", 15.0, 15.0, None, "partial"),
            ]
        ),
        NOW,
        BEFORE,
        per=1,
    )
    assert (change.like_for_like, change.compared) == (1.0, 1)


def test_rates_are_compared_as_rates_of_all_compared():
    change = change_since(
        figures(
            [
                (BEFORE, "A", "hscp", 50.0, 5.0, 10.0, "reported"),
                (NOW, "A", "hscp", 60.0, 6.0, 10.0, "reported"),
                (BEFORE, "B", "hscp", 0.0, 0.0, 90.0, "reported"),
                (NOW, "B", "hscp", 10.0, 9.0, 90.0, "reported"),
            ]
        ),
        NOW,
        BEFORE,
        per=100,
    )
    assert change.like_for_like == pytest.approx(15.0 - 5.0)  # 15 of 100 against 5 of 100, not the mean of 10 and 10


def test_nothing_to_compare_is_no_number():
    change = change_since(figures([(NOW, "A", "hscp", 1.0, 1.0, None, "reported")]), NOW, BEFORE, per=1)
    assert change.compared == 0
    assert math.isnan(change.like_for_like)


def test_who_began_and_who_ceased_to_report():
    reporting = pd.DataFrame(
        [
            (BEFORE, "Angus", "complete"),
            (NOW, "Angus", "not_submitted"),
            (BEFORE, "Fife", "not_submitted"),
            (NOW, "Fife", "partial"),
        ],
        columns=["period", "area_name", "status"],
    )
    change = reporting_change(reporting, NOW, BEFORE)
    assert (change.new, change.gone) == (["Fife"], ["Angus"])
