import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.trends import (
    ChartKind,
    Rule,
    TooFewPoints,
    carried_over,
    course,
    expected_by_chance,
    natural_process_limits,
    run_chart,
    what_is_seen,
    xmr,
)

NAN = float("nan")

# Mean 10, every moving range 2: limits 10 ± 5.32, outer thirds beyond 10 ± 3.5467. The last point is below the mean.
STEADY = [11, 9] * 6


def flagged(tail, rule):
    """The places in `tail` that a rule flags by the limits of STEADY."""
    flags = xmr([*STEADY, *tail], held_out=len(tail)).flags[rule]
    assert not flags[: len(STEADY)].any()
    return np.flatnonzero(flags[len(STEADY) :]).tolist()


def told(seen):
    """What is seen in quarters called q1, q2 and so on."""
    return what_is_seen(seen, [f"q{number}" for number in range(1, len(seen.values) + 1)])


def noise(seed, points=18, series=600):
    return np.random.default_rng(seed).standard_normal((series, points))


def share_with_signal(series):
    return np.mean([course(values).signal for values in series])


# Limits


def test_limits_of_the_nist_handbook():
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate of ten batches; printed with 3 / 1.128.
    limits = natural_process_limits([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    assert limits == pytest.approx((50.81, 45.8159, 55.8041), abs=1e-3)


def test_limits_of_the_tires_example_of_sas():
    # SAS/QC User's Guide, example 9.4: _LCLI_, _MEAN_, _UCLI_ of 30 diameters; computed there with 3 / 1.12838.
    tires = """24.05 23.99 23.95 23.93 23.97 24.02 24.06 24.10 23.98 24.03 23.91 24.06 24.06 23.96 23.98
               24.06 24.01 24.00 23.93 23.92 24.09 24.11 24.05 23.98 23.98 24.06 24.02 24.06 23.97 23.96"""
    chart = xmr([float(each) for each in tires.split()])
    lines = [chart.centre[0], chart.lower[0], chart.upper[0]]
    assert lines == pytest.approx([24.0083, 23.8571, 24.1596], abs=2e-4)
    assert not chart.flagged.any()


def test_a_moving_range_never_spans_a_gap():
    limits = natural_process_limits([1, 2, NAN, 102, 101])
    assert limits == pytest.approx((51.5, 51.5 - 2.66, 51.5 + 2.66))


def test_limits_are_drawn_for_every_point_and_set_by_all_but_those_held_out():
    chart = xmr([*STEADY, 40, 41], held_out=2)
    assert chart.centre == pytest.approx([10] * 14)
    assert chart.upper == pytest.approx([15.32] * 14)
    assert chart.lower == pytest.approx([4.68] * 14)
    assert xmr([*STEADY, 40, 41]).upper[0] > 20


# The rules of XmR charts


@pytest.mark.parametrize(("value", "expected"), [(15.32, []), (15.33, [0]), (4.68, []), (4.67, [0]), (NAN, [])])
def test_a_point_is_outside_only_beyond_a_limit(value, expected):
    assert flagged([value], Rule.OUTSIDE) == expected


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ([10.5] * 6, []),
        ([10.5] * 7, [0, 1, 2, 3, 4, 5, 6]),
        ([10.5] * 7 + [9.5], [0, 1, 2, 3, 4, 5, 6]),
        ([9.5] * 6, [0, 1, 2, 3, 4, 5]),  # with the 9 before, which is one of the seven
        ([10.5] * 6 + [10] + [10.5] * 6, []),  # on the mean is on neither side
        ([10.5] * 6 + [NAN] + [10.5] * 6, []),  # and nobody knows where a missing one was
    ],
)
def test_seven_in_a_row_on_one_side(tail, expected):
    flags = xmr([*STEADY, *tail], held_out=len(tail)).flags[Rule.ONE_SIDE][len(STEADY) :]
    assert np.flatnonzero(flags).tolist() == expected


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ([7, 8, 9, 10, 11, 12], []),
        ([7, 8, 9, 10, 11, 12, 13], [0, 1, 2, 3, 4, 5, 6]),
        ([12, 11, 10, 9, 8, 7, 6], [0, 1, 2, 3, 4, 5, 6]),
        ([7, 8, 9, 9, 10, 11, 12], []),  # NHSRplotthedots, test-ptd_calculate_point_type.R: 1:3, 3:6 is no trend
        ([7, 8, 9, NAN, 10, 11, 12, 13], []),
        ([7, 8, 9, 10, 11, 12, 13, 8], [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_seven_in_a_row_rising_or_falling(tail, expected):
    assert flagged(tail, Rule.TREND) == expected


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ([14], []),
        ([14, 14], [0, 1]),
        ([14, 10, 14], [0, 2]),
        ([14, 10, 10, 14], []),  # NHSRplotthedots, as above: 1, 0, 0, 1
        ([14, 10, 10, 14, 14], [3, 4]),  # and 1, 0, 0, 1, 1
        ([14, 10, 6], []),  # on both sides
        ([6, 6, 10], [0, 1]),
        ([14, NAN, 14], [0, 2]),  # two of three, whatever the third was
        ([13.54, 13.54], []),
        ([13.55, 16], [0, 1]),  # beyond the limit is in the outer third as well
    ],
)
def test_two_of_three_in_the_outer_third_of_one_side(tail, expected):
    assert flagged(tail, Rule.NEAR_LIMIT) == expected


