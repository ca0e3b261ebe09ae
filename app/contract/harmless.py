"""Text that stays text in a spreadsheet."""

import re

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEUTRAL = re.compile(r"'(?=[=+\-@\t\r])")


def neutral(text: str) -> str:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it; any other as it is."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def without_apostrophe(text: str) -> str:
    """The text of which `neutral` made this."""
    return _NEUTRAL.sub("", text, count=1) if _NEUTRAL.match(text) else text


def harmless(value: object) -> object:
    """The value on one line, and neutral."""
    if isinstance(value, str):
        return neutral(" ".join(value.splitlines()) if "\n" in value else value)
    return value
