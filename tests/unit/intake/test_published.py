"""Workbooks and files in layouts that publications have: each is read, and what cannot be is named by its row."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.contract.codes import hscp_names
from app.intake.published import read_published
from app.measures.published import Unit

CODES = {name: code for code, name in hscp_names().items()}
ALL = list(hscp_names().values())


def workbook(path: Path, rows: list[list], *, merged: tuple[str, ...] = (), sheet: str = "CLW") -> Path:
    """A workbook with a cover sheet, as publications have, and one sheet of the `rows`."""
    book = Workbook()
    book.active.title = "Cover"
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(row)
    for each in merged:
        page.merge_cells(each)
    book.save(path)
    return path


def read(path: Path, area="Integration Authority", value="WTE", *, sheet="CLW", unit=Unit.WTE):
    return read_published(path, sheet=sheet, area_column=area, value_column=value, as_at=date(2023, 3, 31), unit=unit)


def values(got) -> dict[str, tuple]:
    names = hscp_names()
    assert not got.has_errors, got.faults
    return {
        names[row.area_code]: (None if row.value is None or row.value != row.value else row.value, row.state)
        for row in got.table.astype({"value": float}).itertuples()
    }


def told(got) -> set[tuple]:
    return {(fault.row, fault.rule, fault.severity.value) for fault in got.faults}


def test_a_plain_table_of_all_hscps_has_no_fault(tmp_path):
    rows = [["Integration Authority", "WTE"], *([name, number / 4] for number, name in enumerate(ALL))]
    got = read(workbook(tmp_path / "a.xlsx", rows))
    assert got.faults == []
    assert len(values(got)) == 31
    first = got.table.iloc[0]
    assert (first.area_code, first.as_at, first.unit, first.value) == (CODES[ALL[0]], "2023-03-31", "WTE", 0.0)
    assert (first.source, first.row) == ("a.xlsx, sheet CLW", 2)


def test_titles_above_and_headings_of_several_merged_rows(tmp_path):
    rows = [
        ["Primary care improvement plans: workforce at 31 March 2023"],
        [],
        ["NHS Board", "Integration Authority", "Community Links Workers", None, "Pharmacotherapy", None],
        [None, None, "Headcount", "WTE", "Headcount", "WTE"],
        ["NHS Fife", "Fife", 12, 10.5, 30, 28.2],
        ["NHS Borders", "Borders", 5, 4.8, 9, 8],
    ]
    path = workbook(tmp_path / "b.xlsx", rows, merged=("A1:F1", "A3:A4", "B3:B4", "C3:D3", "E3:F3"))
    got = read(path, value="Community Links Workers WTE")
    assert values(got) == {"Fife": (10.5, "reported"), "Scottish Borders": (4.8, "reported")}
    by_letter = read(path, area="B", value="D")
    assert by_letter.table.equals(got.table)
    ambiguous = read(path, value="WTE")
    assert [(fault.rule, fault.column) for fault in ambiguous.faults] == [("ambiguous_column", "WTE")]
    assert "D: Primary care" in ambiguous.faults[0].message
    assert "F: Primary care" in ambiguous.faults[0].message
    assert ambiguous.table.empty


def test_marks_of_footnotes_hidden_figures_and_dashes(tmp_path):
    rows = [
        ["Integration Authority", "WTE"],
        ["Argyll & Bute¹", "3.5 [1]"],
        ["City of Edinburgh [note 2]", "1,024.25"],
        ["Comhairle nan Eilean Siar*", "-"],
        ["NHS Orkney", None],
        ["Clackmannanshire and Stirling (a)", "*"],
        ["Moray", "[c]"],
        ["Fife2", "4*"],
        ["Highland", 0],
        ["Angus", "n/a"],
    ]
    got = read(workbook(tmp_path / "c.xlsx", rows))
    assert values(got) == {
        "Argyll and Bute": (3.5, "reported"),
        "Edinburgh": (1024.25, "reported"),
        "Western Isles": (None, "not_available"),
        "Orkney Islands": (None, "not_available"),
        "Clackmannanshire and Stirling": (None, "suppressed"),
        "Moray": (None, "suppressed"),
        "Fife": (4, "reported"),
        "Highland": (0, "reported"),
        "Angus": (None, "not_available"),
    }
    assert told(got) == {(None, "missing_areas", "warning")}


def test_every_row_that_is_no_hscp_is_named_with_its_row(tmp_path):
    rows = [
        ["Table 3"],
        ["Integration Authority", "WTE"],
        ["Aberdeen Citty", 3],
        ["Fife", 2],
        ["NHS Highland", 7],
        ["Clackmannanshire", 1],
        [None, 4],
        ["Moray", 1],
        ["1. Figures are as at 31 March."],
    ]
    got = read(workbook(tmp_path / "d.xlsx", rows))
    assert values(got).keys() == {"Fife", "Moray"}
    faults = {fault.row: fault for fault in got.faults if fault.rule == "unmatched_area"}
    assert list(faults) == [3, 5, 6, 7, 9]
    assert faults[3].found == "Aberdeen Citty"
    assert "write Aberdeen City if it was meant" in faults[3].message
    assert "an NHS Board or council stands for one only if it is exactly one" in faults[5].message
    assert "no area beside it" in faults[7].message
    assert "taken for a note" in faults[9].message
    assert all(fault.sheet == "CLW" for fault in faults.values())


@pytest.mark.parametrize("place", ["first", "last"])
def test_a_total_is_left_out_and_held_against_the_sum(tmp_path, place):
    areas = [[name, 2.5] for name in ALL]

    def file(name, total):
        body = [["Scotland", total], *areas] if place == "first" else [*areas, ["Scotland total¹", total]]
        return workbook(tmp_path / name, [["Integration Authority", "WTE"], *body])

    right = read(file("right.xlsx", 77.5))
    assert right.faults == []
    assert len(values(right)) == 31
    (fault,) = read(file("wrong.xlsx", 80)).faults
    assert (fault.row, fault.rule, fault.severity.value) == (2 if place == "first" else 33, "total", "warning")
    assert "add up to 77.5, and this row says 80" in fault.message


def test_a_total_may_be_above_what_is_shown_where_figures_are_hidden(tmp_path):
    def file(name, total):
        rows = [["Integration Authority", "WTE"], ["Fife", 5], ["Moray", "*"], ["Total", total]]
        return workbook(tmp_path / name, rows)

    assert "total" not in {fault.rule for fault in read(file("above.xlsx", 9)).faults}
    assert "total" in {fault.rule for fault in read(file("below.xlsx", 3)).faults}


def test_rounded_figures_need_not_add_up_to_the_last_digit(tmp_path):
    rows = [["Integration Authority", "WTE"], *([name, 1.3] for name in ALL), ["Total", 41.2]]
    assert read(workbook(tmp_path / "e.xlsx", rows)).faults == []


def test_an_area_that_comes_twice_is_an_error_with_both_rows(tmp_path):
    rows = [["Integration Authority", "WTE"], ["Borders", 1], ["NHS Borders", 2]]
    got = read(workbook(tmp_path / "f.xlsx", rows))
    (fault,) = [fault for fault in got.faults if fault.severity == "error"]
    assert (fault.row, fault.rule, fault.found) == (3, "repeated_area", "NHS Borders")
    assert "row 2 holds Scottish Borders already" in fault.message


@pytest.mark.parametrize("text", ["about 3", "-1", "3.5.1", "50%"])
def test_a_value_that_is_none_is_an_error_at_its_row(tmp_path, text):
    got = read(workbook(tmp_path / "g.xlsx", [["Integration Authority", "WTE"], ["Fife", text], ["Moray", 1]]))
    assert (2, "value", "error") in told(got)
    assert got.has_errors


def read_merged(tmp_path, *areas, merged):
    rows = [["NHS Board", "Integration Authority", "WTE", "Headcount"], *areas]
    return read(workbook(tmp_path / "m.xlsx", rows, merged=merged))


@pytest.mark.parametrize(
    ("merged", "rows"),
    [
        (("C2:C3",), [2, 3]),  # one figure for two HSCPs
        (("C2:D2",), [2]),  # one figure for two columns
        (("A2:D2",), []),  # the HSCP itself is covered: no area, no figure
        (("A2:A4",), []),  # the Board's cell says nothing of the figures
        (("D2:D4",), []),
        (("B4:B5", "C4:C5"), []),  # an area that is two rows high, and its figure too
        (("C4:C5",), [4]),  # may be of the row below as well
        (("B4:B5",), []),
        (("A6:D6",), []),  # a note
    ],
)
def test_a_figure_in_merged_cells_is_refused_unless_it_is_of_one_area(tmp_path, merged, rows):
    body = [["NHS Fife", "Fife", 3, 4], ["NHS Grampian", "Moray", 5, 6], [None, "Angus", 7, 8], [], ["A note"]]
    got = read_merged(tmp_path, *body, merged=merged)
    faults = [fault for fault in got.faults if fault.rule == "merged_cells"]
    assert [(fault.row, fault.severity.value) for fault in faults] == [(row, "error") for row in rows]
    assert all(merged[0] in fault.message for fault in faults)
    if not rows:
        assert not got.has_errors


def test_the_figures_of_an_area_that_is_merged_over_them_are_refused(tmp_path):
    got = read_merged(
        tmp_path, ["NHS Fife", "Fife", 3, 4], ["NHS Fife", None, 5, 6], ["", "Moray", 7, 8], merged=("B2:B3",)
    )
    assert (3, "merged_cells", "error") in told(got)


def test_a_row_with_an_error_is_no_missing_area_and_no_wrong_total(tmp_path):
    others = [[name, 2] for name in ALL[1:] if name != "Scottish Borders"]
    rows = [["Integration Authority", "WTE"], ["Scottish Borders", "(3)"], *others, ["Scotland", 80]]
    (missing, wrong) = read(workbook(tmp_path / "k.xlsx", rows)).faults
    assert (missing.rule, ALL[0] in missing.message, "Borders" in missing.message) == ("missing_areas", True, False)
    assert (wrong.row, wrong.rule, wrong.severity.value, wrong.found) == (2, "value", "error", "(3)")


def test_a_day_that_has_not_come_is_an_error(tmp_path):
    path = workbook(tmp_path / "l.xlsx", [["Integration Authority", "WTE"], ["Fife", 1]])
    named = {"sheet": "CLW", "area_column": "A", "value_column": "B", "unit": Unit.WTE, "today": date(2023, 3, 31)}
    assert not read_published(path, as_at=date(2023, 3, 31), **named).has_errors
    got = read_published(path, as_at=date(2023, 4, 1), **named)
    (fault,) = [fault for fault in got.faults if fault.severity == "error"]
    assert (fault.rule, fault.row, fault.found) == ("future_day", None, "2023-04-01")


def test_a_cell_of_any_length_is_shown_shortened(tmp_path):
    got = read(workbook(tmp_path / "n.xlsx", [["Integration Authority", "WTE"], ["Fife", 1], ["n" * 5000, 2]]))
    (fault,) = [fault for fault in got.faults if fault.rule == "unmatched_area"]
    assert len(fault.found) < 200


def test_people_are_counted_whole(tmp_path):
    path = workbook(tmp_path / "h.xlsx", [["Integration Authority", "Staff"], ["Fife", 3], ["Moray", 1.5]])
    got = read(path, value="Staff", unit=Unit.HEADCOUNT)
    assert (3, "value", "error") in told(got)
    assert "give --unit WTE" in next(fault.message for fault in got.faults if fault.rule == "value")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_file_with_lines_above_its_header(tmp_path, delimiter):
    path = tmp_path / "clw.csv"
    lines = [["Community link workers at 31 March 2023"], [], ["HSCP", "Board", "WTE"], ["Fife", "NHS Fife", "3.5"],
             ["Dumfries & Galloway", "NHS Dumfries & Galloway", "1"]]  # fmt: skip
    path.write_text("\n".join(delimiter.join(line) for line in lines), encoding="cp1252")
    got = read(path, area="HSCP", sheet=None)
    assert values(got) == {"Fife": (3.5, "reported"), "Dumfries and Galloway": (1, "reported")}
    assert set(got.table.source) == {"clw.csv"}
    assert got.table.row.tolist() == [4, 5]


def test_a_heading_that_is_a_year_is_no_figure(tmp_path):
    rows = [["Integration Authority", 2022, 2023], ["Fife", 1, 2], ["Moray", 3, 4]]
    got = read(workbook(tmp_path / "i.xlsx", rows), area="A", value="2023")
    assert values(got) == {"Fife": (2, "reported"), "Moray": (4, "reported")}
    assert told(got) == {(None, "missing_areas", "warning")}


def test_a_sheet_or_column_that_is_not_there_is_said_with_those_that_are(tmp_path):
    path = workbook(tmp_path / "j.xlsx", [["Integration Authority", "WTE"], ["Fife", 1]])
    (fault,) = read(path, sheet="Links").faults
    assert (fault.rule, fault.message) == ("sheet", "there is no sheet 'Links'; the sheets are Cover, CLW")
    (fault,) = read(path, sheet=None).faults
    assert fault.rule == "sheet"
    (fault,) = read(path, sheet="Cover").faults
    assert fault.rule == "no_area"
    (fault,) = read(path, area="HSCP").faults
    assert (fault.rule, fault.column) == ("missing_column", "HSCP")
    assert "A: Integration Authority" in fault.message
    (fault,) = read(path, value="ZZ").faults
    assert "B: WTE" in fault.message


@pytest.mark.parametrize(
    ("content", "rule"), [(None, "file"), (b"", "csv"), (b"PK\x03\x04rubbish", "workbook"), (b"%PDF-1.7", "file_type")]
)
def test_what_is_no_table_is_one_fault(tmp_path, content, rule):
    path = tmp_path / "figures.xlsx"
    if content is not None:
        path.write_bytes(content)
    got = read(path)
    assert [fault.rule for fault in got.faults] == [rule]
    assert got.has_errors
