"""Text that someone else wrote, as text."""

_SIGNS = "\\`*_[]<>$~:#|&"


def plain(text: str) -> str:
    """The text so that a table, which reads Markdown, shows it as it is: no link, no picture, no colour."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)
