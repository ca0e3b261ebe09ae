"""Text that someone else wrote, as text."""

import re

_SIGNS = "\\`*_[]<>$~:#|&"
_ADDRESS = re.compile(r"https?:|www|@", re.IGNORECASE)
_JOINER = "\u2060"  # nothing that can be seen, and no place to break a line


def plain(text: str) -> str:
    """The text so that a table, which reads Markdown, shows it as it is: no link, no picture, no colour.

    Addresses become links even when every sign is escaped; they do not with a word joiner within.
    """
    apart = _ADDRESS.sub(lambda found: found[0] + _JOINER, text)
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in apart)
