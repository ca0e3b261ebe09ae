"""Official boundaries in files of all kinds, made into the 31 HSCPs."""

import re
import zipfile
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from app.settings import PROJECT

BRITISH_GRID = 27700
_SCOTLAND = shapely.box(-200_000, 500_000, 700_000, 1_300_000)  # on the British grid, Rockall and Shetland included
_IN_ARCHIVES = (".shp", ".gpkg", ".geojson", ".json")
_RETIRED = {  # codes that were replaced when borders moved a little, and what they became
    "S12000015": "S12000047", "S12000024": "S12000048", "S12000046": "S12000049", "S12000044": "S12000050",
    "S37000014": "S37000032", "S37000023": "S37000033", "S37000015": "S37000034", "S37000021": "S37000035",
    "S08000018": "S08000029", "S08000027": "S08000030", "S08000021": "S08000031", "S08000023": "S08000032",
}  # fmt: skip
_AREA_CODE = re.compile(r"S(12|37)\d{6}")


class OutlineError(Exception):
    """These outlines cannot be used; the message says why and what to do."""


def current_code(code: str) -> str:
    """The code that a retired one of an HSCP, council or NHS Board became; any other code as it is."""
    return _RETIRED.get(code, code)


@cache
def hscps_by_code() -> dict[str, str]:
    """HSCP code by the codes of HSCPs and of council areas."""
    wanted = pd.concat([_wanted(hscps=True), _wanted(hscps=False)])
    return dict(zip(wanted.code, wanted.hscp_code, strict=True))


@cache
def hscps_by_name() -> dict[str, str]:
    """HSCP code by the official names of HSCPs and of council areas."""
    wanted = pd.concat([_wanted(hscps=True), _wanted(hscps=False)])
    return dict(zip(wanted.name, wanted.hscp_code, strict=True))


def hscps_in(path: Path, name: str) -> gpd.GeoDataFrame:
    """The 31 HSCPs out of a GeoJSON, GeoPackage or shapefile (or a zip of one) of HSCPs or council areas.

    Returns `hscp_code, hscp_name, geometry` on the British grid, valid, as detailed as the file has them. The first
    layer from which all 31 can be made is taken. `name` is what messages call the file. Raises OutlineError.
    """
    if not path.is_file():
        raise OutlineError(f"there is no file {path}; look at the name and the folder")
    refusals = []
    try:
        layers = _layers(path)
        for source, layer in layers:
            try:
                return _hscps(_on_the_grid(gpd.read_file(source, layer=layer)))
            except OutlineError as refusal:
                refusals.append(f"{name if len(layers) == 1 else f'{name}, layer {layer}'}: {refusal}")
    except (RuntimeError, ValueError, zipfile.BadZipFile) as error:  # of GDAL and PROJ: a RuntimeError
        raise OutlineError(f"{name} cannot be read as GeoJSON, GeoPackage or shapefile ({error})") from None
    raise OutlineError("\n".join(refusals) or f"{name} holds no outlines; choose a file of areas")


def _layers(path: Path) -> list[tuple[str, str]]:
    """What in the file has shapes: where GDAL reads it, and the layer's name."""
    sources = [str(path)]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.namelist() if not member.startswith("__MACOSX/")]
        shapes = [member for member in members if member.lower().endswith(_IN_ARCHIVES)]
        sources = [f"/vsizip/{{{path.resolve()}}}/{member}" for member in shapes]
    return [
        (source, layer.name)
        for source in sources
        for layer in gpd.list_layers(source).itertuples()
        if layer.geometry_type
    ]


def _on_the_grid(read: pd.DataFrame) -> gpd.GeoDataFrame:
    """The shapes that are there, on the British grid."""
    if not isinstance(read, gpd.GeoDataFrame) or (shapes := read[~(read.geometry.isna() | read.is_empty)]).empty:
        raise OutlineError("it holds no outlines; choose a file of areas")
    if shapes.crs is None:
        west, south, east, north = shapes.total_bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise OutlineError(
                "it does not say which coordinates it uses, and they are not degrees; export it again with its "
                "coordinate system (a shapefile needs its .prj file)"
            )
        shapes = shapes.set_crs(4326)
    return shapes.to_crs(BRITISH_GRID)


def _hscps(read: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The 31 HSCPs out of HSCPs or council areas, whichever column has their codes; other areas are left out."""
    codes = _codes(read).replace(_RETIRED)
    wanted = _wanted(hscps=codes.str.startswith("S37").sum() > codes.str.startswith("S12").sum())
    areas = read[["geometry"]].assign(code=codes).merge(wanted, on="code")
    # Coordinates that cannot be put on the grid have become infinite, and are outside too.
    if outside := sorted(set(areas.name[~areas.envelope.within(_SCOTLAND)])):
        raise OutlineError(
            f"by the coordinates it declares, not in Scotland: {', '.join(outside)}; "
            "export it again with the coordinate system that its figures are in"
        )
    areas.geometry = areas.make_valid(method="structure", keep_collapsed=False)
    areas = areas[areas.area > 0]  # points and lines are not outlines
    if missing := sorted(set(wanted.name[~wanted.code.isin(areas.code)])):
        raise OutlineError(
            f"it lacks {', '.join(missing)}; the outlines of all 31 HSCPs, or of all 32 council areas, are needed"
        )
    return areas.dissolve("hscp_code", as_index=False)[["hscp_code", "hscp_name", "geometry"]]


def _codes(read: gpd.GeoDataFrame) -> pd.Series:
    """The column in which most values are codes of HSCPs or Scottish councils; the finer areas where both are there."""
    found = []
    for column in read.columns.drop("geometry"):
        codes = read[column].astype("string").str.strip().str.upper()
        codes = codes.where(codes.str.fullmatch(_AREA_CODE.pattern))
        if codes.notna().any():
            found.append(codes)
    if not found:
        raise OutlineError(
            "no column holds codes of HSCPs (S37…) or council areas (S12…); "
            "choose the official boundaries with their codes"
        )
    return max(found, key=lambda codes: (codes.notna().sum(), codes.nunique()))


def _wanted(*, hscps: bool) -> pd.DataFrame:
    """The areas from which the HSCPs are made, HSCPs themselves or councils: `code, name, hscp_code, hscp_name`."""
    reference = pd.read_csv(PROJECT / "data" / "reference" / "hscp.csv")
    if hscps:
        return reference[["hscp_code", "hscp_name"]].assign(code=reference.hscp_code, name=reference.hscp_name)
    split = reference.assign(code=reference.council_codes.str.split("; "), name=reference.council_names.str.split("; "))
    return split.explode(["code", "name"])[["code", "name", "hscp_code", "hscp_name"]]
