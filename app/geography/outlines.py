"""Outlines of the 31 HSCPs: the indicative ones that come with the program, or official ones brought by someone."""

import io
import json
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import geopandas as gpd
import shapely

from app.geography.boundaries import BRITISH_GRID, OutlineError, hscps_in
from app.geography.feature_service import features
from app.settings import PROJECT, settings

_INDICATIVE = PROJECT / "geo" / "hscp_indicative.geojson"
_DRAWN = "outlines.geojson"
_AS_BROUGHT = "as_brought.parquet"
_MOST_BYTES = 400_000
_ONS = "//services1.arcgis.com/ESMARspQHYMw9BZ9/"  # the folder of the Office for National Statistics on that host


@dataclass(frozen=True)
class Outlines:
    """Outlines to draw: 31 rows `hscp_code, hscp_name, geometry` (degrees), what to call them, and an id for caches."""

    areas: gpd.GeoDataFrame
    label: str
    version: str


def in_use() -> Outlines:
    """The outlines that maps show: official ones if someone has brought them, else the indicative ones."""
    brought = settings().outlines / _DRAWN
    path = brought if brought.is_file() else _INDICATIVE
    return _read(path, path.stat().st_mtime_ns)


def for_placing() -> gpd.GeoDataFrame:
    """The outlines in use with all of their detail: `hscp_code, geometry` on the British grid.

    What is drawn is simplified so far that a street beside a border may be in the wrong area; this is not.
    """
    path = settings().outlines / _AS_BROUGHT
    if path.is_file() and (settings().outlines / _DRAWN).is_file():
        return _read_as_brought(path, path.stat().st_mtime_ns)
    return in_use().areas[["hscp_code", "geometry"]].to_crs(BRITISH_GRID)


@lru_cache(maxsize=1)
def _read_as_brought(path: Path, _changed: int) -> gpd.GeoDataFrame:
    return gpd.read_parquet(path)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Outlines:
    content = path.read_bytes()
    document = json.loads(content)
    areas = gpd.GeoDataFrame.from_features(document["features"], crs=4326)
    return Outlines(areas[["hscp_code", "hscp_name", "geometry"]], document["label"], sha256(content).hexdigest()[:12])


def use(path: Path) -> Outlines:
    """Take official outlines of HSCPs or council areas from a GeoJSON, GeoPackage or shapefile, and show them.

    Any coordinate system that the file declares will do, and codes in any column. Raises OutlineError, and changes
    nothing, when the 31 HSCPs cannot be made from them.
    """
    return _show(hscps_in(path, path.name), source=path.name)


def fetch(url: str | None = None) -> Outlines:
    """Download official outlines from an ArcGIS feature service (`CLW_OUTLINES_URL` by default) and use them.

    Raises OutlineError, and changes nothing, when the service cannot be reached or does not answer with outlines of
    all HSCPs.
    """
    url = url or settings().outlines_url
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fetched.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features(url)}), encoding="utf-8")
        areas = hscps_in(path, url)
    return _show(areas, source="ONS Open Geography" if _ONS in url else urlsplit(url).netloc)


def _show(areas: gpd.GeoDataFrame, source: str) -> Outlines:
    label = f"Official outlines ({source}, {date.today():%-d %B %Y})"
    contents = {_AS_BROUGHT: _as_brought(areas), _DRAWN: _light(areas, label).encode()}
    try:
        settings().outlines.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            _replace(settings().outlines / name, content)
    except OSError as error:
        raise OutlineError(
            f"the outlines cannot be written ({error}); free or open the folder, or choose another (CLW_OUTLINES)"
        ) from None
    return in_use()


def _as_brought(areas: gpd.GeoDataFrame) -> bytes:
    written = io.BytesIO()
    areas[["hscp_code", "geometry"]].to_parquet(written)
    return written.getvalue()


def _light(areas: gpd.GeoDataFrame, label: str) -> str:
    """GeoJSON light enough for a browser: shared borders stay shared, and no HSCP loses its larger islands."""
    tolerance = settings().map_tolerance_metres
    while True:
        light = areas.set_geometry(shapely.coverage_simplify(areas.geometry.to_numpy(), tolerance), crs=BRITISH_GRID)
        light.geometry = [_without_specks(shape, tolerance) for shape in light.geometry]
        light = light.to_crs(4326)
        light.geometry = shapely.set_precision(light.geometry.to_numpy(), 1e-5)
        document = light.to_geo_dict(drop_id=True) | {"label": label}
        text = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
        if len(text) <= _MOST_BYTES:
            return text
        tolerance = max(1.5 * tolerance, 1.0)


def _without_specks(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    """Leave out islands too small to be seen, but always keep the largest part."""
    parts = shapely.get_parts(shape)
    largest = max(parts, key=lambda part: part.area)
    return shapely.MultiPolygon([part for part in parts if part is largest or part.area > (2 * tolerance) ** 2])


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a reader, of whichever account, sees the old or the new one whole."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as aside:
        aside.write(content)
    written = Path(aside.name)
    written.chmod(0o644)
    written.replace(path)
