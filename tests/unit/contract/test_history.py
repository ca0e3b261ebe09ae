"""Rules between a submission and what was accepted before, one planted difference at a time."""

import pandas as pd
import pytest

from app.contract.across import breaches
from app.contract.history import not_replaced, with_the_past
from app.contract.periods import Quarter
from app.contract.tables import RETURNS, TABLES

GLASGOW, FALKIRK = "S37000034", "S37000013"
Q1, Q2 = "2025-26Q1", "2025-26Q2"
ROW = {
    "schema_version": "1.0",
    "hscp_code": GLASGOW,
    "unit_type": "cluster",
    "unit_code": "u1",
    "delivery_model": "practice_attached",
    "practices_in_scope": 10,
    "practices_covered": 8,
    "wte_funded": 5.5,
    "wte_in_post": 5.25,
    "referrals_received": 100,
    "people_referred": 95,
    "first_appts_attended": 70,
    "contacts_attended": 200,
    "open_cases_start": 60,
    "cases_opened": 20,
    "cases_closed": 20,
    "open_cases_end": 60,
    "waiting_at_end": 7,
}


def row(period, **changed):
    made = ROW | {"period": period} | changed
    return {"return_id": f"{made['hscp_code']}-{period}-{made['unit_code']}"} | made


def table(name, *rows):
    empty = TABLES[name].empty()
    made = pd.DataFrame(list(rows)).reindex(columns=empty.columns).astype(empty.dtypes.to_dict())
    return made.assign(suppressed=made.suppressed.fillna(""))


def returns(*rows):
    return table("returns", *rows)


def of_people(return_id, **counts):
    """Rows of breakdowns by sex, of the HSCP and quarter that are in the return's id."""
    rows = [
        {"return_id": return_id, "measure": "people_referred", "dimension": "sex", "category": name, "count": number}
        for name, number in counts.items()
    ]
    return table("breakdowns", *rows)


def stored(of_table, hscp=GLASGOW, period=Q2):
    """A table without HSCP and quarter as it is stored, with them."""
    return of_table.assign(hscp_code=hscp, period=period).astype({"hscp_code": "string", "period": "string"})


def found(tables, accepted, expected=None):
    return [
        (each.index, each.column, each.rule, each.severity) for each in with_the_past(tables, accepted, expected or {})
    ]


def rules(tables, accepted, expected=None):
    return {rule for _, _, rule, _ in found(tables, accepted, expected)}


def message(tables, accepted, rule, expected=None):
    (said,) = {each.message for each in with_the_past(tables, accepted, expected or {}) if each.rule == rule}
    return said


def changed_everywhere(period, **changed):
    """A row of which some figure differs from the usual one, so that it is no copy."""
    return row(period, referrals_received=101, **changed)


class TestOpeningCaseload:
    def test_it_is_last_quarters_closing_one(self):
        before = {"returns": returns(row(Q1, open_cases_end=61))}
        now = {"returns": returns(changed_everywhere(Q2))}
        assert found(now, before) == [(0, "open_cases_start", "opening_caseload", "warning")]
        said = message(now, before, "opening_caseload")
        assert "61" in said
        assert "60" in said
        assert "data_quality_note" in said

    @pytest.mark.parametrize(
        "changed",
        [
            {"data_quality_note": "two cases were counted twice"},
            {"open_cases_start": None},
            {"unit_code": "u2"},
            {"delivery_model": "remote"},
            {"hscp_code": FALKIRK},
        ],
        ids=lambda changed: next(iter(changed)),
    )
    def test_nothing_is_said_where_it_is_explained_unknown_or_another_row(self, changed):
        before = {"returns": returns(row(Q1, open_cases_end=61))}
        assert "opening_caseload" not in rules({"returns": returns(changed_everywhere(Q2, **changed))}, before)

    def test_a_closing_caseload_that_was_hidden_is_held_against_nobody(self):
        before = {"returns": returns(row(Q1, open_cases_end=None))}
        assert rules({"returns": returns(changed_everywhere(Q2))}, before) == set()

    def test_the_quarter_before_the_last_is_not_the_last(self):
        before = {"returns": returns(row("2024-25Q4", open_cases_end=61))}
        assert rules({"returns": returns(changed_everywhere(Q2))}, before) == set()

    def test_a_financial_year_follows_the_one_before(self):
        before = {"returns": returns(row("2024-25Q4", open_cases_end=61))}
        assert rules({"returns": returns(changed_everywhere(Q1))}, before) == {"opening_caseload"}

    def test_a_file_with_both_quarters_is_held_against_itself_and_not_against_what_it_replaces(self):
        before = {"returns": returns(row(Q1, open_cases_end=61))}
        both = returns(changed_everywhere(Q1), row(Q2))
        assert "opening_caseload" not in rules({"returns": both}, before)
        both.loc[0, "open_cases_end"] = 59
        assert rules({"returns": both}, {}) == {"opening_caseload"}


