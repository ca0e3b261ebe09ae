"""Codes of which a spreadsheet has taken the leading zeros."""

from collections.abc import Collection

import pandas as pd


def lost_zeros(codes: pd.Series, known: Collection[str]) -> pd.Series:
    """The known code that was meant by each of `codes`; missing where a code is known, or like none but for zeros."""
    meant = {code.lstrip("0"): code for code in sorted(known) if code.startswith("0") and code.lstrip("0")}
    return codes.map(meant).where(~codes.isin(known)).astype("string")
