"""Who is referred, in a sentence and in bars."""

import numpy as np
import pandas as pd

from app.display.caseload.people import by_fifth, finding
from app.measures.estimate import Estimate

YEAR = "2024-25"


def fifths(*states):
    return pd.DataFrame({"dimension": "simd_quintile", "state": states})


def estimate(value, lower, upper):
    return Estimate(*(np.array(each, dtype=float) for each in (value, lower, upper)))


def test_a_slope_is_told_with_its_interval_and_whether_it_is_clear():
    told = finding("Fife", estimate(6.2, 4.1, 8.3), fifths("reported"), YEAR)
    assert told == (
        "Fife, Apr 2024 to Mar 2025: 6.2 more people for every 1,000 are referred at the most deprived end than at the "
        "least (slope index, 95% interval 4.1 to 8.3)."
    )
    unclear = finding("Fife", estimate(-0.5, -2.0, 1.0), fifths("reported"), YEAR)
    assert "0.5 fewer people" in unclear
    assert unclear.endswith("This is not clearly different from none.")


def test_without_a_slope_the_sentence_says_why():
    nothing = estimate(np.nan, np.nan, np.nan)
    hidden = finding("Moray", nothing, fifths("reported", "suppressed"), YEAR)
    assert hidden.startswith("Moray, Apr 2024 to Mar 2025: hidden to protect people, so there is no slope index")
    empty = finding("Orkney Islands", nothing, fifths("reported", "reported"), YEAR)
    assert "nobody lives in one of the five fifths" in empty


def test_a_fifth_without_a_rate_says_why_in_its_bar():
    rates = estimate([1.0, np.nan, 2.0, np.nan, 3.0], [0.5] * 5, [4.0] * 5)
    chart = by_fifth(rates, ["reported", "suppressed", "reported", "reported", "reported"])
    told = [record["told"] for record in chart.to_dict()["data"]["values"]]
    assert told == ["1.0", "hidden to protect people", "2.0", "too few to say", "3.0"]
