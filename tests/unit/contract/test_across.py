"""Rules between the tables of a submission, and whose rows a person may hand in."""

import pandas as pd
import pytest

from app.contract.across import breaches
from app.contract.tables import TABLES

GLASGOW, FALKIRK, SCOTLAND, BOARD = "S37000034", "S37000013", "S92000003", "S08000031"
Q1, Q2 = "2025-26Q1", "2025-26Q2"


def table(name, *rows):
    empty = TABLES[name].empty()
    made = pd.DataFrame(list(rows)).reindex(columns=empty.columns).astype(empty.dtypes.to_dict())
    return made.assign(suppressed=made.suppressed.fillna(""))


def returns(*rows):
    usual = {"period": Q1, "hscp_code": GLASGOW, "unit_type": "cluster", "delivery_model": "remote"}
    usual |= {"practices_in_scope": 4, "people_referred": 95, "referrals_received": 100}
    return table("returns", *(usual | {"unit_code": each["return_id"]} | each for each in rows))


def people(return_id, number=95):
    row = {"measure": "people_referred", "dimension": "sex", "category": "female"}
    return row | {"return_id": return_id, "count": number}


def breakdowns(*rows):
    return table("breakdowns", *rows)


def demand(return_id):
    return table("service_demand", {"return_id": return_id, "service_category": "housing", "signposts": 3})


def found(tables, accepted=None, only=None):
    return [(each.table, each.index, each.rule) for each in breaches(tables, accepted or {}, {}, only)]


@pytest.mark.parametrize("name", ["breakdowns", "service_demand"])
def test_a_row_needs_a_return_in_the_files_or_among_what_was_accepted(name):
    of = {"breakdowns": lambda id: breakdowns(people(id)), "service_demand": demand}[name]
    accepted = {"returns": returns({"return_id": "old"})}
    assert found({name: of("old")}, accepted) == []
    assert found({name: of("none")}, accepted) == [(name, 0, "known_return")]
    assert found({name: of("new"), "returns": returns({"return_id": "new", "period": Q2})}, accepted) == []
    assert found({name: of("old")}) == [(name, 0, "known_return")]


def test_a_return_that_these_files_replace_is_known_no_more():
    accepted = {"returns": returns({"return_id": "old", "unit_code": "u1"}, {"return_id": "other", "period": Q2})}
    tables = {
        "returns": returns({"return_id": "new", "unit_code": "u1"}),
        "breakdowns": breakdowns(people("old"), people("other")),
    }
    assert found(tables, accepted) == [("breakdowns", 0, "known_return")]


def test_totals_are_those_of_the_file_where_it_has_the_return_and_else_the_accepted_ones():
    accepted = {"returns": returns({"return_id": "a"}, {"return_id": "b", "period": Q2})}
    assert found({"breakdowns": breakdowns(people("a", 94))}, accepted) == [("breakdowns", 0, "breakdown_total")]
    tables = {"breakdowns": breakdowns(people("a", 94), people("b", 94))}
    tables["returns"] = returns({"return_id": "a", "people_referred": 94, "waiting_at_end": 1})
    assert found(tables, accepted) == [("breakdowns", 1, "breakdown_total")]


class TestUnitsAlike:
    def test_codes_that_differ_in_case_or_spaces_only_ask_for_a_look(self):
        rows = [
            {"return_id": str(number), "unit_code": code} | more
            for number, (code, more) in enumerate(
                [("North 1", {}), ("north 1", {}), ("NORTH1", {"period": Q2}), ("North 1", {"period": Q2}),
                 ("north 1", {"hscp_code": FALKIRK}), ("North 11", {}), ("North-1", {}), (None, {}), (None, {})]
            )
        ]  # fmt: skip
        told = [each for each in breaches({"returns": returns(*rows)}) if each.rule == "units_alike"]
        assert [(each.index, each.column, each.severity) for each in told] == [
            (1, "unit_code", "warning"),
            (2, "unit_code", "warning"),
        ]
        assert "'North 1'" in told[0].message