@pytest.mark.parametrize("value", [0, 3, 0.1, 1 / 3, 1e9])
def test_a_constant_series_has_no_flags(value):
    chart = course([value] * 18)
    assert chart.kind == ChartKind.XMR
    assert not chart.flagged.any()
    assert told(chart) == "Nothing beyond the usual ups and downs."


def test_a_constant_series_that_jumps_has_a_signal():
    assert told(course([0.1] * 17 + [0.2])) == "Higher than expected in the last quarter."


def test_where_hardly_ever_anybody_waits_nobody_waiting_is_not_below_the_mean():
    assert not course([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).signal


def test_the_usual_value_is_on_neither_side_only_when_it_fills_more_than_half_of_the_baseline():
    more, half = [5] * 8 + [6, 9] * 3, [5] * 7 + [6, 9] * 3 + [6]
    assert not xmr(more).flags[Rule.ONE_SIDE].any()
    assert xmr(half).flags[Rule.ONE_SIDE][:7].all()


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 20)), min_size=1, max_size=30),
    st.integers(-64, 64),
    st.sampled_from([0.25, 2.0, 8.0]),
)
def test_flags_do_not_depend_on_unit_and_origin(values, origin, unit):
    series = np.array([NAN if each is None else each for each in values], dtype=float)
    plain, other, mirrored = course(series), course(origin + unit * series), course(-series)
    assert plain.kind == other.kind == mirrored.kind
    assert (plain.flagged == other.flagged).all()
    assert (plain.moves == other.moves).all()
    assert (plain.moves == -mirrored.moves).all()
    assert not plain.flagged[np.isnan(series)].any()


# Limits computed anew


def test_limits_are_computed_anew_from_a_stated_change():
    chart = xmr([*STEADY, *[each + 20 for each in STEADY]], changes=[12])
    assert chart.centre == pytest.approx([10] * 12 + [30] * 12)
    assert chart.upper == pytest.approx([15.32] * 12 + [35.32] * 12)
    assert not chart.flagged.any()
    assert xmr([*STEADY, *[each + 20 for each in STEADY]]).flagged.any()


def test_rules_do_not_look_across_new_limits():
    before, after = [9, 11] * 4 + [8, 9, 10, 11], [12, 13, 14] + [9, 11] * 6  # seven rise, over the change
    assert xmr(before + after).flags[Rule.TREND].sum() == 7
    assert not xmr(before + after, changes=[12]).flags[Rule.TREND].any()


def test_limits_hold_on_until_12_points_follow_a_change():
    eleven = [*STEADY, *[each + 20 for each in STEADY[:11]]]
    chart = xmr(eleven, changes=[12])
    assert chart.centre == pytest.approx([10] * 23)
    assert chart.flags[Rule.OUTSIDE].tolist() == [False] * 12 + [True] * 11


def test_a_short_stretch_before_the_first_limits_has_none():
    chart = xmr([1, 2, 3, *STEADY], changes=[3])
    assert np.isnan(chart.centre[:3]).all()
    assert chart.centre[3:] == pytest.approx([10] * 12)
    assert not chart.flagged.any()


