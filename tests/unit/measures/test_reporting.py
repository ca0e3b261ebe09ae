from datetime import date, timedelta

import pandas as pd
import pytest

from app.contract.periods import Quarter
from app.measures.reporting import build_reporting, units_expected

Q1, Q2, Q3 = "2024-25Q4", "2025-26Q1", "2025-26Q2"
CODES = ["A1", "A2", "B1", "B2"]


@pytest.fixture
def status(returns, programmes):
    def of(rows):
        reporting = build_reporting(returns(rows), CODES, programmes)
        return {
            (row.period, row.area_code): (row.status, row.units_reported, row.units_expected)
            for row in reporting.itertuples()
        }

    return of


def test_every_hscp_has_a_status_in_every_quarter_between(status):
    found = status([(Q1, "A1", "u1", {}), (Q3, "A1", "u1", {})])
    assert set(found) == {(period, code) for period in (Q1, Q2, Q3) for code in CODES}
    assert found[Q2, "A1"] == ("not_submitted", 0, 1)
    assert found[Q1, "B2"] == ("no_programme", 0, 0)


def test_expected_units_are_those_of_the_last_complete_return(status):
    found = status(
        [
            (Q1, "A1", "u1", {}),
            (Q1, "A1", "u2", {}),
            (Q2, "A1", "u1", {}),
            (Q2, "A1", "u3", {}),
            (Q3, "A1", "u1", {}),
            (Q3, "A1", "u2", {}),
        ]
    )
    assert found[Q1, "A1"] == ("complete", 2, 2)
    assert found[Q2, "A1"] == ("partial", 2, 3)  # u2 is missing, u3 is new: three units are known of
    assert found[Q3, "A1"] == ("complete", 2, 2)  # the partial return did not move what is expected


def test_another_kind_of_unit_starts_a_new_list(status):
    found = status([(Q1, "A1", "u1", {}), (Q1, "A1", "u2", {}), (Q2, "A1", "A1", {"unit_type": "hscp"})])
    assert found[Q2, "A1"] == ("complete", 1, 1)


def test_a_return_outweighs_a_row_that_says_there_is_no_programme(status):
    assert status([(Q1, "B2", "u1", {})])[Q1, "B2"] == ("complete", 1, 1)


def on_days(days):
    """When returns were first received: `{(period, hscp): date}`."""
    rows = [(hscp, period, day) for (period, hscp), day in days.items()]
    return pd.DataFrame(rows, columns=["hscp_code", "period", "received_on"])


def lists(*rows):
    """Lists that a steward made: `(hscp, from_period, units)`."""
    made = [(hscp, period, unit) for hscp, period, units in rows for unit in units.split()]
    return pd.DataFrame(made, columns=["hscp_code", "from_period", "unit_code"]).astype("string")


class TestOnTime:
    @pytest.mark.parametrize(("days", "on_time"), [(-30, True), (0, True), (42, True), (43, False), (400, False)])
    def test_a_return_is_on_time_up_to_42_days_after_the_quarter(self, returns, programmes, days, on_time):
        received = on_days({(Q2, "A1"): date(2025, 6, 30) + timedelta(days=days)})
        (row,) = build_reporting(returns([(Q2, "A1", "u1", {})]), ["A1"], programmes, received=received).itertuples()
        assert (row.received_on, row.on_time) == (str(date(2025, 6, 30) + timedelta(days=days)), on_time)

    def test_the_days_can_be_others(self, returns, programmes):
        received = on_days({(Q2, "A1"): date(2025, 7, 11)})
        rows = returns([(Q2, "A1", "u1", {})])
        assert not build_reporting(rows, ["A1"], programmes, received=received, on_time_days=10).on_time[0]
        assert build_reporting(rows, ["A1"], programmes, received=received, on_time_days=11).on_time[0]

    def test_where_it_is_not_known_nothing_is_said(self, returns, programmes):
        rows = returns([(Q1, "A1", "u1", {}), (Q2, "A2", "u1", {})])
        received = on_days({(Q1, "A1"): date(2025, 4, 1), (Q2, "A1"): date(2025, 7, 1)})
        found = build_reporting(rows, CODES, programmes, received=received).set_index(["period", "area_code"])
        assert found.on_time[Q1, "A1"]
        assert found.loc[(Q2, "A1"), ["received_on", "on_time"]].isna().all()  # it has been taken back since
        assert found.loc[(Q2, "A2"), ["received_on", "on_time"]].isna().all()
        assert found.dtypes[["received_on", "on_time"]].astype(str).tolist() == ["string", "boolean"]


