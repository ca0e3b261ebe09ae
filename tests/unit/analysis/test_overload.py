import math
from itertools import permutations

import pandas as pd
import pytest
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from app.analysis.overload import MEASURES, SEVERAL_MEDIANS, Shown, Sign, Thresholds, rules, warning_signs

NOW, BEFORE = "2025-26Q2", "2024-25Q2"
_QUIET = {"open_cases": 100.0, "wte_in_post": 10.0, "waiting": 10.0, "referrals": 130.0, "vacancy_rate": 5.0}
QUARTERS = ["2024-25Q3", "2024-25Q4", "2025-26Q1", NOW]
_COLUMNS = ["period", "area_code", "area_name", "area_level", "value", "state"]
YES, NO, UNKNOWN = Shown.YES, Shown.NO, Shown.UNKNOWN


def waits_of(by_area):
    """Medians of the four quarters, by area: days, states, or a list of the medians of several units."""
    rows = []
    for area, medians in by_area.items():
        for period, median in zip(QUARTERS, medians, strict=True):
            state = median if isinstance(median, str) else "reported"
            days = median if isinstance(median, list) else [math.nan if isinstance(median, str) else median]
            rows.append((period, area, min(days), max(days), state))
    return pd.DataFrame(rows, columns=["period", "area_code", "median_lowest", "median_highest", "state"])


STEADY = [20.0] * 4


def signs_of(hscps, before=None, thresholds=None, waits=None):
    """The signs, by area, of HSCPs given as {area: {measure: value, or state}}; others are quiet, now and before."""
    rows = []
    for period, areas in ((NOW, hscps), (BEFORE, {area: (before or {}).get(area, {}) for area in hscps})):
        for area, given in areas.items():
            for measure, figure in (_QUIET | given).items():
                state = figure if isinstance(figure, str) else "reported"
                value = math.nan if isinstance(figure, str) else figure
                rows.append((measure, period, area, f"Area {area}", "hscp", value, state))
    figures = pd.DataFrame(rows, columns=["measure", *_COLUMNS])
    by_measure = {name: figures[figures.measure == name].drop(columns="measure") for name in MEASURES}
    medians = waits_of(dict.fromkeys(hscps, STEADY) | (waits or {}))
    return warning_signs(by_measure, medians, NOW, thresholds).set_index("area_code")


def nine(**given):
    """Nine HSCPs, A to I, quiet but for what is given."""
    return {area: given.get(area, {}) for area in "ABCDEFGHI"}


def test_a_quiet_hscp_shows_no_sign():
    row = signs_of(nine()).loc["A"]
    assert (row.signs, row.judged) == (0, 5)
    assert [row[sign] for sign in Sign] == [NO] * 5
    assert [row[f"{sign}_why"] for sign in Sign] == [""] * 5


def test_a_caseload_must_be_above_the_upper_quartile():
    # 10 to 90 cases for one WTE each: three quarters of the nine are at or under the seventh, 70.
    table = signs_of({area: {"open_cases": 10.0 * n, "wte_in_post": 1.0} for n, area in enumerate("ABCDEFGHI", 1)})
    assert (table.caseload_bound == 70).all()
    assert table.caseload.to_dict() == dict.fromkeys("ABCDEFG", NO) | {"H": YES, "I": YES}
    assert table.caseload_figure["H"] == 80


def test_too_few_hscps_make_no_quartile():
    table = signs_of({area: {} for area in "ABCDEFG"})
    assert (table.caseload == UNKNOWN).all()
    assert (table.caseload_why == "too_few").all()
    assert (table.judged == 4).all()
    assert (signs_of({area: {} for area in "ABCDEFGH"}).caseload == NO).all()


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        (400, 460, NO),  # 15%: not more
        (400, 461, YES),
        (20, 31, NO),  # 55%, but 11 ÷ √51 = 1.54 is below 1.645
        (20, 32, YES),  # 12 ÷ √52 = 1.66
        (100, 60, NO),
        (0, 20, YES),
        (0, 0, NO),
    ],
)
def test_a_rise_must_be_large_and_beyond_chance(before, now, shown):
    row = signs_of(nine(A={"open_cases": now}), nine(A={"open_cases": before})).loc["A"]
    assert row.rise == shown
    assert (row.open_cases_before, row.open_cases) == (before, now)


