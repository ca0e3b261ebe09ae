"""What is said and drawn of waits."""

import pandas as pd
import pytest

from app.display.caseload.courses import has_one_wait
from app.display.caseload.waits import for_reading, ranges, side_by_side, spread_told, wait_told

NAN = float("nan")


def wait(median=(20, 20), p90=(50, 50), n=40, units=1, rows=None, state="reported", name="Fife", period="2025-26Q1"):
    shown = state in ("reported", "partial")
    figures = [*median, *p90, n, units, rows or units]
    figures = [float(each) if shown else NAN for each in figures]
    names = ["median_lowest", "median_highest", "p90_lowest", "p90_highest", "n", "units", "rows"]
    return dict(zip(names, figures, strict=True)) | {
        "area_code": name,
        "area_name": name,
        "period": period,
        "state": state,
        "parts_reported": 4,
        "parts_expected": 5,
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (wait(), "who had a first appointment waited at most 20 days, nine in ten at most 50, of 40 people."),
        (
            wait((15, 31), (40, 80), units=3),
            "nine in ten at most 40 to 80, of 40 people (lowest and highest of 3 units).",
        ),
        (wait((15, 31), units=1, rows=2), "(lowest and highest of 2 delivery models)."),
        (wait((15, 31), units=3, rows=4), "(lowest and highest of 3 units, some with several delivery models)."),
        (wait((15, 31), units=4, state="partial"), "(lowest and highest of 4 units; from 4 of 5 units)."),
        (wait(p90=(NAN, NAN), n=1), "at most 20 days, of 1 person."),
        (wait(state="suppressed"), "Wait for a first appointment: hidden to protect people."),
        (wait(state="not_collected"), "Wait for a first appointment: not asked or not recorded."),
    ],
)
def test_one_wait_a_range_and_none(row, words):
    assert wait_told(pd.Series(row)).endswith(words)


def frame(*rows):
    return pd.DataFrame(rows)


def test_an_hscp_has_a_median_only_where_every_quarter_is_one_row():
    gap = wait(state="not_submitted", period="2025-26Q2")
    assert has_one_wait(frame(wait(), gap))
    assert not has_one_wait(frame(wait(), wait(units=2, period="2025-26Q2")))
    assert not has_one_wait(frame(wait(), wait(units=1, rows=2, period="2025-26Q2")))
    assert not has_one_wait(frame(wait(state="partial")))  # one row of five units
    assert not has_one_wait(frame(gap))


def test_medians_of_hscps_are_set_beside_each_other_and_not_averaged():
    several = wait((1, 90), units=3, name="Angus")
    partial = wait((300, 300), units=4, state="partial", name="Highland")
    assert spread_told(frame(wait(), wait((8, 8), name="Moray"), partial)) == (
        "Median wait for a first appointment: 8 to 20 days in the 2 HSCPs that give one figure."
    )
    assert spread_told(frame(wait(), several)) == (
        "Median wait for a first appointment: 20 days in Fife, the one HSCP that gives one figure; 1 other gives "
        "several, from 1 to 90 days."
    )
    assert spread_told(frame(several, wait((4, 100), units=2, name="Bute"))) == (
        "No HSCP gives one median wait for a first appointment; 2 others give several, from 1 to 100 days."
    )


def records(chart):
    return chart.to_dict()["data"]["values"]


def test_a_range_is_drawn_from_its_lowest_to_its_highest_unit():
    drawn = records(ranges(frame(wait((15, 31), (40, 80), units=3), wait(state="suppressed", period="2025-26Q2"))))
    assert [(each["low"], each["high"], each["p90_low"], each["p90_high"]) for each in drawn] == [
        (15, 31, 40, 80),
        (None, None, None, None),
    ]


def test_hscps_stand_by_their_longest_median_and_those_without_say_why():
    drawn = records(
        side_by_side(
            frame(wait(), wait((15, 31), units=3, name="Angus"), wait(state="not_collected", name="Moray")), "Angus"
        )
    )
    assert [each["name"] for each in drawn] == ["Angus", "Fife", "Moray"]
    assert drawn[0]["colour"] != drawn[1]["colour"]
    assert drawn[2]["told"] == "not asked or not recorded"


def test_the_table_has_every_hscp_with_its_mark():
    table = for_reading(frame(wait(), wait((15, 31), (40, 80), units=4, state="partial", name="Angus")))
    assert table["Median wait (days)"].tolist() == ["15 to 31 [p]", "20"]
    assert table.Note.tolist() == ["lowest and highest of 4 units; from 4 of 5 units", ""]
    assert for_reading(frame(wait(state="suppressed")))["Median wait (days)"].tolist() == ["[c]"]