class TestCopies:
    def test_a_row_with_every_figure_of_the_quarter_before_is_perhaps_a_copy(self):
        before = {"returns": returns(row(Q1))}
        assert found({"returns": returns(row(Q2))}, before) == [(0, "period", "same_as_last_quarter", "warning")]

    @pytest.mark.parametrize("column", ["wte_in_post", "referrals_received", "waiting_at_end", "wait_n"])
    def test_one_figure_that_differs_is_enough(self, column):
        before = {"returns": returns(row(Q1))}
        assert rules({"returns": returns(row(Q2, **{column: 8}))}, before) == set()

    def test_a_note_answers_it(self):
        before = {"returns": returns(row(Q1))}
        assert rules({"returns": returns(row(Q2, data_quality_note="they are right"))}, before) == set()

    def test_a_figure_that_is_no_longer_given_makes_no_copy(self):
        before = {"returns": returns(row(Q1))}
        assert rules({"returns": returns(row(Q2, people_referred=None))}, before) == set()

    def test_zeros_and_blanks_are_no_figures_that_someone_copied(self):
        nothing = {
            field.name: 0 if field.required else None for field in RETURNS.fields if field.dtype in ("Int64", "Float64")
        }
        idle = nothing | {"practices_in_scope": 30}
        assert rules({"returns": returns(row(Q2, **idle))}, {"returns": returns(row(Q1, **idle))}) == set()

    def test_only_the_copied_row_is_named(self):
        before = {"returns": returns(row(Q1), row(Q1, unit_code="u2"))}
        now = {"returns": returns(row(Q2, cases_opened=21, cases_closed=21), row(Q2, unit_code="u2"))}
        assert found(now, before) == [(1, "period", "same_as_last_quarter", "warning")]


