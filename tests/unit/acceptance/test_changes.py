"""What accepting would change, row by row and figure by figure."""

import pandas as pd
import pytest

from app.acceptance.changes import changes
from app.contract.tables import TABLES

GLASGOW, FALKIRK = "S37000034", "S37000013"
Q1, Q2 = "2025-26Q1", "2025-26Q2"


def table(name, *rows):
    """Rows as acceptance has them: with HSCP and quarter, whether or not the table names them itself."""
    empty = TABLES[name].empty()
    columns = list(dict.fromkeys([*empty.columns, "hscp_code", "period"]))
    made = pd.DataFrame(list(rows), columns=columns)
    return made.astype(empty.dtypes.to_dict()).assign(suppressed=made.suppressed.astype("string").fillna(""))


def row(unit="u1", period=Q1, hscp=GLASGOW, **changed):
    return {
        "return_id": f"{hscp}-{period}-{unit}",
        "hscp_code": hscp,
        "period": period,
        "unit_code": unit,
        "delivery_model": "remote",
        "wte_in_post": 5.25,
        "referrals_received": 100,
    } | changed


def returns(*rows):
    return table("returns", *rows)


def told(found, name="returns"):
    """How many rows are new, changed, unchanged and vanishing, by HSCP and quarter."""
    rows = found.rows[found.rows.table == name]
    return {
        (each.hscp_code, each.period): (each.new, each.changed, each.unchanged, each.vanishing)
        for each in rows.itertuples()
    }


def cells(found):
    return [(each.row, each.field, each.old, each.new) for each in found.cells.itertuples()]


def test_rows_are_new_changed_unchanged_or_vanish():
    before = returns(row("u1"), row("u2"), row("u3"))
    now = returns(row("u1"), row("u2", referrals_received=101), row("u4"))
    found = changes({"returns": now}, {"returns": before})
    assert told(found) == {(GLASGOW, Q1): (1, 1, 1, 1)}
    assert cells(found) == [("u2, remote", "referrals_received", "100", "101")]
    assert found.vanishing.to_dict("records") == [
        {"table": "returns", "hscp_code": GLASGOW, "period": Q1, "row": "u3, remote"}
    ]


def test_only_hscps_and_quarters_that_are_carried_are_compared():
    before = returns(row("u1"), row("u9", period=Q2), row("u9", hscp=FALKIRK))
    found = changes({"returns": returns(row("u1"))}, {"returns": before})
    assert told(found) == {(GLASGOW, Q1): (0, 0, 1, 0)}
    assert found.cells.empty
    assert found.vanishing.empty


@pytest.mark.parametrize("before", [{}, {"returns": TABLES["returns"].empty()}], ids=["no table", "no rows"])
def test_with_nothing_stored_everything_is_new(before):
    found = changes({"returns": returns(row("u1"), row("u2"), row("u1", hscp=FALKIRK))}, before)
    assert told(found) == {(GLASGOW, Q1): (2, 0, 0, 0), (FALKIRK, Q1): (1, 0, 0, 0)}
    assert found.cells.empty


def test_without_tables_nothing_changes():
    found = changes({}, {"returns": returns(row("u1"))})
    assert found.rows.empty
    assert found.cells.empty
    assert found.vanishing.empty


def test_figures_are_told_as_they_would_be_written():
    before = returns(
        row("u1", wte_in_post=5.0, waiting_at_end=None, suppressed="waiting_at_end", data_quality_note="as before")
    )
    now = returns(row("u1", wte_in_post=0.1 + 0.2, waiting_at_end=0, outcome_instrument="swemwbs"))
    assert set(cells(changes({"returns": now}, {"returns": before}))) == {
        ("u1, remote", "wte_in_post", "5", "0.3"),
        ("u1, remote", "waiting_at_end", "[c]", "0"),
        ("u1, remote", "data_quality_note", "as before", ""),
        ("u1, remote", "outcome_instrument", "", "swemwbs"),
    }


def test_a_figure_that_is_hidden_now_is_a_change_even_where_there_was_none():
    now = returns(row("u1", suppressed="waiting_at_end"))
    assert cells(changes({"returns": now}, {"returns": returns(row("u1"))})) == [
        ("u1, remote", "waiting_at_end", "", "[c]")
    ]


def test_another_id_of_the_same_row_is_a_change_and_no_new_row():
    found = changes({"returns": returns(row("u1", return_id="new"))}, {"returns": returns(row("u1"))})
    assert told(found) == {(GLASGOW, Q1): (0, 1, 0, 0)}
    assert cells(found) == [("u1, remote", "return_id", f"{GLASGOW}-{Q1}-u1", "new")]


def test_tables_are_compared_apart_by_their_own_keys():
    def people(category, number, return_id="a"):
        row = {"return_id": return_id, "measure": "people_referred", "dimension": "sex", "category": category}
        return row | {"count": number, "hscp_code": GLASGOW, "period": Q1}

    before = table("breakdowns", people("female", 60), people("male", 35))
    now = table("breakdowns", people("female", 61), people("unknown", 34))
    found = changes({"returns": returns(row("u1")), "breakdowns": now}, {"breakdowns": before})
    assert told(found) == {(GLASGOW, Q1): (1, 0, 0, 0)}
    assert told(found, "breakdowns") == {(GLASGOW, Q1): (1, 1, 0, 1)}
    assert cells(found) == [("a, people_referred, sex, female", "count", "60", "61")]
    assert found.vanishing.row.tolist() == ["a, people_referred, sex, male"]


def test_a_table_whose_rows_are_known_by_hscp_and_quarter_alone():
    def survey(**changed):
        return {"hscp_code": GLASGOW, "period": Q1, "invited": 10, "respondents": 8} | changed

    before = table("workforce_survey", survey(), survey(hscp_code=FALKIRK))
    now = table("workforce_survey", survey(respondents=9), survey(hscp_code="S08000031"))
    found = changes({"workforce_survey": now}, {"workforce_survey": before})
    assert told(found, "workforce_survey") == {(GLASGOW, Q1): (0, 1, 0, 0), ("S08000031", Q1): (1, 0, 0, 0)}
    assert cells(found) == [("", "respondents", "8", "9")]


def test_what_was_read_from_a_file_with_another_index_is_told_row_by_row():
    before = returns(row("u1"), row("u2", suppressed="waiting_at_end")).set_axis([7, 9])
    now = returns(row("u1"), row("u2", waiting_at_end=3)).set_axis([3, 5])
    assert cells(changes({"returns": now}, {"returns": before})) == [("u2, remote", "waiting_at_end", "[c]", "3")]
