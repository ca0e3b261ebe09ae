"""Measures of gaps, by hand in a Scotland of four HSCPs; intervals against statsmodels and Poisson tails of scipy."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

from app.analysis.gap_measures import Sides, gap_measure
from app.contract.states import State
from app.measures.catalogue import GAPS

YEAR, NEED = "2024-25", "housing"
NAN = float("nan")


def areas():
    rows = [
        ("A1", "Ash", "hscp", "A"), ("A2", "Aspen", "hscp", "A"), ("B1", "Birch", "hscp", "B"),
        ("B2", "Beech", "hscp", "B"), ("A", "NHS A", "board", "A"), ("B", "NHS B", "board", "B"),
        ("S", "Scotland", "scotland", None),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["area_code", "area_name", "area_level", "board_code"])


def sides(supplied, *, verdicts=None, demand=None, published=None, reached=None):
    """`supplied`: HSCP → what differs from twelve local services for 100,000 people; `published`: None for `demand`."""
    usual = {"local": 12, "assured": 9, "waiting_known": 8, "waiting_closed": 2, "population": 100_000}
    codes = ["A1", "A2", "B1", "B2"]
    rows = [{"area_code": code, "category": NEED} | usual | supplied.get(code, {}) for code in codes]
    rows += [{"area_code": code, "category": "digital"} | usual | {"local": 500} for code in codes]
    quality = [{"area_code": code, "directory": (verdicts or {}).get(code, "good")} for code in codes]
    seen, everyones = (asked(each or {}) for each in (demand, demand if published is None else published))
    return Sides(seen, everyones, pd.DataFrame(rows), pd.DataFrame(quality), reached, areas())


def asked(differs):
    """Demand for the need in the year, of HSCPs: `signposts` and their state."""
    usual = {"period": YEAR, "category": NEED, "signposts": 400.0, "signposts_state": "reported"}
    return pd.DataFrame([usual | {"area_code": code} | differs.get(code, {}) for code in ("A1", "A2", "B1", "B2")])


def figures(measure_id, given):
    return gap_measure(GAPS[measure_id], NEED, YEAR, given).set_index("area_code")


def test_services_per_person_and_their_totals():
    shown = figures("services_per_10000", sides({"A1": {"local": 3}, "B2": {"local": 0, "population": 200_000}}))
    assert len(shown) == 7
    assert shown.period.eq(YEAR).all()
    assert shown.value.round(6).to_dict() == {
        "A1": 0.3, "A2": 1.2, "B1": 1.2, "B2": 0.0,
        "A": 0.75,  # 15 services for 200,000 people
        "B": 0.4,  # 12 for 300,000
        "S": 0.54,  # 27 for 500,000
    }  # fmt: skip
    assert shown.state.eq("reported").all()
    assert shown.loc[["A", "S"], "parts_reported"].tolist() == [2, 4]


def test_rates_have_byars_interval_and_below_ten_services_the_exact_one():
    shown = figures("services_per_10000", sides({"A1": {"local": 3}}))
    # Exact Poisson limits of 3 events, from the chi-squared distribution (Garwood 1936): 0.62 and 8.77.
    assert shown.lower["A1"] == pytest.approx(chi2.ppf(0.025, 6) / 2 / 10)
    assert shown.upper["A1"] == pytest.approx(chi2.ppf(0.975, 8) / 2 / 10)
    # Breslow and Day's approximation, written out for 12 events: near the exact 6.20 to 20.96.
    z = 1.959964
    assert shown.lower["B1"] * 10 == pytest.approx(12 * (1 - 1 / 108 - z / (3 * 12**0.5)) ** 3)
    assert shown.upper["B1"] * 10 == pytest.approx(13 * (1 - 1 / 117 + z / (3 * 13**0.5)) ** 3)
    assert shown.lower["B1"] * 10 == pytest.approx(chi2.ppf(0.025, 24) / 2, abs=0.02)


@pytest.mark.parametrize(
    ("measure", "numerator", "denominator"),
    [("assured_percent", "assured", "local"), ("waiting_closed_percent", "waiting_closed", "waiting_known")],
)
def test_shares_of_services_have_wilsons_interval(measure, numerator, denominator):
    shown = figures(measure, sides({"A1": {"local": 20, "assured": 5, "waiting_known": 7, "waiting_closed": 0}}))
    for code, count, base in (
        ("A1", *((5, 20) if denominator == "local" else (0, 7))),
        ("S", *((32, 56) if denominator == "local" else (6, 31))),
    ):
        lower, upper = proportion_confint(count, base, method="wilson")
        row = shown.loc[code]
        assert (row.numerator, row.denominator, row.state) == (count, base, "reported")
        assert (row.value, row.lower, row.upper) == pytest.approx((100 * count / base, 100 * lower, 100 * upper))


@pytest.mark.parametrize("verdict", ["thin", "none"])
@pytest.mark.parametrize("measure", ["services_per_10000", "services_per_100_signposts"])
def test_a_thin_directory_or_none_gives_no_number_of_services_and_never_zero(verdict, measure):
    shown = figures(measure, sides({"A1": {"local": 0}}, verdicts={"A1": verdict}))
    assert shown.state["A1"] == "not_available"
    assert shown.loc["A1", ["value", "lower", "upper", "numerator", "denominator"]].isna().all()
    board, scotland = shown.loc["A"], shown.loc["S"]
    assert (board.state, board.parts_reported, board.parts_expected) == ("partial", 1, 2)
    assert (board.numerator, board.denominator) == (12, 100_000 if measure == "services_per_10000" else 400)
    assert (scotland.state, scotland.parts_reported, scotland.parts_expected) == ("partial", 3, 4)
    assert scotland.numerator == 36
    assert shown.state["B"] == "reported"


def test_a_stale_directory_still_gives_a_number_of_services():
    shown = figures("services_per_10000", sides({}, verdicts={"A1": "stale"}))
    assert shown.value["A1"] == pytest.approx(1.2)
    assert shown.state["S"] == "reported"


def test_where_no_directory_lists_anything_nothing_has_a_value():
    none = {"local": 0, "assured": 0, "waiting_known": 0, "waiting_closed": 0}
    nothing = dict.fromkeys(("A1", "A2", "B1", "B2"), none)
    given = sides(nothing, verdicts=dict.fromkeys(nothing, "none"))
    for measure in ("services_per_10000", "services_per_100_signposts", "assured_percent"):
        shown = figures(measure, given)
        assert shown.state.eq("not_available").all()
        assert shown.value.isna().all()


def test_shares_of_no_service_are_no_value():
    shown = figures("assured_percent", sides({"A1": {"local": 0, "assured": 0}, "B1": {"waiting_known": 0}}))
    assert shown.state["A1"] == "too_few"
    assert pd.isna(shown.value["A1"])
    assert (shown.value["A"], shown.state["A"]) == (75.0, "reported")  # nothing is missing from the whole
    waiting = figures(
        "waiting_closed_percent", sides({"A1": {"local": 0, "waiting_known": 0}, "B1": {"waiting_known": 0}})
    )
    assert waiting.state["A1"] == "too_few"  # there is no service
    assert waiting.state["B1"] == "not_collected"  # there are some, none of which tells it
    assert waiting.loc[["A1", "B1"], "value"].isna().all()
    assert (waiting.state["S"], waiting.parts_reported["S"]) == ("partial", 3)


@pytest.mark.parametrize(
    "state", [state for state in State if not state.has_value and state is not State.NOT_AVAILABLE]
)
def test_services_per_signpost_take_the_state_of_the_signposts(state):
    unknown = {"B2": {"signposts": NAN, "signposts_state": state.value}}
    shown = figures("services_per_100_signposts", sides({}, demand=unknown))
    assert shown.value["A1"] == 3.0
    assert shown.state["B2"] == state
    assert pd.isna(shown.value["B2"])
    expected = 3 if state is State.NO_PROGRAMME else 4
    assert (shown.parts_reported["S"], shown.parts_expected["S"]) == (3, expected)
    assert shown.state["S"] == ("reported" if state is State.NO_PROGRAMME else "partial")
    assert shown.value["S"] == 3.0


def test_no_signposts_give_no_number_of_services_for_them():
    shown = figures("services_per_100_signposts", sides({}, demand={"A1": {"signposts": 0.0}}))
    assert shown.state["A1"] == "too_few"
    assert shown.loc["A1", ["value", "numerator", "denominator"]].isna().all()


def test_where_signposts_are_known_in_part_so_is_what_there_is_for_them():
    shown = figures("services_per_100_signposts", sides({}, demand={"A1": {"signposts_state": "partial"}}))
    assert (shown.value["A1"], shown.state["A1"], shown.state["A"]) == (3.0, "partial", "partial")


@pytest.mark.parametrize("known", ["reported", "partial"])
def test_a_thin_directory_tells_of_no_service_for_signposts_however_well_these_are_known(known):
    demand = {"A1": {"signposts": NAN, "signposts_state": "suppressed"}, "A2": {"signposts_state": known}}
    thin = {"A1": "thin", "A2": "thin"}
    shown = figures("services_per_100_signposts", sides({"A2": {"local": 0}}, demand=demand, verdicts=thin))
    assert shown.state[["A1", "A2"]].tolist() == ["suppressed", "not_available"]
    assert shown.value[["A1", "A2", "A"]].isna().all()


def test_larger_areas_are_made_of_what_anyone_may_see():
    hidden = {"A1": {"signposts": NAN, "signposts_state": "suppressed"}}
    given = sides({}, demand={"A1": {"signposts": 3.0}}, published=hidden)
    seen, everyones = (figures("services_per_100_signposts", each) for each in (given, sides({}, demand=hidden)))
    assert seen.value["A1"] == 400.0
    pd.testing.assert_frame_equal(seen.drop("A1"), everyones.drop("A1"))
    assert (seen.state["A"], seen.denominator["A"], seen.denominator["S"]) == ("partial", 400, 1200)


def test_a_board_of_one_hscp_is_as_that_is_seen():
    hidden = {"B1": {"signposts": NAN, "signposts_state": "suppressed"}}
    given = sides({}, demand={"B1": {"signposts": 3.0}}, published=hidden)
    alone = replace(given, areas=given.areas[given.areas.area_code != "B2"])
    shown = figures("services_per_100_signposts", alone)
    assert (shown.value["B"], shown.state["B"]) == (400.0, "reported")
    assert (shown.denominator["S"], shown.state["S"]) == (800, "partial")


def test_people_near_a_service():
    reached = pd.DataFrame(
        {
            "hscp_code": ["A1", "A2", "B1"],
            "category": NEED,
            "people": [1000.0, 3000.0, 500.0],
            "people_within": [500.0, 3000.0, 0.0],
            "most_deprived": [200.0, 0.0, 100.0],
            "most_deprived_within": [200.0, 0.0, 50.0],
        }
    )
    people = figures("people_near", sides({}, reached=reached))
    assert people.value[["A1", "A2", "B1", "A"]].tolist() == [50.0, 100.0, 0.0, 87.5]
    assert people.state["B2"] == "not_available"
    assert (people.value["S"], people.state["S"]) == (pytest.approx(100 * 3500 / 4500), "partial")
    assert people.lower.isna().all()
    deprived = figures("most_deprived_near", sides({}, reached=reached))
    assert deprived.state["A2"] == "too_few"  # nobody there lives in the most deprived fifth
    assert pd.isna(deprived.value["A2"])
    assert deprived.value[["A1", "A", "B"]].tolist() == [100.0, 100.0, 50.0]


def test_what_is_unmet_is_seen_against_the_signposts_that_tell_it():
    demand = pd.DataFrame(
        {
            "period": ["2023-24", YEAR, YEAR, YEAR],
            "area_code": ["A1", "A1", "A2", "A1"],
            "area_name": ["Ash", "Ash", "Aspen", "Ash"],
            "area_level": "hscp",
            "board_code": "A",
            "category": [NEED, NEED, NEED, "digital"],
            "signposts": [50.0, 80.0, 60.0, 7.0],
            "signposts_unmet_known": [40.0, 64.0, 60.0, 7.0],
            "unmet": [10.0, 16.0, 30.0, 1.0],
            "unmet_percent": [25.0, 25.0, NAN, 14.3],
            "lower": [14.2, 16.0, NAN, 2.6],
            "upper": [40.2, 36.8, NAN, 51.3],
            "state": ["reported", "partial", "suppressed", "reported"],
            "parts_reported": [4, 3, 4, 4],
            "parts_expected": 4,
        }
    )
    given = Sides(demand, demand, pd.DataFrame(), pd.DataFrame(), None, areas())
    shown = gap_measure(GAPS["unmet_percent"], NEED, YEAR, given)
    assert shown.period.tolist() == ["2023-24", YEAR, YEAR]  # every year
    assert shown.denominator.tolist()[:2] == [40.0, 64.0]
    hidden = shown[shown.state == "suppressed"].iloc[0]
    assert np.isnan([hidden.value, hidden.numerator, hidden.denominator]).all()


def test_a_measure_of_something_else_is_an_error():
    from app.measures.catalogue import MEASURES

    with pytest.raises(KeyError):
        gap_measure(MEASURES["waiting"], NEED, YEAR, sides({}))
