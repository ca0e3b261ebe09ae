"""What is said of waits."""

import pandas as pd
import pytest

from app.display.caseload.one import waits_finding

NAN = float("nan")


def waits(median=(20, 20), p90=(50, 50), n=40, units=1, state="reported"):
    return pd.Series(
        {
            "median_lowest": median[0],
            "median_highest": median[1],
            "p90_lowest": p90[0],
            "p90_highest": p90[1],
            "n": n,
            "units": units,
            "state": state,
        }
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (waits(), "waited at most **20 days**, nine in ten at most **50**, of 40 people."),
        (
            waits((15, 31), (40, 80), units=3),
            "**15 to 31 days**, nine in ten at most **40 to 80** (the range of 3",
        ),
        (waits(p90=(NAN, NAN)), "at most **20 days**, of 40 people."),
        (waits(state="suppressed"), "Wait for a first appointment: hidden to protect people."),
        (waits(state="not_collected"), "Wait for a first appointment: not asked or not recorded."),
    ],
)
def test_one_wait_a_range_and_none(row, words):
    assert words in waits_finding(row)
