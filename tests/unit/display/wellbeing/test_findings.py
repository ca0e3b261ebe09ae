import pandas as pd
import pytest

from app.display.wellbeing.findings import (
    areas_beside_scotland,
    each_alone,
    lower_stands_for,
    missing_follow_ups,
    people_finding,
    unlike_instruments,
    whose_answers,
    workers_finding,
)
from app.measures.catalogue import WORKERS

NAN = float("nan")
NO_CHANGE = {"change_mean": NAN, "change_lower": NAN, "change_upper": NAN, "up1_percent": NAN}


def people(**changed):
    row = {
        "area_name": "Fife", "area_level": "hscp", "instrument": "swemwbs", "n_first": 400, "n_later": 180,
        "follow_up_percent": 45.0, "follow_up_state": "reported", "change_mean": 2.7, "change_lower": 2.2,
        "change_upper": 3.2, "up1_percent": 66.0, "state": "reported", "parts_reported": 4, "parts_expected": 4,
    }  # fmt: skip
    return pd.Series(row | changed)


SCOTLAND = people(area_name="Scotland", area_level="scotland", change_mean=2.5, change_lower=2.4, change_upper=2.6)


def say(row, scotland=SCOTLAND, others=()):
    return people_finding(row, scotland, others)


def test_follow_up_comes_before_the_change():
    assert say(people()) == (
        "Of 400 people in Fife with a first SWEMWBS score, 180 (45.0%) have a later one, on average 2.7 points higher "
        "(95% interval 2.2 to 3.2), a change not clearly different from Scotland (2.5)."
    )


def test_scotland_is_beside_nothing_and_says_how_many_rose():
    assert say(SCOTLAND, None).endswith("(95% interval 2.4 to 2.6); for 66.0% it rose by 1 point or more.")
    assert say(people(up1_percent=NAN), None).endswith("(95% interval 2.2 to 3.2).")


def test_on_a_short_scale_hundredths_are_told_and_whole_points_are_not():
    row = people(instrument="eq5d5l", change_mean=0.083, change_lower=0.071, change_upper=0.095)
    assert say(row, None).endswith("on average 0.08 points higher (95% interval 0.07 to 0.10).")
    assert "0.04 instead of 0.08" in missing_follow_ups(row)  # 0.083 × 180 ÷ 400


FALLEN = {"instrument": "mycaw", "change_mean": -1.5, "change_lower": -1.9, "change_upper": -1.1}


def test_on_mycaw_a_fall_is_of_concerns_and_a_larger_one_is_called_so():
    row, scotland = people(**FALLEN), people(instrument="mycaw", change_mean=-0.9)
    told = say(row, scotland)
    assert told.endswith(
        "on average 1.5 points lower, for less concern (95% interval 1.1 to 1.9), a larger fall than in "
        "Scotland (-0.9)."
    )
    assert "rose" not in say(row, None)
    assert say(row, people(change_mean=-2.0)).endswith("a smaller fall than in Scotland (-2.0).")
    risen = people(instrument="mycaw", change_mean=1.5, change_lower=1.1, change_upper=1.9)
    assert "1.5 points higher, for greater concern (95% interval 1.1 to 1.9), a higher mean change" in say(
        risen, scotland
    )
    assert lower_stands_for("mycaw") == "Lower stands for less concern."
    assert lower_stands_for("swemwbs") == ""


def test_scores_that_are_not_alike_stand_alone_and_say_why():
    assert "no agreed single score of ONS4" in each_alone("ONS4")
    assert say(people(instrument="ons4"), None).endswith("on average 2.7 points higher (95% interval 2.2 to 3.2).")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((-1.5, -1.9, -1.1), "on average 1.5 points lower (95% interval 1.1 to 1.9), a lower mean change"),
        ((0.3, -0.2, 0.8), "on average not clearly higher or lower (0.3 points, 95% interval -0.2 to 0.8), a lower"),
        ((0.0, 0.0, 0.0), "on average not clearly higher or lower (0.0 points, 95% interval 0.0 to 0.0), a lower"),
        ((4.0, 3.0, 5.0), "a higher mean change than in Scotland (2.5)."),
        ((2.0, NAN, NAN), "on average not clearly higher or lower (2.0 points)."),
    ],
)
def test_a_change_says_its_way_only_where_it_is_clear(change, words):
    row = people(**dict(zip(("change_mean", "change_lower", "change_upper"), change, strict=True)))
    assert words in say(row)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            people(n_first=40, n_later=18, state="too_few", **NO_CHANGE),
            "18 (45.0%) have a later one: fewer than 30 with both scores, too few to say.",
        ),
        (
            people(n_first=1, n_later=1, follow_up_percent=100.0, state="too_few", **NO_CHANGE),
            "Of 1 person in Fife with a first SWEMWBS score, 1 (100.0%) has a later one: fewer than 30",
        ),
        (people(n_later=0, state="too_few", **NO_CHANGE), "score, nobody has a later one: fewer than 30"),
        (people(n_first=NAN, follow_up_state="suppressed", **NO_CHANGE), "Fife, SWEMWBS: hidden to protect people."),
        (people(state="partial", parts_reported=3), "with a first SWEMWBS score (from 3 of 4 quarters), 180"),
    ],
)
def test_what_cannot_be_said_says_why(row, words):
    assert words in say(row)


def test_an_area_that_uses_other_instruments_says_which():
    row = people(n_first=NAN, follow_up_state="not_collected", **NO_CHANGE)
    assert say(row) == "Fife, SWEMWBS: not recorded with this instrument."
    assert say(row, others=["mycaw", "other"]) == (
        "Fife, SWEMWBS: not recorded with this instrument. Scores of MYCaW and another instrument are recorded there."
    )


