"""Outlines of the 31 HSCPs: the indicative ones that come with the program, or official ones brought by someone."""

import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import pandas as pd
import requests
import shapely
from pyogrio.errors import DataSourceError

from app.settings import PROJECT, settings

_NAME = "outlines.geojson"
_ABOUT = "about.json"
_BRITISH_GRID = 27700
_MOST_BYTES = 400_000
_MOST_DOWNLOADED = 200_000_000
_SECONDS = 60
_RETIRED = {  # codes that were replaced when borders moved a little, and what they became
    "S12000015": "S12000047", "S12000024": "S12000048", "S12000046": "S12000049", "S12000044": "S12000050",
    "S37000014": "S37000032", "S37000023": "S37000033", "S37000015": "S37000034", "S37000021": "S37000035",
}  # fmt: skip
_AREA_CODE = re.compile(r"S(12|37)\d{6}")


class OutlineError(Exception):
    """These outlines cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Outlines:
    """Outlines to draw: 31 rows `hscp_code, hscp_name, geometry` (degrees), what to call them, and an id for caches."""

    areas: gpd.GeoDataFrame
    label: str
    version: str


def in_use() -> Outlines:
    """The outlines that maps show: official ones if someone has brought them, else the indicative ones."""
    brought = settings().outlines / _NAME
    path = brought if brought.is_file() else PROJECT / "geo" / "hscp_indicative.geojson"
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> Outlines:
    about = path.with_name(_ABOUT)
    label = json.loads(about.read_text())["label"] if about.is_file() else "Indicative outlines (Natural Earth)"
    return Outlines(gpd.read_file(path), label, sha256(path.read_bytes()).hexdigest()[:12])


def use(path: Path, source: str | None = None) -> Outlines:
    """Take official outlines of HSCPs or council areas from a GeoJSON, GeoPackage or shapefile, and show them.

    Any coordinate system that the file declares will do, and codes in any column. `source` names them to readers; the
    file's name if not given. Raises OutlineError, and changes nothing, when the 31 HSCPs cannot be made from them.
    """
    areas = _simplified(_hscps(_read_file(path)))
    label = f"Official outlines ({source or path.name}, {date.today():%-d %B %Y})"
    folder = settings().outlines
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / _ABOUT, json.dumps({"label": label}))
    _replace(folder / _NAME, areas.to_json(drop_id=True))
    return in_use()


def fetch(url: str | None = None) -> Outlines:
    """Download official outlines from an ArcGIS feature service (`CLW_OUTLINES_URL` by default) and use them.

    Raises OutlineError when the service cannot be reached or does not answer with outlines of all HSCPs.
    """
    url = url or settings().outlines_url
    features = [feature for page in _pages(url) for feature in page]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fetched.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return use(path, source="ONS Open Geography")


def _pages(url: str) -> Iterator[list[dict]]:
    """The features of a service, page by page until it says that there are no more."""
    offset, downloaded = 0, 0
    while True:
        where = {"where": "1=1", "outFields": "*", "outSR": "4326", "f": "geojson", "resultOffset": str(offset)}
        try:
            with requests.get(url, params=where, timeout=_SECONDS, stream=True) as answer:
                answer.raise_for_status()
                body = answer.raw.read(_MOST_DOWNLOADED - downloaded + 1, decode_content=True)
            downloaded += len(body)
            if downloaded > _MOST_DOWNLOADED:
                raise OutlineError(f"{url} sends more than 200 MB; ask it for a generalised version of the outlines")
            page = json.loads(body)
            features = page["features"]
        except requests.ConnectionError:
            raise OutlineError(
                f"there is no connection to {url}; on a machine without internet, bring the file and run "
                "python -m app outlines use FILE"
            ) from None
        except requests.RequestException as error:
            raise OutlineError(f"{url} did not answer as expected ({error}); try later or another address") from None
        except (ValueError, KeyError, TypeError):
            raise OutlineError(f"{url} did not answer with GeoJSON; check the address (CLW_OUTLINES_URL)") from None
        yield features
        more = page.get("exceededTransferLimit") or page.get("properties", {}).get("exceededTransferLimit")
        if not more or not features:
            return
        offset += len(features)


def _read_file(path: Path) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise OutlineError(f"there is no file {path}; look at the name and the folder")
    try:
        read = gpd.read_file(path)
    except (DataSourceError, ValueError) as error:
        raise OutlineError(f"{path.name} cannot be read as GeoJSON, GeoPackage or shapefile ({error})") from None
    if not isinstance(read, gpd.GeoDataFrame) or read.empty or read.geometry.isna().all():
        raise OutlineError(f"{path.name} holds no outlines; choose a file of areas")
    if read.crs is None:
        west, south, east, north = read.total_bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise OutlineError(
                f"{path.name} does not say which coordinates it uses, and they are not degrees; export it again with "
                "its coordinate system (a shapefile needs its .prj file)"
            )
        read = read.set_crs(4326)
    return read.to_crs(_BRITISH_GRID)


def _hscps(read: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The 31 HSCPs out of HSCPs or council areas, whichever column has their codes; other areas are left out."""
    codes = _codes(read).replace(_RETIRED)
    wanted = _wanted(hscps=codes.str.startswith("S37").sum() > codes.str.startswith("S12").sum())
    if missing := sorted(wanted.name[~wanted.code.isin(codes)]):
        raise OutlineError(
            f"the file lacks {', '.join(missing)}; it needs all 31 HSCPs, or all 32 council areas, of Scotland"
        )
    areas = read[[read.geometry.name]].set_geometry(read.geometry.name).assign(code=codes).merge(wanted, on="code")
    areas.geometry = areas.geometry.make_valid()
    merged = areas.dissolve("hscp_code", as_index=False)
    return gpd.GeoDataFrame(merged[["hscp_code", "hscp_name"]], geometry=merged.geometry, crs=read.crs)