class TestCopies:
    """A row that is there twice is a fault of the copy, and of no other row."""

    @pytest.mark.parametrize("id_of_copy", ["a", "c"])
    def test_practices_of_a_row_that_is_there_twice_count_once(self, id_of_copy):
        row = {"return_id": "a", "unit_code": "u", "practices_covered": 3, "practices_with_dedicated_space": 3}
        other = row | {"return_id": "b", "delivery_model": "mixed", "practices_covered": 1}
        other["practices_with_dedicated_space"] = 1
        twice = {"returns": returns(row, other, row | {"return_id": id_of_copy})}
        assert {(index, rule) for _, index, rule in found(twice)} == {(2, "unique_row")} | (
            {(2, "unique_return_id")} if id_of_copy == "a" else set()
        )
        too_many = {"returns": returns(row, other | {"practices_covered": 2}, row | {"return_id": "c"})}
        assert [(index, rule) for _, index, rule in found(too_many)] == [
            (2, "unique_row"),
            (0, "models_within_scope_practices_covered"),
            (1, "models_within_scope_practices_covered"),
        ]

    def test_people_of_a_category_that_is_there_twice_count_once(self):
        rows = people("a", 60), people("a", 35) | {"category": "male"}, people("a", 35) | {"category": "male"}
        tables = {"returns": returns({"return_id": "a"}), "breakdowns": breakdowns(*rows)}
        assert found(tables) == [("breakdowns", 2, "unique_row")]

    def test_nor_does_it_make_a_change_unusual(self):
        quarters = [f"202{year}-2{year + 1}Q{number}" for year in (2, 3, 4) for number in (1, 2, 3, 4)]
        accepted = returns(
            *({"return_id": period, "unit_code": "u", "period": period, "waiting_at_end": n}
              for n, period in enumerate(quarters))
        )  # fmt: skip
        row = {"return_id": "new", "unit_code": "u"}
        assert found({"returns": returns(row, row)}, {"returns": accepted}) == [
            ("returns", 1, "unique_row"),
            ("returns", 1, "unique_return_id"),
        ]


class TestWhoseRows:
    def test_rows_of_another_hscp_are_errors_in_returns_and_survey(self):
        survey = table(
            "workforce_survey",
            *({"period": Q1, "hscp_code": code, "invited": 3} for code in (GLASGOW, FALKIRK, BOARD, SCOTLAND)),
        )
        tables = {
            "returns": returns({"return_id": "a"}, {"return_id": "b", "hscp_code": FALKIRK}),
            "workforce_survey": survey,
        }
        assert found(tables, only=GLASGOW) == [
            ("returns", 1, "own_hscp"),
            ("workforce_survey", 1, "own_hscp"),
            ("workforce_survey", 2, "own_hscp"),
            ("workforce_survey", 3, "own_hscp"),
        ]
        assert found(tables) == []

    def test_what_they_may_hand_in_is_named(self):
        (breach,) = breaches({"returns": returns({"return_id": "b", "hscp_code": FALKIRK})}, only_hscp=GLASGOW)
        assert "Glasgow City (S37000034) only" in breach.message

    def test_accepted_returns_of_another_hscp_cannot_be_broken_down(self):
        accepted = {"returns": returns({"return_id": "mine"}, {"return_id": "theirs", "hscp_code": FALKIRK})}
        tables = {"breakdowns": breakdowns(people("mine"), people("theirs"))}
        assert found(tables, accepted, only=GLASGOW) == [("breakdowns", 1, "known_return")]
        assert found({"service_demand": demand("theirs")}, accepted, only=GLASGOW) == [
            ("service_demand", 0, "known_return")
        ]
        assert found(tables, accepted) == []

    def test_an_id_of_another_hscp_cannot_be_taken_over(self):
        accepted = {
            "returns": returns({"return_id": "theirs", "hscp_code": FALKIRK}),
            "breakdowns": breakdowns(people("theirs")).assign(hscp_code=FALKIRK, period=Q1),
        }
        tables = {"returns": returns({"return_id": "theirs", "referrals_received": 96})}
        assert ("returns", 0, "return_id_taken") in found(tables, accepted, only=GLASGOW)

    def test_a_row_without_a_code_is_not_said_to_be_someone_elses(self):
        assert found({"returns": returns({"return_id": "a", "hscp_code": None})}, only=GLASGOW) == []
