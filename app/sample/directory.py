"""Made-up community services and where made-up people live; both say that they are made up."""

from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from app.contract.codes import SAMPLE_PREFIX, SERVICE_CATEGORIES
from app.contract.directory import RECORD
from app.geography.areas import SCOTLAND
from app.geography.boundaries import BRITISH_GRID
from app.settings import PROJECT

DIRECTORY = "Sample directory"
_KINDS = {
    "mental_wellbeing": ("listening service", "wellbeing group", "counselling service"),
    "loneliness": ("befriending service", "lunch club", "men's shed"),
    "money_and_benefits": ("money advice service", "benefits advice drop-in"),
    "food_and_fuel": ("community larder", "energy advice service"),
    "housing": ("housing advice service", "tenancy support service"),
    "employment": ("job club", "employability service"),
    "physical_activity": ("walking group", "gentle exercise class", "allotment group"),
    "long_term_conditions": ("self-management group", "exercise after stroke class"),
    "carers": ("carers centre", "carers' café"),
    "bereavement_and_relationships": ("bereavement support group", "relationship counselling service"),
    "substance_use": ("recovery café", "alcohol support service"),
    "domestic_abuse": ("domestic abuse support service",),
    "immigration_and_asylum": ("refugee welcome group",),
    "family": ("parent and toddler group", "family support service"),
    "digital": ("digital skills drop-in",),
    "transport": ("community transport scheme",),
}
_SHARES = (14, 15, 9, 7, 5, 6, 13, 8, 5, 4, 5, 2, 1, 8, 3, 3)  # of services, by category
_THIN = ("S37000010", "S37000030")  # directories that list few of the services that there are
_STALE = ("S37000008", "S37000019")  # directories that nobody has looked after
_FEW_KEPT, _ASSURED, _ASSURED_WHERE_STALE = 0.2, 0.8, 0.2
_PEOPLE_A_ZONE = 5_000
_SPREAD_METRES = 1_500


def community_supply(seed: int) -> pd.DataFrame:
    """How well each HSCP (rows) is supplied with services for each category (columns), against 1 for Scotland.

    Worse in remote places, and different everywhere: what makes needs go unmet in the sample returns.
    """
    hscps = _hscps()
    rng = np.random.default_rng([seed, 1])
    remote = hscps[["ur6_pct_remote_rural", "ur6_pct_remote_small_towns"]].sum(axis=1).to_numpy()[:, None] / 100
    spread = rng.lognormal(-0.1, 0.5, (len(hscps), len(SERVICE_CATEGORIES)))
    return pd.DataFrame(spread * (1 - 0.45 * remote), index=hscps.index, columns=list(SERVICE_CATEGORIES))


def write_directory(out: Path, *, services: int = 1500, seed: int = 2021, as_at: date) -> list[Path]:
    """Write about so many `services`, assured up to `as_at`, and points of population, as two CSV files in `out`.

    The same arguments give the same bytes.
    """
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([seed, 2])
    towns = _towns(rng)
    tables = {"services.csv": _services(services, seed, towns, as_at, rng), "population.csv": _population(towns, rng)}
    for name, table in tables.items():
        table.to_csv(out / name, index=False, lineterminator="\n")
    return [out / name for name in tables]


def _hscps() -> pd.DataFrame:
    return pd.read_csv(PROJECT / "data" / "reference" / "hscp.csv").set_index("hscp_code")


def _towns(rng: np.random.Generator) -> dict[str, tuple[np.ndarray, np.ndarray, shapely.Geometry]]:
    """For each HSCP made-up towns: their centres (metres), the shares of its people, and its outline."""
    outlines = gpd.read_file(PROJECT / "geo" / "hscp_indicative.geojson").to_crs(BRITISH_GRID)
    population = _hscps().population_mid2022
    towns = {}
    for code, outline in zip(outlines.hscp_code, outlines.geometry, strict=True):
        count = int(np.clip(population[code] / 20_000, 3, 14))
        shapely.prepare(outline)
        centres = _within(outline, lambda n, box=outline.bounds: rng.uniform(box[:2], box[2:], (n, 2)), count)
        shares = 1 / np.arange(1, count + 1)
        towns[code] = (centres, shares / shares.sum(), outline)
    return towns


def _within(outline: shapely.Geometry, draw: object, count: int) -> np.ndarray:
    """The first `count` of the points drawn that are within an outline."""
    found = np.empty((0, 2))
    while len(found) < count:
        points = draw(4 * count + 20)
        found = np.vstack([found, points[shapely.contains_xy(outline, *points.T)]])
    return found[:count]


def _near_towns(
    town: tuple[np.ndarray, np.ndarray, shapely.Geometry], count: int, rng: np.random.Generator
) -> np.ndarray:
    """Points around the towns of an HSCP; one that falls outside of it is at its town's centre."""
    centres, shares, outline = town
    at = centres[rng.choice(len(centres), count, p=shares)]
    points = at + rng.normal(0, _SPREAD_METRES, (count, 2))
    return np.where(shapely.contains_xy(outline, *points.T)[:, None], points, at)


