"""What is said of the signs of overload."""

import pandas as pd

from app.display.caseload.warning import finding

PERIOD = "2025-26Q1"


def signs(**by_area):
    """Signs shown of four, by area; None where it cannot be told."""
    return pd.DataFrame(
        {
            "area_code": list(by_area),
            "area_name": [name.title() for name in by_area],
            "signs": pd.array(list(by_area.values()), dtype="Int64"),
            "judged": 4,
        }
    )


def test_nothing_can_be_said_when_no_hscp_can_be_judged():
    assert finding(signs(fife=None), PERIOD, "") == "Apr to Jun 2025: too few figures to say anything of any HSCP."


def test_those_with_most_signs_are_named():
    told = finding(signs(angus=0, fife=3, moray=2), PERIOD, "")
    assert told == "2 HSCPs show 2 or more of the four signs of overload in Apr to Jun 2025; Fife shows 3."


def test_none_with_two_signs_and_ties():
    assert finding(signs(angus=1, fife=0), PERIOD, "").startswith("No HSCPs show 2 or more")
    told = finding(signs(angus=2, fife=2, moray=2, falkirk=2), PERIOD, "")
    assert told.endswith("; 4 HSCPs show 2.")


def test_ones_own_hscp_comes_first():
    told = finding(signs(angus=1, fife=3), PERIOD, "angus")
    assert told.startswith("Angus shows 1 of the 4 signs that can be judged. 1 HSCP shows 2 or more")
    assert finding(signs(angus=None, fife=3), PERIOD, "angus").startswith("Angus cannot be judged. ")
