"""Rows that a stray quotation mark draws into a cell, told by the form of its lines."""

import csv
import io
import random

import pytest

from app.intake.checks import check
from app.intake.reading import Unreadable, read_grid
from app.intake.reading.quotes import takes_in_a_row
from tests.unit.intake.rows import ROW, TODAY, unit, write


@pytest.mark.parametrize(
    ("text", "at", "taken_in"),
    [
        ("late\nr2,5,7,\nr3,6,8,late", 3, True),  # whole rows
        ("late\rr2,5,7,", 3, True),
        ("late\r\nr2,5,7,", 3, True),
        ("late,7,x\nr2", 1, False),
        ("late,7\nr2,5", 1, False),
        ("late,7,x\nr2,", 1, True),  # the end of one row and the beginning of the next
        ("late,7,x\n\nr2,", 1, True),
        ("late,7,x,r2,", 1, False),  # all on one line
        ("late\nr2, 5, 7, 9", 3, False),  # prose
        ("late\nr2,5, 7, 9", 3, False),
        ("late\nr2, ,7,", 3, True),  # blank cells
        ("late\nr2,5,7,,,", 3, False),
        ("a title\nof two lines", 0, False),
    ],
)
def test_a_row_is_told_by_its_form(text, at, taken_in):
    assert takes_in_a_row(text, at, 4, ",") is taken_in
    assert takes_in_a_row(text.replace(",", ";"), at, 4, ";") is taken_in


def test_a_table_of_one_column_has_no_row_that_could_be_told():
    assert not takes_in_a_row("one\ntwo", 0, 1, ",")


@pytest.mark.parametrize("seed", range(120))
def test_no_row_is_lost_to_quotation_marks_in_silence(tmp_path, seed):
    """Every row is there or an error is told, whatever one or two stray marks take in."""
    rng = random.Random(seed)
    columns = list(ROW)
    columns.insert(rng.choice([len(columns), rng.randrange(len(columns))]), "data_quality_note")
    columns += ["submitted_by_role"] * rng.randint(0, 1)
    notes = rng.choice([[""], ["ok", ""], ["late, due to snow", "ok", 'said "no"', "two\nlines"]])
    rows = [unit(number, data_quality_note=rng.choice(notes), submitted_by_role="lead") for number in range(1, 8)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    text = out.getvalue()
    for _ in range(rng.choice([1, 2])):
        places = [at + 1 for at, each in enumerate(text) if each in ",\n" and at + 1 < len(text)]
        at = rng.choice(places)
        text = text[:at] + '"' + text[at:]
    path = tmp_path / "returns.csv"
    path.write_text(text.removesuffix("\n") if rng.random() < 0.3 else text)
    result = check([path], today=TODAY)
    assert result.has_errors or len(result.tables["returns"]) == len(rows)


def opened_before(text: str, *places: str) -> str:
    for place in places:
        text = text.replace(place, '"' + place)
    return text


def faults(path) -> list[tuple]:
    return [(fault.row, fault.column, fault.rule) for fault in check([path], today=TODAY).faults]


def test_one_mark_before_the_last_cell_takes_in_the_rows_up_to_a_quoted_note(tmp_path):
    rows = [unit(number, data_quality_note="ok") for number in range(1, 6)]
    rows[3]["data_quality_note"] = 'as "usual"'
    path = write(tmp_path / "returns.csv", rows)
    lines = path.read_text().split("\n")
    lines[2] = lines[2].replace(",ok", ',"ok')
    path.write_text("\n".join(lines))
    assert faults(path) == [(3, "data_quality_note", "rows_in_cell")]


def test_two_marks_in_a_column_before_the_last_take_in_one_end_and_one_beginning(tmp_path):
    path = write(tmp_path / "returns.csv", [unit(number, submitted_by_role=f"lead{number}") for number in range(1, 6)])
    lines = path.read_text().split("\n")
    for number, cell in ((2, ",Glasgow City"), (3, "Glasgow City,")):
        lines[number] = lines[number].replace(cell, cell.replace("Glasgow", '"Glasgow').replace("City,", 'City",'))
    lines[3] = lines[3].replace('"Glasgow', "Glasgow")
    path.write_text("\n".join(lines))
    assert (3, "hscp_name", "rows_in_cell") in faults(path)


@pytest.mark.parametrize("ending", ["", "\n", "\r\n\r\n", "\n,,,\n"])
def test_a_mark_before_the_last_cell_of_all_is_never_closed(tmp_path, ending):
    path = write(tmp_path / "returns.csv", [unit(1), unit(2, data_quality_note="Dùn")])
    path.write_text(path.read_text().rstrip().replace(",Dùn", ',"Dùn') + ending)
    assert faults(path) == [(3, "data_quality_note", "open_quote")]
    path.write_text(path.read_text().replace(',"Dùn', ',"Dùn"'))
    assert "open_quote" not in {rule for _, _, rule in faults(path)}


def test_a_mark_in_the_header_takes_in_no_row_in_silence(tmp_path):
    path = write(tmp_path / "returns.csv", [unit(number, data_quality_note="ok") for number in range(1, 4)])
    lines = path.read_text().split("\n")
    lines[0] = lines[0].replace("data_quality_note", '"data_quality_note')
    lines[1] = lines[1].replace(",ok", ',"ok"')
    path.write_text("\n".join(lines))
    assert (1, None, "rows_in_cell") in faults(path)


def test_names_and_notes_of_several_lines_are_left_as_they_are(tmp_path):
    rows = [unit(number, comment=f"first, {number}, seen\nsecond, of, many") for number in range(1, 4)]
    path = write(tmp_path / "returns.csv", rows)
    path.write_text(path.read_text().replace("return_id", '"return\nid"', 1))
    assert [rule for _, _, rule in faults(path)] == ["unknown_column"]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("b,2,", 'b,2,"', "open_quote"),
        ("b,2,\nc,3,", 'b,"2,\nc,"3,', "rows_in_cell"),
        ("b,2,", "b,2," + "x" * 140_000, "csv"),
    ],
)
def test_a_sheet_of_figures_is_not_cut_short_either(tmp_path, old, new, rule):
    path = tmp_path / "figures.csv"
    path.write_text('"A title\nin two lines"\narea,WTE,note\na,1,\nb,2,\nc,3,\n'.replace(old, new))
    with pytest.raises(Unreadable) as error:
        read_grid(path, None)
    assert error.value.fault.rule == rule