class TestUnusualChanges:
    """The upper limit of a moving range is 3.267 mean moving ranges (Montgomery, Statistical Quality Control, D4)."""

    SERIES = (100, 110, 100, 110, 100, 110, 100, 110)  # every moving range is 10: the limit is 32.67
    QUARTERS = tuple(str(Quarter.parse(Q2).shift(back)) for back in range(-8, 0))

    def past(self, series=SERIES, column="referrals_received", **changed):
        quarters = self.QUARTERS[-len(series) :]
        return {"returns": returns(*(row(each, **{column: n}) for each, n in zip(quarters, series, strict=True)))}

    @pytest.mark.parametrize(("now", "told"), [(142, False), (143, True), (78, False), (77, True)])
    def test_a_change_is_held_against_those_that_the_hscp_had(self, now, told):
        of_now = {"returns": returns(row(Q2, referrals_received=now, people_referred=70))}
        expected = [(0, "referrals_received", "unusual_change", "warning")] if told else []
        assert found(of_now, self.past()) == expected

    def test_it_says_both_figures_the_change_and_what_is_usual(self):
        of_now = {"returns": returns(row(Q2, referrals_received=1_234_567))}
        said = message(of_now, self.past(), "unusual_change")
        for figure in ("1234567", "110", "1234457", "32.67"):
            assert figure in said.replace(",", "")

    def test_seven_quarters_are_too_few_to_say(self):
        of_now = {"returns": returns(row(Q2, referrals_received=900))}
        assert rules(of_now, self.past(self.SERIES[1:])) == set()

    def test_a_note_in_any_row_of_the_hscp_answers_it(self):
        of_now = {"returns": returns(row(Q2, referrals_received=900, data_quality_note="open to self-referral"))}
        assert rules(of_now, self.past()) == set()

    def test_a_steady_series_leaves_room_for_a_few_more(self):
        steady = self.past((100,) * 8)
        assert rules({"returns": returns(row(Q2, referrals_received=110))}, steady) == set()
        assert rules({"returns": returns(row(Q2, referrals_received=111))}, steady) == {"unusual_change"}

    def test_posts_are_fewer_than_people_and_so_is_the_room_that_is_left(self):
        steady = self.past((5.0,) * 8, "wte_in_post")
        assert rules({"returns": returns(row(Q2, wte_in_post=6.0, wte_funded=6.0))}, steady) == set()
        assert rules({"returns": returns(row(Q2, wte_in_post=0.5))}, steady) == {"unusual_change"}

    def test_units_are_added_up(self):
        past = pd.concat(
            [
                self.past()["returns"],
                self.past()["returns"].assign(unit_code="u2", return_id=lambda t: t.return_id + "2"),
            ],
            ignore_index=True,
        )
        one = returns(row(Q2, referrals_received=143), row(Q2, unit_code="u2", referrals_received=77))
        assert "unusual_change" not in rules({"returns": one}, {"returns": past})  # 220 in all, as before
        assert "unusual_change" in rules({"returns": one.iloc[:1]}, {"returns": past})

    def test_a_quarter_that_is_handed_in_again_is_not_held_against_itself(self):
        past = self.past()
        past["returns"] = pd.concat([past["returns"], returns(row(Q2, referrals_received=900))], ignore_index=True)
        assert rules({"returns": returns(row(Q2, referrals_received=110, people_referred=70))}, past) == set()

    def test_another_hscp_has_a_course_of_its_own(self):
        assert rules({"returns": returns(row(Q2, hscp_code=FALKIRK, referrals_received=900))}, self.past()) == set()


class TestIds:
    def test_an_id_of_another_quarter_or_hscp_is_taken(self):
        before = {"returns": returns(row(Q1, return_id="a"), row(Q1, hscp_code=FALKIRK, return_id="b"))}
        now = {"returns": returns(changed_everywhere(Q2, return_id="b"))}
        assert found(now, before) == [(0, "return_id", "return_id_taken", "error")]

    def test_the_ids_of_what_is_replaced_are_free(self):
        before = {"returns": returns(row(Q2, return_id="a", unit_code="u1"), row(Q2, return_id="b", unit_code="u2"))}
        now = returns(row(Q2, return_id="b", unit_code="u1"), row(Q2, return_id="a", unit_code="u2"))
        assert rules({"returns": now}, before) == set()


BROKEN_DOWN = {"returns": returns(row(Q2, return_id="a")), "breakdowns": stored(of_people("a", female=60, male=35))}


class TestLeftBehind:
    def test_breakdowns_stay_where_the_return_keeps_its_id_and_total(self):
        assert rules({"returns": returns(row(Q2, return_id="a", waiting_at_end=9))}, BROKEN_DOWN) == set()

    def test_breakdowns_that_fit_the_total_no_more_are_an_error_in_the_return(self):
        now = {"returns": returns(row(Q2, return_id="a", people_referred=96))}
        assert found(now, BROKEN_DOWN) == [(0, "people_referred", "breakdown_total", "error")]
        said = message(now, BROKEN_DOWN, "breakdown_total")
        assert "96" in said
        assert "95" in said

    def test_breakdowns_of_an_id_that_is_gone_count_no_more_and_that_is_said(self):
        now = {"returns": returns(row(Q2, return_id="new"))}
        assert found(now, BROKEN_DOWN) == [(0, "return_id", "left_behind_breakdowns", "warning")]
        said = message(now, BROKEN_DOWN, "left_behind_breakdowns")
        assert said.startswith("2 rows of breakdowns")
        assert "such as a," in said

    def test_nothing_is_left_behind_where_breakdowns_come_too(self):
        now = {"returns": returns(row(Q2, return_id="new")), "breakdowns": of_people("new", female=60, male=35)}
        assert rules(now, BROKEN_DOWN) == set()

    def test_breakdowns_of_another_quarter_do_not_replace_those_of_this_one(self):
        now = {
            "returns": returns(row(Q1, return_id="c"), row(Q2, return_id="new", referrals_received=99)),
            "breakdowns": of_people("c", female=60, male=35),
        }
        assert found(now, BROKEN_DOWN) == [(1, "return_id", "left_behind_breakdowns", "warning")]

    def test_demand_that_is_left_behind_is_said_too(self):
        demand = table("service_demand", {"return_id": "a", "service_category": "housing", "signposts": 5})
        before = {"returns": BROKEN_DOWN["returns"], "service_demand": stored(demand)}
        assert rules({"returns": returns(row(Q2, return_id="new"))}, before) == {"left_behind_service_demand"}


