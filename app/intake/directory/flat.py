"""Reading our own CSV format: a row for each service, or for each place of one."""

from collections import defaultdict
from collections.abc import Iterator
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


def read_flat(path: Path) -> Told:
    """Read a CSV file whose header names the fields of the contract's `RECORD`. Never raises for what is in it."""
    try:
        text = read_csv(path)
    except Unreadable as unreadable:
        return Told([], [unreadable.fault], "", whole=False)
    names = {field: column for column, field in named(text.cells.column_names, _FIELDS).items()}
    header = list(_header_faults(text, names))
    if any(fault.severity == Severity.ERROR for fault in header):
        return Told([], header, "", whole=False)
    records, differing = _records(text, names)
    return Told(records, [*header, *text.faults, *blank_rows(text), *differing], "", whole=not text.faults)


def _header_faults(text: TextTable, names: dict[str, str]) -> Iterator[Fault]:
    for column in text.cells.column_names:
        if column not in names.values():
            near = get_close_matches(column.strip().lower(), _FIELDS, n=1)
            hint = f"perhaps {near[0]} was meant" if near else "it is not loaded"
            message = f"the directory has no such field; {hint}"
            yield Fault(text.file, None, 1, column, "unknown_column", Severity.WARNING, None, message)
    for field in RECORD:
        if field.required and field.name not in names:
            message = f"the required column {field.name} is missing; add it"
            yield Fault(text.file, None, 1, field.name, "missing_column", Severity.ERROR, None, message)
    if not text.cells.num_rows:
        message = "there are no rows below the header"
        yield Fault(text.file, None, None, None, "rows", Severity.ERROR, None, message)


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
            if value != first.values.get(field):
                message = f"row {first.row} tells something else of this service, and is used; make them agree"
                faults.append(record.fault(field, "same_service", message, value, Severity.WARNING))
        if place in places[row["service_id"]]:
            message = "an earlier row tells this place of the service; the row changes nothing"
            faults.append(record.fault("service_id", "repeated_row", message, row["service_id"], Severity.WARNING))
        places[row["service_id"]].append(place)
    return records, faults