def test_a_rise_is_that_of_cases_per_wte():
    row = signs_of(nine(A={"wte_in_post": 5.0})).loc["A"]
    assert (row.rise, row.rise_figure) == (YES, 100)
    assert signs_of(nine(A={"open_cases": 200, "wte_in_post": 20.0})).rise["A"] == NO


def test_chance_is_judged_as_statsmodels_does():
    row = signs_of(nine(A={"open_cases": 61, "wte_in_post": 2.5}), nine(A={"open_cases": 44, "wte_in_post": 3.1})).loc[
        "A"
    ]
    expected = poisson_test(61, 2.5, 44, 3.1, method="score", compare="ratio", alternative="larger")
    assert row.rise_z == pytest.approx(expected.statistic, rel=1e-12)
    assert (row.rise_z > row.rise_z_bound) == (expected.pvalue < 0.05)


@pytest.mark.parametrize(
    ("waiting", "referrals", "weeks", "shown"),
    [(40, 130, 4, NO), (41, 130, 4.1, YES), (0, 130, 0, NO), (0, 0, 0, NO), (3, 0, math.inf, YES)],
)
def test_a_list_must_be_longer_than_so_many_weeks_of_referrals(waiting, referrals, weeks, shown):
    row = signs_of(nine(A={"waiting": waiting, "referrals": referrals})).loc["A"]
    assert (row.waiting_figure, row.waiting) == (pytest.approx(weeks), shown)
    assert (row.people_waiting, row.referrals) == (waiting, referrals)


@pytest.mark.parametrize(("percent", "shown"), [(10.0, NO), (10.1, YES), (0.0, NO)])
def test_more_than_a_tenth_must_be_vacant(percent, shown):
    assert signs_of(nine(A={"vacancy_rate": percent})).vacancies["A"] == shown


def test_signs_are_counted():
    worst = {"open_cases": 500, "waiting": 300, "vacancy_rate": 30.0}
    row = signs_of(nine(A=worst), waits={"A": [1, 2, 3, 30]}).loc["A"]
    assert (row.signs, row.judged) == (5, 5)


@pytest.mark.parametrize(
    ("medians", "shown"),
    [
        ([45, 55, 77, 118], YES),  # West Dunbartonshire in the sample
        ([10, 11, 12, 17], NO),  # 7 days in all: not more
        ([10, 11, 12, 17.5], YES),
        ([10, 30, 30, 60], NO),  # not three times running
        ([60, 30, 20, 90], NO),
        ([60, 50, 40, 30], NO),
    ],
)
def test_waits_must_become_longer_three_times_running_and_by_more_than_a_week(medians, shown):
    row = signs_of(nine(), waits={"A": medians}).loc["A"]
    assert row.longer_waits == shown
    assert row.longer_waits_figure == medians[-1] - medians[0]
    names = ["wait_days_3_before", "wait_days_2_before", "wait_days_1_before", "wait_days"]
    assert row[names].tolist() == medians


@pytest.mark.parametrize(
    ("medians", "why"),
    [
        ([45, "suppressed", 77, 118], "suppressed"),
        ([45, 55, "partial", 118], "partial"),
        ([45, 55, 77, [110, 120]], SEVERAL_MEDIANS),
        ([[45, 46], "too_few", [77, 80], 118], "too_few"),
    ],
)
def test_waits_need_one_median_in_each_of_four_quarters(medians, why):
    row = signs_of(nine(), waits={"A": medians}).loc["A"]
    assert (row.longer_waits, row.longer_waits_why, row.judged) == (UNKNOWN, why, 4)
    assert math.isnan(row.longer_waits_figure)


def test_waits_in_a_random_order_become_longer_three_times_running_as_seldom_as_is_said():
    orders = [signs_of(nine(), waits={"A": list(order)}).longer_waits["A"] for order in permutations([10, 20, 30, 40])]
    assert (orders.count(YES), len(orders)) == (1, 24)
    assert "1 in 24" in rules(Thresholds())[Sign.LONGER_WAITS]


