"""Which figures are points of a course, and what is said of limits."""

import numpy as np
import pandas as pd
import pytest

from app.display.caseload.courses import about_limits, course_of, courses_of, figures_of, partial_of, told, what_next

PERIODS = [f"{2020 + at // 4}-{21 + at // 4}Q{at % 4 + 1}" for at in range(24)]
CALM = [11.0, 9.0] * 6
SHIFTED = [*CALM, *[each + 20 for each in CALM]]


def rows(values, states=None, level="hscp"):
    frame = pd.DataFrame({"period": PERIODS[: len(values)], "area_code": "a", "area_level": level, "value": values})
    return figures_of(frame.assign(state=states or "reported"), "a", PERIODS[: len(values)])


@pytest.mark.parametrize("level", ["hscp", "board", "scotland"])
def test_a_partial_figure_is_shown_and_not_judged_of_whatever_area(level):
    figures = rows([1.0, 2.0, np.nan, 4.0], ["reported", "partial", "suppressed", "reported"], level)
    assert np.isnan(course_of(figures).values).tolist() == [False, True, True, False]
    assert partial_of(figures).tolist()[1] == 2
    assert np.isfinite(partial_of(figures)).sum() == 1


def test_one_large_area_missing_once_is_no_change():
    figures = [*CALM, 10.0, 9.0, 2.0, 10.0]
    states = ["reported"] * 14 + ["partial", "reported"]
    assert course_of(rows(figures, level="scotland")).signal
    assert not course_of(rows(figures, states, "scotland")).signal


def test_a_quarter_without_a_row_is_a_gap():
    known = pd.DataFrame({"period": PERIODS[:4], "area_code": "a", "area_level": "hscp", "value": 1.0}).drop(index=1)
    figures = figures_of(known.assign(state="reported"), "a", PERIODS[:4])
    assert figures.state.tolist() == ["reported", "not_submitted", "reported", "reported"]
    assert np.isnan(course_of(figures).values).tolist() == [False, True, False, False]


def test_an_old_shift_says_since_when_and_how_to_see_what_followed():
    figures = rows(SHIFTED)
    seen = course_of(figures)
    assert told(seen, PERIODS) == "Higher than expected since Apr to Jun 2023."
    assert what_next(seen, PERIODS) == (
        'To see what has happened since then, choose Apr to Jun 2023 under "Limits from".'
    )


def test_a_shift_of_few_quarters_has_no_limits_of_its_own_yet():
    figures = rows(SHIFTED[:16])
    seen = course_of(figures)
    assert told(seen, PERIODS[:16]) == "Higher than expected since Apr to Jun 2023."
    assert what_next(seen, PERIODS[:16]) == (
        "Limits from Apr to Jun 2023 will be possible once 8 quarters from then on have a full figure."
    )


def test_what_is_new_needs_no_other_limits():
    seen = course_of(rows([*CALM, 30.0]))
    assert seen.signal
    assert what_next(seen, PERIODS[:13]) == ""


def test_limits_from_a_stated_quarter_are_said():
    seen = course_of(rows(SHIFTED), PERIODS[12])
    assert told(seen, PERIODS, PERIODS[12]) == (
        "With limits from Apr to Jun 2023: nothing beyond the usual ups and downs."
    )
    assert about_limits(seen, PERIODS, PERIODS[12]) == (
        "Dotted line: the mean and the limits are computed anew from Apr to Jun 2023."
    )
    assert seen.centre.tolist() == pytest.approx([10] * 12 + [30] * 12)
    assert what_next(seen, PERIODS) == ""


def test_a_stated_quarter_with_too_few_after_it_changes_nothing_and_says_so():
    seen = course_of(rows(SHIFTED), PERIODS[18])
    assert told(seen, PERIODS, PERIODS[18]) == told(course_of(rows(SHIFTED)), PERIODS)
    assert about_limits(seen, PERIODS, PERIODS[18]) == (
        "From Oct to Dec 2024 on, fewer than 8 quarters have a full figure: too few for limits of their own."
    )


@pytest.mark.parametrize("limits_from", ["", PERIODS[0], "1999-00Q1"])
def test_limits_of_all_quarters_need_no_words(limits_from):
    seen = course_of(rows(SHIFTED), limits_from)
    assert about_limits(seen, PERIODS, limits_from) == ""
    assert told(seen, PERIODS, limits_from) == told(seen, PERIODS)


def test_the_charts_of_all_areas_are_those_of_each():
    values = [*CALM, 30.0]
    states = ["reported"] * (len(values) - 2) + ["partial", "reported"]
    frame = pd.DataFrame({"period": PERIODS[: len(values)], "value": values, "state": states})
    figures = pd.concat([frame.assign(area_code="a"), frame.iloc[3:].assign(area_code="b")])
    found = courses_of(figures, PERIODS[1 : len(values)])
    for area in "ab":
        alone = course_of(figures_of(figures, area, PERIODS[1 : len(values)]))
        np.testing.assert_array_equal(found[area].values, alone.values)
        assert (found[area].kind, found[area].signal) == (alone.kind, alone.signal)
    assert np.isnan(found["b"].values[:2]).all()
    assert np.isnan(found["a"].values[-2])
