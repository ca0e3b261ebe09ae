"""Workbooks as people make them: titles, merged cells, formulas, dates, stray sheets; and as nobody should."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.intake.checks import check
from app.intake.faults import as_text
from tests.unit.intake.rows import ROW, TODAY, unit

COLUMNS = list(ROW)
COUNTS = {name for name, value in ROW.items() if value.isdigit()}


def put(sheet: Worksheet, rows: list[dict], *, top: int = 1) -> None:
    """Write rows below a header in the row `top`, numbers as numbers."""
    for number, row in enumerate([dict(zip(COLUMNS, COLUMNS, strict=True)), *rows], start=top):
        for column, name in enumerate(COLUMNS, start=1):
            value = row[name]
            sheet.cell(number, column, float(value) if value.replace(".", "").isdigit() else value)


def at(sheet: Worksheet, row: int, name: str):
    return sheet.cell(row, COLUMNS.index(name) + 1)


@pytest.fixture
def book(tmp_path):
    """A workbook with three good rows on one sheet, below a header in row 1."""
    book = Workbook()
    book.active.title = "returns"
    put(book.active, [unit(number) for number in (1, 2, 3)])
    return book


@pytest.fixture
def checked(book, tmp_path):
    """Check the workbook under a name that says nothing of it."""

    def check_it(path: Path = tmp_path / "return.bin"):
        book.save(path)
        return check([path], today=TODAY)

    return check_it


def places(checked) -> set[tuple]:
    return {(fault.sheet, fault.row, fault.column, fault.rule) for fault in checked.faults}


def parts_changed(path: Path, change) -> None:
    """Write the workbook again, each of its parts as `change` makes it: by name and content, None to leave it out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if (changed := change(name, content)) is not None:
                archive.writestr(name, changed)


def test_a_good_workbook_has_no_fault_whatever_its_name(checked):
    result = checked()
    assert result.faults == []
    assert result.tables["returns"].wte_funded.tolist() == [5.5, 5.5, 5.5]
    assert result.tables["returns"].referrals_received.tolist() == [100, 100, 100]


def test_the_header_is_found_below_titles_and_rows_are_counted_as_the_spreadsheet_does(book, checked):
    del book["returns"]
    sheet = book.create_sheet("Our figures")
    sheet["A1"] = "Community link workers, quarter 1"
    sheet.merge_cells("A1:F1")
    sheet["A3"] = "Return to the Scottish Government"
    put(sheet, [unit(1), unit(2)], top=5)
    at(sheet, 9, "return_id").value = "r3"
    for name, value in unit(3, waiting_at_end="many").items():
        at(sheet, 9, name).value = value
    for row in range(10, 60):
        sheet.cell(row, 3).number_format = "0.00"
    assert places(checked()) == {("Our figures", 9, "waiting_at_end", "type")}


def test_dates_are_read_in_fields_of_dates_and_explained_elsewhere(book, checked):
    sheet = book["returns"]
    at(sheet, 2, "funding_end").value = date(2026, 3, 31)
    at(sheet, 3, "funding_end").value = datetime(2026, 3, 31, 12, 30)
    at(sheet, 3, "waiting_at_end").value = date(2026, 2, 1)
    at(sheet, 4, "unit_code").value = date(2026, 2, 1)
    result = checked()
    assert places(result) == {
        ("returns", 3, "waiting_at_end", "turned_into_date"),
        ("returns", 4, "unit_code", "turned_into_date"),
    }
    assert result.tables["returns"].funding_end.tolist() == ["2026-03-31", "2026-03-31 12:30:00", "2026-03-31"]
    assert {fault.found for fault in result.faults} == {"2026-02-01"}


def test_dates_count_from_1904_where_the_workbook_says_so(book, checked):
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book.epoch = CALENDAR_MAC_1904
    at(book["returns"], 2, "funding_end").value = date(2026, 3, 31)
    assert checked().tables["returns"].funding_end[0] == "2026-03-31"


