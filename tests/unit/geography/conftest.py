"""Made outlines: one square kilometre each, in a row, so that every one but the ends has two neighbours."""

import geopandas as gpd
import pytest
import shapely

from app.geography.areas import hscp_codes


@pytest.fixture
def squares():
    """A row of `n` touching squares on the British grid, somewhere in Scotland."""

    def row(n):
        return [shapely.box(i * 1000, 600_000, i * 1000 + 1000, 601_000) for i in range(n)]

    return row


@pytest.fixture
def official(squares):
    """31 made HSCPs on the British grid, their codes in a column `HSCP_Code`."""
    return gpd.GeoDataFrame({"HSCP_Code": sorted(hscp_codes())}, geometry=squares(31), crs=27700)
