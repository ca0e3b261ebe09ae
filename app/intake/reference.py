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
_TEXT = ("zone_code", "code", "area_code")


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
    table, faults = _read(path, _POPULATION)
    if table is None:
        return ReadTable(pd.DataFrame(), faults)
    points = table.astype(dict.fromkeys(("population", "longitude", "latitude", "simd_quintile"), "float64"))
    points["hscp_code"] = pd.Series(
        hscps_of_points(points.latitude.to_numpy(), points.longitude.to_numpy()), index=points.index, dtype="string"
    )
    faults += _unless(path, table, "population", points.population >= 0, "a number of people of 0 or more")
    faults += _unless(path, table, "latitude", points.latitude.between(54, 62), "degrees north, in Scotland")
    faults += _unless(path, table, "longitude", points.longitude.between(-10, 1), "degrees east, in Scotland")
    fifth = points.simd_quintile
    faults += _unless(
        path, table, "simd_quintile", fifth.isna() | fifth.isin([1, 2, 3, 4, 5]), "1 (most deprived) to 5"
    )
    faults += _unless(path, table, "zone_code", ~points.zone_code.duplicated(), "a code of its own for each zone")
    nowhere = points.hscp_code.isna()
    faults += _unless(path, table, "latitude", ~nowhere, "a point in or near an HSCP", Severity.WARNING)
    points["most_deprived"] = (fifth == 1).astype("boolean").mask(fifth.isna())
    columns = ["zone_code", "hscp_code", "population", "most_deprived", "longitude", "latitude"]
    return ReadTable(points.loc[~nowhere, columns].reset_index(drop=True), faults)


def read_lookup(path: Path) -> ReadTable:
    """Which HSCP each postcode or ward belongs to, told by the code of its HSCP or council.

    Returns `code` (without spaces) and `hscp_code`.
    """
    table, faults = _read(path, _LOOKUP)
    if table is None:
        return ReadTable(pd.DataFrame(), faults)
    known = {code: area.hscp_codes[0] for code in table.area_code.unique() if (area := _local(code))}
    code = table.code.str.upper().str.replace(" ", "")
    hscp = table.area_code.map(known).astype("string")
    faults += _unless(path, table, "code", code != "", "a postcode or the code of a ward")
    faults += _unless(path, table, "area_code", hscp.notna(), "the code of an HSCP or council area")
    return ReadTable(pd.DataFrame({"code": code, "hscp_code": hscp}).drop_duplicates("code", ignore_index=True), faults)


def _local(code: str) -> object:
    area = served(code) if code else None
    return area if area and not area.wider else None


def _read(path: Path, fields: Mapping[str, tuple[str, ...]]) -> tuple[pd.DataFrame | None, list[Fault]]:
    """The wanted columns, numbers where they are numbers; None when a column is missing or the file unreadable."""
    try:
        text = read_csv(path)
    except Unreadable as unreadable:
        return None, [unreadable.fault]
    aliases = {alias: field for field, others in fields.items() for alias in (field, *others)}
    columns: dict[str, str] = {}
    for column, alias in named(text.cells.column_names, aliases).items():
        columns.setdefault(aliases[alias], column)
    faults = [*text.faults, *_missing(text, fields, columns)]
    if any(fault.severity == Severity.ERROR for fault in faults):
        return None, faults
    table = pd.DataFrame({field: text.cells[column].to_pandas().str.strip() for field, column in columns.items()})
    for field in table.columns.difference(_TEXT):
        table[field] = pd.to_numeric(table[field], errors="coerce")
    table = table.reindex(columns=list(fields))
    table["row"] = text.rows
    return table, faults


def _missing(text: TextTable, fields: Mapping[str, tuple[str, ...]], columns: Mapping[str, str]) -> Iterator[Fault]:
    for field, others in fields.items():
        if field not in columns and field not in _OPTIONAL:
            message = f"the required column {field} is missing; it may also be called {', '.join(others)}"
            yield Fault(text.file, None, 1, field, "missing_column", Severity.ERROR, None, message)
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
