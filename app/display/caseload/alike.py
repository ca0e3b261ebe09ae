"""The HSCPs that one is beside, instead of a league table."""

import pandas as pd

from app.display.numbers import number

PEERS = 5
"""How many there are."""


def alike_told(alike: pd.DataFrame) -> str:
    """Which HSCPs are alike, with their distances. `alike`: as `app.analysis.peers.peers` gives them."""
    told = ", ".join(f"{row.area_name} ({number(row.distance, 1)})" for row in alike.itertuples())
    return (
        f"Most alike in deprivation, rurality and population, with the distance between them: {told}. From about 2, "
        "the likeness is weak."
    )
