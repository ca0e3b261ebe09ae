"""Text that stays text in a spreadsheet."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> object:
    """The value on one line; text that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, str):
        value = " ".join(value.splitlines()) if "\n" in value else value
        if value.startswith(_STARTS_A_FORMULA):
            return f"'{value}"
    return value
