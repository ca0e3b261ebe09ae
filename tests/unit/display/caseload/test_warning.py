"""What is said of the signs of overload."""

import math

import pandas as pd
import pytest

from app.analysis.overload import SEVERAL_MEDIANS, WAIT_DAYS, Sign
from app.display.caseload.warning import as_file, figure_told, finding

PERIOD = "2025-26Q1"
NAN = math.nan


def signs(judged=5, **by_area):
    """Signs shown of five, by area; None where it cannot be told."""
    return pd.DataFrame(
        {
            "area_code": list(by_area),
            "area_name": [name.title() for name in by_area],
            "signs": pd.array(list(by_area.values()), dtype="Int64"),
            "judged": judged,
        }
    )


def test_nothing_can_be_said_when_no_hscp_can_be_judged():
    assert finding(signs(fife=None), PERIOD, "") == "Apr to Jun 2025: too few figures to say anything of any HSCP."


def test_those_with_most_signs_are_named():
    told = finding(signs(angus=0, fife=3, moray=2), PERIOD, "")
    assert told == "2 HSCPs show 2 or more of the five signs of overload in Apr to Jun 2025; Fife shows 3."


def test_none_with_two_signs_and_ties():
    assert finding(signs(angus=1, fife=0), PERIOD, "").startswith("No HSCPs show 2 or more")
    told = finding(signs(angus=2, fife=2, moray=2, falkirk=2), PERIOD, "")
    assert told.endswith("; 4 HSCPs show 2.")


def test_how_many_cannot_be_judged_is_said_beside_how_many_show_signs():
    told = finding(signs(angus=1, fife=None, moray=0, falkirk=0, judged=[5, 1, 4, 3]), PERIOD, "")
    assert told == (
        "No HSCPs show 2 or more of the five signs of overload in Apr to Jun 2025. Of 4 HSCPs, 1 cannot be judged and "
        "2 can be judged by some of the signs only."
    )
    assert finding(signs(angus=2, fife=None, judged=[5, 1]), PERIOD, "").endswith("Of 2 HSCPs, 1 cannot be judged.")


@pytest.mark.parametrize(
    ("sign", "shown", "figures", "told"),
    [
        ("caseload", "yes", {"figure": 81.24}, "▲ 81.2"),
        ("caseload", "unknown", {"figure": NAN, "why": "suppressed"}, "hidden to protect people"),
        ("rise", "no", {"figure": 12.0, "z": 2.0}, "12.0%"),
        ("rise", "no", {"figure": 30.1, "z": 1.58}, "30.1% (z 1.58, may be chance)"),
        ("rise", "yes", {"figure": 35.0, "z": 2.31}, "▲ 35.0% (z 2.31)"),
        ("rise", "yes", {"figure": math.inf, "z": 4.0}, "▲ from none (z 4.00)"),
        ("rise", "no", {"figure": math.inf, "z": 1.0}, "from none (z 1.00, may be chance)"),
        ("waiting", "yes", {"figure": math.inf}, "▲ nobody was referred"),
        ("longer_waits", "yes", {"figure": 73.0}, "▲ 45, 55.5, 77, 118"),
        ("longer_waits", "unknown", {"figure": NAN, "why": SEVERAL_MEDIANS}, "several medians"),
    ],
)
def test_each_figure_says_why_its_sign_is_shown_or_not(sign, shown, figures, told):
    row = {sign: shown, "rise_bound": 15.0} | {
        f"{sign}_{name}": value for name, value in ({"why": ""} | figures).items()
    }
    row |= dict(zip(WAIT_DAYS, (45.0, 55.5, 77.0, 118.0), strict=True))
    decimals, unit = {"rise": (1, "%"), "longer_waits": (0, "")}.get(sign, (1, ""))
    assert figure_told(pd.Series(row), Sign(sign), decimals, unit) == told


def test_the_file_has_no_infinite_figure():
    assert as_file(pd.DataFrame({"waiting_figure": [math.inf, 4.1]})).waiting_figure.isna().tolist() == [True, False]


def test_ones_own_hscp_comes_first():
    told = finding(signs(angus=1, fife=3), PERIOD, "angus")
    assert told.startswith("Angus shows 1 of the 5 signs that can be judged. 1 HSCP shows 2 or more")
    assert finding(signs(angus=None, fife=3), PERIOD, "angus").startswith("Angus cannot be judged. ")
