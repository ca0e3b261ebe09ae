"""What the text of a cell says, by the kind of its field.

A value that was written or mangled in another way is read where only one thing can be meant, and else explained.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from app.contract.codes import SUPPRESSED_MARKS
from app.contract.fields import Field, Kind
from app.contract.harmless import without_apostrophe
from app.contract.periods import Quarter
from app.intake.digits import plain
from app.intake.mangled import MONTH, Mangled, lost, shortened, turned_into_date, why_not

_ORDINARY = re.compile(rf"(?!{MONTH}[-/])[A-Za-z][\w/-]*", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}(?:\.0{1,2}|\.0{4,})?", re.ASCII)  # 1.000 may be a thousand
_WTE = re.compile(r"-?\d{1,6}(?:\.\d{1,2}0*)?", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,20})?", re.ASCII)
_LONG = re.compile(r"-?\d{1,9}\.\d{12,}", re.ASCII)
_COMMAS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_SPACES = re.compile(r"-?\d{1,3}(?: \d{3})+(?:\.\d+)?", re.ASCII)
_NUMERIC_CODE = re.compile(r"\d{1,3}(?:\.\d)?0*", re.ASCII)
_YEARS_FIRST = re.compile(r"(\d{4}) ?[-/] ?(\d{2}|\d{4})[ -]*Q ?([1-4])", re.ASCII | re.IGNORECASE)
_QUARTER_FIRST = re.compile(r"Q ?([1-4])[ ,-]*(\d{4}) ?[-/] ?(\d{2}|\d{4})", re.ASCII | re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BRITISH_DAY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_NAMED_DAY = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})[- ](\d{4})", re.ASCII)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_YEARS = range(1990, 2100)

_SPACE = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


class Cell(NamedTuple):
    """What a cell says: a value (None when blank or hidden), or the `rule` it breaks and a `message`."""

    value: str | int | float | None = None
    hidden: bool = False
    rule: str | None = None
    message: str | None = None


def read_cell(field: Field, text: str) -> Cell:
    """Read the text of a cell of `field`: blank is not collected, `[c]` or `*` hidden at source."""
    if field.kind is Kind.TEXT and _ORDINARY.fullmatch(text) and not _too_long(field, text):
        return Cell(text)  # a million ids are read in a second
    text = _clean(field, text)
    if not text:
        if field.required:
            zero = "; write 0 for a true zero" if field.kind in (Kind.COUNT, Kind.WTE) else ""
            return Cell(rule="required", message=f"{field.name} must be given{zero}")
        return Cell()
    if text.casefold() in SUPPRESSED_MARKS:
        if field.people:
            return Cell(hidden=True)
        return Cell(rule="mark", message=f"{field.name} does not count people and cannot be hidden; give its value")
    if wrong := lost(text) or turned_into_date(field, text) or (_identifies(field) and _no_id(field, text)):
        return Cell(rule=wrong.rule, message=wrong.message)
    try:
        return Cell(_READERS[field.kind](field, text))
    except ValueError:
        return Cell(rule="type", message=why_not(field, text))


def says(field: Field, text: str) -> bool:
    """Whether a text is a value of `field`, and a code one of its codes."""
    value = read_cell(field, text).value
    return value is not None and (field.codes is None or value in field.codes())


def _identifies(field: Field) -> bool:
    return field.kind is Kind.TEXT and field.required


def _no_id(field: Field, text: str) -> Mangled | None:
    """Why a text cannot identify anything."""
    if _too_long(field, text):
        message = f"{field.name} may have up to {field.longest} characters, and this has {len(text):,}; shorten it"
        return Mangled("length", message)
    if not text.isprintable():
        message = "a line break, a tab or another character that cannot be seen stands in this; write it again without"
        return Mangled("unseen_character", message)
    return shortened(text)


def _too_long(field: Field, text: str) -> bool:
    return field.longest is not None and len(text) > field.longest


def _clean(field: Field, text: str) -> str:
    """Without what cannot be seen, and without the apostrophe by which a spreadsheet marks a number as text."""
    if not text.isascii():
        text = text.translate(_SPACE | _INVISIBLE)
    text = text.strip()
    if field.kind is Kind.TEXT and not _identifies(field):
        return text
    return text.removeprefix("'").translate(_DASHES)


def _text(field: Field, text: str) -> str:
    return text if _identifies(field) else without_apostrophe(text)


def _code(field: Field, text: str) -> str:
    """The code that is meant whatever its case, and with spaces or hyphens for underscores; else the text itself."""
    return _codes_by_form(field).get(_form(text), text)


@cache
def _codes_by_form(field: Field) -> dict[str, str]:
    codes = list(field.codes())
    forms = [_form(code) for code in codes]
    return {form: code for form, code in zip(forms, codes, strict=True) if forms.count(form) == 1}


def _form(code: str) -> str:
    if _NUMERIC_CODE.fullmatch(code):
        return plain(float(code))
    return re.sub(r"[\s_-]+", "_", code.casefold())


def _whole(field: Field, text: str) -> int:
    return int(_matching(_WHOLE, text).split(".")[0])


def _decimal(form: re.Pattern[str]) -> Callable[[Field, str], float]:
    def read(field: Field, text: str) -> float:
        if _COMMAS.fullmatch(text) and "." not in text:
            raise ValueError("a single comma may stand for a decimal point")
        return float(_matching(form, text))

    return read


def _matching(form: re.Pattern[str], text: str) -> str:
    """The number in plain digits, without what divides its thousands and without noise after its 15th digit."""
    if _COMMAS.fullmatch(text) or _SPACES.fullmatch(text):
        text = text.replace(",", "").replace(" ", "")
    if _LONG.fullmatch(text):
        text = plain(float(text))
    if not form.fullmatch(text):
        raise ValueError(text)
    return text


def _period(field: Field, text: str) -> str:
    if match := _YEARS_FIRST.fullmatch(text):
        first, second, number = match.groups()
    elif match := _QUARTER_FIRST.fullmatch(text):
        number, first, second = match.groups()
    else:
        raise ValueError(text)
    quarter = Quarter.parse(f"{first}-{second[-2:]}Q{number}")
    if quarter.start_year not in _YEARS or (len(second) == 4 and int(second) != quarter.start_year + 1):
        raise ValueError(text)
    return str(quarter)


def _date(field: Field, text: str) -> str:
    """An ISO date, or date and time, kept as written; other dates, where day and month are certain, as ISO dates."""
    if _ISO_DAY.match(text):
        day, written = datetime.fromisoformat(text).date(), text
    else:
        day = _named_day(text) or _british_day(text)
        written = day.isoformat()
    if day.year not in _YEARS:
        raise ValueError(text)
    return written


def _named_day(text: str) -> date | None:
    match = _NAMED_DAY.fullmatch(text)
    if not match:
        return None
    months = [at for at, month in enumerate(_MONTHS, start=1) if month.startswith(match[2].casefold())]
    return date(int(match[3]), months[0], int(match[1])) if months else None


def _british_day(text: str) -> date:
    match = _BRITISH_DAY.fullmatch(text)
    if not match:
        raise ValueError(text)
    day, month = int(match[1]), int(match[3])
    if day <= 12 and day != month:
        raise ValueError("day and month may be the other way round")
    return date(int(match[4]), month, day)


_READERS: dict[Kind, Callable[[Field, str], str | int | float]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.PERIOD: _period,
    Kind.DATE: _date,
    Kind.COUNT: _whole,
    Kind.WTE: _decimal(_WTE),
    Kind.NUMBER: _decimal(_NUMBER),
}