def test_formats_that_change_what_a_number_says_are_explained(book, checked):
    sheet = book["returns"]
    at(sheet, 2, "waiting_at_end").value = 0.07
    at(sheet, 2, "waiting_at_end").number_format = "0%"
    at(sheet, 3, "waiting_at_end").value = 7
    at(sheet, 3, "waiting_at_end").number_format = '0 "% of people"'
    at(sheet, 4, "unit_code").value = 12345678901234567
    faults = checked().faults
    assert [(fault.row, fault.column, fault.found) for fault in faults] == [
        (2, "waiting_at_end", "7%"),
        (4, "unit_code", "1.234568E+16"),
    ]


def test_numbers_are_read_to_15_digits_and_text_that_is_a_number_as_a_number(book, checked):
    sheet = book["returns"]
    at(sheet, 2, "wte_in_post").value = 1.1 + 2.2
    at(sheet, 3, "wte_in_post").value = "5.25"
    at(sheet, 4, "waiting_at_end").value = "'7\u00a0"
    result = checked()
    assert result.faults == []
    assert result.tables["returns"].wte_in_post.tolist() == [3.3, 5.25, 5.25]


def test_formulas_are_read_by_their_stored_values_and_explained_without(book, checked, tmp_path):
    sheet = book["returns"]
    at(sheet, 2, "waiting_at_end").value = "=3+4"
    at(sheet, 3, "waiting_at_end").value = "=1/0"
    at(sheet, 4, "waiting_at_end").value = "=4+4"
    path = tmp_path / "return.xlsx"
    checked(path)

    def calculated(name: str, content: bytes) -> bytes:
        for formula, value in ((b"3+4", b"7"), (b"1/0", b"#DIV/0!")):
            for empty in (b"<v></v>", b"<v />", b"<v/>"):
                content = content.replace(
                    b"<f>" + formula + b"</f>" + empty, b"<f>" + formula + b"</f><v>" + value + b"</v>"
                )
        return content

    parts_changed(path, calculated)
    result = check([path], today=TODAY)
    assert places(result) == {
        ("returns", 3, "waiting_at_end", "error_value"),
        ("returns", 4, "waiting_at_end", "formula"),
    }
    assert result.tables["returns"].waiting_at_end[0] == 7


def test_cells_covered_by_merged_ones_are_named_one_by_one(book, checked):
    book["returns"].merge_cells("C2:C3")
    book["returns"].merge_cells("A20:C30")
    faults = checked().faults
    assert [(fault.row, fault.column, fault.rule) for fault in faults] == [
        (3, "period", "merged_cells"),
        (3, "period", "required"),
    ]
    assert "C2:C3" in faults[0].message


def test_a_sheet_without_a_table_is_passed_over_with_a_warning_unless_it_is_blank(book, checked):
    notes = book.create_sheet("Notes", 0)
    notes["A1"] = "How we counted"
    notes["A2"] = "period"
    book.create_sheet("returns 2")["B7"].number_format = "0.00"
    (fault,) = checked().faults
    assert (fault.sheet, fault.rule, fault.severity) == ("Notes", "passed_over", "warning")


BREAKDOWNS = [["r1", "people_referred", "sex", category, count] for category, count in (("female", 60), ("male", 35))]
BREAKDOWNS_HEADER = ["return_id", "measure", "dimension", "category", "count"]


@pytest.mark.parametrize(
    ("name", "rows", "row"),
    [
        ("breakdowns", BREAKDOWNS, 1),  # its header is deleted
        ("more", BREAKDOWNS, 1),
        ("more", [["Our figures"], [], ["ID", "What", "By", "Group", "Number"], *BREAKDOWNS], 4),
        ("more", [[f"Note {number}"] for number in range(31)] + [BREAKDOWNS_HEADER, *BREAKDOWNS], 32),
        ("more", [[f"Note {number}"] for number in range(100)] + [BREAKDOWNS_HEADER, *BREAKDOWNS], 101),
        ("returns (2)", [list(unit(4).values())], 1),
        ("more", [list(unit(4).values())], 1),
        ("more", [["r1", "housing", 5, 3]], 1),
        ("more", [["2025-26Q1", "S37000034", 20, 15]], 1),
        ("Returns (2)", [["see the other sheet"]], None),
        ("Service demand", [["Glasgow City", 5]], None),
    ],
)
def test_a_sheet_that_must_be_meant_as_a_table_is_not_passed_over(book, checked, name, rows, row):
    sheet = book.create_sheet(name)
    for cells in rows:
        sheet.append(cells)
    assert places(checked()) == {(name, row, None, "header")}