@pytest.mark.parametrize("changes", [[0], [12], [-1], [8, 4], [4, 4]])
def test_changes_must_be_within_the_series_and_in_order(changes):
    with pytest.raises(ValueError, match="positions within"):
        course(STEADY, changes)


@pytest.mark.parametrize("values", [[[1, 2], [3, 4]], [1, float("inf")]])
def test_what_is_not_a_series_is_refused(values):
    with pytest.raises(ValueError, match="one row"):
        course(values)


# Run charts


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2] * 3 + [8, 9] * 3, list(range(12))),  # six below the median, 5, and six above
        ([1, 2, 1, 2, 1, 8, 2, 8, 9, 8, 9, 8], []),  # five below, and five above
        ([1, 2, 1, 5, 2, 5, 1, 2, 8, 9, 8, 9, 8], [0, 1, 2, 4, 6, 7]),  # on the median: ignored; five above
        ([1, 2, 1, NAN, 2, 1, 2, 8, 9, 8, NAN, 9, 8, 9], []),  # a gap is not on the median
    ],
)
def test_a_shift_is_six_on_one_side_of_the_median(values, expected):
    chart = run_chart(values)
    assert chart.centre[0] == 5
    assert np.flatnonzero(chart.flags[Rule.ONE_SIDE]).tolist() == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, 1, 2, 3, 4, 1, 5, 1], []),
        ([5, 1, 2, 3, 4, 5, 1, 5], [1, 2, 3, 4, 5]),
        ([1, 5, 4, 3, 2, 1, 5, 1], [1, 2, 3, 4, 5]),
        ([5, 1, 2, 3, 3, 4, 5, 1], [1, 2, 3, 4, 5, 6]),  # equal points neither make ...
        ([5, 1, 2, 3, 3, 4, 1, 5], []),  # ... nor break a trend
        ([5, 1, 2, 3, NAN, 4, 5, 1, 5], []),
    ],
)
def test_a_trend_is_five_rising_or_falling(values, expected):
    assert np.flatnonzero(run_chart(values).flags[Rule.TREND]).tolist() == expected


def test_a_run_chart_has_a_median_and_no_limits():
    chart = run_chart([3, 1, 4, 1, 5, 9, 2, 6, NAN])
    assert chart.centre.tolist() == [3.5] * 9
    assert np.isnan([chart.lower, chart.upper]).all()


# Which chart


@pytest.mark.parametrize(
    ("points", "kind"),
    [(0, "line"), (7, "line"), (8, "run_chart"), (11, "run_chart"), (12, "xmr"), (40, "xmr")],
)
def test_the_chart_is_chosen_by_the_points_that_are_known(points, kind):
    known = list(range(points))
    assert course(known).kind == kind
    assert course([NAN, *known, NAN]).kind == kind


def test_too_few_moving_ranges_are_no_xmr_chart():
    with_a_gap_each = [value for each in STEADY for value in (each, NAN)]
    assert course(with_a_gap_each).kind == "run_chart"
    with pytest.raises(TooFewPoints):
        xmr(with_a_gap_each)


def test_the_chart_is_one_that_the_quarters_after_a_stated_change_allow():
    chart = course([*STEADY, *[each + 20 for each in STEADY[:9]]], changes=[12])
    assert chart.kind == "run_chart"
    assert chart.starts == (0, 12)
    assert chart.centre.tolist() == [10] * 12 + [31] * 9


def test_too_few_quarters_after_a_change_leave_the_limits_before():
    chart = course([*STEADY, *[each + 20 for each in STEADY[:5]]], changes=[12])
    assert chart.kind == "xmr"
    assert chart.starts == (0,)


def test_two_short_stretches_around_a_change_each_have_a_median():
    chart = course([1, 2] * 4 + [11, 12] * 4, changes=[8])
    assert chart.kind == "run_chart"
    assert chart.centre.tolist() == [1.5] * 8 + [11.5] * 8


def test_a_plain_line_says_nothing():
    chart = course([1, 2, 3, 4, 5, 6, 70])
    assert not chart.signal
    assert np.isnan(chart.centre).all()


def test_the_table_has_a_row_a_point_and_a_column_a_rule():
    table = course([*STEADY, 10, 16]).table()
    assert list(table) == ["value", "centre", "lower", "upper", "outside", "one_side", "trend", "near_limit"]
    assert table.outside.tolist() == [False] * 13 + [True]


