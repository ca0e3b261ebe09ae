"""The rows at fault as they stand in a file, through the checks that find them."""

import csv

import numpy as np
import pyarrow as pa

from app.intake.checks import check
from app.intake.excerpts import excerpt
from app.intake.faults import Fault, Severity
from app.intake.reading import TextTable
from tests.unit.intake.rows import REQUIRED, TODAY

KEY = ("return_id",)


def text(rows=30, file="r.csv", sheet=None, first=2):
    cells = {"return_id": [f"r{n}" for n in range(rows)], "a": ["1"] * rows, "b": ["x"] * rows, "note": ["long"] * rows}
    return TextTable(file, pa.table(cells), np.arange(first, first + rows), [], 0, sheet)


def fault(row, column, file="r.csv", sheet=None):
    return Fault(file, sheet, row, column, "type", Severity.ERROR, "x", "correct it")


def write(path, *rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(REQUIRED))
        writer.writeheader()
        writer.writerows(rows)
    return path


def unit(number, **changed):
    return REQUIRED | {"return_id": f"r{number}", "unit_code": f"u{number}"} | changed


class TestExcerpt:
    def test_it_has_the_rows_at_fault_with_their_key_and_the_columns_at_fault(self):
        found = excerpt(text(), [fault(5, "b"), fault(3, "a"), fault(3, "b")], KEY)
        assert found.columns == ["return_id", "a", "b"]
        assert found.rows == [(3, ["r1", "1", "x"]), (5, ["r3", "1", "x"])]
        assert found.wrong == {(3, "a"), (3, "b"), (5, "b")}
        assert found.more == 0

    def test_the_first_twenty_are_shown_and_the_others_counted(self):
        found = excerpt(text(), [fault(row, "a") for row in range(2, 32)], KEY)
        assert [number for number, _ in found.rows] == list(range(2, 22))
        assert found.more == 10

    def test_faults_of_other_files_and_sheets_and_of_whole_ones_are_not_in_it(self):
        faults = [fault(3, "a", file="other.csv"), fault(3, "a", sheet="Other"), fault(None, "a"), fault(None, None)]
        assert excerpt(text(), faults, KEY) is None
        assert excerpt(text(sheet="Other"), faults, KEY).wrong == {(3, "a")}

    def test_a_row_that_could_not_be_read_is_not_in_it(self):
        assert excerpt(text(), [fault(99, "a")], KEY) is None

    def test_a_column_that_is_not_there_cannot_be_shown(self):
        found = excerpt(text(), [fault(3, "missing")], KEY)
        assert found.columns == ["return_id"]
        assert found.rows == [(3, ["r1"])]

    def test_a_fault_of_a_row_marks_no_cell(self):
        assert excerpt(text(), [fault(3, None)], KEY).wrong == frozenset()

    def test_rows_are_numbered_as_in_the_file_and_long_cells_cut(self):
        table = text(3, first=7)
        long = table.cells.set_column(2, "b", pa.array(["y" * 5_000] * 3))
        found = excerpt(TextTable("r.csv", long, table.rows, [], 0), [fault(8, "b")], KEY)
        ((number, cells),) = found.rows
        assert number == 8
        assert cells == ["r1", "y" * 120 + "…"]


class TestOfChecks:
    def test_each_table_with_errors_has_one_as_its_columns_are_written(self, tmp_path):
        path = write(tmp_path / "r.csv", unit(1), unit(2, waiting_at_end="many"), unit(3, wte_in_post="-1"))
        path.write_text(path.read_text().replace("waiting_at_end", "Waiting at end", 1))
        (found,) = check([path], today=TODAY).excerpts
        assert found.wrong == {(3, "Waiting at end"), (4, "wte_in_post")}
        assert {"return_id", "period", "hscp_code", "Waiting at end", "wte_in_post"} <= set(found.columns)
        assert "referrals_received" not in found.columns

    def test_rows_with_warnings_are_shown_only_where_there_is_no_error(self, tmp_path):
        path = write(tmp_path / "r.csv", unit(1, waiting_at_end="many"), unit(2))
        past = check([write(tmp_path / "old.csv", unit(2, return_id="old", period="2024-25Q4"))], today=TODAY).tables
        with_both = check([path], accepted=past, today=TODAY)
        assert {str(each.severity) for each in with_both.faults} == {"error", "warning"}
        assert [number for each in with_both.excerpts for number, _ in each.rows] == [2]
        warned = check([write(tmp_path / "r.csv", unit(1), unit(2))], accepted=past, today=TODAY)
        assert [each.rule for each in warned.faults] == ["same_as_last_quarter"]
        assert [number for each in warned.excerpts for number, _ in each.rows] == [3]

    def test_blank_rows_and_rows_left_out_do_not_shift_it(self, tmp_path):
        path = write(tmp_path / "r.csv", unit(1), unit(2, waiting_at_end="many"))
        head, first, second = path.read_text().splitlines()
        example = second.replace("r2", "EXAMPLE")
        path.write_text("\n".join([head, example, "", first, second, ""]))
        (found,) = check([path], today=TODAY).excerpts
        assert [(number, cells[0]) for number, cells in found.rows] == [(5, "r2")]

    def test_a_good_file_has_none(self, tmp_path):
        assert check([write(tmp_path / "r.csv", unit(1))], today=TODAY).excerpts == []
