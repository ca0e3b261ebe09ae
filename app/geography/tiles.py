"""The tile map: each HSCP a square of one size, placed so that neighbours stay neighbours."""

from functools import cache

import pandas as pd

from app.settings import PROJECT


@cache
def tiles() -> pd.DataFrame:
    """The 31 tiles: `area_code`, `column` from the west and `row` from the north (both from 0), a short `label`."""
    return pd.read_csv(PROJECT / "geo" / "tiles.csv").rename(columns={"hscp_code": "area_code"})