def _degrees(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    there = gpd.GeoSeries.from_xy(*points.T, crs=BRITISH_GRID).to_crs(4326)
    return there.y.round(5).to_numpy(), there.x.round(5).to_numpy()


def _services(count: int, seed: int, towns: dict, as_at: date, rng: np.random.Generator) -> pd.DataFrame:
    local = _local(count, seed, towns, rng)
    elsewhere = _wider_and_online(max(16, round(0.08 * count)), rng)
    table = pd.concat([local, elsewhere], ignore_index=True)
    number = len(table)
    assured = np.where(table.area.isin(_STALE), _ASSURED_WHERE_STALE, _ASSURED)
    fresh = rng.random(number) < assured
    days = np.where(fresh, rng.integers(5, 350, number), rng.integers(380, 1500, number))
    waiting = rng.choice(["open", "closed", ""], number, p=[0.45, 0.12, 0.43])
    table = table.assign(
        directory=DIRECTORY,
        service_id=[f"{SAMPLE_PREFIX}S{number:05d}" for number in range(1, number + 1)],
        organisation=[f"Sample organisation {number}" for number in rng.integers(1, number // 3 + 2, number)],
        status=rng.choice(["active", "inactive", "temporarily closed"], number, p=[0.95, 0.03, 0.02]),
        last_assured=[(as_at - timedelta(days=int(each))).isoformat() for each in days],
        waiting_list=waiting,
        minimum_age=np.where(table.categories == "family", "", rng.choice(["", "16", "18", "50"], number)),
    )
    return table.reindex(columns=[field.name for field in RECORD])


def _local(count: int, seed: int, towns: dict, rng: np.random.Generator) -> pd.DataFrame:
    hscps = _hscps()
    supply = community_supply(seed)
    expected = supply.to_numpy() * hscps.population_mid2022.to_numpy()[:, None] * np.array(_SHARES)
    expected *= 0.92 * count / expected.sum()
    listed = np.where(hscps.index.isin(_THIN), _FEW_KEPT, 1.0)
    numbers = rng.poisson(expected * listed[:, None])
    parts = []
    for row, (code, name) in enumerate(hscps.hscp_name.items()):
        categories = np.repeat(SERVICE_CATEGORIES, numbers[row])
        latitude, longitude = _degrees(_near_towns(towns[code], len(categories), rng))
        kinds = [_KINDS[category][rng.integers(len(_KINDS[category]))] for category in categories]
        second = rng.random(len(categories)) < 0.12
        also = rng.choice(SERVICE_CATEGORIES, len(categories))
        parts.append(
            pd.DataFrame(
                {
                    "area": code,
                    "service_name": [f"Sample {kind} {n}, {name}" for n, kind in enumerate(kinds, start=1)],
                    "categories": [
                        f"{first};{other}" if both and other != first else first
                        for first, other, both in zip(categories, also, second, strict=True)
                    ],
                    "reach": "local",
                    "area_codes": np.where(rng.random(len(categories)) < 0.5, code, ""),
                    "latitude": latitude,
                    "longitude": longitude,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _wider_and_online(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Services for whole NHS Boards or all of Scotland, half of them online."""
    boards = _hscps().drop_duplicates("nhs_board_code").set_index("nhs_board_code").nhs_board_name
    codes = np.where(rng.random(count) < 0.6, rng.choice(boards.index, count), SCOTLAND)
    categories = np.array(SERVICE_CATEGORIES)[np.arange(count) % len(SERVICE_CATEGORIES)]
    online = rng.random(count) < 0.5
    names = [boards.get(code, "Scotland") for code in codes]
    return pd.DataFrame(
        {
            "area": codes,
            "service_name": [
                f"Sample {'online' if each else 'regional'} {_KINDS[category][0]} {n}, {name}"
                for n, (each, category, name) in enumerate(zip(online, categories, names, strict=True), start=1)
            ],
            "categories": categories,
            "reach": np.where(online, "online", "wider"),
            "area_codes": codes,
        }
    )


def _population(towns: dict, rng: np.random.Generator) -> pd.DataFrame:
    """Points with the people around each, as `python -m app population load` reads them."""
    parts = []
    for code, hscp in _hscps().iterrows():
        count = max(3, round(hscp.population_mid2022 / _PEOPLE_A_ZONE))
        latitude, longitude = _degrees(_near_towns(towns[code], count, rng))
        shares = hscp[[f"pop_share_q{fifth}" for fifth in range(1, 6)]].to_numpy(dtype=float)
        parts.append(
            pd.DataFrame(
                {
                    "zone_code": [f"{SAMPLE_PREFIX}{code}-{number:03d}" for number in range(1, count + 1)],
                    "population": round(hscp.population_mid2022 / count),
                    "latitude": latitude,
                    "longitude": longitude,
                    "simd_quintile": rng.choice([1, 2, 3, 4, 5], count, p=shares / shares.sum()),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