def _wanted(*, hscps: bool) -> pd.DataFrame:
    """The areas from which the HSCPs are made, HSCPs themselves or councils: `code, name, hscp_code, hscp_name`."""
    reference = pd.read_csv(PROJECT / "data" / "reference" / "hscp.csv")
    if hscps:
        return reference[["hscp_code", "hscp_name"]].assign(code=reference.hscp_code, name=reference.hscp_name)
    split = reference.assign(code=reference.council_codes.str.split("; "), name=reference.council_names.str.split("; "))
    return split.explode(["code", "name"])[["code", "name", "hscp_code", "hscp_name"]]


def _codes(read: gpd.GeoDataFrame) -> pd.Series:
    """The column in which most values are codes of HSCPs or Scottish councils; the finer areas where both are there."""
    found = {}
    for column in read.columns.drop(read.geometry.name):
        codes = read[column].astype("string").str.strip().str.upper()
        codes = codes.where(codes.str.fullmatch(_AREA_CODE.pattern))
        if codes.notna().any():
            found[column] = codes
    if not found:
        raise OutlineError(
            "no column of the file holds codes of HSCPs (S37…) or council areas (S12…); "
            "choose the official boundaries with their codes"
        )
    return max(found.values(), key=lambda codes: (codes.notna().sum(), codes.nunique()))


def _simplified(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Outlines light enough for a browser: shared borders stay shared, and no HSCP loses its largest islands."""
    tolerance = settings().map_tolerance_metres
    while True:
        geometry = shapely.coverage_simplify(areas.geometry.to_numpy(), tolerance)
        light = gpd.GeoDataFrame(areas.drop(columns="geometry"), geometry=geometry, crs=_BRITISH_GRID)
        light.geometry = [_without_specks(shape, tolerance) for shape in light.geometry]
        light = light.to_crs(4326)
        light.geometry = shapely.make_valid(shapely.set_precision(light.geometry.to_numpy(), 1e-5))
        if len(light.to_json(drop_id=True)) <= _MOST_BYTES:
            return light
        tolerance *= 1.5


def _without_specks(shape: shapely.Geometry, tolerance: float) -> shapely.Geometry:
    """Leave out islands too small to be seen, but always keep the largest part."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area)
    return shapely.MultiPolygon([part for part in parts if part is largest or part.area > (2 * tolerance) ** 2])


def _replace(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old or the new one whole."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as aside:
        aside.write(text)
    Path(aside.name).replace(path)
