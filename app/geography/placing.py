"""Which HSCPs a place or the code of an area belongs to."""

import re
from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from app.contract.directory import plain
from app.geography.areas import SCOTLAND, areas, hscp_codes
from app.geography.boundaries import BRITISH_GRID, current_code, hscps_by_code, hscps_by_name
from app.geography.outlines import for_placing

SNAP_METRES = 2_000
"""A point outside of every outline belongs to the nearest HSCP within this distance: coasts are drawn coarsely."""

SNAP_METRES_ON_LAND = 300
"""The same beyond the border with England, which is not a coast: a village across the Tweed is not in Scotland."""

# From the sea off Berwick to the Solway; the way back runs through Scotland, whose points are placed before.
_ENGLAND = (
    (-1.0, 55.9), (-1.0, 54.5), (-3.6, 54.5), (-3.6, 54.85), (-3.21, 54.965), (-3.055, 54.978), (-3.1, 55.06),
    (-2.95, 55.2), (-2.6, 55.45), (-2.45, 55.68), (-2.2, 55.78), (-2.034, 55.811),
)  # fmt: skip
_ELSEWHERE = re.compile(r"[ENW]\d{8}|K04000001|england|wales|northern-ireland|england-and-wales", re.ASCII)
_WITH_SCOTLAND = (SCOTLAND, "K02000001", "K03000001", "scotland", "united-kingdom", "uk", "great-britain")


@dataclass(frozen=True)
class Served:
    """The HSCPs that an area covers, and whether it is `wider` than HSCPs: an NHS Board or a country."""

    hscp_codes: tuple[str, ...]
    wider: bool


def served(area: str) -> Served | None:
    """What a council area, HSCP, NHS Board or country covers, told by its code or official name; None for all else.

    Retired codes are those of the areas that took their place. England, Wales and Northern Ireland cover no HSCP.
    """
    code = current_code(area.strip().upper())
    if _ELSEWHERE.fullmatch(code) or _ELSEWHERE.fullmatch(plain(area)):
        return Served((), wider=True)
    return _areas().get(code) or _areas().get(plain(area))


@cache
def _areas() -> dict[str, Served]:
    """What each code, and each name in its plain form, covers."""
    everywhere = areas()
    local = everywhere[everywhere.area_level == "hscp"]
    boards = {code: Served(tuple(of.area_code), wider=True) for code, of in local.groupby("board_code")}
    named = everywhere[everywhere.area_level == "board"]
    return (
        {plain(name): boards[code] for code, name in zip(named.area_code, named.area_name, strict=True)}
        | boards
        | {plain(name): Served((code,), wider=False) for name, code in hscps_by_name().items()}
        | {code: Served((hscp,), wider=False) for code, hscp in hscps_by_code().items()}
        | dict.fromkeys(_WITH_SCOTLAND, Served(hscp_codes(), wider=True))
    )


def hscps_of_points(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.object_]:
    """The code of the HSCP of each point (degrees) by the outlines in use, with all of their detail.

    A point just off the coast is that of the nearest shore, see `SNAP_METRES`; None for points farther from Scotland.
    """
    found = np.full(len(latitude), None, dtype=object)
    known = np.flatnonzero(~(np.isnan(latitude) | np.isnan(longitude)))
    if not len(known):
        return found
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(longitude[known], latitude[known]), index=known, crs=4326
    ).to_crs(BRITISH_GRID)
    outlines = for_placing()
    inside = points.sjoin(outlines, how="inner", predicate="within")
    inside = inside[~inside.index.duplicated()]
    found[inside.index] = inside.hscp_code
    outside = points[~points.index.isin(inside.index) & points.geometry.is_valid & ~points.geometry.is_empty]
    if len(outside):
        near = outside.sjoin_nearest(outlines, max_distance=SNAP_METRES, distance_col="metres")
        near = near[~near.index.duplicated()]
        near = near[(near.metres <= SNAP_METRES_ON_LAND) | ~near.within(_england())]
        found[near.index] = near.hscp_code
    return found


@cache
def _england() -> shapely.Polygon:
    return gpd.GeoSeries([shapely.Polygon(_ENGLAND)], crs=4326).to_crs(BRITISH_GRID).item()