# What is said


@pytest.mark.parametrize(
    ("tail", "sentence"),
    [
        ([10, 11], "Nothing beyond the usual ups and downs."),
        ([13, 13.5], "Nothing beyond the usual ups and downs."),
        ([16, 17], "Higher than expected in the last 2 quarters."),
        ([14, 14], "Higher than expected in the last 2 quarters."),
        ([10, 16], "Higher than expected in the last quarter."),
        ([16, 4], "Lower than expected in the last quarter."),
        ([4, 10], "Lower than expected in the quarter before last, but not in the last quarter."),
        ([4, NAN], "Lower than expected in the quarter before last; no full figure for the last quarter."),
        ([10, NAN], "Nothing beyond the usual ups and downs; no full figure for the last quarter."),
        ([NAN, 16], "Higher than expected in the last quarter."),
        ([NAN, NAN], "No full figure for the last 2 quarters."),
    ],
)
def test_the_sentence_tells_what_is_beyond_chance(tail, sentence):
    assert told(course([*STEADY, *tail])) == sentence


@pytest.mark.parametrize(
    ("tail", "sentence"),
    [
        ([16, 16, 17], "Higher than expected since q13."),
        ([16, NAN, 17], "Higher than expected since q13."),  # nobody knows that it was not so in between
        ([16, 17, NAN], "Higher than expected since q13; no full figure for the last quarter."),
        ([16, 17, 10], "Higher than expected since q13, but not in the last quarter."),
        ([16, 10, 10], "Nothing beyond the usual ups and downs."),
        ([16, 10, 17], "Higher than expected in the last quarter."),
        ([4, 16, 17], "Higher than expected in the last 2 quarters."),
    ],
)
def test_what_has_held_for_longer_is_told_with_its_first_quarter(tail, sentence):
    assert told(xmr([*STEADY, *tail], held_out=3)) == sentence


def test_a_shift_of_eleven_quarters_is_told_since_when():
    shifted = course([1, 3] * 4 + [9, 10] * 5 + [9])
    assert told(shifted) == "Higher than expected since q9."
    assert shifted.signal
    assert not shifted.news


def test_the_sentence_tells_of_a_trend_inside_the_limits():
    rise = [7.0, 7.6, 8.2, 8.8, 9.4, 10.2, 11]
    assert told(course([11, 9] * 9 + rise)) == "Rising quarter after quarter since q19."
    assert told(course([9, 11] * 9 + rise[::-1])) == "Falling quarter after quarter since q19."
    up = told(course([11, 9] * 9 + [*rise, 10]))
    assert up == "Rising quarter after quarter since q19, but not in the last quarter."


# What is new


@pytest.mark.parametrize(
    ("values", "news"),
    [
        ([*STEADY, 10, 9, 16], True),
        ([*STEADY, 16, 17], True),
        ([*STEADY, 10, 16, 9], True),
        ([*STEADY, 11, 16, 16, 17, 16], False),  # outside its limits two quarters ago
        ([*STEADY, 9, 10.5, 10.6, 10.7, 10.6, 10.8, 10.6, 10.7], True),  # the seventh on one side has just come
        ([*STEADY, 9, 10.5, 10.6, 10.7, 10.6, 10.8, 10.6, 10.7, 10.6, 10.7], False),
        ([*STEADY, 9, 11], False),
    ],
)
def test_a_signal_is_news_unless_it_was_one_two_quarters_ago(values, news):
    assert course(values).news == news


def test_a_new_rise_after_an_old_fall_is_news():
    chart = course([*STEADY, 10, 4.5, 4.4, 17, 17.5])
    assert chart.news
    assert told(chart) == "Higher than expected in the last 2 quarters."


def test_a_stated_change_turns_an_old_shift_into_no_news():
    values = [*STEADY, *[each + 20 for each in STEADY]]
    assert told(course(values)) == "Higher than expected since q13."
    assert told(course(values, changes=[12])) == "Nothing beyond the usual ups and downs."
    dropped = course([*values, 30, 10], changes=[12])
    assert told(dropped) == "Lower than expected in the last quarter."
    assert dropped.began == 25


