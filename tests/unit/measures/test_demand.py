"""Demand added up over years and areas, by hand; a small Scotland of four HSCPs, one without a programme."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from app.contract.codes import SERVICE_CATEGORIES
from app.contract.tables import UNMET_REASONS
from app.measures.demand import BASE, QUANTITIES, build_demand, demand_values
from app.measures.reporting import build_reporting

YEAR = "2024-25"
QUARTERS = tuple(f"{YEAR}Q{number}" for number in range(1, 5))
NEED = "housing"
FIRST, SECOND = UNMET_REASONS[:2]


@pytest.fixture
def build(returns, areas, programmes):
    """Add up `{(period, hscp, unit): {field: value}}`; each is a return of its own with one row of demand.

    A row that is None is a return without one. Unmet is divided between the first two reasons unless they are given.
    """

    def make(rows):
        frame = returns([(period, hscp, unit, {}) for period, hscp, unit in rows])
        reporting = build_reporting(frame, ["A1", "A2", "B1", "B2"], programmes)
        told = [
            {"period": period, "hscp_code": hscp, "service_category": NEED, "suppressed": ""} | _reasons(row) | row
            for (period, hscp, _), row in rows.items()
            if row is not None
        ]
        columns = ["period", "hscp_code", "service_category", "suppressed", "signposts", "unmet", *UNMET_REASONS]
        demand = pd.DataFrame(told).reindex(columns=columns).convert_dtypes()
        demand = demand.astype(dict.fromkeys(columns[4:], "Int64"))
        return build_demand(demand, frame, reporting, areas)

    return make


def _reasons(row):
    unmet = row.get("unmet")
    if unmet is None:
        return {}
    return dict.fromkeys(UNMET_REASONS, 0) | {FIRST: unmet // 2, SECOND: unmet - unmet // 2}


def whole_year(hscp, row, quarters=QUARTERS):
    return {(quarter, hscp, "u1"): row for quarter in quarters}


@pytest.fixture
def cell(build):
    """Then `cell(rows)(quantity, area)` is (value, state, parts_reported, parts_expected)."""

    def of(rows, period=YEAR):
        cube = build(rows).set_index(["quantity", "period", "category", "area_code"])

        def look_up(quantity, area):
            row = cube.loc[(quantity, period, NEED, area)]
            value = None if pd.isna(row.value) else row.value
            return value, row.state, row.parts_reported, row.parts_expected

        return look_up

    return of


def test_quarters_add_up_to_a_year_and_hscps_to_boards_and_scotland(cell):
    found = cell(
        whole_year("A1", {"signposts": 10, "unmet": 3})
        | whole_year("A2", {"signposts": 20, "unmet": 5})
        | whole_year("B1", {"signposts": 7, "unmet": 0})
    )
    assert found("signposts", "A1") == (40, "reported", 4, 4)
    assert found("unmet", "A") == (32, "reported", 2, 2)
    assert found("unmet", "B1") == (0, "reported", 4, 4)  # zero is a figure
    assert found("signposts", "B2") == (None, "no_programme", 0, 0)
    assert found("signposts", "S") == (148, "reported", 3, 3)
    assert found(FIRST, "S") == (4 * (1 + 2 + 0), "reported", 3, 3)


def test_rows_of_several_units_add_up(cell):
    found = cell(
        {(quarter, "A1", unit): {"signposts": 10, "unmet": 1} for quarter in QUARTERS for unit in ("u1", "u2")}
    )
    assert found("signposts", "A1") == (80, "reported", 4, 4)


def test_every_quantity_of_every_category_is_there_but_reasons_of_boards(build):
    cube = build(whole_year("A1", {"signposts": 10, "unmet": 3}))
    assert not cube.duplicated(["quantity", "period", "category", "area_code"]).any()
    here = cube.groupby("quantity").area_code.agg(set)
    assert set(here.index) == set(QUANTITIES)
    assert all(here[name] == {"A1", "A2", "B1", "B2", "A", "B", "S"} - ({"A", "B"} if name in UNMET_REASONS else set())
               for name in QUANTITIES)  # fmt: skip
    assert set(cube.category) == set(SERVICE_CATEGORIES)
    other = cube[(cube.category == "family") & (cube.area_code == "A1")]
    assert set(other.state) == {"not_collected"}


def test_only_years_that_have_ended_are_counted(build):
    rows = whole_year("A1", {"signposts": 10, "unmet": 3})
    assert build(whole_year("A1", {"signposts": 10, "unmet": 3}, QUARTERS[:3])).empty
    assert set(build(rows | {("2025-26Q1", "A1", "u1"): {"signposts": 5, "unmet": 1}}).period) == {YEAR}


def test_a_quarter_that_was_not_sent_makes_a_year_partial_and_none_at_all_not_submitted(cell):
    found = cell(
        whole_year("A1", {"signposts": 10, "unmet": 3}) | whole_year("A2", {"signposts": 20, "unmet": 5}, QUARTERS[1:])
    )
    assert found("signposts", "A2") == (60, "partial", 3, 4)
    assert found("signposts", "A") == (100, "partial", 2, 2)
    assert found("signposts", "B1") == (None, "not_submitted", 0, 4)
    assert found("signposts", "S") == (100, "partial", 2, 3)


def test_quarters_before_the_first_return_are_missing_from_its_year(cell):
    found = cell(whole_year("A1", {"signposts": 4, "unmet": 3}, QUARTERS[2:]))
    assert found("signposts", "A1") == (8, "partial", 2, 4)
    assert found("signposts", "B2") == (None, "no_programme", 0, 0)


def test_a_missing_unit_or_row_makes_the_quarter_not_full(cell):
    rows = {(quarter, "A1", unit): {"signposts": 10, "unmet": 1} for quarter in QUARTERS for unit in ("u1", "u2")}
    assert cell({key: row for key, row in rows.items() if key != (QUARTERS[3], "A1", "u2")})("signposts", "A1") == (
        70, "partial", 3, 4
    )  # fmt: skip
    assert cell(rows | {(QUARTERS[0], "A1", "u2"): None})("signposts", "A1") == (70, "partial", 3, 4)


def test_what_was_not_collected_is_not_zero_and_its_signposts_are_no_base(cell):
    found = cell(whole_year("A1", {"signposts": 10}) | whole_year("A2", {"signposts": 20, "unmet": 5}))
    assert found("unmet", "A1") == (None, "not_collected", 0, 4)
    assert found(BASE, "A1") == (None, "not_collected", 0, 4)
    assert found("signposts", "A1") == (40, "reported", 4, 4)
    assert found("unmet", "A") == (20, "partial", 1, 2)
    assert found(BASE, "A") == (80, "partial", 1, 2)
    assert found("signposts", "A") == (120, "reported", 2, 2)


def test_a_base_holds_the_signposts_of_the_same_rows_only(cell):
    found = cell(
        whole_year("A1", {"signposts": 10, "unmet": 3}, QUARTERS[:2])
        | whole_year("A1", {"signposts": 50}, QUARTERS[2:])
    )
    assert found("signposts", "A1") == (120, "reported", 4, 4)
    assert found("unmet", "A1") == (6, "partial", 2, 4)
    assert found(BASE, "A1") == (20, "partial", 2, 4)


def test_hidden_at_source_stays_hidden_in_every_total(cell):
    hidden = {(QUARTERS[1], "A1", "u1"): {"signposts": 10, "suppressed": f"unmet {FIRST}", SECOND: 1}}
    found = cell(
        whole_year("A1", {"signposts": 10, "unmet": 3}) | whole_year("A2", {"signposts": 20, "unmet": 5}) | hidden
    )
    for area in ("A1", "A", "S"):
        assert found("unmet", area)[:2] == (None, "suppressed")
        assert found("signposts", area)[1] in ("reported", "partial")
    assert found(FIRST, "S")[:2] == (None, "suppressed")
    assert found(BASE, "A1")[:2] == (40, "reported")  # that it is hidden says that it is known
    assert found("unmet", "A2")[:2] == (20, "reported")


def test_hidden_signposts_hide_their_base(cell):
    hidden = {(QUARTERS[1], "A1", "u1"): {"suppressed": "signposts", "unmet": 1}}
    found = cell(whole_year("A1", {"signposts": 10, "unmet": 3}) | hidden)
    assert found(BASE, "S")[:2] == found("signposts", "A1")[:2] == (None, "suppressed")


@pytest.fixture
def values(build, areas):
    def of(rows):
        return demand_values(build(rows), areas).query("category == @NEED").set_index("area_code")

    return of


def test_the_share_unmet_has_the_interval_of_statsmodels(values):
    table = values(
        whole_year("A1", {"signposts": 30, "unmet": 7})
        | whole_year("A2", {"signposts": 20, "unmet": 0})
        | whole_year("B1", {"signposts": 9, "unmet": 9})
    )
    for area, unmet, base in (("A1", 28, 120), ("A2", 0, 80), ("B1", 36, 36), ("S", 64, 236)):
        row = table.loc[area]
        expected = np.array([unmet / base, *proportion_confint(unmet, base, method="wilson")])
        assert [row.unmet_percent, row.lower, row.upper] == pytest.approx(100 * expected, abs=1e-9)
        assert row.state == "reported"
    assert table.area_name["S"] == "Scotland"
    assert table.board_code["A1"] == "A"


def test_the_share_of_an_area_leaves_out_who_does_not_tell_what_was_unmet(values):
    table = values(whole_year("A1", {"signposts": 500}) | whole_year("A2", {"signposts": 20, "unmet": 5}))
    assert (table.unmet_percent["A"], table.state["A"]) == (25.0, "partial")
    assert (table.unmet_percent["S"], table.parts_reported["S"], table.parts_expected["S"]) == (25.0, 1, 3)
    assert np.isnan(table.unmet_percent["A1"])
    assert (table.state["A1"], table.signposts["A1"]) == ("not_collected", 2000)


def test_no_signposts_give_no_share(values):
    table = values(whole_year("A1", {"signposts": 0, "unmet": 0}))
    assert table.state["A1"] == "too_few"
    assert table.signposts["A1"] == 0
    assert table.loc["A1", ["unmet_percent", "lower", "upper"]].isna().all()


def test_states_without_a_figure_show_none(values):
    hidden = {(QUARTERS[1], "A1", "u1"): {"suppressed": "signposts", "unmet": 1}}
    table = values(whole_year("A1", {"signposts": 10, "unmet": 3}) | hidden)
    assert table.state.to_dict() == {
        "A1": "suppressed", "A2": "not_submitted", "B1": "not_submitted", "B2": "no_programme",
        "A": "suppressed", "B": "not_submitted", "S": "suppressed",
    }  # fmt: skip
    assert table.unmet_percent.isna().all()
    assert (table.unmet["A1"], table.unmet_state["A1"]) == (10, "reported")
    assert set(table[f"{FIRST}_state"][["A", "B"]]) == {"suppressed"}  # of Boards, reasons are not made