def test_without_link_workers_there_is_no_caseload_per_wte():
    row = signs_of(nine(A={"wte_in_post": 0.0})).loc["A"]
    assert (row.caseload, row.rise, row.caseload_why, row.rise_why) == (UNKNOWN, UNKNOWN, "too_few", "too_few")
    before = signs_of(nine(), nine(A={"wte_in_post": 0.0})).loc["A"]
    assert (before.caseload, before.rise, before.rise_why) == (NO, UNKNOWN, "too_few")


def test_hscps_without_link_workers_do_not_count_for_the_quartile():
    table = signs_of(nine(A={"wte_in_post": 0.0}, B={"wte_in_post": 0.0}))
    assert table.caseload_bound.isna().all()


@pytest.mark.parametrize("state", ["partial", "suppressed", "not_collected", "too_few"])
def test_a_figure_that_is_not_whole_says_nothing_and_why(state):
    row = signs_of(nine(A={"waiting": state})).loc["A"]
    assert (row.waiting, row.waiting_why, row.judged, row.signs) == (UNKNOWN, state, 4, 0)
    assert math.isnan(row.people_waiting)


def test_a_partial_value_is_not_used():
    one = pd.DataFrame([(NOW, "A", "Ash", "hscp", 1_000.0, "partial")], columns=_COLUMNS)
    row = warning_signs(dict.fromkeys(MEASURES, one), waits_of({}), NOW).iloc[0]
    assert row[["open_cases", "people_waiting", "vacancies_figure"]].isna().all()
    assert row.judged == 0
    assert row.signs is pd.NA


def test_of_two_reasons_the_first_in_order_is_given():
    row = signs_of(nine(A={"waiting": "suppressed", "referrals": "not_submitted"})).loc["A"]
    assert row.waiting_why == "not_submitted"


def test_one_cannot_tell_from_fewer_than_two_signs():
    hidden = {"waiting": "suppressed", "open_cases": "suppressed"}
    one = signs_of(nine(A=hidden | {"vacancy_rate": 30.0}), waits={"A": ["not_collected"] * 4}).loc["A"]
    assert (one.judged, one.vacancies) == (1, YES)
    assert one.signs is pd.NA
    two = signs_of(nine(A=hidden)).loc["A"]
    assert (two.judged, two.signs) == (2, 0)


def test_a_quarter_without_a_year_before_leaves_the_rise_unknown():
    rows = [(NOW, "A", "Birch", "hscp", 1.0, "reported"), (NOW, "B", "Ash", "hscp", 1.0, "reported")]
    table = warning_signs(dict.fromkeys(MEASURES, pd.DataFrame(rows, columns=_COLUMNS)), waits_of({}), NOW)
    assert table.area_name.tolist() == ["Ash", "Birch"]
    assert (table.rise_why == "not_submitted").all()


def test_only_hscps_of_the_quarter_are_listed():
    rows = [
        (NOW, "S92000003", "Scotland", "scotland", 1.0, "reported"),
        (NOW, "A", "Ash", "hscp", 1.0, "reported"),
        (BEFORE, "B", "Birch", "hscp", 1.0, "reported"),
    ]
    table = warning_signs(dict.fromkeys(MEASURES, pd.DataFrame(rows, columns=_COLUMNS)), waits_of({}), NOW)
    assert table.area_code.tolist() == ["A"]


def test_thresholds_move_the_rules_and_their_words():
    strict = Thresholds(waiting_weeks=0.5, vacancy_percent=1.0, rise_percent=5.0)
    row = signs_of(nine(), thresholds=strict).loc["A"]
    assert (row.waiting, row.vacancies, row.signs) == (YES, YES, 2)
    words = rules(strict)
    assert set(words) == set(Sign)
    assert "more than 0.5 weeks" in words[Sign.WAITING]
    assert "more than 1%" in words[Sign.VACANCIES]
    assert "more than 5%" in words[Sign.RISE]
    assert "above 1.645, with c open cases" in words[Sign.RISE]  # the 95% point of the normal distribution
    assert "75% of HSCPs" in rules(Thresholds())[Sign.CASELOAD]