class TestUnits:
    def test_zeros_that_a_spreadsheet_took_are_an_error_with_the_code_that_was_meant(self):
        before = {"returns": returns(row(Q1, unit_code="012"))}
        now = {"returns": returns(changed_everywhere(Q2, unit_code="12"))}
        assert found(now, before) == [(0, "unit_code", "lost_zeros", "error")]
        assert "012" in message(now, before, "lost_zeros")

    def test_zeros_are_those_of_the_hscps_own_units(self):
        before = {"returns": returns(row(Q1, unit_code="012", hscp_code=FALKIRK), row(Q1))}
        assert rules({"returns": returns(changed_everywhere(Q2, unit_code="12"))}, before) == set()

    def test_expected_units_that_are_missing_are_named_once(self):
        before = {"returns": returns(row(Q1), row(Q1, unit_code="u2"), row(Q1, unit_code="u3"))}
        expected = {GLASGOW: {"u1", "u2", "u3"}}
        now = {"returns": returns(changed_everywhere(Q2))}
        assert found(now, before, expected) == [(0, "unit_code", "units_missing", "warning")]
        said = message(now, before, "units_missing", expected)
        assert said.startswith("2 of 3 expected units are not in this file: u2, u3;")

    def test_many_missing_units_are_counted(self):
        before = {"returns": returns(*(row(Q1, unit_code=f"u{n}") for n in range(1, 9)))}
        expected = {GLASGOW: {f"u{n}" for n in range(1, 9)}}
        said = message({"returns": returns(changed_everywhere(Q2))}, before, "units_missing", expected)
        assert "u2, u3, u4, u5, u6 and 2 more" in said

    def test_a_correction_of_an_earlier_quarter_is_not_held_against_what_is_expected_now(self):
        before = {"returns": returns(row(Q1), row(Q2), row(Q2, unit_code="u2"))}
        assert rules({"returns": returns(changed_everywhere(Q1))}, before, {GLASGOW: {"u1", "u2"}}) == set()

    def test_another_kind_of_unit_starts_a_new_list(self):
        # app.measures.reporting says the same: such a return is complete
        before = {"returns": returns(row(Q1), row(Q1, unit_code="u2"))}
        now = {"returns": returns(row(Q2, unit_type="hscp", unit_code=GLASGOW))}
        assert rules(now, before, {GLASGOW: {"u1", "u2"}}) == set()


def test_without_returns_or_a_past_there_is_nothing_to_hold_against():
    assert found({"breakdowns": of_people("a", female=1)}, {}) == []
    assert found({"returns": returns(row(Q1))}, {}) == []


def test_cells_at_fault_raise_nothing():
    before = {"returns": returns(row(Q1, open_cases_end=61)), "breakdowns": stored(of_people("x", female=1), period=Q1)}
    names = ["period", "hscp_code", "unit_code", "unit_type", "delivery_model", "return_id", "referrals_received"]
    now = returns(*(row(Q2, unit_code=f"u{n}") for n in range(len(names))))
    for index, name in enumerate(names):
        now.loc[index, name] = pd.NA
    assert list(breaches({"returns": now, "breakdowns": of_people("y", female=1)}, before, {GLASGOW: {"u1"}}))


def test_rows_are_replaced_by_hscp_and_quarter():
    before = returns(row(Q1), row(Q1, unit_code="u2"), row(Q2), row(Q1, hscp_code=FALKIRK))
    staying = not_replaced(before, returns(row(Q1)))
    assert staying[["hscp_code", "period"]].to_numpy().tolist() == [[GLASGOW, Q2], [FALKIRK, Q1]]
    assert not_replaced(before, None) is before
