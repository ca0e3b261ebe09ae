"""Faults as they are told: in order, grouped, counted, and all of them in a file."""

import io

import pandas as pd
import pytest

from app.intake.faults import Fault, Severity, as_json, as_table, as_text, grouped, in_order, shown

WARNING, ERROR = Severity.WARNING, Severity.ERROR


MESSAGE = "expected a number; correct the cell"


def fault(
    row=2, column="waiting_at_end", rule="type", severity=ERROR, file="r.csv", sheet=None, found="x", message=MESSAGE
):
    return Fault(file, sheet, row, column, rule, severity, found, message)


class TestOrder:
    def test_by_file_sheet_row_and_column_and_what_is_of_the_whole_first(self):
        faults = [
            fault(file="s.csv"),
            fault(row=10),
            fault(row=9),
            fault(row=9, column="a"),
            fault(row=None, column=None),
            fault(sheet="returns"),
        ]
        assert in_order(reversed(faults)) == [faults[4], faults[3], faults[2], faults[1], faults[5], faults[0]]


class TestGroups:
    def test_faults_are_alike_by_severity_file_sheet_column_and_rule(self):
        one = fault()
        others = [
            fault(file="b.csv"),
            fault(sheet="s"),
            fault(column="wte_funded"),
            fault(rule="range"),
            fault(severity=WARNING),
        ]
        groups = grouped([one, fault(row=3, found="y"), *others])
        assert len(groups) == 6
        assert [group.times for group in groups if group.first == one] == [2]

    def test_errors_come_first_and_then_what_is_most_frequent(self):
        faults = [
            *(fault(row, rule="many", severity=WARNING) for row in range(9)),
            fault(rule="one"),
            *(fault(row, rule="two") for row in range(2)),
        ]
        assert [(group.first.rule, group.times) for group in grouped(faults)] == [("two", 2), ("one", 1), ("many", 9)]

    def test_none_is_lost_and_the_first_few_rows_are_named(self):
        faults = [fault(row, column) for row in range(2, 102) for column in ("a", "b")]
        groups = grouped(faults)
        assert sum(group.times for group in groups) == len(faults)
        assert {group.rows for group in groups} == {(2, 3, 4, 5, 6)}

    def test_what_is_said_of_one_row_is_not_said_of_another(self):
        attached = fault(10, "delivery_model", "code", found="Practice attatched", message="perhaps practice_attached")
        hub = fault(11, "delivery_model", "code", found="hub", message="perhaps hub_or_community_based")
        groups = grouped([attached, hub, fault(12, "delivery_model", "code", found="hub", message=hub.message)])
        assert [(group.message, group.rows, group.found) for group in groups] == [
            ("perhaps hub_or_community_based", (11, 12), ("hub",)),
            ("perhaps practice_attached", (10,), ("Practice attatched",)),
        ]

    def test_where_each_row_has_its_own_message_what_they_have_in_common_is_said(self):
        many = [
            fault(row, message=f"a must be b + c; correct it (a {row}, b {row - 1}.5, c 0)") for row in range(2, 99)
        ]
        (group,) = grouped(many)
        assert (group.message, group.times) == ("a must be b + c; correct it (a …, c 0)", 97)
        few = grouped(many[:10])
        assert [group.message for group in few] == [each.message for each in many[:10]]

    def test_a_word_that_only_begins_alike_is_left_out_whole(self):
        many = [fault(row, message=f"use practice_{row}0 here") for row in range(2, 20)]
        assert grouped(many)[0].message == "use … here"

    def test_different_things_found_are_listed_but_not_all_of_many(self):
        (group,) = grouped([fault(row, found=found) for row, found in enumerate("abab", start=2)])
        assert (group.found, group.more_found) == (("a", "b"), False)
        (group,) = grouped([fault(row, found=found) for row, found in enumerate("abcdef", start=2)])
        assert (group.found, group.more_found) == (("a", "b", "c", "d", "e"), True)
        (group,) = grouped([fault(found=None), fault(3, found=None)])
        assert (group.found, group.more_found) == ((), False)

    def test_a_few_can_be_told_one_by_one_and_errors_first(self):
        faults = [fault(2, severity=WARNING), fault(3), fault(4)]
        assert [group.rows for group in grouped(faults, alone=3)] == [(3,), (4,), (2,)]
        assert [group.rows for group in grouped(faults, alone=2)] == [(3, 4), (2,)]

    def test_without_faults_there_are_no_groups(self):
        assert grouped([]) == []


