"""What stands above and below the small charts of all HSCPs."""

import numpy as np
import pytest

from app.analysis.trends import course, expected_by_chance
from app.display.caseload.multiples import Item, by_chance, finding
from app.measures.catalogue import MEASURES

WAITING = MEASURES["waiting"]
START = "People waiting, up to Apr to Jun 2025: "
CALM = [11, 9] * 8
NEW = [*CALM, 10, 30]
OLD = [*CALM, 30, 31, 30, 31]
SHORT = [1, 2, 3]
SILENT = [*CALM, np.nan, np.nan]


def say(**values):
    return finding([Item(name.title(), "", course(each)) for name, each in values.items()], WAITING, "2025-26Q1")


def test_nothing_is_said_of_hscps_that_cannot_be_judged():
    assert say(fife=SHORT, angus=SHORT, moray=SILENT) == (
        f"{START}no HSCP can be judged; 2 have too few quarters and 1 has no full figure in the last two."
    )
    assert say(fife=CALM, angus=CALM, moray=SHORT, lewis=SILENT) == (
        f"{START}nothing beyond the usual ups and downs in any of the 2 HSCPs that can be judged; 1 has too few "
        "quarters and 1 has no full figure in the last two."
    )
    assert say(fife=CALM, angus=CALM) == (
        f"{START}nothing beyond the usual ups and downs in any of the 2 HSCPs that can be judged."
    )


def test_an_old_change_is_no_news_and_not_denied():
    assert say(fife=OLD, angus=CALM) == (
        f"{START}no new change beyond chance in any of the 2 HSCPs that can be judged."
    )


def test_one_and_many_hscps_with_a_new_change():
    assert say(fife=NEW, angus=OLD, moray=SHORT) == (
        f"{START}a new change beyond chance in 1 of the 2 HSCPs that can be judged (Fife); 1 has too few quarters."
    )
    many = say(**dict.fromkeys(["angus", "fife", "moray", "orkney", "lewis", "falkirk"], NEW))
    assert many == (
        f"{START}a new change beyond chance in 6 of the 6 HSCPs that can be judged (Angus, Fife, Moray, Orkney and 2 "
        "others)."
    )


def test_chance_is_told_for_independent_quarters_and_for_those_that_carry_over():
    independent = [course(values) for values in np.random.default_rng(5).standard_normal((31, 18))]
    told = by_chance(independent)
    expected = expected_by_chance(31, 18, independent[0].kind)
    assert f"about {expected:.1f} of these 31 HSCPs if quarters were independent of each other" in told
    assert "carry over from quarter to quarter" in told
    stocks = [course(np.cumsum(values)) for values in np.random.default_rng(6).standard_normal((31, 18))]
    assert "with a correlation of 0." in by_chance(stocks)


@pytest.mark.parametrize("courses", [[], [course(SHORT)]])
def test_where_nothing_can_be_judged_chance_marks_nothing(courses):
    assert "would mark about 0.0 of these" in by_chance(courses)
