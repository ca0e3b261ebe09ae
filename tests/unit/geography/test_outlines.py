"""Outlines to draw: those that are shipped, and what becomes of official ones."""

from itertools import pairwise

import geopandas as gpd
import pytest
import shapely

from app.geography import outlines
from app.geography.areas import hscp_codes
from app.geography.outlines import OutlineError
from app.settings import settings

pytestmark = pytest.mark.usefixtures("fresh_settings")


@pytest.fixture
def brought(official, tmp_path):
    """Made official outlines in a file."""
    official.to_file(tmp_path / "made.gpkg")
    return tmp_path / "made.gpkg"


def test_the_shipped_outlines_are_31_valid_areas_and_say_that_they_are_indicative():
    shipped = outlines.in_use()
    assert sorted(shipped.areas.hscp_code) == sorted(hscp_codes())
    assert list(shipped.areas.columns) == ["hscp_code", "hscp_name", "geometry"]
    assert shipped.areas.crs == 4326
    assert shipped.areas.is_valid.all()
    assert shipped.label == "Indicative outlines (Natural Earth)"


def test_arran_is_in_north_ayrshire_and_rockall_nowhere():
    shipped = outlines.in_use().areas.set_index("hscp_code").geometry
    arran = shapely.Point(-5.24, 55.57)
    assert shipped[shipped.contains(arran)].index.tolist() == ["S37000020"]
    assert shipped.total_bounds[0] > -9
    island = min(shipped["S37000020"].geoms, key=lambda part: part.distance(arran))
    assert gpd.GeoSeries([island], crs=4326).to_crs(27700).area.item() / 1e6 == pytest.approx(454, abs=5)


def test_official_outlines_are_shown_once_they_are_brought(brought):
    before = outlines.in_use()
    used = outlines.use(brought)
    assert used.label.startswith("Official outlines (made.gpkg, ")
    assert outlines.in_use() is used
    assert used.version != before.version
    assert list(used.areas.columns) == ["hscp_code", "hscp_name", "geometry"]
    assert used.areas.crs == 4326
    assert used.areas.to_crs(27700).area.between(0.99e6, 1.01e6).all()


def test_the_version_changes_with_the_outlines_and_only_with_them(official, brought):
    first = outlines.use(brought).version
    assert outlines.use(brought).version == first
    official.translate(yoff=500).to_frame("geometry").assign(HSCP_Code=official.HSCP_Code).to_file(brought)
    assert outlines.use(brought).version != first


def test_a_refused_file_leaves_what_was_there(official, brought):
    used = outlines.use(brought)
    official.iloc[:-1].to_file(brought)
    with pytest.raises(OutlineError, match="lacks North Lanarkshire"):
        outlines.use(brought)
    assert outlines.in_use().version == used.version


def test_whoever_runs_the_server_can_read_what_another_account_brought(brought):
    outlines.use(brought)
    kept = sorted(settings().outlines.iterdir())
    assert [path.name for path in kept] == ["as_brought.parquet", "outlines.geojson"]
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in kept)


def test_a_folder_that_cannot_be_written_is_told_in_words(brought, fresh_settings, tmp_path):
    (tmp_path / "file").touch()
    fresh_settings(outlines=tmp_path / "file" / "folder")
    with pytest.raises(OutlineError, match="cannot be written"):
        outlines.use(brought)


def _winding(across):
    """Points of a border that winds northwards by 300 m to each side, one every 20 m."""
    return [(across + 100 * (i % 7 - 3), 600_000 + 20 * i) for i in range(1000)]


def test_shared_borders_are_simplified_alike_so_that_no_gap_opens(official, tmp_path):
    borders = pairwise(_winding(10_000 * i) for i in range(32))
    official.geometry = [shapely.Polygon([*west, *reversed(east)]) for west, east in borders]
    official.to_file(tmp_path / "winding.gpkg")
    drawn = outlines.use(tmp_path / "winding.gpkg").areas.to_crs(27700)
    joined = drawn.union_all()
    assert shapely.get_num_coordinates(drawn.geometry).sum() < shapely.get_num_coordinates(official.geometry).sum() / 5
    assert joined.geom_type == "Polygon"
    assert len(joined.interiors) == 0
    assert drawn.area.sum() == pytest.approx(joined.area, rel=1e-6)


def test_an_hscp_of_small_islands_keeps_the_largest_and_whatever_can_be_seen(official, tmp_path):
    visible, speck = (shapely.Point(x, 700_000).buffer(r) for x, r in ((20_000, 400), (30_000, 20)))
    specks = shapely.union_all([shapely.Point(x, 800_000).buffer(r) for x, r in ((20_000, 30), (30_000, 20))])
    official.loc[0, "geometry"] = shapely.union_all([official.geometry[0], visible, speck])
    official.loc[1, "geometry"] = specks
    official.to_file(tmp_path / "islands.gpkg")
    drawn = outlines.use(tmp_path / "islands.gpkg").areas.set_index("hscp_code").geometry
    assert len(shapely.get_parts(drawn["S37000001"])) == 2
    assert len(shapely.get_parts(drawn["S37000002"])) == 1


@pytest.mark.parametrize("tolerance", [0, 250])
def test_outlines_of_any_detail_become_light_enough_for_a_browser(official, tmp_path, fresh_settings, tolerance):
    official.geometry = official.buffer(400).boundary.segmentize(2).map(shapely.Polygon)
    official.to_file(tmp_path / "detailed.gpkg")
    assert shapely.get_num_coordinates(official.geometry).sum() > 50_000
    fresh_settings(map_tolerance_metres=tolerance)
    outlines.use(tmp_path / "detailed.gpkg")
    assert (settings().outlines / "outlines.geojson").stat().st_size <= 400_000
