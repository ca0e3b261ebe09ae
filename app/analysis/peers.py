"""Areas alike in deprivation, rurality and population, to compare an area with instead of a league table."""

import numpy as np
import pandas as pd

FIGURES = ("most_deprived_percent", "rural_percent", "population")
"""What areas are compared by."""


def peers(area_code: str, areas: pd.DataFrame, count: int = 5) -> pd.DataFrame:
    """The HSCPs that are most like one of them, nearest first; the code decides between equals.

    `areas`: one row an area, of which the HSCPs are compared: `area_code, area_name, area_level`,
    `most_deprived_percent` (of people, who live in the most deprived fifth of data zones), `rural_percent` (who live in
    accessible or remote rural places), `population`.

    The distance is the root of the sum of three squares with the same weight: how far the other's figures are from
    this one's in standard deviations of all HSCPs, with the natural logarithm of population, so that twice as many
    people are as far from a town as from a city. It is the same in both directions. There are always `count` peers,
    and those of an area unlike all others are distant: show the distance.

    Returns `area_code, area_name`, the three figures, `distance`, and what makes it up: `deprivation_apart,
    rurality_apart, population_apart`, positive where the other has more. Raises KeyError for what is not an HSCP, and
    ValueError for a missing figure and for a `count` that is not from 1 to the number of the others.
    """
    hscps = areas[areas.area_level == "hscp"].set_index("area_code").sort_index()
    if area_code not in hscps.index:
        raise KeyError(f"{area_code} is not an HSCP")
    if not 1 <= count < len(hscps):
        raise ValueError(f"an HSCP has from 1 to {len(hscps) - 1} others to be compared with")
    placed = _standardised(hscps)
    apart = (placed - placed.loc[area_code]).drop(index=area_code)
    nearest = np.sqrt((apart**2).sum(axis=1)).rename("distance").sort_values(kind="stable").head(count)
    return hscps.loc[nearest.index, ["area_name", *FIGURES]].join(nearest).join(apart).reset_index()


def _standardised(hscps: pd.DataFrame) -> pd.DataFrame:
    if hscps[list(FIGURES)].isna().any(axis=None):
        raise ValueError("areas can be compared only where all their figures are known")
    figures = pd.DataFrame(
        {
            "deprivation_apart": hscps.most_deprived_percent,
            "rurality_apart": hscps.rural_percent,
            "population_apart": np.log(hscps.population),
        }
    )
    return (figures - figures.mean()) / figures.std(ddof=0)
