"""Official boundaries: files of all kinds made into 31 HSCPs, and refusals that say what to do."""

import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from app.geography.areas import hscp_codes
from app.geography.boundaries import OutlineError, hscps_in

KM2 = 1e6


def read(path):
    return hscps_in(path, path.name).set_index("hscp_code")


@pytest.fixture
def written(tmp_path):
    """Write made boundaries as a file of the given name, and give its path."""

    def write(areas, name, **options):
        areas.to_file(tmp_path / name, **options)
        return tmp_path / name

    return write


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp"])
@pytest.mark.parametrize("crs", [27700, 4326, 3857])
def test_files_of_all_kinds_in_any_coordinates(official, written, name, crs):
    hscps = read(written(official.to_crs(crs), name))
    assert sorted(hscps.index) == sorted(hscp_codes())
    assert hscps.area.between(0.999 * KM2, 1.001 * KM2).all()
    assert hscps.hscp_name["S37000034"] == "Glasgow City"


@pytest.mark.parametrize("folder", ["", "Boundaries 2024/"])
def test_a_zipped_shapefile(official, written, tmp_path, folder):
    shapefile = written(official, "a.shp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"{folder}licence.txt", "Open Government Licence")
        archive.writestr(f"__MACOSX/{folder}._a.shp", "left by a Mac")
        for part in tmp_path.glob("a.*"):
            if part.suffix != ".zip":
                archive.write(part, f"{folder}{part.name}")
    for part in tmp_path.glob("a.*"):
        if part.suffix != ".zip":
            part.unlink()
    assert not shapefile.exists()
    assert len(read(tmp_path / "a.zip")) == 31


def test_the_layer_that_has_the_areas_is_found_among_others(official, written):
    path = written(official.assign(geometry=official.centroid), "a.gpkg", layer="offices")
    official.to_file(path, layer="areas")
    assert read(path).area.sum() == pytest.approx(31 * KM2)


@pytest.mark.parametrize(
    "column", ["hscp_code", "HSCPCode", "HIACode", "council_code", "LAD23CD", "LAD24CD", "code", "anything"]
)
def test_codes_are_known_by_what_they_are_not_by_their_columns_name(official, written, column):
    official[column] = official.pop("HSCP_Code").str.lower() + " "
    assert len(read(written(official.assign(name="x", id=range(31)), "a.gpkg"))) == 31


def test_councils_with_retired_codes_and_areas_of_other_countries(squares, written):
    reference = pd.read_csv("data/reference/hscp.csv")
    councils = reference.council_codes.str.split("; ").explode()
    retired = {
        "S12000047": "S12000015", "S12000048": "S12000024", "S12000049": "S12000046", "S12000050": "S12000044",
    }  # fmt: skip
    uk = gpd.GeoDataFrame({"LAD13CD": [*councils.replace(retired), "E06000001"]}, geometry=squares(33), crs=27700)
    hscps = read(written(uk, "a.gpkg"))
    assert len(hscps) == 31
    assert hscps.area["S37000005"] == pytest.approx(2 * KM2)  # Clackmannanshire and Stirling
    assert hscps.area.sum() == pytest.approx(32 * KM2)


def test_retired_codes_of_hscps_go_to_the_areas_of_the_same_name(official, written):
    """Which became which is in the register of the Scottish Government's statistical geographies."""
    retired = {
        "S37000032": "S37000014", "S37000033": "S37000023", "S37000034": "S37000015", "S37000035": "S37000021",
    }  # fmt: skip
    now = read(written(official, "now.gpkg"))
    then = read(written(official.replace({"HSCP_Code": retired}), "then.gpkg"))
    assert then.geometry.geom_equals(now.geometry).all()


def test_areas_in_several_rows_are_joined(official, written):
    halves = pd.concat([official.assign(geometry=official.geometry.scale(0.5)), official])
    assert read(written(halves, "a.gpkg")).area.sum() == pytest.approx(31 * KM2)


def test_a_border_that_crosses_itself_or_has_a_spike_is_repaired(official, written):
    corners = [(0, 600_000), (1000, 601_000), (1000, 600_000), (0, 601_000)]
    official.loc[0, "geometry"] = shapely.Polygon(corners)
    spike = [(1000, 600_000), (1000, 601_000), (1500, 601_000), (1500, 609_000), (1500, 601_000), (2000, 601_000)]
    official.loc[1, "geometry"] = shapely.Polygon([*spike, (2000, 600_000)])
    hscps = read(written(official, "a.gpkg"))
    assert hscps.is_valid.all()
    assert set(hscps.geom_type) <= {"Polygon", "MultiPolygon"}
    assert hscps.area["S37000001"] == pytest.approx(KM2 / 2)
    assert hscps.area["S37000002"] == pytest.approx(KM2)


def _without_third(areas, shape):
    return areas.assign(geometry=[*areas.geometry[:2], shape, *areas.geometry[3:]])


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda areas: areas.iloc[:-2], "lacks Glasgow City, North Lanarkshire;"),
        (lambda areas: areas.assign(HSCP_Code=["S12000033"] * 31), "lacks .*Clackmannanshire.*Stirling"),
        (lambda areas: areas.assign(HSCP_Code="x"), "no column holds codes"),
        (lambda areas: areas.set_crs(None, allow_override=True), "does not say which coordinates"),
        (lambda areas: areas.set_crs(4326, allow_override=True), "not in Scotland"),
        (lambda areas: areas.set_crs(3857, allow_override=True), "not in Scotland"),
        (lambda areas: areas.to_crs(4326).set_geometry(areas.to_crs(4326).geometry.map(_swapped)), "not in Scotland"),
        (lambda areas: areas.iloc[:0], "holds no outlines"),
        (lambda areas: _without_third(areas, None), "lacks Angus;"),
        (lambda areas: _without_third(areas, shapely.Polygon()), "lacks Angus;"),
        (lambda areas: _without_third(areas, shapely.Point(2500, 600_500)), "lacks Angus;"),
        (lambda areas: areas.assign(geometry=areas.boundary), "lacks Aberdeen City"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(official, written, change, words):
    with pytest.raises(OutlineError, match=f"^a.gpkg: .*{words}"):
        read(written(change(official), "a.gpkg"))


def _swapped(shape):
    return shapely.transform(shape, lambda points: points[:, ::-1])


def test_grid_coordinates_in_geojson_that_says_nothing_are_refused(official, tmp_path):
    """GeoJSON is in degrees unless it says otherwise."""
    document = json.loads(official.to_json())
    del document["crs"]
    (tmp_path / "a.geojson").write_text(json.dumps(document))
    with pytest.raises(OutlineError, match="not in Scotland"):
        read(tmp_path / "a.geojson")


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.zip"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\x01", b"code,x\n1,2\n", b"PK\x03\x04" + b"\x00" * 50])
def test_files_that_are_no_outlines(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(OutlineError, match=name):
        read(tmp_path / name)


def test_damaged_archives_and_half_a_file(official, written, tmp_path):
    whole = written(official, "a.geojson").read_bytes()
    (tmp_path / "half.geojson").write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("notes.txt", "no shapes here")
    archived = (tmp_path / "none.zip").read_bytes()
    (tmp_path / "damaged.zip").write_bytes(archived.replace(b"PK\x01\x02", b"XX\x01\x02"))
    for name in ("half.geojson", "none.zip", "damaged.zip"):
        with pytest.raises(OutlineError, match=name):
            read(tmp_path / name)


def test_there_must_be_a_file(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere.geojson"):
        with pytest.raises(OutlineError, match="there is no file"):
            read(path)
