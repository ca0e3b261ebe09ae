"""Reading the tabular form of Open Referral UK 3.0: a folder of CSV files that refer to each other."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.intake.directory.answers import AREA_TEXTS, areas_of
from app.intake.directory.records import Place, Record, Told
from app.intake.faults import Fault, Severity
from app.intake.reading import TextTable, Unreadable, read_csv

_NAMES = {  # the standard's own examples write some tables in two ways
    "services": ("services.csv", "service.csv"),
    "organizations": ("organizations.csv", "organization.csv"),
    "locations": ("locations.csv", "location.csv"),
    "service_at_location": ("service_at_location.csv", "service_at_locations.csv"),
    "addresses": ("addresses.csv", "address.csv"),
    "service_areas": ("service_areas.csv", "service_area.csv"),
    "attributes": ("attributes.csv", "attribute.csv"),
    "taxonomy_terms": ("taxonomy_terms.csv", "taxonomy_term.csv"),
    "taxonomies": ("taxonomies.csv", "taxonomy.csv"),
}
_REFERENCES = (  # table, column, the tables one of which it names a row of
    ("services", "organization_id", ("organizations",)),
    ("organizations", "parent_organization_id", ("organizations",)),
    ("service_at_location", "service_id", ("services",)),
    ("service_at_location", "location_id", ("locations",)),
    ("addresses", "location_id", ("locations",)),
    ("service_areas", "service_id", ("services",)),
    ("attributes", "link_id", ("services", "organizations", "locations", "service_at_location")),
    ("attributes", "taxonomy_term_id", ("taxonomy_terms",)),
    ("taxonomy_terms", "parent_id", ("taxonomy_terms",)),
    ("taxonomy_terms", "taxonomy_id", ("taxonomies",)),
)
_REQUIRED = ("id", "name", "status")
_FIELDS = {
    "service_id": "id",
    "service_name": "name",
    "status": "status",
    "minimum_age": "minimum_age",
    "maximum_age": "maximum_age",
    "last_assured": "assured_date",
    "url": "url",
}

Row = dict[str, str]


def is_package(folder: Path) -> bool:
    """Whether a folder holds a table of services, and not only one of our own format."""
    path = _path(folder, "services")
    if path is None:
        return False
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return "service_id" not in file.readline().casefold()
    except OSError:
        return False


def _path(folder: Path, table: str) -> Path | None:
    return next((folder / name for name in _NAMES[table] if (folder / name).is_file()), None)


def read_package(folder: Path) -> Told:
    """Read the package in `folder`. References to rows that are not there, and blank rows, are told and left out.

    Never raises for what is in the files.
    """
    faults: list[Fault] = []
    tables: dict[str, tuple[str, list[tuple[int, Row]]]] = {}
    for table, names in _NAMES.items():
        path = _path(folder, table)
        if path is None:
            tables[table] = (names[0], [])
            continue
        try:
            text = read_csv(path)
        except Unreadable as unreadable:
            faults.append(unreadable.fault)
            tables[table] = (path.name, [])
            continue
        faults += [*text.faults, *blank_rows(text)]
        tables[table] = (path.name, list(_rows(text)))
    faults += _missing_columns(tables["services"])
    faults += _broken_references(tables)
    if not faults_stop(faults) and not tables["services"][1]:
        faults.append(
            Fault(
                tables["services"][0],
                None,
                None,
                None,
                "rows",
                Severity.ERROR,
                None,
                "there are no services in it; add them",
            )
        )
    return Told(list(_records(tables)), faults, frozenset([""]))


def faults_stop(faults: list[Fault]) -> bool:
    """Whether any fault is an error."""
    return any(fault.severity == Severity.ERROR for fault in faults)


def blank_rows(text: TextTable) -> Iterator[Fault]:
    """One warning for all blank rows of a file."""
    if text.blank:
        message = "blank rows are left out; delete them, or look for what they were to hold"
        yield Fault(text.file, None, None, None, "blank_rows", Severity.WARNING, f"{text.blank} blank rows", message)


def _rows(text: TextTable) -> Iterator[tuple[int, Row]]:
    columns = [name.strip() for name in text.cells.column_names]
    cells = [column.to_pylist() for column in text.cells.columns]
    for number, values in zip(text.rows.tolist(), zip(*cells, strict=True), strict=True):
        yield number, {name: value.strip() for name, value in zip(columns, values, strict=True)}


def _missing_columns(services: tuple[str, list[tuple[int, Row]]]) -> Iterator[Fault]:
    file, rows = services
    for column in _REQUIRED if rows else ():
        if column not in rows[0][1]:
            message = f"the required column {column} is missing; add it"
            yield Fault(file, None, 1, column, "missing_column", Severity.ERROR, None, message)


def _broken_references(tables: dict[str, tuple[str, list[tuple[int, Row]]]]) -> Iterator[Fault]:
    known = {table: {row.get("id", "") for _, row in rows} for table, (_, rows) in tables.items()}
    for table, column, targets in _REFERENCES:
        file, rows = tables[table]
        for number, row in rows:
            named = row.get(column, "")
            if named and not any(named in known[target] for target in targets):
                where = " or ".join(tables[target][0] for target in targets)
                message = f"no row of {where} has this id; the link is not used, correct it"
                yield Fault(file, None, number, column, "reference", Severity.WARNING, named, message)


def _records(tables: dict[str, tuple[str, list[tuple[int, Row]]]]) -> Iterator[Record]:
    def by_id(table: str) -> dict[str, Row]:
        return {row.get("id", ""): row for _, row in tables[table][1]}

    def grouped(table: str, column: str) -> dict[str, list[Row]]:
        groups = defaultdict(list)
        for _, row in tables[table][1]:
            groups[row.get(column, "")].append(row)
        return groups

    organisations, locations, terms = by_id("organizations"), by_id("locations"), by_id("taxonomy_terms")
    at, areas, attributes = (
        grouped(table, column)
        for table, column in (
            ("service_at_location", "service_id"),
            ("service_areas", "service_id"),
            ("attributes", "link_id"),
        )
    )
    addresses = grouped("addresses", "location_id")
    file, services = tables["services"]
    for number, row in services:
        identity = row.get("id", "")
        record = Record("open_referral", file, number, {name: row.get(c) for name, c in _FIELDS.items()}, dict(_FIELDS))
        record.email = row.get("email")
        record.values["directory"] = ""
        record.values["organisation"] = organisations.get(row.get("organization_id", ""), {}).get("name")
        record.terms = [
            term.get("name") or term.get("term", "")
            for link in attributes[identity]
            if (term := terms.get(link.get("taxonomy_term_id", "")))
        ]
        record.areas = [
            told for area in areas[identity] for told in areas_of({key: area.get(key, "") for key in AREA_TEXTS})
        ]
        for link in at[identity]:
            if location := locations.get(link.get("location_id", "")):
                postcodes = [address.get("postal_code") for address in addresses[location.get("id", "")]]
                record.places.append(
                    Place(
                        location.get("latitude"),
                        location.get("longitude"),
                        next(iter(postcodes), None),
                        location.get("location_type") == "virtual",
                        at=f"{tables['locations'][0]}, {location.get('id', '')}",
                    )
                )
        yield record
