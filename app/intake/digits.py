"""Numbers as text."""

from decimal import Decimal
from math import isfinite


def plain(number: float) -> str:
    """A number with up to 15 digits, as spreadsheets show it: 0.1 + 0.2 is 0.3. Never in scientific form.

    Raises ValueError for what is no finite number.
    """
    if not isfinite(number):
        raise ValueError(f"{number} is not a finite number")
    text = f"{number:.15g}"
    return format(Decimal(text), "f") if "e" in text else text
