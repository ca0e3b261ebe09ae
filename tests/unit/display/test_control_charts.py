"""Courses with their limits, drawn large and small."""

import base64
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from app.analysis.trends import ChartKind, course
from app.display.control_charts import control_chart, legend_of, small_multiples
from app.measures.catalogue import MEASURES

WAITING = MEASURES["waiting"]
CALM = [20, 23, 19, 22, 21, 20, 24, 18, 21, 22, 20, 19, 23, 21, 20, 22]
JUMP = [*CALM, 60, 61]
PERIODS = [f"{2021 + n // 4}-{22 + n // 4}Q{n % 4 + 1}" for n in range(18)]


def records(chart):
    return chart.to_dict()["data"]["values"]


def test_a_jump_is_flagged_at_the_end_and_says_which_way():
    drawn = records(control_chart(course(JUMP), PERIODS, "Fife", WAITING))
    assert [record["when"] for record in drawn if record["flagged"]] == ["Apr to Jun 2025", "Jul to Sep 2025"]
    assert {record["why"] for record in drawn if record["flagged"]} == {"higher than expected"}


def test_limits_never_fall_below_nothing():
    seldom = [0, 3, 0, 2, 0, 4, 0, 3, 1, 0, 3, 0, 2, 0, 3, 0, 1, 2]
    assert min(course(seldom).lower) < 0  # as arithmetic has it
    assert min(record["lower"] for record in records(control_chart(course(seldom), PERIODS, "Moray", WAITING))) == 0


def test_a_gap_has_no_point_and_no_words():
    drawn = records(control_chart(course([*CALM, np.nan, 21]), PERIODS, "Fife", WAITING))
    assert drawn[16]["value"] is None
    assert drawn[16]["told"] == ""


def test_few_quarters_are_a_plain_line_that_says_so():
    seen = course(CALM[:5])
    drawn = records(control_chart(seen, PERIODS[:5], "Fife", WAITING))
    assert {record["upper"] for record in drawn} == {None}
    assert "fewer than 8" in legend_of([seen.kind])


@pytest.mark.parametrize("kind", ChartKind)
def test_every_kind_of_chart_has_a_legend_and_no_other_is_explained(kind):
    others = " ".join(legend_of([each]) for each in ChartKind if each is not kind)
    assert len(legend_of([kind])) > 40
    assert legend_of([kind]) not in others
    assert "the mean" not in legend_of([ChartKind.LINE, ChartKind.RUN_CHART])


def test_partial_figures_are_hollow_points_beside_the_line():
    partial = np.full(18, np.nan)
    partial[16] = 12.0
    drawn = control_chart(course([*CALM, np.nan, 21]), PERIODS, "Fife", WAITING, partial=partial)
    assert records(drawn)[16]["partial"] == 12
    assert records(drawn)[16]["partly"] == "12, partial"
    assert records(drawn)[16]["value"] is None
    hollow = [layer for layer in drawn.to_dict()["layer"] if layer["mark"].get("fill") == "#ffffff"]
    assert len(hollow) == 1
    assert not [
        layer
        for layer in control_chart(course(JUMP), PERIODS, "Fife", WAITING).to_dict()["layer"]
        if layer["mark"].get("fill") == "#ffffff"
    ]


def test_limits_computed_anew_are_marked_where_they_begin():
    periods = [f"{2019 + n // 4}-{20 + n // 4}Q{n % 4 + 1}" for n in range(24)]
    chart = control_chart(course([*CALM[:12], *CALM[:12]], [12]), periods, "Fife", WAITING)
    assert [record["when"] for record in records(chart) if record["anew"]] == ["Apr to Jun 2022"]
    assert [layer for layer in chart.to_dict()["layer"] if layer["mark"]["type"] == "rule"]


def test_other_figures_stand_beside_as_a_thin_line():
    beside = np.array([50.0] * 17 + [np.nan])
    drawn = records(control_chart(course(JUMP), PERIODS, "Fife", WAITING, beside=beside))
    assert [record["beside"] for record in drawn] == [50.0] * 17 + [None]


def pictures(html):
    return [
        ElementTree.fromstring(base64.b64decode(found))
        for found in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", html)
    ]


def test_small_multiples_have_a_picture_and_its_words_each():
    html = small_multiples(
        [("Fife", "Higher.", course(JUMP)), ("<b>x</b>", "No figure.", course([np.nan] * 18))], WAITING
    )
    first, second = pictures(html)
    diamonds = [each for each in first.iter() if each.get("fill") == "#e5682a"]
    assert len(diamonds) == 2
    assert not [each for each in second.iter() if each.get("stroke-width") == "2"]  # no line where nothing is known
    assert 'alt="Fife, 18 quarters, last 61. Higher."' in html
    assert "<b>" not in html
    assert "last no figure" in html
    assert "</strong> 61<br>" in html


def test_an_earlier_figure_in_small_multiples_does_not_pass_for_that_of_the_quarter():
    html = small_multiples([("Fife", "", course([*CALM, 17, np.nan]))], WAITING)
    assert "</strong> last full figure 17<br>" in html


def test_only_news_is_marked_in_small_multiples():
    html = small_multiples([("Fife", "Higher since then.", course([*CALM, 60, 61, 60, 61]))], WAITING)
    assert not [each for each in pictures(html)[0].iter() if each.get("fill") == "#e5682a"]


def test_a_line_begins_anew_after_a_gap():
    html = small_multiples([("Fife", "", course([*CALM[:8], np.nan, *CALM[8:], 20]))], WAITING)
    (line,) = [each for each in pictures(html)[0].iter() if each.get("stroke-width") == "2"]
    assert line.get("d").count("M") == 2
