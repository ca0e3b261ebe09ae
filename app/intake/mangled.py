"""What spreadsheets and people do to values: how it is recognised, and what is said of it where it cannot be undone."""

import re
from collections.abc import Callable
from typing import NamedTuple

from app.contract.fields import Field, Kind
from app.contract.periods import Quarter
from app.intake.meant import quarters_meant

MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
"""Names of months as spreadsheets shorten them, as a regular expression."""

_DATE = re.compile(
    rf"\d{{4}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[ T]\d\d:\d\d.*)?"
    rf"|\d{{1,2}}[-/ ]{MONTH}(?:[-/ ]\d{{2,4}})?|{MONTH}[-/ ]\d{{2,4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}"
    r"|\d{1,2}:\d\d(?::\d\d)?",
    re.ASCII,
)
_SCIENTIFIC = re.compile(r"[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d+", re.ASCII)
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.ASCII)
_FAILED = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|[A-Z_]+!?)|Err:\d+", re.ASCII)
_UNSHOWN = re.compile("#{2,}")
_BRACKETS = re.compile(r"\(.*\)")
_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_POINT_AND_ZEROS = re.compile(r"-?\d{1,3}\.000", re.ASCII)
_HIDDEN = re.compile(
    r"(?:[<\u2264]=?|fewer than|less than|under) ?(?:\d+|n)"
    r"|[\[(]?(?:c|suppressed|hidden|redacted|withheld)[\])]?|\*+",
    re.ASCII | re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_DAY = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}(?:\d\d)?", re.ASCII)
_NUMBERS = (Kind.COUNT, Kind.WTE, Kind.NUMBER)
_CANNOT_BE_HIDDEN = "this figure does not count people and cannot be hidden: give its value"


class Mangled(NamedTuple):
    """The `rule` that a mangled value breaks, and a message that says what happened and what to do."""

    rule: str
    message: str


def lost(text: str) -> Mangled | None:
    """Whether a spreadsheet does not tell the value of a cell, whatever its field."""
    if _FAILED.fullmatch(text):
        return Mangled("error_value", "a formula has failed here; put it right, or write the value itself")
    if _UNSHOWN.fullmatch(text):
        return Mangled("error_value", "the spreadsheet could not show this value; widen the column, or write it again")
    if text.startswith("="):
        message = "this formula has no stored value; save the file in a spreadsheet, or write the value itself"
        return Mangled("formula", message)
    return None


def turned_into_date(field: Field, text: str) -> Mangled | None:
    """Whether a date stands where the field can hold none.

    Of texts, only those that identify a row or unit are codes; in others a date may be meant.
    """
    if field.kind is Kind.DATE or (field.kind is Kind.TEXT and not field.required) or not _DATE.fullmatch(text):
        return None
    what = {Kind.PERIOD: "quarter", **dict.fromkeys(_NUMBERS, "number")}.get(field.kind, "code")
    message = f"this is a date, perhaps made by a spreadsheet; format the cell as text and write the {what}"
    return Mangled("turned_into_date", message)


def shortened(text: str) -> Mangled | None:
    """Whether a code was taken for a number and rounded to a few digits."""
    if not _SHORTENED.fullmatch(text):
        return None
    message = "a spreadsheet has shortened this code to a number; format the cell as text and write it again"
    return Mangled("type", message)


def why_not(field: Field, text: str) -> str:
    """Why a text cannot be read as what its field holds, and what to do."""
    return f"expected {field.expected}; {_what_to_do(field, text)}"


def _what_to_do(field: Field, text: str) -> str:
    if field.kind is Kind.PERIOD and (meant := quarters_meant(text)):
        return _write(meant)
    if field.kind in _NUMBERS and _HIDDEN.fullmatch(text):
        return "write [c] where a figure is hidden to protect people" if field.people else _CANNOT_BE_HIDDEN
    for fits, kinds, words in _REASONS:
        if field.kind in kinds and fits(text):
            return words
    if not field.required:
        return "correct the cell or leave it blank if not collected"
    if field.kind not in _NUMBERS:
        return "correct the cell"
    return f"it must be given: write the figure, 0 for a true zero{', [c] if it is hidden' if field.people else ''}"


def _write(meant: list[Quarter]) -> str:
    """What to write for a quarter; where its year may be of two kinds, for either."""
    if len(meant) == 1:
        return f"write {meant[0]}"
    either = " or ".join(f"{quarter} for {quarter.label}" for quarter in meant)
    return f"a quarter of one year may be of the calendar year or the financial year: write {either}"


def _other_digits(text: str) -> bool:
    return any(each.isdigit() and not each.isascii() for each in text)


_REASONS: tuple[tuple[Callable[[str], object], tuple[Kind, ...], str], ...] = (
    (_other_digits, tuple(Kind), "write it with the digits 0 to 9"),
    (lambda text: text.endswith("%"), _NUMBERS, "this is a percentage: write the figure itself"),
    (
        _SCIENTIFIC.fullmatch,
        _NUMBERS,
        "this is in scientific form, which may have lost digits: format the cell as a number and write it in full",
    ),
    (_BRACKETS.fullmatch, _NUMBERS, "brackets may stand for a negative number: write the figure alone"),
    (_POINT_AND_ZEROS.fullmatch, (Kind.COUNT,), "the point may divide thousands or decimals: write it without"),
    (_COMMA.fullmatch, _NUMBERS, "the comma may divide thousands or decimals: write decimals with a point"),
    (_SERIAL.fullmatch, (Kind.DATE,), "this is how a spreadsheet numbers days: format the cell as a date"),
    (_DAY.fullmatch, (Kind.DATE,), "day and month can be mistaken for each other: write the year first"),
)
