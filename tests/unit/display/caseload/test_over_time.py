"""The figures of a course, to read and to take away."""

import pandas as pd
import pytest

from app.display.caseload.courses import course_of, figures_of
from app.display.caseload.over_time import for_file, for_reading
from app.measures.catalogue import MEASURES

WAITING = MEASURES["waiting"]
PERIODS = [f"{2019 + at // 4}-{20 + at // 4}Q{at % 4 + 1}" for at in range(25)]
VALUES = [*[11.0, 9.0] * 6, *[31.0, 29.0] * 6, 5.0]


def figures():
    rows = pd.DataFrame({"period": PERIODS, "area_code": "a", "area_name": "Fife", "area_level": "hscp"})
    rows = rows.assign(value=VALUES, state="reported", parts_reported=4, parts_expected=5)
    rows.loc[24, "state"] = "partial"
    return figures_of(rows, "a", PERIODS)


def test_the_file_says_from_which_quarter_limits_are_computed():
    rows = figures()
    table = for_file(rows, course_of(rows, PERIODS[12]), WAITING)
    assert table.limits_from.tolist() == [PERIODS[0]] * 12 + [PERIODS[12]] * 13
    assert table.centre.tolist() == pytest.approx([10] * 12 + [331 / 11] * 13)  # without the last two quarters
    assert set(for_file(rows, course_of(rows), WAITING).limits_from) == {PERIODS[0]}
    assert for_file(rows.head(5), course_of(rows.head(5)), WAITING).limits_from.isna().all()


def test_a_partial_figure_is_there_and_has_no_flag():
    rows = figures()
    last = for_file(rows, course_of(rows, PERIODS[12]), WAITING).iloc[-1]
    assert (last.value, last.state, last["mark"]) == (5, "partial", "[p]")
    assert not last[["outside", "one_side", "trend", "near_limit"]].any()
    read = for_reading(rows, course_of(rows, PERIODS[12]), WAITING)
    assert read.iloc[0].tolist() == ["Apr to Jun 2025", "5 [p]", "30", "25 to 35", "", "from 4 of 5 units"]


def test_a_flag_is_told_by_its_rule():
    rows = figures().assign(state="reported")
    read = for_reading(rows, course_of(rows, PERIODS[12]), WAITING)
    assert read.Flag.iloc[0] == "outside the limits"
