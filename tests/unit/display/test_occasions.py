"""Which published figures can be looked at, and what is said of them."""

import pandas as pd
import pytest

from app.display.occasions import finding, occasions
from app.geography.areas import areas
from app.measures.published import LOADED, Unit, published_figures


def figures(*loaded: tuple) -> pd.DataFrame:
    return published_figures(areas(), pd.DataFrame(list(loaded), columns=list(LOADED)))


def load(day: str, unit: str, value: float | None = 1.5, state: str = "reported", area="S37000032") -> tuple:
    return (area, day, unit, value, state, "file.xlsx, sheet CLW", 3)


def test_at_first_there_is_the_headcount_of_march_2021():
    (only,) = occasions(figures())
    assert (only.id, only.label) == ("2021-03-31 headcount", "31 March 2021, headcount")
    assert [mark for _, mark, _ in only.sources] == ["a", "b"]
    assert len(only.fills) == 2


def test_each_day_and_unit_stands_by_itself_newest_first():
    offered = occasions(figures(load("2023-03-31", "WTE"), load("2023-03-31", "headcount"), load("2022-03-31", "WTE")))
    assert [each.label for each in offered] == [
        "31 March 2023, headcount",
        "31 March 2023, WTE",
        "31 March 2022, WTE",
        "31 March 2021, headcount",
    ]
    assert offered[0].fills[0][1] == "a: As published, from file.xlsx, sheet CLW"


def state(value: float | None) -> str:
    return "suppressed" if value == "*" else "reported" if value is not None else "not_available"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 0], "All 2 HSCPs have a published headcount."),
        ([1, None], "1 of 2 HSCPs has a published headcount; no figure was found for the other."),
        ([1, 0, None, None], "2 of 4 HSCPs have a published headcount; no figure was found for the others."),
        ([1, "*", "*", None], "1 of 4 HSCPs has a published headcount; 2 are hidden and no figure was found for 1."),
        ([1, "*"], "1 of 2 HSCPs has a published headcount; 1 is hidden."),
        ([None, None], "None of 2 HSCPs has a published headcount."),
    ],
)
def test_the_finding_counts_what_is_there_and_says_why_the_rest_is_not(values, said):
    table = pd.DataFrame(
        {"value": [None if each == "*" else each for each in values], "state": [state(each) for each in values]}
    )
    assert finding(table, Unit.HEADCOUNT) == said


def test_the_finding_names_its_unit():
    table = pd.DataFrame({"value": [1.5], "state": ["reported"]})
    assert finding(table, Unit.WTE) == "The one HSCP has a published figure in whole-time equivalents."
