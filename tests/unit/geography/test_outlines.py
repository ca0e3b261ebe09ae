"""Outlines: what is shipped, what is taken from files of all kinds, and a service played by a local server."""

import http.server
import json
import threading

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from app.geography import outlines
from app.geography.areas import SCOTLAND, areas, hscp_codes
from app.geography.outlines import OutlineError
from app.geography.tiles import tiles

pytestmark = pytest.mark.usefixtures("fresh_settings")


def test_areas_are_31_hscps_14_boards_and_scotland():
    everywhere = areas().set_index("area_code")
    assert everywhere.area_level.value_counts().to_dict() == {"hscp": 31, "board": 14, "scotland": 1}
    assert everywhere.population[SCOTLAND] == 5_447_700  # National Records of Scotland, mid-2022
    assert everywhere.gp_practices[SCOTLAND] == 911
    # 19.2% of the people of data zones live in the most deprived fifth (data/reference/README.md).
    hscps = pd.read_csv("data/reference/hscp.csv")
    assert everywhere.population_most_deprived[SCOTLAND] / hscps.pop2021_dz_sum.sum() == pytest.approx(0.192, abs=5e-4)
    assert everywhere.population_most_deprived["S37000022"] == 0


def test_the_shipped_outlines_are_31_valid_areas_and_say_that_they_are_indicative():
    shipped = outlines.in_use()
    assert sorted(shipped.areas.hscp_code) == sorted(hscp_codes())
    assert shipped.areas.is_valid.all()
    assert shipped.label == "Indicative outlines (Natural Earth)"


def test_arran_is_in_north_ayrshire_and_rockall_nowhere():
    shipped = outlines.in_use().areas.set_index("hscp_code").geometry
    arran = shapely.Point(-5.24, 55.57)
    assert shipped[shipped.contains(arran)].index.tolist() == ["S37000020"]
    assert shipped.total_bounds[0] > -9
    island = min(shipped["S37000020"].geoms, key=lambda part: part.distance(arran))
    assert gpd.GeoSeries([island], crs=4326).to_crs(27700).area.item() / 1e6 == pytest.approx(454, abs=5)


def test_tiles_are_31_places_of_their_own():
    placed = tiles()
    assert sorted(placed.area_code) == sorted(hscp_codes())
    assert not placed.duplicated(["column", "row"]).any()
    north = placed.set_index("area_code").row
    assert north["S37000026"] < north["S37000016"] < north["S37000032"] < north["S37000025"]


@pytest.fixture
def official():
    """Made outlines: a square kilometre each, 31 HSCPs in a row, on the British grid."""
    squares = [shapely.box(i * 1000, 600_000, i * 1000 + 1000, 601_000) for i in range(31)]
    return gpd.GeoDataFrame({"HSCP_Code": sorted(hscp_codes())}, geometry=squares, crs=27700)


@pytest.mark.parametrize(
    ("name", "driver"), [("a.geojson", "GeoJSON"), ("a.gpkg", "GPKG"), ("a.shp", "ESRI Shapefile")]
)
@pytest.mark.parametrize("crs", [27700, 4326, 3857])
def test_files_of_all_kinds_in_any_coordinates(official, tmp_path, name, driver, crs):
    path = tmp_path / name
    (official.to_crs(4326) if driver == "GeoJSON" else official.to_crs(crs)).to_file(path, driver=driver)
    used = outlines.use(path)
    assert used.label.startswith("Official outlines (a.")
    assert outlines.in_use().version == used.version != "indicative"
    areas_m2 = used.areas.to_crs(27700).area
    assert areas_m2.between(0.9e6, 1.1e6).all()


def test_councils_retired_codes_and_other_countries(official, tmp_path):
    reference = pd.read_csv("data/reference/hscp.csv")
    councils = reference.assign(code=reference.council_codes.str.split("; ")).explode("code").code
    codes = [*councils.replace({"S12000047": "S12000015", "S12000049": "S12000046"}), "E06000001"]
    squares = [shapely.box(i * 1000, 600_000, i * 1000 + 1000, 601_000) for i in range(33)]
    path = tmp_path / "lad.gpkg"
    gpd.GeoDataFrame({"LAD24NM": "x", "LAD24CD": codes}, geometry=squares, crs=27700).to_file(path)
    used = outlines.use(path).areas
    assert len(used) == 31
    assert used.set_index("hscp_code").to_crs(27700).area["S37000005"] == pytest.approx(2e6, rel=0.05)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda g: g.iloc[:-2], "lacks Glasgow City, North Lanarkshire"),
        (lambda g: g.assign(HSCP_Code="x"), "no column"),
        (lambda g: g.set_crs(None, allow_override=True), "does not say which coordinates"),
        (lambda g: g.iloc[:0], "no outlines"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words_and_changes_nothing(official, tmp_path, change, words):
    path = tmp_path / "a.gpkg"
    change(official).to_file(path)
    with pytest.raises(OutlineError, match=words):
        outlines.use(path)
    assert outlines.in_use().label.startswith("Indicative")


@pytest.mark.parametrize("content", [b"", b"{}", b"\x00\x01", b"code,x\n1,2\n"])
def test_files_that_are_no_outlines(tmp_path, content):
    path = tmp_path / "a.geojson"
    path.write_bytes(content)
    with pytest.raises(OutlineError):
        outlines.use(path)
    with pytest.raises(OutlineError, match="there is no file"):
        outlines.use(tmp_path / "b.geojson")


@pytest.fixture
def service():
    """A feature service on this machine that answers each request with the next of `answers`."""
    answers: list[tuple[int, bytes]] = []
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, body = answers.pop(0)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/query", answers, asked
    server.shutdown()


def test_a_service_is_read_page_by_page(official, service):
    url, answers, asked = service
    features = json.loads(official.to_crs(4326).to_json())["features"]
    answers.append(
        (200, json.dumps({"features": features[:20], "properties": {"exceededTransferLimit": True}}).encode())
    )
    answers.append((200, json.dumps({"features": features[20:]}).encode()))
    assert outlines.fetch(url).label.startswith("Official outlines (ONS Open Geography")
    assert "resultOffset=0" in asked[0]
    assert "resultOffset=20" in asked[1]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, b""), "did not answer as expected"),
        ((200, b"<html>"), "did not answer with GeoJSON"),
        ((200, b'{"error": {"code": 400}}'), "did not answer with GeoJSON"),
        ((200, b'{"features": []}'), "no outlines|cannot be read"),
    ],
)
def test_a_service_that_does_not_answer_well_changes_nothing(service, answer, words):
    url, answers, _ = service
    answers.append(answer)
    with pytest.raises(OutlineError, match=words):
        outlines.fetch(url)
    assert outlines.in_use().label.startswith("Indicative")


def test_without_a_connection_the_message_says_what_to_do():
    with pytest.raises(OutlineError, match="outlines use FILE"):
        outlines.fetch("http://127.0.0.1:9/query")
