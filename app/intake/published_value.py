"""What a cell of a publication says: a number, or why there is none."""

import re
from dataclasses import dataclass

from app.contract.states import State
from app.geography.names import without_marks
from app.measures.published import Unit

NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,20}))?", re.ASCII)
"""A number of 0 or more as publications write it; its group holds the decimals."""

_SUPPRESSED = {"*", "[c]", "c"}
_NO_FIGURE = {"-", "–", "—", "..", "…", ":", "n/a", "na", "n.a.", "nil return", "[x]", "[z]", "[m]", "[u]", "x", "z"}
_BRACKETED = re.compile(r"\(\s*[\d.,]+\s*\)", re.ASCII)


@dataclass(frozen=True)
class Value:
    """A number with its `decimals` as written, or the state that says why there is none."""

    number: float | None
    state: State
    decimals: int = 0


def read_value(text: str, unit: Unit) -> Value:
    """The value of a cell, without the marks of notes behind it; blank is no figure.

    Raises ValueError, with what to do, for anything that may mean something else.
    """
    plain = without_marks(text)
    words = {text.casefold()} if plain else set(text.casefold().split())
    if words & _SUPPRESSED:
        return Value(None, State.SUPPRESSED)
    if not text or words & _NO_FIGURE or plain.casefold() in _NO_FIGURE:
        return Value(None, State.NOT_AVAILABLE)
    if _BRACKETED.search(text):
        raise ValueError("a number in brackets may be a figure, a negative one or a note; write the figure alone")
    if not plain:
        raise ValueError(
            "only the mark of a note stands here; write the figure, a dash for none, or * for a hidden one"
        )
    number = NUMBER.fullmatch(plain)
    if not number:
        raise ValueError(
            "expected a number of 0 or more, a dash or blank for no figure, or * for a hidden one; correct it"
        )
    if not text.startswith(plain) or "[c]" in text.casefold():
        raise ValueError(
            "the mark at this figure may say that it is hidden; write the figure alone, or * for a hidden one"
        )
    value = float(plain.replace(",", ""))
    if unit is Unit.HEADCOUNT and not value.is_integer():
        raise ValueError("people are counted whole; give --unit WTE if these are whole-time equivalents")
    return Value(value, State.REPORTED, len((number[1] or "").rstrip("0")))
