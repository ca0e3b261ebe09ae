"""Gaps by hand: two HSCPs of 10,000 and 30,000 people, so that one local service is 1 or 0.33 per 10,000."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.analysis.gaps import (
    Status,
    Thresholds,
    changed,
    directory_quality,
    gap_statuses,
    reasons,
    sensitivity,
    systemic,
)
from app.contract.tables import UNMET_REASONS
from app.measures.demand import BASE
from app.measures.supply import listing, supply
from tests.unit.listed import AREAS, AS_AT, NEED, A, B, of, services, supplied

THRESHOLDS = Thresholds(little_asked=20, unmet_percent=15.0, few_ratio=0.5, thin_ratio=0.5, stale_percent=50.0)


# The directory


def quality(*rows: dict, **changed_thresholds: float) -> pd.DataFrame:
    listed = listing(services(*rows), AREAS, AS_AT)
    return directory_quality(listed, replace(THRESHOLDS, **changed_thresholds)).set_index("area_code")


def test_an_hscp_without_a_local_service_has_no_directory():
    table = quality({}, {"reach": "wider", "hscp_codes": B})
    assert table.directory[B] == "none"
    assert np.isnan(table.assured_percent[B])


@pytest.mark.parametrize(("in_birch", "verdict"), [(2, "thin"), (3, "good"), (4, "good")])
def test_a_directory_is_thin_below_the_ratio_to_scotland(in_birch, verdict):
    # With 5 in Ash and 3 in Birch, Scotland has 8 for 40,000 people, 2 per 10,000, and Birch 1: half of it.
    table = quality(*[{}] * 5, *[{"hscp_codes": B}] * in_birch)
    assert table.directory[B] == verdict
    assert table.listed_per_10000[B] == pytest.approx(in_birch / 3)


@pytest.mark.parametrize(("assured", "verdict"), [(1, "stale"), (2, "good"), (3, "good")])
def test_a_directory_is_stale_below_the_share_assured(assured, verdict):
    table = quality(*[{}] * assured, *[{"last_assured": "2020-01-01"}] * (4 - assured))
    assert table.directory[A] == verdict
    assert table.assured_percent[A] == 25 * assured


def test_a_share_at_its_bound_is_not_below_it_for_all_that_floats_do():
    # 100 × (29 / 100) is 28.999999999999996.
    table = quality(*[{}] * 29, *[{"last_assured": None}] * 71, stale_percent=29.0)
    assert table.directory[A] == "good"


def test_thin_comes_before_stale():
    assert quality(*[{}] * 9, {"hscp_codes": B, "last_assured": None}).directory[B] == "thin"


# Statuses


def demand(*rows: dict) -> pd.DataFrame:
    """Released demand for housing in Ash: 100 signposts of which 20 were unmet, so different as each row says."""
    made = []
    for row in rows:
        told = {"area_code": A, "category": NEED, "signposts": 100.0, "unmet": 20.0, "state": "reported"} | row
        base = told.setdefault(BASE, told["signposts"])
        told |= {name: told.get(name, "reported") for name in ("signposts_state", "unmet_state")}
        share = 100 * told["unmet"] / base if base else np.nan
        shown = told["state"] in ("reported", "partial")
        made.append(told | {"unmet_percent": share if shown else np.nan, "lower": 1.0, "upper": 99.0})
    names = {A: "Ash", B: "Birch"}
    return pd.DataFrame(made).assign(period="2024-25", area_name=lambda table: table.area_code.map(names))


GOOD = pd.DataFrame(
    {"area_code": [A, B], "listed": 9, "listed_per_10000": 9.0, "assured_percent": 90.0, "directory": "good"}
)
HERE = [{}] * 2 + [{"hscp_codes": B}] * 6  # 2 per 10,000 in Ash, in Birch and so in Scotland


def judged(row: dict, services_here: list[dict] = HERE, directory: str = "good", **changed_thresholds: float) -> tuple:
    table = gap_statuses(
        demand(row),
        supplied(*services_here),
        GOOD.assign(directory=directory),
        replace(THRESHOLDS, **changed_thresholds),
    )
    return table.status.item(), table.why.item()


UNKNOWN = {"signposts": np.nan, "unmet": np.nan}


@pytest.mark.parametrize("state", ["not_submitted", "not_collected", "suppressed", "no_programme"])
def test_1_without_signposts_one_cannot_tell_and_why_is_their_state(state):
    states = {"signposts_state": state, "unmet_state": state, "state": state}
    assert judged(UNKNOWN | states) == ("cannot_tell", state)


@pytest.mark.parametrize(
    ("signposts", "expected"),
    [(0, ("little_asked", "")), (19, ("little_asked", "")), (20, ("services_exist", "")), (21, ("services_exist", ""))],
)
def test_2_little_is_asked_below_the_bound(signposts, expected):
    assert judged({"signposts": float(signposts), "unmet": float(min(signposts, 10))}) == expected


@pytest.mark.parametrize(("signposts", "expected"), [(19, ("cannot_tell", "partial")), (20, ("services_exist", ""))])
def test_2_a_part_of_a_year_never_looks_like_little_asked(signposts, expected):
    partial = {"signposts_state": "partial", "unmet_state": "partial", "state": "partial"}
    assert judged({"signposts": float(signposts), "unmet": 10.0} | partial) == expected


def test_2_little_asked_is_little_asked_though_it_is_hidden_how_much_was_unmet():
    hidden = {"unmet": np.nan, "unmet_state": "suppressed", "state": "suppressed"}
    assert judged({"signposts": 19.0} | hidden) == ("little_asked", "")


@pytest.mark.parametrize("state", ["suppressed", "not_collected"])
def test_3_without_what_was_unmet_one_cannot_tell(state):
    assert judged({"unmet": np.nan, "unmet_state": state, "state": state}) == ("cannot_tell", state)


@pytest.mark.parametrize(
    ("base", "expected"), [(19.0, ("cannot_tell", "partial")), (20.0, ("met", "")), (0.0, ("cannot_tell", "too_few"))]
)
def test_3_what_was_unmet_of_few_signposts_is_not_taken_for_all_of_them(base, expected):
    state = "partial" if base else "too_few"
    assert judged({BASE: base, "unmet": 0.0, "unmet_state": "partial", "state": state}) == expected


@pytest.mark.parametrize(
    ("unmet", "expected"), [(0, "met"), (14, "met"), (15, "services_exist"), (16, "services_exist")]
)
def test_4_a_need_is_met_below_the_bound(unmet, expected):
    assert judged({"unmet": float(unmet)}) == (expected, "")


def test_4_a_share_at_the_bound_is_not_below_it_for_all_that_floats_do():
    assert judged({"unmet": 29.0}, unmet_percent=29.0) == ("services_exist", "")


def test_4_the_share_is_of_the_signposts_of_which_it_is_told():
    partial = {"unmet_state": "partial", "state": "partial"}
    assert judged({"unmet": 14.0, BASE: 50.0} | partial) == ("services_exist", "")  # 14 of 50, not of 100


@pytest.mark.parametrize("directory", ["thin", "stale", "none"])
def test_5_by_a_directory_that_is_not_good_one_cannot_tell_what_is_missing(directory):
    assert judged({}, directory=directory) == ("cannot_tell", directory)
    assert judged({"unmet": 0.0}, directory=directory) == ("met", "")
    assert judged({"signposts": 5.0, "unmet": 5.0}, directory=directory) == ("little_asked", "")


@pytest.mark.parametrize(("in_ash", "expected"), [(0, "few_services"), (1, "services_exist"), (2, "services_exist")])
def test_6_services_are_few_below_the_ratio_to_scotland(in_ash, expected):
    # With 1 in Ash and 7 in Birch, Scotland has 8 for 40,000 people, 2 per 10,000, and Ash 1: half of it.
    assert judged({}, [{}] * in_ash + [{"hscp_codes": B}] * 7) == (expected, "")


def test_6_just_below_the_ratio_they_are_few():
    assert judged({}, [{}] + [{"hscp_codes": B}] * 8) == ("few_services", "")


def test_6_without_any_local_service_they_are_few_whatever_scotland_has():
    assert judged({}, [{"reach": "wider"}, {"reach": "online"}]) == ("few_services", "")
    assert judged({}, [{"reach": "wider"}], few_ratio=0.0) == ("few_services", "")


def test_the_figures_behind_a_status_stand_beside_it():
    quality_of_both = GOOD
    table = gap_statuses(
        demand({}, {"area_code": B}), supplied({}, *[{"hscp_codes": B}] * 7), quality_of_both, THRESHOLDS
    )
    ash = of(table, A)
    assert (ash.local, ash.population, ash.per_10000) == (1, 10_000, 1.0)
    assert ash.scotland_per_10000 == 2.0 == 10_000 * table.local.sum() / table.population.sum()
    assert ash.per_100_signposts == 1.0
    assert (ash.unmet_lower, ash.unmet_upper) == (1.0, 99.0)  # of the share unmet,
    assert (ash.lower, ash.upper) == tuple(of(supplied({}), A)[["lower", "upper"]])  # and of services
    assert {"directory", "listed_per_10000", "assured_percent", "state", "signposts", "unmet", BASE} <= set(table)


# Beside the statuses


def test_a_threshold_that_is_moved_changes_what_can_be_said():
    told = demand({}, {"area_code": B, "unmet": 12.0}, {"category": "transport", "signposts": 15.0, "unmet": 5.0})
    here = services(*HERE)
    supplied_here, listed = supply(here, AREAS, AS_AT), listing(here, AREAS, AS_AT)
    table = sensitivity(told, supplied_here, listed, THRESHOLDS)
    counts = [status.value for status in Status]
    assert (table[counts].sum(axis=1) == 3).all()
    in_use = table[table.in_use]
    assert set(in_use.threshold) == {"unmet_percent", "few_ratio", "little_asked", "thin_ratio", "stale_percent"}
    statuses = gap_statuses(told, supplied_here, directory_quality(listed, THRESHOLDS), THRESHOLDS).status
    expected = [int((statuses == name).sum()) for name in counts]
    assert (in_use[counts] == expected).all(axis=None)
    by_value = table.set_index(["threshold", "value"])
    assert by_value.met["unmet_percent", 25.0] == by_value.met["unmet_percent", 15.0] + 1
    assert by_value.little_asked["little_asked", 10] == 0


def test_a_threshold_of_ones_own_has_its_row():
    here = services(*HERE)
    own = replace(THRESHOLDS, unmet_percent=12.5)
    table = sensitivity(demand({}), supply(here, AREAS, AS_AT), listing(here, AREAS, AS_AT), own)
    assert table[table.in_use & (table.threshold == "unmet_percent")].value.tolist() == [12.5]


def statuses(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["area_code", "category", "status"])
    return table.assign(area_name=table.area_code.map({A: "Ash", B: "Birch"}))


def test_systemic_needs_are_unmet_in_most_hscps_of_which_it_can_be_said():
    table = systemic(
        statuses(
            (A, "carers", "services_exist"), (B, "carers", "little_asked"),
            (A, "digital", "few_services"), (B, "digital", "services_exist"),
            (A, "family", "met"), (B, "family", "cannot_tell"),
            (A, "housing", "few_services"), (B, "housing", "met"),
        )
    )  # fmt: skip
    assert table.to_numpy().tolist() == [
        ["digital", 2, 1, 2],
        ["carers", 1, 0, 1],  # of one that can be judged, before
        ["housing", 1, 1, 2],  # of two
        ["family", 0, 0, 1],
    ]


def test_changes_are_gaps_that_came_or_went_where_both_years_can_be_told():
    now = statuses(
        (A, "carers", "few_services"), (B, "carers", "met"), (A, "digital", "services_exist"),
        (B, "digital", "few_services"), (A, "family", "cannot_tell"), (B, "family", "few_services"),
        (A, "housing", "services_exist"), (B, "housing", "met"),
    )  # fmt: skip
    before = statuses(
        (A, "carers", "met"), (B, "carers", "services_exist"), (A, "digital", "few_services"),
        (B, "digital", "cannot_tell"), (A, "family", "few_services"), (B, "family", "little_asked"),
    )  # fmt: skip
    table = changed(now, before)
    assert table.drop(columns="area_name").to_numpy().tolist() == [
        [A, "carers", "met", "few_services", "new"],
        [B, "carers", "services_exist", "met", "gone"],
        [B, "family", "little_asked", "few_services", "new"],
    ]
    assert table.area_name.tolist() == ["Ash", "Birch", "Birch"]


def test_reasons_are_those_that_are_shown_and_were_given_largest_first():
    first, second, third, fourth = UNMET_REASONS[:4]
    row = pd.Series(
        {first: 5.0, second: 9.0, third: np.nan, fourth: 0.0}
        | {f"{first}_state": "partial", f"{second}_state": "reported"}
        | {f"{third}_state": "suppressed", f"{fourth}_state": "reported"}
    )
    assert reasons(row, UNMET_REASONS[:4]) == [(second, 9.0), (first, 5.0)]
