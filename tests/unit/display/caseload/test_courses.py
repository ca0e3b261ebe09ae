"""Which figures are points of a course."""

import numpy as np
import pandas as pd
import pytest

from app.display.caseload.courses import course_of
from app.measures.catalogue import MEASURES

PERIODS = ["2024-25Q1", "2024-25Q2", "2024-25Q3", "2024-25Q4"]


def rows(level, states):
    return pd.DataFrame(
        {"period": PERIODS, "area_code": "a", "area_level": level, "value": [1.0, 2.0, 3.0, 4.0], "state": states}
    )


@pytest.mark.parametrize(
    ("level", "measure", "points"),
    [
        ("hscp", "waiting", 2),
        ("scotland", "waiting", 2),
        ("hscp", "wte_per_10000", 2),
        ("scotland", "wte_per_10000", 3),
    ],
)
def test_a_partial_figure_is_a_point_only_of_a_whole_areas_rate(level, measure, points):
    states = ["reported", "partial", "suppressed", "reported"]
    seen = course_of(rows(level, states), "a", MEASURES[measure], PERIODS)
    assert np.isfinite(seen.values).sum() == points


def test_a_quarter_without_a_row_is_a_gap():
    known = rows("hscp", ["reported"] * 4).drop(index=1)
    assert np.isnan(course_of(known, "a", MEASURES["waiting"], PERIODS).values).tolist() == [False, True, False, False]