@pytest.mark.parametrize(
    "rows",
    [
        [["need", "signposts", "met"], ["housing", 5, 3], ["carers", 4, 4]],
        [["S37000034", "Glasgow City"], ["S37000035", "Highland"]],
        [[number * 7 for number in range(60)]] * 3,
    ],
)
def test_helping_sheets_are_not_taken_for_tables(book, checked, rows):
    sheet = book.create_sheet("Workings")
    for cells in rows:
        sheet.append(cells)
    assert places(checked()) == {("Workings", None, None, "passed_over")}


def test_rows_of_other_sheets_are_not_blamed_for_returns_on_a_sheet_that_could_not_be_read(book, checked):
    more, breakdowns = book.create_sheet("returns (2)"), book.create_sheet("breakdowns")
    more.append(list(unit(4).values()))
    breakdowns.append(BREAKDOWNS_HEADER)
    breakdowns.append(["r4", "people_referred", "sex", "female", 3])
    assert places(checked()) == {("returns (2)", 1, None, "header")}


def test_a_second_table_below_the_first_is_one_fault_at_its_header(book, checked):
    sheet = book["returns"]
    for cells in ([], BREAKDOWNS_HEADER, *BREAKDOWNS):
        sheet.append(cells or [None])
    assert places(checked()) == {("returns", 6, None, "another_header")}


def test_rows_of_a_second_table_without_a_header_are_faults(book, checked):
    sheet = book["returns"]
    for cells in BREAKDOWNS:
        sheet.append(cells)
    result = checked()
    assert {(row, rule) for _, row, _, rule in places(result)} >= {(5, "required"), (6, "required")}
    assert "unfilled_row" not in {fault.rule for fault in result.faults}


def test_a_sheet_whose_header_is_broken_is_not_passed_over(book, checked):
    sheet = book.create_sheet("breakdowns")
    sheet.append(["return_id", "measure", "dimention", "kategory", "number"])
    sheet.append(["r1", "people_referred", "sex", "female", 3])
    at(book["returns"], 3, "waiting_at_end").value = "many"
    assert places(checked()) == {
        ("breakdowns", None, None, "header"),
        ("returns", 3, "waiting_at_end", "type"),
    }


def test_hidden_sheets_are_read_and_said_to_be(book, checked):
    book["returns"].sheet_state = "veryHidden"
    book.create_sheet("Notes")
    result = checked()
    assert places(result) == {("returns", None, None, "hidden_sheet")}
    assert not result.has_errors
    assert len(result.tables["returns"]) == 3


def test_two_sheets_of_one_table_are_refused(book, checked):
    put(book.create_sheet("more"), [unit(4)])
    assert places(checked()) == {("more", None, None, "one_file_a_table")}


def test_faults_are_told_with_their_sheet(book, checked):
    at(book["returns"], 3, "waiting_at_end").value = "many"
    assert "return.bin, sheet returns, row 3, waiting_at_end" in as_text(checked().faults)


def test_every_cell_of_a_column_without_a_name_is_named_by_its_letter(book, checked):
    sheet = book["returns"]
    at(sheet, 1, "funding_end").value = None
    sheet.cell(3, len(COLUMNS) + 2).value = "see below"
    sheet.cell(4, len(COLUMNS) + 2).value = "and this"
    sheet.cell(9, len(COLUMNS) + 2).value = "and that"
    told = {(fault.rule, fault.message.split(" holds")[0], fault.row) for fault in checked().faults}
    assert told == {
        *(("unnamed_column", "column AJ", row) for row in (2, 3, 4)),
        *(("unnamed_column", "column AL", row) for row in (3, 4, 9)),
    }


