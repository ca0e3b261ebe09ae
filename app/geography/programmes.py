"""Where, and since when, there is no link worker programme."""

import pandas as pd

from app.settings import PROJECT


def programmes() -> pd.DataFrame:
    """Dated rows `hscp_code, from_date, to_date, programme {yes, no}, source`; a blank `to_date` means still so."""
    return pd.read_csv(PROJECT / "data" / "reference" / "programmes.csv", dtype=str, keep_default_na=False)
