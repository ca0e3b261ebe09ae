"""What the text of a cell says, by the kind of its field."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.contract.codes import SUPPRESSED_MARKS
from app.contract.fields import Field, Kind
from app.contract.periods import Quarter

_WHOLE = re.compile(r"-?\d{1,9}(?:\.0+)?", re.ASCII)
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3}){1,2}(?:\.0+)?", re.ASCII)
_WTE = re.compile(r"-?\d{1,6}(?:\.\d{1,2}0*)?", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,12})?", re.ASCII)


@dataclass(frozen=True)
class Cell:
    """What a cell says: a value (None when blank or hidden), or the `rule` it breaks and a `message`."""

    value: str | int | float | None = None
    hidden: bool = False
    rule: str | None = None
    message: str | None = None


def read_cell(field: Field, text: str) -> Cell:
    """Read the text of a cell of `field`: blank is not collected, `[c]` or `*` hidden at source."""
    text = text.strip()
    if not text:
        if field.required:
            zero = "; write 0 for a true zero" if field.kind in (Kind.COUNT, Kind.WTE) else ""
            return Cell(rule="required", message=f"{field.name} must be given{zero}")
        return Cell()
    if text in SUPPRESSED_MARKS:
        if field.people:
            return Cell(hidden=True)
        return Cell(rule="mark", message=f"{field.name} does not count people and cannot be hidden; give its value")
    try:
        return Cell(_READERS[field.kind](text))
    except ValueError:
        return Cell(
            rule="type", message=f"expected {field.expected}; correct the cell or leave it blank if not collected"
        )


def _whole(text: str) -> int:
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text.split(".")[0])


def _decimal(form: re.Pattern[str]) -> Callable[[str], float]:
    def read(text: str) -> float:
        if not form.fullmatch(text):
            raise ValueError(text)
        return float(text)

    return read


def _date(text: str) -> str:
    """An ISO date, or date and time; kept as written."""
    if not _ISO_DAY.match(text):
        raise ValueError(text)
    datetime.fromisoformat(text)
    return text


_READERS: dict[Kind, Callable[[str], str | int | float]] = {
    Kind.TEXT: str,
    Kind.CODE: str,
    Kind.PERIOD: lambda text: str(Quarter.parse(text)),
    Kind.DATE: _date,
    Kind.COUNT: _whole,
    Kind.WTE: _decimal(_WTE),
    Kind.NUMBER: _decimal(_NUMBER),
}
