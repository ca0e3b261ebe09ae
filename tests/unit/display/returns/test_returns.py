"""What the page of returns draws, from its parts: rows at fault, changes, counts, uploads."""

import io

import pandas as pd
import pytest

from app.display.returns.calendar import counts
from app.display.returns.excerpts import rows_at_fault
from app.display.returns.uploads import contents, saved
from app.intake.excerpts import Excerpt


class Upload(io.BytesIO):
    def __init__(self, name, content=b""):
        super().__init__(content)
        self.name = name


class TestRowsAtFault:
    EXCERPT = Excerpt(
        "r.csv",
        None,
        ["return_id", "<th>"],
        [(2, ["r1", "<script>alert(1)</script>"]), (3, ["r2", ""]), (4, ["", "7"])],
        frozenset({(2, "<th>"), (3, "<th>")}),
        0,
    )

    def test_cells_at_fault_are_marked_and_said_and_others_are_not(self):
        html = rows_at_fault(self.EXCERPT, "Rows")
        assert html.count("<td class=wrong>") == html.count("Look here: ") == 2
        assert html.count("<td") == 6
        assert "(blank)</td>" in html
        assert "<td></td>" in html  # a blank that is right

    def test_rows_have_their_numbers_and_whatever_is_in_a_cell_is_text(self):
        html = rows_at_fault(self.EXCERPT, '"Rows" & more')
        assert '<th scope="row">3</th>' in html
        assert "<script>" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert '<th scope="col">&lt;th&gt;</th>' in html
        assert 'aria-label="&quot;Rows&quot; &amp; more"' in html


def test_each_quarter_is_counted_newest_first():
    q1, q2 = "2025-26Q1", "2025-26Q2"
    rows = [
        (q1, "complete", True),
        (q1, "partial", False),
        (q1, "complete", pd.NA),
        (q1, "not_submitted", pd.NA),
        (q1, "no_programme", pd.NA),
        (q2, "not_submitted", pd.NA),
    ]
    reporting = pd.DataFrame(rows, columns=["period", "status", "on_time"]).astype({"on_time": "boolean"})
    table = counts(reporting)
    assert table.Quarter.tolist() == ["Jul to Sep 2025", "Apr to Jun 2025"]
    assert table.iloc[:, 1:].to_numpy().tolist() == [[1, 0, 0, 0], [4, 3, 1, 2]]


class TestUploads:
    def test_files_are_there_with_their_content_and_then_gone(self):
        with saved([Upload("b.csv", b"b"), Upload("a.csv", b"a")]) as files:
            assert [(file.name, file.read_bytes()) for file in files] == [("a.csv", b"a"), ("b.csv", b"b")]
        assert not files[0].parent.exists()

    def test_none_of_one_name_is_lost(self):
        uploads = [Upload("3-r.csv", b"1"), Upload("r.csv", b"2"), Upload("r.csv", b"3"), Upload("r.csv", b"4")]
        with saved(uploads) as files:
            assert sorted(file.read_bytes() for file in files) == [b"1", b"2", b"3", b"4"]

    @pytest.mark.parametrize(
        "name", ["../../etc/passwd", "/etc/passwd", "..", ".", "", "r" * 300 + ".csv", "ü" * 200 + ".csv"]
    )
    def test_names_lead_nowhere_else(self, name):
        with saved([Upload("other.csv", b"o"), Upload(name, b"x")]) as files:
            assert sorted(file.read_bytes() for file in files) == [b"o", b"x"]
            assert len({file.parent for file in files}) == 1

    def test_content_decides_and_not_the_name(self):
        assert contents([Upload("a", b"x")]) == contents([Upload("b", b"x")]) != contents([Upload("a", b"y")])
