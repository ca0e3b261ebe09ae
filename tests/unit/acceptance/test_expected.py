"""Lists of units that a steward expects."""

import pytest

from app.acceptance import accept, expect_units, preview, units_expected_of, withdraw
from app.store import StoreError

ABERDEEN, GLASGOW = "S37000001", "S37000034"
Q1, Q2, Q3 = "2025-26Q1", "2025-26Q2", "2025-26Q3"


def status(store, hscp=GLASGOW, period=Q2):
    row = store.current().derived("reporting").set_index(["period", "area_code"]).loc[(period, hscp)]
    return row.status, row.units_reported, row.units_expected


def test_those_of_the_last_complete_return_are_expected_until_someone_knows_better(store):
    assert units_expected_of(GLASGOW) == [GLASGOW]
    assert units_expected_of("S37000011") == []
    version = expect_units(GLASGOW, {GLASGOW, "new"}, Q2, by="steward")
    assert version.id == store.current_id() == "000002"
    assert units_expected_of(GLASGOW) == [GLASGOW, "new"]
    assert status(store) == ("partial", 1, 2)
    assert status(store, period=Q1) == ("complete", 1, 1)
    assert status(store, ABERDEEN) == ("complete", 1, 1)


def test_it_is_a_recorded_act_that_leaves_the_rows_alone(store):
    before = store.current()
    version = expect_units(GLASGOW, ["a", "b", "b"], Q2, by="steward")
    act = version.submissions[-1]
    assert (act.accepted_by, act.rows, act.files) == ("steward", {"expected_units": 2}, ())
    assert version.rows("returns").equals(before.rows("returns"))
    assert "expected_units" not in store.version(before.id).derived_in


def test_a_list_replaces_an_earlier_one_of_the_same_quarter_and_outlives_later_acts(store, files):
    expect_units(GLASGOW, ["a"], Q2, by="steward")
    expect_units(GLASGOW, [GLASGOW, "b"], Q2, by="steward")
    expect_units(ABERDEEN, ["c"], Q3, by="steward")
    assert units_expected_of(GLASGOW) == [GLASGOW, "b"]
    assert units_expected_of(ABERDEEN) == ["c"]
    returns = files.read()
    only = files.write(returns[(returns.hscp_code == GLASGOW) & (returns.period == Q2)].assign(wait_n="1"))
    path = next(path for path in only if path.name == "returns.csv")
    assert {fault.rule for fault in preview([path]).faults} == {"units_missing"}
    accept([path], by="x", progress=lambda step: None)
    withdraw("000005", by="x", reason="x", progress=lambda step: None)
    assert units_expected_of(GLASGOW) == [GLASGOW, "b"]
    assert status(store) == ("partial", 1, 2)


@pytest.mark.parametrize(
    ("hscp", "units", "period", "words"),
    [
        ("S37000099", ["a"], Q1, "not the code of an HSCP"),
        (GLASGOW, [], Q1, "at least one unit"),
        (GLASGOW, ["a"], "2025", "not a quarter"),
    ],
)
def test_what_makes_no_list_is_refused(store, hscp, units, period, words):
    with pytest.raises(ValueError, match=words):
        expect_units(hscp, units, period, by="steward")
    assert store.current_id() == "000001"


def test_nothing_is_expected_before_the_first_return(fresh_settings):
    assert units_expected_of(GLASGOW) == []
    with pytest.raises(StoreError, match="nothing has been accepted yet"):
        expect_units(GLASGOW, ["a"], Q1, by="steward")


def test_who_answers_for_one_hscp_says_nothing_of_another(store):
    with pytest.raises(ValueError, match="the units of S37000013 are for its own steward"):
        expect_units("S37000013", ["S37000013"], "2025-26Q2", by="steward", only_hscp="S37000034")
