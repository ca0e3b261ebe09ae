"""Reading our own CSV format: a row for each service, or for each place of one."""

import csv
from collections import defaultdict
from difflib import get_close_matches
from pathlib import Path

from app.contract.directory import RECORD
from app.intake.directory.package import blank_rows
from app.intake.directory.records import Place, Record, Told
from app.intake.faults import Fault, Severity
from app.intake.reading import TextTable, Unreadable, named, read_csv

_FIELDS = [field.name for field in RECORD]
_OF_A_PLACE = ("latitude", "longitude", "postcode")
_LISTS = ("categories", "area_codes")
_EXAMPLE = {
    "directory": "Sample directory",
    "service_id": "SAMPLE-1",
    "service_name": "Sample lunch club",
    "organisation": "Sample organisation",
    "categories": "loneliness;food_and_fuel",
    "status": "active",
    "reach": "local",
    "area_codes": "S12000049",
    "latitude": "55.8609",
    "longitude": "-4.2514",
    "postcode": "G2 1DU",
    "minimum_age": "50",
    "last_assured": "2026-01-31",
    "waiting_list": "open",
    "url": "https://www.example.org/lunch-club",
}


def write_template(path: Path) -> None:
    """Write a CSV file of our own format: its header, and one made-up service as an example, to be written over."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerow(_EXAMPLE)


def read_flat(path: Path) -> Told:
    """Read a CSV file whose header names the fields of the contract's `RECORD`. Never raises for what is in it."""
    try:
        text = read_csv(path)
    except Unreadable as unreadable:
        return Told([], [unreadable.fault])
    names, header = _columns(text)
    if any(fault.severity == Severity.ERROR for fault in header):
        return Told([], header)
    records, differing = _records(text, names)
    whole = frozenset(str(record.values["directory"]) for record in records)
    return Told(records, [*header, *text.faults, *blank_rows(text), *differing], whole)


def _columns(text: TextTable) -> tuple[dict[str, str], list[Fault]]:
    """Field → column as written, and what is wrong with the header."""

    def fault(column: str | None, rule: str, message: str, severity: Severity = Severity.ERROR) -> Fault:
        return Fault(text.file, None, 1 if column else None, column, rule, severity, None, message)

    by_column = named(text.cells.column_names, _FIELDS)
    faults: list[Fault] = []
    names: dict[str, str] = {}
    for column in text.cells.column_names:
        field = by_column.get(column)
        if field is None:
            near = get_close_matches(column.strip().lower(), _FIELDS, n=1)
            hint = f"rename it if {near[0]} was meant" if near else "leave it out"
            message = f"the directory has no such field, and it is not loaded; {hint}"
            faults.append(fault(column, "unknown_column", message, Severity.WARNING))
        elif field in names:
            faults.append(fault(column, "repeated_column", f"{field} has a column already; keep one of them"))
        else:
            names[field] = column
    for field in RECORD:
        if field.required and field.name not in names:
            faults.append(fault(field.name, "missing_column", f"the required column {field.name} is missing; add it"))
    if not text.cells.num_rows:
        faults.append(fault(None, "rows", "there are no rows below the header; add them or leave the file out"))
    return names, faults


def _records(text: TextTable, names: dict[str, str]) -> tuple[list[Record], list[Fault]]:
    """One record a row; rows that repeat a service tell its further places, and must agree in all else."""
    cells = {field: text.cells[column].to_pylist() for field, column in names.items()}
    by_id: dict[str, Record] = {}
    records: list[Record] = []
    places: dict[str, list[Place]] = defaultdict(list)
    faults: list[Fault] = []
    for index, number in enumerate(text.rows.tolist()):
        row = {field: values[index].strip() for field, values in cells.items()}
        place = Place(*(row.pop(field, "") for field in _OF_A_PLACE), at="latitude, longitude")
        terms, areas = ([part.strip() for part in row.pop(name, "").split(";") if part.strip()] for name in _LISTS)
        record = Record("own", text.file, number, row, names, terms, areas, [place])
        first = by_id.setdefault(row["service_id"], record) if row["service_id"] else record
        records.append(record)
        if first is record:
            places[row["service_id"]].append(place)
            continue
        for field, value in row.items():
            if value and first.values.get(field) not in ("", value):
                message = f"row {first.row} tells something else of this service, and is used; make them agree"
                faults.append(record.fault(field, "same_service", message, value, Severity.WARNING))
        if place in places[row["service_id"]]:
            message = "an earlier row tells this place of the service; leave one of them out"
            faults.append(record.fault("service_id", "repeated_row", message, row["service_id"], Severity.WARNING))
        places[row["service_id"]].append(place)
    return records, faults
