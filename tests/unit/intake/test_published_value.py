"""What cells of publications say; anything that may mean something else is refused."""

import pytest

from app.contract.states import State
from app.intake.published_value import Value, read_value
from app.measures.published import Unit

REPORTED = [("3", 3, 0), ("0", 0, 0), ("1,024.25", 1024.25, 2), ("3.50", 3.5, 1), ("4*", 4, 0), ("3.5 [1]", 3.5, 1),
            ("7 (a)", 7, 0), ("12¹", 12, 0), ("6 [note 3]", 6, 0), ("5 [p]", 5, 0)]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "decimals"), REPORTED)
def test_a_number_is_read_without_the_marks_behind_it(text, number, decimals):
    assert read_value(text, Unit.WTE) == Value(number, State.REPORTED, decimals)


@pytest.mark.parametrize("text", ["*", "[c]", "[C]", "c", "[c] [1]", "* [note 2]"])
def test_a_hidden_figure_is_hidden_whatever_notes_it_has(text):
    assert read_value(text, Unit.WTE) == Value(None, State.SUPPRESSED)


@pytest.mark.parametrize("text", ["", "-", "–", "..", "n/a", "N/A [1]", "[x]", "[x] [2]", "-¹", "nil return"])
def test_a_dash_or_blank_is_no_figure(text):
    assert read_value(text, Unit.WTE) == Value(None, State.NOT_AVAILABLE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(3)", "in brackets may be"),
        ("( 12.5 )", "in brackets may be"),
        ("12 (3)", "in brackets may be"),
        ("[2]", "only the mark of a note"),
        ("(a)", "only the mark of a note"),
        ("¹", "only the mark of a note"),
        ("[note 3]", "only the mark of a note"),
        ("* 2", "may say that it is hidden"),
        ("[c] 12", "may say that it is hidden"),
        ("12 [c]", "may say that it is hidden"),
        ("-2", "a number of 0 or more"),
        ("<1", "a number of 0 or more"),
        ("3,5", "a number of 0 or more"),
        ("#REF!", "a number of 0 or more"),
    ],
)
def test_what_may_mean_something_else_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        read_value(text, Unit.WTE)


def test_people_are_counted_whole():
    assert read_value("3.0", Unit.HEADCOUNT).number == 3
    with pytest.raises(ValueError, match="give --unit WTE"):
        read_value("3.5", Unit.HEADCOUNT)
