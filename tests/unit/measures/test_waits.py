import pandas as pd
import pytest

from app.measures.reporting import build_reporting
from app.measures.waits import build_waits, hide_waits

Q = "2025-26Q2"
SHOWN = pd.DataFrame({"quantity": ["cases_opened"], "period": Q, "area_code": "A2", "state": "reported"})


@pytest.fixture
def waits(returns, programmes):
    def of(rows, *, hidden=False, published=SHOWN):
        frame = returns(rows)
        table = build_waits(frame, build_reporting(frame, ["A1", "A2", "B1", "B2"], programmes))
        return (hide_waits(table, published, 5) if hidden else table).set_index("area_code")

    return of


def test_one_row_gives_its_own_wait_and_several_give_their_range(waits):
    found = waits(
        [
            (Q, "A1", "u1", {}),
            (Q, "A2", "u1", {"wait_days_median": 8.0, "wait_days_p90": 40.0, "wait_n": 12}),
            (Q, "A2", "u2", {"wait_days_median": 21.0, "wait_days_p90": 33.0, "wait_n": 6}),
        ]
    )
    columns = ["units", "median_lowest", "median_highest", "p90_lowest", "p90_highest", "n", "state"]
    assert found.loc["A1", columns].tolist() == [1, 10, 10, 30, 30, 20, "reported"]
    assert found.loc["A2", columns].tolist() == [2, 8, 21, 33, 40, 18, "reported"]


def test_a_unit_of_two_delivery_models_is_one_unit_of_two_rows(waits):
    found = waits(
        [
            (Q, "A1", "u1", {"wait_days_median": 8.0}),
            (Q, "A1", "u1", {"wait_days_median": 21.0, "delivery_model": "remote"}),
            (Q, "A2", "u1", {}),
            (Q, "A2", "u1", {"delivery_model": "remote", "wait_n": 0, "wait_days_median": None}),
            (Q, "A2", "u2", {}),
        ]
    )
    assert found.loc["A1", ["units", "rows", "median_lowest", "median_highest"]].tolist() == [1, 2, 8, 21]
    assert found.loc["A2", ["units", "rows"]].tolist() == [2, 2]


def test_why_there_is_no_wait_is_told(waits):
    found = waits(
        [
            (Q, "A1", "u1", {"wait_days_median": None}),
            (Q, "A2", "u1", {"wait_n": 0, "wait_days_median": None, "wait_days_p90": None}),
            (Q, "A2", "u2", {"wait_n": 0, "wait_days_median": None, "wait_days_p90": None}),
        ]
    )
    assert found.state.to_dict() == {
        "A1": "not_collected",
        "A2": "too_few",
        "B1": "not_submitted",
        "B2": "no_programme",
    }
    assert found[["units", "rows", "median_lowest", "n"]].isna().all(axis=None)


def test_a_row_without_a_wait_makes_it_partial(waits):
    found = waits([(Q, "A1", "u1", {"wait_n": None}), (Q, "A1", "u2", {"wait_n": 15})]).loc["A1"]
    assert (found.state, found.n, found.units) == ("partial", 15, 1)
    assert (found.parts_reported, found.parts_expected) == (1, 2)


def test_waits_of_few_people_are_hidden_whichever_row_they_are_in(waits):
    rows = [
        (Q, "A1", "u1", {"wait_n": 4}),
        (Q, "A2", "u1", {"wait_n": 200}),
        (Q, "A2", "u2", {"wait_n": 1}),
        (Q, "B1", "u1", {"wait_n": 5}),
        (Q, "B1", "u2", {"wait_n": 0, "wait_days_median": None}),
    ]
    found = waits(rows, hidden=True)
    assert found.state.to_dict() == {
        "A1": "suppressed",
        "A2": "suppressed",
        "B1": "reported",
        "B2": "no_programme",
    }
    assert found.loc[["A1", "A2"], ["units", "median_lowest", "p90_highest", "n"]].isna().all(axis=None)
    assert waits(rows).state["A2"] == "reported"
    assert "fewest_in_a_row" not in found


def test_hidden_at_source_stays_hidden(waits):
    found = waits([(Q, "A1", "u1", {"wait_days_median": None, "suppressed": "wait_days_median"}), (Q, "A1", "u2", {})])
    assert found.state["A1"] == "suppressed"
    assert pd.isna(found.n["A1"])


@pytest.mark.parametrize("quantity", ["cases_opened", "first_appts_attended"])
def test_a_wait_is_hidden_where_the_number_of_people_who_began_is(waits, quantity):
    rows = [(Q, area, "u1", {"wait_days_median": 8.0, "wait_days_p90": 40.0, "wait_n": 12}) for area in ("A1", "A2")]
    hidden = waits(rows, hidden=True, published=SHOWN.assign(quantity=quantity, state="suppressed"))
    assert hidden.state[["A1", "A2"]].tolist() == ["reported", "suppressed"]
    assert pd.isna(hidden.n["A2"])