class TestLists:
    """Units that a steward expects."""

    @pytest.fixture
    def status(self, returns, programmes):
        def of(rows, edited):
            reporting = build_reporting(returns(rows), CODES, programmes, edited=edited)
            return {(row.period, row.area_code): (row.status, row.units_expected) for row in reporting.itertuples()}

        return of

    def test_a_list_holds_from_its_quarter_on_for_its_hscp(self, status):
        rows = [(period, hscp, "u1", {}) for period in (Q1, Q2, Q3) for hscp in ("A1", "A2")]
        found = status(rows, lists(("A1", Q2, "u1 u2")))
        assert [found[period, "A1"] for period in (Q1, Q2, Q3)] == [("complete", 1), ("partial", 2), ("partial", 2)]
        assert {found[period, "A2"] for period in (Q1, Q2, Q3)} == {("complete", 1)}

    def test_a_unit_that_has_closed_is_not_missed(self, status):
        rows = [(Q1, "A1", "u1", {}), (Q1, "A1", "u2", {}), (Q2, "A1", "u1", {})]
        assert status(rows, lists())[Q2, "A1"] == ("partial", 2)
        assert status(rows, lists(("A1", Q2, "u1")))[Q2, "A1"] == ("complete", 1)

    def test_a_complete_return_adds_to_it(self, status):
        rows = [(Q1, "A1", "u1", {}), (Q2, "A1", "u1", {}), (Q2, "A1", "u2", {}), (Q3, "A1", "u1", {})]
        found = status(rows, lists(("A1", Q1, "u1")))
        assert [found[period, "A1"] for period in (Q1, Q2, Q3)] == [("complete", 1), ("complete", 2), ("partial", 2)]

    def test_a_later_list_takes_the_place_of_an_earlier_one(self, status):
        rows = [(period, "A1", "u1", {}) for period in (Q1, Q2, Q3)]
        found = status(rows, lists(("A1", Q3, "u1"), ("A1", Q1, "u1 u2 u3")))
        assert [found[period, "A1"] for period in (Q1, Q2, Q3)] == [("partial", 3), ("partial", 3), ("complete", 1)]

    def test_a_list_of_another_kind_of_unit_is_known_before_the_first_return_of_that_kind(self, status):
        kind = {"unit_type": "practice"}
        rows = [(Q1, "A1", "c1", {}), (Q2, "A1", "p1", kind), (Q3, "A1", "p1", kind), (Q3, "A1", "p2", kind)]
        found = status(rows, lists(("A1", Q2, "p1 p2")))
        assert [found[period, "A1"] for period in (Q1, Q2, Q3)] == [("complete", 1), ("partial", 2), ("complete", 2)]


class TestExpectedNext:
    def test_they_are_those_of_the_last_complete_return(self, returns):
        rows = returns([(Q1, "A1", "u1", {}), (Q1, "A1", "u2", {}), (Q2, "A1", "u1", {}), (Q2, "A2", "u1", {})])
        assert units_expected(rows, CODES) == {"A1": {"u1", "u2"}, "A2": {"u1"}, "B1": set(), "B2": set()}

    def test_another_kind_of_unit_starts_a_new_list(self, returns):
        rows = returns([(Q1, "A1", "u1", {}), (Q1, "A1", "u2", {}), (Q2, "A1", "A1", {"unit_type": "hscp"})])
        assert units_expected(rows, ["A1"]) == {"A1": {"A1"}}

    @pytest.mark.parametrize("ahead", [0, 1, 5])
    def test_a_list_may_be_for_a_quarter_to_come(self, returns, ahead):
        rows = returns([(Q2, "A1", "u1", {}), (Q2, "A2", "u1", {})])
        edited = lists(("A1", str(Quarter.parse(Q2).shift(ahead)), "u2 u3"))
        assert units_expected(rows, ["A1", "A2"], edited) == {"A1": {"u2", "u3"}, "A2": {"u1"}}

    def test_without_returns_nothing_is_expected(self, returns, programmes):
        none = returns([(Q2, "A1", "u1", {})]).iloc[:0]
        assert units_expected(none, ["A1"], lists(("A1", Q2, "u1"))) == {}
        assert build_reporting(none, ["A1"], programmes).empty