@given(st.lists(st.one_of(st.none(), st.integers(0, 20)), min_size=3, max_size=30))
def test_news_is_a_signal_and_begins_where_something_is_flagged(values):
    seen = course([NAN if each is None else each for each in values])
    assert seen.signal or not seen.news
    assert (seen.began is not None) == seen.signal
    if seen.signal:
        assert seen.flagged[seen.began]


def test_an_old_flag_is_drawn_but_not_told():
    chart = course([11, 9, 11, 9, 30, 9] + [11, 9] * 8)
    assert chart.flagged[4]
    assert not chart.signal
    assert told(chart) == "Nothing beyond the usual ups and downs."


def test_too_few_quarters_say_so():
    assert told(course([1, 2, 3, 4, 5, 6, 70])) == "Too few quarters with a full figure to tell a change from chance."
    assert told(course([])) == "Too few quarters with a full figure to tell a change from chance."


def test_nothing_is_told_without_a_signal_and_every_signal_is():
    quiet = ("Nothing", "Too few")
    for values in noise(4, series=500):
        seen = course(values)
        assert told(seen).startswith(quiet) != seen.signal


# How often it is right


def test_noise_seldom_has_a_flag_and_more_seldom_a_signal():
    charts = [course(values) for values in noise(1)]
    assert np.mean([chart.flagged.any() for chart in charts]) < 0.15
    assert np.mean([chart.signal for chart in charts]) < 0.07


def test_a_jump_of_four_standard_deviations_has_a_signal_within_two_quarters():
    jumped = noise(2)
    jumped[:, -2:] += 4
    assert share_with_signal(jumped) > 0.95
    assert share_with_signal(-jumped) > 0.95


@pytest.mark.parametrize("at", [-1, -2])
def test_most_single_quarters_four_standard_deviations_off_have_a_signal(at):
    off = noise(3)
    off[:, at] += 4
    assert share_with_signal(off) > 0.75


def test_a_jump_is_seen_at_the_fewest_points_and_with_gaps():
    short = noise(5, points=12)
    short[:, -2:] += 4
    assert share_with_signal(short) > 0.9
    with_gaps = noise(6)
    with_gaps[:, [3, 9]] = NAN
    assert share_with_signal(with_gaps) < 0.08
    with_gaps[:, -2:] += 4
    assert share_with_signal(with_gaps) > 0.9


@pytest.mark.parametrize(("points", "kind"), [(18, ChartKind.XMR), (12, ChartKind.XMR), (10, ChartKind.RUN_CHART)])
def test_what_chance_alone_raises_is_what_noise_raises(points, kind):
    expected = expected_by_chance(1, points, kind)
    share = np.mean([course(values).news for values in noise(7, points)])
    assert share == pytest.approx(expected, abs=3 * (expected / 600) ** 0.5)
    assert expected_by_chance(31, points, kind) == pytest.approx(31 * expected)


def stocks(correlation, points=18, series=600):
    """Series in which a share of each quarter is carried over to the next, though nothing changes."""
    carried = noise(8, points, series)
    for at in range(1, points):
        carried[:, at] = correlation * carried[:, at - 1] + (1 - correlation**2) ** 0.5 * carried[:, at]
    return carried


@pytest.mark.parametrize(("correlation", "signals"), [(0.5, 0.23), (0.8, 0.48)])
def test_stocks_that_carry_over_raise_more(correlation, signals):
    charts = [course(values) for values in stocks(correlation)]
    assert np.mean([chart.signal for chart in charts]) == pytest.approx(signals, abs=0.06)
    expected = expected_by_chance(1, 18, ChartKind.XMR, correlation)
    assert expected > 3 * expected_by_chance(1, 18, ChartKind.XMR)
    assert np.mean([chart.news for chart in charts]) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("correlation", [0, 0.5])
def test_how_far_quarters_carry_over_is_read_from_the_series(correlation):
    charts = [course(values) for values in stocks(correlation)]
    assert carried_over(charts) == pytest.approx(correlation, abs=0.06)


def test_nothing_is_known_to_carry_over_in_constant_short_or_no_series():
    assert carried_over([course([3] * 18), course([1, 2, 3])]) == 0
    assert carried_over([]) == 0


def test_a_line_raises_nothing_and_a_chart_that_cannot_be_is_refused():
    assert expected_by_chance(31, 5, ChartKind.LINE) == 0
    with pytest.raises(TooFewPoints, match="12 points"):
        expected_by_chance(31, 11, ChartKind.XMR)