def test_missing_follow_ups_are_counted_and_weighed():
    told = missing_follow_ups(people(n_first=100, n_later=40, change_mean=3.0))
    assert "60 of 100 have no later score." in told
    assert "the mean change of all would be 1.2 instead of 3.0 points." in told  # 40 × 3 ÷ 100
    assert "1 of 100 has no later" in missing_follow_ups(people(n_first=100, n_later=99))
    assert "Everyone" in missing_follow_ups(people(n_first=9, n_later=9, **NO_CHANGE))
    assert "instead" not in missing_follow_ups(people(**NO_CHANGE))
    assert "scored twice" in missing_follow_ups(people(n_first=NAN, n_later=NAN))


def values(*rows):
    return pd.DataFrame(rows, columns=["value", "lower", "upper"])


def test_areas_are_counted_on_either_side_of_scotland_and_chance_is_said():
    rows = values((3.0, 2.6, 3.4), (3.0, 2.7, 3.3), (2.5, 2.0, 3.0), (1.0, 0.5, 1.5), (NAN, NAN, NAN))
    assert areas_beside_scotland(rows, 2.5) == (
        "Of 4 areas that can be compared, 2 are higher than Scotland and 1 is lower. Chance alone would set about 0.2 "
        "apart."
    )
    assert "Of 1 area that can be compared, none is higher than Scotland and none is lower." in (
        areas_beside_scotland(values((2.5, 2.0, 3.0)), 2.5)
    )
    assert areas_beside_scotland(values((NAN, NAN, NAN)), 2.5) == "No area can be compared with Scotland."


def test_hscps_without_the_instrument_are_told_of():
    assert unlike_instruments(0, "SWEMWBS", []) == ""
    assert unlike_instruments(1, "SWEMWBS", []) == "1 HSCP without SWEMWBS scores is not drawn."
    told = unlike_instruments(2, "SWEMWBS", ["Angus", "Fife"])
    assert told.startswith("2 HSCPs without SWEMWBS scores are not drawn. Angus and Fife recorded scores of an")


def workers(name="Fife", share=50.0, half=20.0, **changed):
    row = {"area_name": name, "area_level": "hscp", "invited": 20, "respondents": 12, "state": "reported"}
    for measure in WORKERS.values():
        value = "mean" if measure.estimator == "mean" else "percent"
        row |= {
            f"{measure.id}_{value}": share,
            f"{measure.id}_lower": share - half,
            f"{measure.id}_upper": share + half,
        }
    return pd.Series(row | changed)


ALL_WORKERS = workers("Scotland", half=1.0, invited=300, respondents=200, response_percent=66.7, swemwbs_mean=22.8)


def test_the_response_comes_before_the_answers():
    assert workers_finding(ALL_WORKERS, None) == (
        "Scotland: 200 of 300 link workers answered (66.7%). 50.0% of them say that their workload is manageable, "
        "50.0% intend to leave within 12 months and their mean wellbeing score is 22.8."
    )
    none = dict.fromkeys(("workload_manageable_percent", "intends_to_leave_12m_percent", "swemwbs_mean"), NAN)
    assert workers_finding(workers(**none), None).endswith("None of their answers is told.")
    assert "(50.0%), an HSCP with a programme sent no survey." in workers_finding(workers(state="partial"), None)


def test_only_clear_differences_from_scotland_are_named():
    same = {"swemwbs_mean": 22.0, "swemwbs_lower": 20.0, "swemwbs_upper": 24.0}
    fife = workers(response_percent=60.0, **same)
    assert workers_finding(fife, ALL_WORKERS) == (
        "Fife: 12 of 20 link workers answered (60.0%). No clear difference from Scotland in any of the 6 questions."
    )
    leave = {
        "intends_to_leave_12m_percent": 90.0,
        "intends_to_leave_12m_lower": 60.0,
        "intends_to_leave_12m_upper": 98.0,
    }
    assert workers_finding(workers(**same, **leave), ALL_WORKERS).endswith(
        "(50.0%). Higher than in Scotland: intends to leave within 12 months (90.0%; Scotland 50.0%). No clear "
        "difference in 5 questions."
    )
    untold = {f"{each}_lower": NAN for each in WORKERS}
    assert workers_finding(workers(**untold), ALL_WORKERS).endswith("can be compared with Scotland's.")


def test_nothing_is_said_of_fewer_than_ten():
    told = workers_finding(workers(state="too_few"), ALL_WORKERS)
    assert told.startswith("Fife: nothing can be shown of link workers' own wellbeing; fewer than 10 answered")
    assert "%" not in told


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"area_level": "hscp", "state": "reported"}, "These are the answers of link workers of Fife."),
        ({"area_level": "board", "state": "reported"}, "So these are the answers of NHS Fife, its NHS Board."),
        ({"area_level": "scotland", "state": "partial"}, "Nor can its NHS Board, so these are the answers of all Scot"),
        ({"area_level": "hscp", "state": "too_few"}, "Nor can its NHS Board or Scotland."),
    ],
)
def test_the_page_says_whose_answers_stand_for_an_hscp(row, words):
    told = whose_answers(pd.Series({"area_name": "NHS Fife", "own_state": "too_few"} | row), "Fife")
    assert words in told
    assert ("fewer than 10 answered" in told) == (row != {"area_level": "hscp", "state": "reported"})
