"""Which HSCPs a place or the code of an area belongs to."""

from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from app.geography.areas import SCOTLAND, areas, hscp_codes
from app.geography.boundaries import BRITISH_GRID, current_code, hscps_by_code
from app.geography.outlines import in_use

SNAP_METRES = 2_000
"""A point outside of every outline belongs to the nearest HSCP within this distance: coasts are drawn coarsely."""

_BEYOND_SCOTLAND = ("K02000001", "K03000001", "K04000001")  # the United Kingdom, Great Britain, England and Wales


@dataclass(frozen=True)
class Served:
    """The HSCPs that an area covers, and whether it is `wider` than HSCPs: an NHS Board or a country."""

    hscp_codes: tuple[str, ...]
    wider: bool


@cache
def served(code: str) -> Served | None:
    """What the code of a council area, HSCP, NHS Board or country covers; None for a code of anything else.

    Retired codes are those of the areas that took their place. England, Wales and Northern Ireland cover no HSCP.
    """
    code = current_code(code)
    if code in (local := hscps_by_code()):
        return Served((local[code],), wider=False)
    everywhere = areas()
    boards = everywhere[(everywhere.area_level == "hscp") & (everywhere.board_code == code)]
    if len(boards):
        return Served(tuple(boards.area_code), wider=True)
    if code in (SCOTLAND, *_BEYOND_SCOTLAND[:2]):
        return Served(hscp_codes(), wider=True)
    if code[0] in "EWN" or code == _BEYOND_SCOTLAND[2]:
        return Served((), wider=True)
    return None


def hscps_of_points(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.object_]:
    """The code of the HSCP of each point (degrees) by the outlines in use, None where none is within `SNAP_METRES`."""
    found = np.full(len(latitude), None, dtype=object)
    known = np.flatnonzero(~(np.isnan(latitude) | np.isnan(longitude)))
    if not len(known):
        return found
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(longitude[known], latitude[known]), index=known, crs=4326
    ).to_crs(BRITISH_GRID)
    outlines = in_use().areas[["hscp_code", "geometry"]].to_crs(BRITISH_GRID)
    inside = points.sjoin(outlines, how="inner", predicate="within")
    inside = inside[~inside.index.duplicated()]
    found[inside.index] = inside.hscp_code
    outside = points[~points.index.isin(inside.index) & points.geometry.is_valid & ~points.geometry.is_empty]
    if len(outside):
        near = outside.sjoin_nearest(outlines, max_distance=SNAP_METRES)
        near = near[~near.index.duplicated()]
        found[near.index] = near.hscp_code
    return found
