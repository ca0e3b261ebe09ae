"""Text that a spreadsheet would take for a formula, and back. What it takes for one: OWASP, "CSV Injection"."""

import pytest

from app.contract.harmless import harmless, neutral, without_apostrophe


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_gets_an_apostrophe_that_can_be_taken_off_again(text):
    assert neutral(text) == f"'{text}"
    assert without_apostrophe(neutral(text)) == text


@pytest.mark.parametrize("text", ["", "a", "it's", "'quoted'", "''-1", "1-2", "a\n=1"])
def test_other_text_stays_as_it_is(text):
    assert neutral(text) == without_apostrophe(text) == text


def test_what_is_harmless_is_on_one_line_and_what_is_no_text_is_left():
    assert harmless("-a\nb") == "'-a b"
    assert harmless(-1.5) == -1.5