def test_a_workbook_without_any_table_is_one_fault_that_names_its_sheets(tmp_path):
    book = Workbook()
    book.active.title = "Costs"
    book.create_sheet("Rotas")
    book.save(tmp_path / "return.xlsx")
    (fault,) = check([tmp_path / "return.xlsx"], today=TODAY).faults
    assert "Costs, Rotas" in fault.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="3"', b'<row r="1"'),
        (b'<row r="4"', b'<row r="99999999999999"'),
        (b'r="C3"', b'r="B3"'),
        (b'r="C3"', b'r="C4"'),
        (b'r="C3"', b'r="ZZZZZ3"'),
        (b"</row>", b"</wor>"),
        (b"<sheetData>", b"<sheetData><!DOCTYPE x>"),
        (b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet'),
        (b"<worksheet", b'<!DOCTYPE w SYSTEM "file:///etc/passwd"><worksheet'),
        (b't="n"', b't="s"'),
    ],
)
def test_what_no_spreadsheet_writes_is_damage(book, checked, tmp_path, old, new):
    path = tmp_path / "return.xlsx"
    checked(path)
    parts_changed(path, lambda name, content: content.replace(old, new, 1) if "sheet1" in name else content)
    (fault,) = check([path], today=TODAY).faults
    assert (fault.rule, fault.row) == ("workbook", None)
    assert "save it again" in fault.message


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_a_part_that_is_missing_is_damage(checked, tmp_path, missing):
    path = tmp_path / "return.xlsx"
    checked(path)
    parts_changed(path, lambda name, content: None if name == missing else content)
    (fault,) = check([path], today=TODAY).faults
    assert fault.rule == "workbook"


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def shared(texts: list[str], namespace: str) -> dict[str, bytes]:
    """A workbook as Excel writes it: one sheet of a header and a row, in halves of `texts`, all of them shared."""
    width = len(texts) // 2
    cells = [f'<c t="s"><v>{number}</v></c>' for number in range(len(texts))]
    rows = f"<row>{''.join(cells[:width])}</row><row>{''.join(cells[width:])}</row>"
    relation = '<Relationship Id="{}" Type="' + KINDS + '/{}" Target="{}"/>'
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": f"<r>{relation.format('a', 'officeDocument', 'xl/workbook.xml')}</r>".encode(),
        "xl/workbook.xml": f'<x:workbook xmlns:x="{namespace}" xmlns:r="{KINDS}"><x:sheets><x:sheet name="S" r:id="b"/>'
        "</x:sheets></x:workbook>".encode(),
        "xl/_rels/workbook.xml.rels": (
            f"<r>{relation.format('b', 'worksheet', 'sheet.xml')}"
            f"{relation.format('c', 'sharedStrings', '/xl/texts.xml')}</r>"
        ).encode(),
        "xl/sheet.xml": f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
        "xl/texts.xml": f'<sst xmlns="{namespace}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>'.encode(),
    }


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("namespace", [MAIN, STRICT])
def test_shared_texts_are_read_in_either_namespace_with_their_runs_and_without_hints(tmp_path, namespace):
    row = unit(1, data_quality_note="late_x000D_")
    texts = [f"<t>{name}</t>" for name in row] + [f"<t>{value}</t>" for value in row.values()]
    place = len(row) + list(row).index("delivery_model")
    texts[place] = "<r><t>practice_</t></r><r><rPr><b/></rPr><t>attached</t></r><rPh><t>hint</t></rPh>"
    path = tmp_path / "return.xlsx"
    path.write_bytes(zipped(shared(texts, namespace)))
    checked = check([path], today=TODAY)
    assert checked.faults == []
    assert checked.tables["returns"].data_quality_note[0] == "late"


def test_a_shared_text_that_is_not_there_is_damage(tmp_path):
    parts = shared([f"<t>{text}</t>" for text in (*ROW, *ROW.values())], MAIN)
    parts["xl/texts.xml"] = f'<sst xmlns="{MAIN}"><si><t>return_id</t></si></sst>'.encode()
    path = tmp_path / "return.xlsx"
    path.write_bytes(zipped(parts))
    (fault,) = check([path], today=TODAY).faults
    assert fault.rule == "workbook"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"content.xml": b"<x/>"}), "OpenDocument"),
        (zipped({"word/document.xml": b"<x/>"}), "text document"),
        (zipped({"xl/workbook.bin": b""}), "binary workbook"),
        (zipped({"returns.csv": b"a,b"}), "unpack it"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\n<html><table><tr><td>return_id", "web page"),
        (b"\xff\xfer\x00e\x00", "UTF-16"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_what_is_no_workbook_is_told_by_its_content(tmp_path, content, words):
    path = tmp_path / "returns.xlsx"
    path.write_bytes(content)
    (fault,) = check([path], today=TODAY).faults
    assert words in fault.message
