"""Official outlines as they are published, through `outlines use`."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from app.geography import outlines
from app.geography.boundaries import hscps_in
from app.geography.tiles import tiles

FILES = ("council_areas_LAD_MAY_2024_BUC", "hscp_light", "hscp_detailed")


def _overlap(some, others):
    """Shared area over joint area of each HSCP."""
    others = others.reindex(some.index)
    return some.intersection(others).area / some.union(others).area


@pytest.fixture(scope="module")
def detailed(shared):
    areas = gpd.read_file(shared / "real" / "boundaries" / "hscp_detailed.geojson").to_crs(27700)
    return areas.set_index("hscp_code").geometry


@pytest.mark.parametrize("file", FILES)
def test_official_outlines_become_31_areas_much_like_what_they_were(shared, detailed, fresh_settings, file):
    path = shared / "real" / "boundaries" / f"{file}.geojson"
    used = outlines.use(path)
    drawn = used.areas.to_crs(27700).set_index("hscp_code").geometry
    assert sorted(drawn.index) == sorted(detailed.index)
    assert drawn.is_valid.all()
    assert file in used.label
    own = _overlap(drawn, hscps_in(path, file).set_index("hscp_code").geometry)
    assert own.median() > 0.97
    assert own.min() > 0.9
    assert _overlap(drawn, detailed).median() > 0.95
    assert len(used.areas.to_json()) < 450_000


@pytest.mark.parametrize("file", FILES)
def test_borders_stay_shared_and_the_island_groups_whole(shared, fresh_settings, file):
    path = shared / "real" / "boundaries" / f"{file}.geojson"
    drawn = outlines.use(path).areas.to_crs(27700).set_index("hscp_code").geometry
    before = hscps_in(path, file).set_index("hscp_code").geometry
    gaps = sum(shapely.get_num_interior_rings(shapely.get_parts(drawn.union_all())))
    assert gaps <= sum(shapely.get_num_interior_rings(shapely.get_parts(before.union_all())))
    assert drawn.area.sum() == pytest.approx(drawn.union_all().area, rel=1e-6)
    for islands in ("S37000022", "S37000026", "S37000031"):  # Orkney, Shetland, Western Isles
        assert len(shapely.get_parts(drawn[islands])) >= 20
        assert drawn[islands].area == pytest.approx(before[islands].area, rel=0.03)


def test_simplified_outlines_still_hold_the_places_of_their_people(shared, fresh_settings):
    used = outlines.use(shared / "real" / "boundaries" / "hscp_detailed.geojson").areas
    zones = pd.read_csv(shared / "real" / "datazone2011_lookup.csv")
    points = gpd.GeoDataFrame(zones, geometry=gpd.points_from_xy(zones.rep_lon, zones.rep_lat), crs=4326)
    joined = points.sjoin(used[["hscp_code", "geometry"]].rename(columns={"hscp_code": "found"}), how="left")
    assert (joined.found == joined.hscp_code).mean() > 0.995


def test_the_indicative_outlines_overlap_the_official_ones_as_stated(detailed, fresh_settings):
    drawn = outlines.in_use().areas.to_crs(27700).set_index("hscp_code").geometry
    overlap = _overlap(drawn, detailed)
    assert overlap.median() > 0.8
    assert overlap.min() > 0.55


def test_neighbours_stay_neighbours_on_the_tile_map(detailed):
    near = detailed.buffer(300)
    codes = list(detailed.index)
    pairs = [(a, b) for i, a in enumerate(codes) for b in codes[i + 1 :] if near[a].intersects(near[b])]
    placed = tiles().set_index("area_code")
    touching = [
        max(abs(placed.column[a] - placed.column[b]), abs(placed.row[a] - placed.row[b])) <= 1 for a, b in pairs
    ]
    assert len(pairs) > 50
    assert sum(touching) / len(pairs) >= 0.85


def test_published_figures_in_the_project_are_those_given(shared, project):
    for name in ("clw_published.csv", "hscp.csv"):
        assert (project / "data" / "reference" / name).read_bytes() == (shared / "reference" / name).read_bytes()