class TestText:
    def test_a_fault_says_where_what_stands_there_and_what_to_do(self):
        line, end = as_text([fault(7, sheet="Returns")]).splitlines()
        assert line == (
            "ERROR r.csv, sheet Returns, row 7, waiting_at_end: expected a number; correct the cell. Found 'x'. [type]"
        )
        assert end == "1 error, 0 warnings"

    def test_what_is_wrong_with_a_whole_file_has_no_row(self):
        whole = fault(None, None, "header", found=None)
        assert as_text([whole]).splitlines()[0] == "ERROR r.csv: expected a number; correct the cell. [header]"

    @pytest.mark.parametrize(("faults", "lines"), [(50, 50), (51, 1)])
    def test_up_to_fifty_are_listed_one_by_one(self, faults, lines):
        text = as_text([fault(row) for row in range(2, 2 + faults)]).splitlines()
        assert len(text) == lines + 1
        assert text[-1] == f"{faults} errors, 0 warnings"

    def test_ten_thousand_are_grouped_and_counted(self):
        faults = [fault(row) for row in range(2, 10_001)] + [fault(3, severity=WARNING, rule="look")]
        text = as_text(faults).splitlines()
        assert text[0].endswith("[type] 9,999 times: rows 2, 3, 4, 5, 6, ….")
        assert text[1].startswith("WARNING r.csv, row 3, waiting_at_end")
        assert text[2:] == ["9,999 errors, 1 warning"]

    def test_several_things_found_are_named(self):
        line = as_text([fault(row, found="abcdefg"[row % 7]) for row in range(2, 60)]).splitlines()[0]
        assert line == (
            "ERROR r.csv, waiting_at_end: expected a number; correct the cell. "
            "Found 'c', 'd', 'e', 'f', 'g', …. [type] 58 times: rows 2, 3, 4, 5, 6, …."
        )

    def test_alike_faults_without_a_row_are_counted_without_one(self):
        text = as_text([fault(None, None, "sheet") for _ in range(60)]).splitlines()
        assert text[0].endswith("[sheet] 60 times.")

    def test_nothing_wrong_is_said_too(self):
        assert as_text([]) == "0 errors, 0 warnings"


class TestTable:
    def test_it_has_every_fault_in_a_row(self):
        faults = [fault(row) for row in range(2, 10_002)]
        table = as_table(faults)
        assert list(table.columns) == list(as_json(faults)[0])
        assert len(table) == 10_000
        assert table.row.tolist()[-1] == 10_001

    def test_it_is_a_file_of_whole_numbers_and_blanks(self):
        written = as_table([fault(None, None, found=None), fault(3)]).to_csv(index=False)
        back = pd.read_csv(io.StringIO(written), dtype=str, keep_default_na=False)
        assert back.row.tolist() == ["", "3"]
        assert back.severity.tolist() == ["error", "error"]
        assert back.found.tolist() == ["", "x"]

    @pytest.mark.parametrize("found", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")'])
    def test_what_stands_in_a_cell_is_no_formula_in_a_spreadsheet(self, found):
        assert as_table([fault(found=found)]).found[0].startswith("'")

    def test_without_faults_it_has_a_header(self):
        assert as_table([]).columns.tolist()[:3] == ["file", "sheet", "row"]


def test_a_long_cell_is_cut():
    assert shown("x" * 120) == "x" * 120
    assert shown("x" * 121) == "x" * 120 + "…"
