"""Reading the reference tables that a steward may bring: where people live, and the HSCPs of postcodes and wards."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from app.geography.placing import hscps_of_points, served
from app.intake.faults import Fault, Severity
from app.intake.reading import TextTable, Unreadable, named, read_csv

_POPULATION = {  # field → other names under which published files have it
    "zone_code": ("dz11_code", "datazone", "dz", "code"),
    "population": ("pop", "pop2021", "pop2022", "total"),
    "longitude": ("lon", "long", "rep_lon"),
    "latitude": ("lat", "rep_lat"),
    "simd_quintile": ("quintile", "simd2020v2_quintile", "simd"),
}
_LOOKUP = {
    "code": ("postcode", "pcd", "pcds", "ward", "ward_code"),
    "area_code": ("hscp_code", "hscp", "council_code", "council", "ltla19_code", "lad"),
}
_OPTIONAL = ("simd_quintile",)
_NUMBERS = ("population", "longitude", "latitude", "simd_quintile")


@dataclass(frozen=True)
class ReadTable:
    """A reference table as read, and what is wrong with it; usable only when no fault is an error."""

    table: pd.DataFrame
    faults: list[Fault]

    @property
    def has_errors(self) -> bool:
        """Whether a fault is an error."""
        return any(fault.severity == Severity.ERROR for fault in self.faults)


def read_population(path: Path) -> ReadTable:
    """Points with the number of people who live around each, such as data zones.

    Returns `zone_code, hscp_code, population, most_deprived, longitude, latitude`; the HSCP is that of the point,
    `most_deprived` (missing without a SIMD fifth) says that the zone is in the most deprived fifth.
    """
    text, faults = _read(path, _POPULATION)
    if text is None:
        return ReadTable(pd.DataFrame(), faults)
    points = text.assign(**{field: pd.to_numeric(text[field], errors="coerce").astype(float) for field in _NUMBERS})
    fifth = points.simd_quintile
    north, east = points.latitude.between(54, 62), points.longitude.between(-10, 1)
    known = north & east
    found = hscps_of_points(*(points[field].where(known).to_numpy() for field in ("latitude", "longitude")))
    points["hscp_code"] = pd.Series(found, index=points.index, dtype="string")
    nowhere = known & points.hscp_code.isna()
    people = np.isfinite(points.population) & (points.population >= 0)
    faults += _unless(path, text, "population", people, "a number of people of 0 or more")
    faults += _unless(path, text, "latitude", north, "degrees north, in Scotland")
    faults += _unless(path, text, "longitude", east, "degrees east, in Scotland")
    fits = (text.simd_quintile == "") | fifth.isin([1, 2, 3, 4, 5])
    faults += _unless(path, text, "simd_quintile", fits, "1 (most deprived) to 5")
    own = (text.zone_code != "") & ~text.zone_code.duplicated()
    faults += _unless(path, text, "zone_code", own, "a code of its own for each zone")
    severity = Severity.ERROR if nowhere.all() else Severity.WARNING
    faults += _unless(path, text, "latitude", ~nowhere, "a point in or near an HSCP", severity)
    points["most_deprived"] = (fifth == 1).astype("boolean").mask(fifth.isna())
    columns = ["zone_code", "hscp_code", "population", "most_deprived", "longitude", "latitude"]
    return ReadTable(points.loc[points.hscp_code.notna(), columns].reset_index(drop=True), faults)


def read_lookup(path: Path) -> ReadTable:
    """Which HSCP each postcode or ward belongs to, told by the code of its HSCP or council.

    Returns `code` (without spaces) and `hscp_code`.
    """
    text, faults = _read(path, _LOOKUP)
    if text is None:
        return ReadTable(pd.DataFrame(), faults)
    known = {code: area.hscp_codes[0] for code in text.area_code.unique() if (area := _local(code))}
    code = text.code.str.upper().str.replace(" ", "")
    hscp = text.area_code.map(known).astype("string")
    several = hscp.groupby(code).transform("nunique") > 1
    faults += _unless(path, text, "code", code != "", "a postcode or the code of a ward")
    faults += _unless(path, text, "area_code", hscp.notna(), "the code of an HSCP or council area")
    faults += _unless(path, text, "area_code", ~several, "the same HSCP wherever a postcode or ward is repeated")
    return ReadTable(pd.DataFrame({"code": code, "hscp_code": hscp}).drop_duplicates("code", ignore_index=True), faults)


def _local(code: str) -> object:
    area = served(code) if code else None
    return area if area and not area.wider else None


def _read(path: Path, fields: Mapping[str, tuple[str, ...]]) -> tuple[pd.DataFrame | None, list[Fault]]:
    """The wanted columns as text; None when one is missing or the file unreadable."""
    try:
        text = read_csv(path)
    except Unreadable as unreadable:
        return None, [unreadable.fault]
    columns = _columns(text, fields)
    faults = [*text.faults, *_wrong_columns(text, fields, columns)]
    if any(fault.severity == Severity.ERROR for fault in faults):
        return None, faults
    table = pd.DataFrame({field: text.cells.column(at).to_pandas().str.strip() for field, (at,) in columns.items()})
    table = table.reindex(columns=list(fields), fill_value="")
    table["row"] = text.rows
    return table, faults


def _columns(text: TextTable, fields: Mapping[str, tuple[str, ...]]) -> dict[str, list[int]]:
    """Where each field stands, under the first of its names that the file has; more than one place is a fault."""
    header = text.cells.column_names
    names = named(header, [alias for field, others in fields.items() for alias in (field, *others)])
    columns = {}
    for field, others in fields.items():
        for alias in (field, *others):
            if places := [at for at, column in enumerate(header) if names.get(column) == alias]:
                columns[field] = places
                break
    return columns


def _wrong_columns(
    text: TextTable, fields: Mapping[str, tuple[str, ...]], columns: Mapping[str, list[int]]
) -> Iterator[Fault]:
    for field, others in fields.items():
        if field not in columns and field not in _OPTIONAL:
            message = f"the required column {field} is missing; it may also be called {', '.join(others)}"
            yield Fault(text.file, None, 1, field, "missing_column", Severity.ERROR, None, message)
        if len(columns.get(field, [])) > 1:
            message = f"{field} has a column already; keep one of them"
            yield Fault(text.file, None, 1, field, "repeated_column", Severity.ERROR, None, message)
    if not text.cells.num_rows:
        message = "there are no rows below the header"
        yield Fault(text.file, None, None, None, "rows", Severity.ERROR, None, message)


def _unless(
    path: Path, table: pd.DataFrame, field: str, fits: pd.Series, wanted: str, severity: Severity = Severity.ERROR
) -> Iterator[Fault]:
    for row in np.flatnonzero(~fits.fillna(False).to_numpy(dtype=bool)):
        found = str(table[field].iloc[row])
        message = f"expected {wanted}; correct it" if severity == Severity.ERROR else f"not {wanted}; it is left out"
        yield Fault(path.name, None, int(table["row"].iloc[row]), field, "value", severity, found, message)
