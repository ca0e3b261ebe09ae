"""What cells say, however people and spreadsheets write it; and what is refused because it might say two things."""

import pytest

from app.contract.tables import BREAKDOWNS, RETURNS
from app.intake.cells import read_cell

FIELDS = {field.name: field for field in (*BREAKDOWNS.fields, *RETURNS.fields)}

READ = [
    ("waiting_at_end", "12", 12),
    ("waiting_at_end", "12.0", 12),
    ("waiting_at_end", " 12\u00a0", 12),
    ("waiting_at_end", "'12", 12),
    ("waiting_at_end", "\u200b12", 12),
    ("waiting_at_end", "007", 7),
    ("waiting_at_end", "1,234", 1234),
    ("waiting_at_end", "1 234", 1234),
    ("waiting_at_end", "1\u202f234", 1234),
    ("waiting_at_end", "99.99999999999999", 100),
    ("wte_in_post", "3.3000000000000003", 3.3),
    ("wte_in_post", "5.50", 5.5),
    ("wte_in_post", "5.5000", 5.5),
    ("wte_in_post", "1,234.5", 1234.5),
    ("outcome_change_mean", "-1.25", -1.25),
    ("outcome_change_mean", "\u22121.25", -1.25),
    ("outcome_change_mean", "3.33333333333333", 3.33333333333333),
    ("period", "2025-26Q1", "2025-26Q1"),
    ("period", "2025/26 Q1", "2025-26Q1"),
    ("period", "2025-26 q1", "2025-26Q1"),
    ("period", "2025–26Q1", "2025-26Q1"),
    ("period", "2025-2026 Q1", "2025-26Q1"),
    ("period", "Q1 2025/26", "2025-26Q1"),
    ("period", "1999-00Q4", "1999-00Q4"),
    ("funding_end", "2026-03-31", "2026-03-31"),
    ("funding_end", "31/03/2026", "2026-03-31"),
    ("funding_end", "31.3.2026", "2026-03-31"),
    ("funding_end", "05/05/2026", "2026-05-05"),
    ("funding_end", "3-Apr-2026", "2026-04-03"),
    ("funding_end", "3 April 2026", "2026-04-03"),
    ("submitted_at", "2026-03-31T10:30:00", "2026-03-31T10:30:00"),
    ("delivery_model", "Practice attached", "practice_attached"),
    ("delivery_model", " PRACTICE-ATTACHED ", "practice_attached"),
    ("hscp_code", "s37000034", "S37000034"),
    ("schema_version", "1", "1.0"),
    ("category", "16–24", "16-24"),
    ("category", "1.0", "1"),
    ("category", "85+", "85+"),
    ("unit_code", " 0012 ", "0012"),
    ("unit_code", "'0012", "0012"),
    ("unit_code", "Dec-larne", "Dec-larne"),
    ("unit_code", "\tU1\n", "U1"),
    ("return_id", "R" * 100, "R" * 100),
    ("unit_code", "Dùn Dè — 1", "Dùn Dè - 1"),
    ("hscp_name", "Fife\n", "Fife"),
    ("data_quality_note", "n" * 5000 + "\n\tn", "n" * 5000 + "\n\tn"),
    ("data_quality_note", "01/02/2026: it's late", "01/02/2026: it's late"),
    ("data_quality_note", "'quoted'", "'quoted'"),
    ("data_quality_note", "-1 since May", "-1 since May"),
    ("data_quality_note", "'-1 since May", "-1 since May"),
    ("data_quality_note", "'=A1", "=A1"),
    ("data_quality_note", "''-1", "''-1"),
    ("unit_code", "'-1", "-1"),
]


@pytest.mark.parametrize(("field", "text", "value"), READ)
def test_what_can_mean_one_thing_only_is_read(field, text, value):
    cell = read_cell(FIELDS[field], text)
    assert (cell.value, cell.rule) == (value, None)


