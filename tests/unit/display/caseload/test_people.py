"""Who is referred, in a sentence and in bars."""

import numpy as np
import pandas as pd

from app.analysis.inequality import Fifths
from app.display.caseload.people import by_fifth, finding
from app.measures.estimate import Estimate

YEAR = "2024-25"
ALONE = Fifths(np.ones(5), np.ones(5), 1, 1)
NOT_WHOLE = Fifths(np.full(5, np.nan), np.ones(5), 0, 1)
NOTHING = Estimate(*(np.array(np.nan) for _ in range(3)))


def rows(*states, level="hscp", quarters=4):
    parts = {"parts_reported": quarters, "parts_expected": 4}
    return pd.DataFrame({"dimension": "simd_quintile", "state": states, "area_level": level, **parts})


def estimate(value, lower, upper):
    return Estimate(*(np.array(each, dtype=float) for each in (value, lower, upper)))


def test_a_slope_is_told_with_its_interval_and_whether_it_is_clear():
    told = finding("Fife", estimate(6.2, 4.1, 8.3), ALONE, rows("reported"), YEAR)
    assert told == (
        "Fife, Apr 2024 to Mar 2025: 6.2 more are referred (counted each quarter) for every 1,000 people at the most "
        "deprived end than at the least (slope index, 95% interval 4.1 to 8.3)."
    )
    unclear = finding("Fife", estimate(-0.5, -2.0, 1.0), ALONE, rows("reported"), YEAR)
    assert "0.5 fewer are referred" in unclear
    assert unclear.endswith("This is not clearly different from none.")


def test_two_equal_ends_are_not_told_as_fewer():
    told = finding("Fife", estimate(-0.04, -0.6, 0.6), ALONE, rows("reported"), YEAR)
    assert (
        "about as many are referred (counted each quarter) for every 1,000 people at the most deprived end as" in told
    )
    assert "fewer" not in told


def test_scotland_says_of_how_many_hscps_it_is():
    some = ALONE._replace(hscps=24, expected=30)
    told = finding("Scotland", estimate(6.2, 4.1, 8.3), some, rows("partial", level="scotland"), YEAR)
    assert told.startswith("Scotland (24 of 30 HSCPs), Apr 2024 to Mar 2025: 6.2 more")


def test_without_a_slope_the_sentence_says_why():
    hidden = finding("Moray", NOTHING, ALONE, rows("reported", "suppressed"), YEAR)
    assert hidden.startswith("Moray, Apr 2024 to Mar 2025: hidden to protect people, so there is no slope index")
    empty = finding("Orkney Islands", NOTHING, ALONE, rows("reported", "reported"), YEAR)
    assert "nobody lives in one of the five fifths" in empty


def test_a_year_without_a_quarter_has_no_slope_and_says_so():
    short = finding("Moray", NOTHING, NOT_WHOLE, rows("partial", "suppressed", quarters=3), YEAR)
    assert "figures are from 3 of 4 quarters, so there is no slope index" in short
    unsent = finding("Moray", NOTHING, NOT_WHOLE, rows("not_submitted", quarters=0), YEAR)
    assert "no return for this year, so there is no slope index" in unsent
    nobody = finding("Scotland", NOTHING, NOT_WHOLE, rows("partial", level="scotland"), YEAR)
    assert "no HSCP told of every quarter and shows all five fifths" in nobody


def test_a_fifth_without_a_rate_says_why_in_its_bar():
    rates = estimate([1.0, np.nan, 2.0, np.nan, 3.0], [0.5] * 5, [4.0] * 5)
    chart = by_fifth(rates, ["", "hidden to protect people", "", "too few to say", ""])
    told = [record["told"] for record in chart.to_dict()["data"]["values"]]
    assert told == ["1.0", "hidden to protect people", "2.0", "too few to say", "3.0"]
