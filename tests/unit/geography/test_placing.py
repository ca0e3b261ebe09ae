"""Which HSCP a point, a code or a name belongs to: on made outlines, and by the reference tables."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from app.geography import outlines
from app.geography.areas import hscp_codes
from app.geography.placing import SNAP_METRES, SNAP_METRES_ON_LAND, Served, hscps_of_points, served

pytestmark = pytest.mark.usefixtures("fresh_settings")


def placed(*points):
    """The HSCPs of points on the British grid."""
    there = gpd.GeoSeries.from_xy(*np.array(points).T, crs=27700).to_crs(4326)
    return list(hscps_of_points(there.y.to_numpy(), there.x.to_numpy()))


@pytest.fixture
def squares_in_use(official, tmp_path):
    """Square kilometres in a row, from (0, 600000) on: the codes of their HSCPs from the west."""
    official.to_file(tmp_path / "made.gpkg")
    outlines.use(tmp_path / "made.gpkg")
    return list(official.HSCP_Code)


def test_a_point_is_in_the_hscp_around_it(squares_in_use):
    assert placed((500, 600_500), (999, 600_500), (1_001, 600_500)) == [squares_in_use[i] for i in (0, 0, 1)]


def test_a_point_off_the_coast_is_that_of_the_nearest_shore_up_to_the_distance(squares_in_use):
    near, far = SNAP_METRES - 5, SNAP_METRES + 5
    assert placed((-near, 600_500), (31_000 + near, 600_500)) == [squares_in_use[0], squares_in_use[-1]]
    assert placed((-far, 600_500), (500, 601_000 + far)) == [None, None]


def test_a_point_as_near_to_two_hscps_is_in_one_of_them(squares_in_use):
    assert placed((1_000, 601_500))[0] in squares_in_use[:2]


def test_beyond_the_border_with_england_the_distance_is_short(official, tmp_path):
    official.loc[0, "geometry"] = shapely.box(380_000, 635_000, 390_000, 645_000)  # its south side, by Cornhill
    official.to_file(tmp_path / "made.gpkg")
    outlines.use(tmp_path / "made.gpkg")
    assert placed((385_000, 635_000 - SNAP_METRES_ON_LAND + 5)) == [official.HSCP_Code[0]]
    assert placed((385_000, 635_000 - SNAP_METRES_ON_LAND - 5)) == [None]


def test_points_that_are_missing_or_infinite_are_nowhere():
    missing, impossible = [np.nan, 55.86, np.nan], [np.inf, 1e300, -90.0]
    assert list(hscps_of_points(np.array(missing), np.array([-4.25, np.nan, np.nan]))) == [None] * 3
    assert list(hscps_of_points(np.array(impossible), np.array([-4.25, -4.25, -4.25]))) == [None] * 3
    assert list(hscps_of_points(np.array([]), np.array([]))) == []


def test_points_are_placed_by_the_outlines_as_they_were_brought_not_as_they_are_drawn(official, tmp_path):
    tongue = shapely.box(1_000, 600_450, 1_150, 600_550)  # less than the 250 metres that a drawn outline may be off
    west, east = official.geometry[:2]
    official.loc[[0, 1], "geometry"] = [shapely.union(west, tongue), shapely.difference(east, tongue)]
    official.to_file(tmp_path / "made.gpkg")
    drawn = outlines.use(tmp_path / "made.gpkg").areas.to_crs(27700).set_index("hscp_code").geometry
    assert drawn[official.HSCP_Code[1]].contains(shapely.Point(1_100, 600_500))
    assert placed((1_100, 600_500)) == [official.HSCP_Code[0]]


@pytest.mark.parametrize(
    ("told", "hscp"),
    [
        ("S12000049", "S37000034"),  # Glasgow City
        ("S12000046", "S37000034"),  # its code until 2019
        ("S12000005", "S37000005"),  # Clackmannanshire
        ("S12000030", "S37000005"),  # Stirling
        ("S37000015", "S37000034"),  # a retired code of an HSCP
        (" s37000031 ", "S37000031"),
        ("Na h-Eileanan Siar", "S37000031"),
        ("City of Edinburgh", "S37000012"),
        ("highland", "S37000016"),
    ],
)
def test_a_council_or_hscp_is_local_to_one_hscp(told, hscp):
    assert served(told) == Served((hscp,), wider=False)


@pytest.mark.parametrize(
    ("told", "hscps"),
    [
        ("S08000029", {"S37000032"}),  # NHS Fife: one HSCP, and a Board all the same
        ("S08000018", {"S37000032"}),  # its code until 2018
        ("S08000015", {"S37000008", "S37000020", "S37000027"}),  # the three Ayrshires
        ("NHS Highland", {"S37000004", "S37000016"}),
        ("S92000003", set(hscp_codes())),
        ("Scotland", set(hscp_codes())),
        ("K02000001", set(hscp_codes())),
        ("E92000001", set()),
        ("W92000004", set()),
        ("N09000003", set()),
        ("K04000001", set()),
        ("England", set()),
    ],
)
def test_a_board_or_country_is_wider(told, hscps):
    area = served(told)
    assert area.wider
    assert set(area.hscp_codes) == hscps


@pytest.mark.parametrize(
    "told", ["", " ", "Edinburgh and around", "Eastwood", "S12999999", "E1", "everywhere", "\ud800"]
)
def test_what_is_no_area_covers_nothing(told):
    assert served(told) is None


def test_every_area_of_the_reference_table_is_known_by_code_and_by_name(project):
    table = pd.read_csv(project / "data" / "reference" / "hscp.csv")
    for row in table.itertuples():
        councils = [*row.council_codes.split("; "), *row.council_names.split("; ")]
        for told in (row.hscp_code, row.hscp_name, *councils):
            assert served(told) == Served((row.hscp_code,), wider=False)
        for told in (row.nhs_board_code, row.nhs_board_name):
            assert row.hscp_code in served(told).hscp_codes
            assert served(told).wider