REFUSED = [
    ("waiting_at_end", "1.5", "type", "whole number"),
    ("waiting_at_end", "1.000", "type", "thousands or decimals"),
    ("waiting_at_end", "12,5", "type", "decimals with a point"),
    ("waiting_at_end", "1,23,456", "type", "whole number"),
    ("waiting_at_end", "45%", "type", "percentage"),
    ("waiting_at_end", "(12)", "type", "brackets"),
    ("waiting_at_end", "1e3", "type", "scientific"),
    ("waiting_at_end", "1.2E+05", "type", "scientific"),
    ("waiting_at_end", "١٢", "type", "digits 0 to 9"),
    ("waiting_at_end", "１２", "type", "digits 0 to 9"),
    ("waiting_at_end", "1234567890", "type", "whole number"),
    ("waiting_at_end", "TRUE", "type", "whole number"),
    ("waiting_at_end", "nan", "type", "whole number"),
    ("waiting_at_end", "n/a", "type", "must be given: write the figure, 0 for a true zero, [c] if it is hidden"),
    ("waiting_at_end", "-", "type", "must be given"),
    ("waiting_at_end", "<5", "type", "write [c] where"),
    ("waiting_at_end", "≤ 4", "type", "write [c] where"),
    ("waiting_at_end", "<N", "type", "write [c] where"),
    ("waiting_at_end", "C", "type", "write [c] where"),
    ("waiting_at_end", "(c)", "type", "write [c] where"),
    ("waiting_at_end", "Suppressed", "type", "write [c] where"),
    ("waiting_at_end", "fewer than 5", "type", "write [c] where"),
    ("people_referred", "<5", "type", "write [c] where"),
    ("people_referred", "n/a", "type", "leave it blank if not collected"),
    ("wait_days_median", "suppressed", "type", "write [c] where"),
    ("headcount_in_post", "<5", "type", "cannot be hidden: give its value"),
    ("waiting_at_end", "2026-02-01", "turned_into_date", "write the number"),
    ("waiting_at_end", "1-Feb", "turned_into_date", "write the number"),
    ("waiting_at_end", "10:30:00", "turned_into_date", "write the number"),
    ("waiting_at_end", "#REF!", "error_value", "failed"),
    ("waiting_at_end", "#####", "error_value", "could not show"),
    ("waiting_at_end", "=SUM(A1:A3)", "formula", "no stored value"),
    ("waiting_at_end", "\u00a0", "required", "true zero"),
    ("wte_in_post", "5.555", "type", "two decimals"),
    ("wte_in_post", "5,5", "type", "decimals with a point"),
    ("wte_in_post", "1,234", "type", "thousands or decimals"),
    ("wte_in_post", "inf", "type", "two decimals"),
    ("wte_in_post", "*", "mark", "cannot be hidden"),
    ("period", "2025-27Q1", "type", "a quarter such as"),
    ("period", "2025-2027Q1", "type", "a quarter such as"),
    ("period", "Q1 2025", "type", "calendar year or the financial year"),
    ("period", "2025 Q1", "type", "calendar year or the financial year"),
    ("period", "Q1 2025", "type", "write 2025-26Q1 for Apr to Jun 2025 or 2024-25Q4 for Jan to Mar 2025"),
    ("period", "n/a", "type", "a quarter such as 2025-26Q1; correct the cell"),
    ("period", "2025-26 Quarter 1", "type", "write 2025-26Q1"),
    ("period", "Quarter 1 of 2025/26", "type", "write 2025-26Q1"),
    ("period", "Apr-Jun 2025", "type", "write 2025-26Q1"),
    ("period", "April to June 2025", "type", "write 2025-26Q1"),
    ("period", "0000-01Q1", "type", "a quarter such as"),
    ("period", "9999-00Q4", "type", "a quarter such as"),
    ("period", "2025-04-01", "turned_into_date", "write the quarter"),
    ("funding_end", "03/04/2026", "type", "year first"),
    ("funding_end", "31/02/2026", "type", "year first"),
    ("funding_end", "31/03/26", "type", "year first"),
    ("funding_end", "46112", "type", "numbers days"),
    ("funding_end", "2026-13-01", "type", "a date such as"),
    ("funding_end", "0001-01-01", "type", "a date such as"),
    ("funding_end", "31 Foo 2026", "type", "a date such as"),
    ("category", "2026-06-16", "turned_into_date", "write the code"),
    ("category", "16-Jun", "turned_into_date", "write the code"),
    ("unit_code", "2026-02-01", "turned_into_date", "write the code"),
    ("unit_code", "Feb-26", "turned_into_date", "write the code"),
    ("unit_code", "1.23E+11", "type", "shortened this code"),
    ("unit_code", "#N/A", "error_value", "failed"),
    ("data_quality_note", "=A1&B1", "formula", "no stored value"),
    ("return_id", "R" * 101, "length", "up to 100 characters, and this has 101"),
    ("return_id", "0" * 5000, "length", "this has 5,000"),
    ("return_id", "R\n1", "unseen_character", "line break"),
    ("unit_code", "U\t1", "unseen_character", "a tab"),
    ("unit_code", "U\x001", "unseen_character", "cannot be seen"),
    ("unit_code", "U\u202e1", "unseen_character", "cannot be seen"),
]


@pytest.mark.parametrize(("field", "text", "rule", "words"), REFUSED)
def test_what_may_mean_two_things_or_nothing_is_explained(field, text, rule, words):
    cell = read_cell(FIELDS[field], text)
    assert (cell.value, cell.rule) == (None, rule)
    assert words in cell.message


@pytest.mark.parametrize("field", [field for field in FIELDS.values() if field.required])
@pytest.mark.parametrize("text", ["n/a", "-", "<5", "c", "?", "1.5.5", "suppressed"])
def test_nobody_is_told_to_leave_blank_what_must_be_given(field, text):
    assert "blank" not in (read_cell(field, text).message or "")


@pytest.mark.parametrize("mark", ["[c]", "*", " [C] "])
def test_marks_hide_counts_of_people(mark):
    assert read_cell(FIELDS["waiting_at_end"], mark).hidden


def test_a_code_that_is_none_is_left_to_the_list_of_codes():
    assert read_cell(FIELDS["delivery_model"], "Practise attached").value == "Practise attached"
