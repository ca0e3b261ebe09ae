from math import inf, nan

import pandas as pd
import pytest

from app.display.capacity.courses import FIGURES, Course, _labels, chart, form, seen, so_far
from tests.unit.display.capacity.conftest import TO_COME

WAIT, WAITING, CASES = FIGURES


def rows(nothing, plan=None, spread=1.5):
    table = pd.DataFrame({"nothing": nothing, "plan": nothing if plan is None else plan}, dtype=float)
    for side in ("nothing", "plan"):
        table[f"{side}_lower"], table[f"{side}_upper"] = table[side] / spread, table[side] * spread
    return table


def course(history, figure, table, changed=True, goal=None):
    return Course(figure, so_far(history), table, TO_COME, changed, goal)


def test_the_wait_so_far_is_the_list_over_those_taken_on_in_a_day(history):
    history.loc[1, "waiting_at_end"] = 0
    history.loc[2, "cases_opened"] = 0
    past = so_far(history)
    assert past.wait_days[0] == pytest.approx(365.25 / 4 * 40 / 200)
    assert past.wait_days[1] == 0
    assert pd.isna(past.wait_days[2])
    assert past.cases_per_wte[0] == 35


def test_every_line_goes_on_from_the_last_quarter_and_carries_its_band(history):
    records = course(history, WAITING, rows([50] * 8, [20] * 8)).records()
    by_line = pd.DataFrame(records).groupby("line").size()
    assert by_line.to_dict() == {"so far": 8, "as things are": 9, "with your changes": 9}
    joint = [each for each in records if each.get("joint")]
    assert {(each["when"], each["value"], each["lower"]) for each in joint} == {("Jul to Sep 2025", 40.0, 40.0)}
    last = records[-1]
    assert (last["when"], last["value"], last["told"]) == ("Jul to Sep 2027", 20.0, "20 (80% range 13 to 30)")


def test_without_changes_there_is_one_line_to_come(history):
    records = course(history, WAITING, rows([50] * 8), changed=False).records()
    assert {each["line"] for each in records} == {"so far", "as things are"}


def test_waits_without_end_leave_the_line_and_stop_the_band_at_the_top(history):
    table = rows([50] * 6 + [inf] * 2)
    drawn = course(history, WAIT, table, changed=False, goal=28)
    assert drawn.top == 150  # three times the highest point of a line
    assert drawn.cut
    ends = drawn.records()[-3:-1]
    assert [each["value"] for each in ends] == [None, None]
    assert [each["upper"] for each in ends] == [150, 150]
    assert ends[0]["told"] == "no end (80% range no end to no end)"


def test_a_line_that_leaves_the_chart_at_once_has_no_name_in_it(history):
    records = course(history, WAIT, rows([50] * 8, [inf] * 8)).records()
    assert {each["line"] for each in records if "label" in each} == {"as things are"}


def test_a_band_that_fits_is_not_cut(history):
    assert not course(history, WAITING, rows([50] * 8)).cut
    # The band of a plan that is not there cuts nothing.
    hidden = rows([50] * 8).assign(plan_upper=9_999)
    assert not course(history, WAITING, hidden, changed=False).cut
    assert course(history, WAITING, hidden).cut


def test_names_stand_off_the_lines_the_axis_and_each_other():
    for ends in ([0, 0], [0, 10], [3, 90], [60, 62], [60, 95], [16, 16]):
        labels = _labels(ends, top=100)
        assert min(labels) >= 7
        assert abs(labels[1] - labels[0]) >= 8
        assert all(abs(label - end) >= 5 for label in labels for end in ends)


def test_only_a_wait_longer_than_what_is_projected_is_not_told():
    assert [WAIT.told(value) for value in (0.0, 730, 731, inf, nan, None)] == ["0", "730", "over 730", "no end", "", ""]
    assert WAITING.told(4_224.4) == "4,224"


def test_the_title_says_now_then_and_with_changes(history):
    title = seen(course(history, WAIT, rows([43] * 8, [1] * 8)))
    assert title == (
        "The wait: 18 days in Jul to Sep 2025, 43 days in Jul to Sep 2027 as things are, 1 day with your changes"
    )
    history["wte_in_post"] = nan
    told = seen(course(history, CASES, rows([33.33] * 8, [nan] * 8)))
    assert told == "Open cases per WTE: 33.3 in Jul to Sep 2027 as things are, none with your changes"


@pytest.mark.parametrize("figure", FIGURES)
def test_charts_name_themselves_and_their_form_holds_no_figure(history, figure):
    drawn = course(history, figure, rows([50] * 8), goal=28)
    whole, empty = chart(drawn).to_dict(), form(figure, drawn.order).to_dict()
    assert figure.title in whole["description"]
    assert whole["data"]["values"] == drawn.records()
    assert empty["data"]["values"] == []
    assert {**whole, "data": None} == {**empty, "data": None}


def test_a_history_without_any_figure_of_a_chart_still_draws(history):
    history["waiting_at_end"] = nan
    drawn = course(history, WAITING, rows([0] * 8), changed=False)
    assert drawn.top == 1
    chart(drawn).to_dict()
