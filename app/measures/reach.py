"""How far people are from services: straight lines and floating catchments between points.

Straight lines ignore water, hills and ferries, so that islands and sea lochs look nearer to services than they are.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from app.geography.boundaries import BRITISH_GRID

Bands = tuple[tuple[float, float], ...]
Points = NDArray[np.float64]

BANDS: Bands = ((2_000.0, 1.0), (5_000.0, 0.42), (10_000.0, 0.09))
"""Metres up to which a weight holds; the weights are the faster decay of Luo and Qi (2009)."""

_PER = 10_000


def on_the_grid(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> Points:
    """Degrees as metres on the British National Grid, shape (n, 2)."""
    points = gpd.GeoSeries.from_xy(longitude, latitude, crs=4326).to_crs(BRITISH_GRID)
    return np.column_stack([points.x, points.y])


def nearest_metres(people: Points, services: Points) -> NDArray[np.float64]:
    """From each point of population the straight-line distance to the nearest service, infinite when there is none."""
    if not len(services):
        return np.full(len(people), np.inf)
    return cKDTree(services).query(people)[0]


def two_step_catchment(
    people: Points,
    population: NDArray[np.float64],
    services: Points,
    supply: NDArray[np.float64] | None = None,
    bands: Bands = BANDS,
) -> NDArray[np.float64]:
    """Services within reach of each point of population, for each person who competes for them.

    With W(d) the weight of the first of `bands` that holds at a distance d, 0 beyond the last: each service's supply
    S (1 if not given) is shared among the people around it, R = S ÷ Σ P·W, and a point's score is Σ R·W over the
    services around it. A service that reaches nobody counts for nobody. Distances in metres, shapes (n, 2), (n,),
    (m, 2), (m,); gives (n,). Raises ValueError for lengths that do not match, and for negative people or supply.

    Method: enhanced two-step floating catchment area, Luo W, Qi Y (2009), Health & Place 15:1100-1107.
    """
    supply = np.ones(len(services)) if supply is None else supply
    if len(people) != len(population) or len(services) != len(supply):
        raise ValueError("a catchment needs one population a point of people and one supply a service")
    if (population < 0).any() or (supply < 0).any():
        raise ValueError("a catchment needs populations and supplies of zero or more")
    if not len(people) or not len(services):
        return np.zeros(len(people))
    weights = _weights(people, services, bands)
    demand = weights.T @ population
    ratio = np.divide(supply, demand, out=np.zeros(len(services)), where=demand > 0)
    return weights @ ratio


def _weights(people: Points, services: Points, bands: Bands) -> csr_matrix:
    """The weights between people (rows) and services (columns); pairs beyond the last band are left out."""
    around = cKDTree(services).query_ball_point(people, bands[-1][0])
    counts = np.array([len(each) for each in around])
    rows = np.repeat(np.arange(len(people)), counts)
    cols = np.concatenate([np.asarray(each, dtype=int) for each in around]) if counts.sum() else np.empty(0, dtype=int)
    metres = np.hypot(*(people[rows] - services[cols]).T)
    bounds, values = (np.array(each) for each in zip(*bands, strict=True))
    at = np.searchsorted(bounds, metres).clip(max=len(bounds) - 1)  # a rounding error may lie beyond the last
    return csr_matrix((values[at], (rows, cols)), shape=(len(people), len(services)))


def reach(
    points: pd.DataFrame, places: pd.DataFrame, metres: float, bands: Bands = BANDS, *, categories: Sequence[str]
) -> pd.DataFrame:
    """How many of an HSCP's people live near a service of each category, wherever the service is.

    `points`: `hscp_code, population, most_deprived` (may be missing), `longitude, latitude`. `places`: one row per open
    service × category × point: `category, longitude, latitude`. Returns one row per HSCP × each of `categories`:
    `hscp_code, category, people, people_within` (`metres` of at least one service), `share_within, most_deprived` (the
    people of the most deprived fifth), `most_deprived_within, share_most_deprived_within, services_per_10000` (the
    mean of `two_step_catchment` over people). Shares are 0 to 100, NaN where there is nobody.
    """
    people = on_the_grid(points.longitude, points.latitude)
    population = points.population.to_numpy(dtype=float)
    deprived = population * points.most_deprived.fillna(False).to_numpy(dtype=bool)
    parts = []
    for category in categories:
        here = places[places.category == category]
        services = on_the_grid(here.longitude, here.latitude)
        within = nearest_metres(people, services) <= metres
        score = two_step_catchment(people, population, services, bands=bands)
        cells = pd.DataFrame(
            {
                "hscp_code": points.hscp_code.to_numpy(),
                "people": population,
                "people_within": population * within,
                "most_deprived": deprived,
                "most_deprived_within": deprived * within,
                "scored": population * score,
            }
        )
        parts.append(cells.groupby("hscp_code", as_index=False).sum().assign(category=category))
    table = pd.concat(parts, ignore_index=True)
    for name, base in (("share_within", "people"), ("share_most_deprived_within", "most_deprived")):
        table[name] = 100 * table[f"{base}_within"] / table[base].replace(0, np.nan)
    table["services_per_10000"] = _PER * table.scored / table.people.replace(0, np.nan)
    first = ["hscp_code", "category", "people", "people_within", "share_within"]
    return table[
        [*first, "most_deprived", "most_deprived_within", "share_most_deprived_within", "services_per_10000"]
    ].sort_values(["hscp_code", "category"], ignore_index=True)
