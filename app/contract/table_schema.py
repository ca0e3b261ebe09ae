"""The data dictionary for programs: a Frictionless Data Package (2.0) with a Table Schema for each table."""

import json

from app.contract.codes import SCHEMA_VERSIONS, SUPPRESSED_MARKS
from app.contract.dictionary import DESCRIBED
from app.contract.fields import Field, Kind
from app.contract.periods import PATTERN
from app.contract.tables import TABLES, Table

_PROFILES = "https://datapackage.org/profiles/2.0"
_TYPES = {Kind.DATE: "date", Kind.COUNT: "integer", Kind.WTE: "number", Kind.NUMBER: "number"}


def package() -> dict:
    """The data package: a resource for each table, as a CSV file and a schema beside the descriptor."""
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "community-link-workers",
        "title": "Core dataset of Community Link Workers in Scotland",
        "version": f"{SCHEMA_VERSIONS[-1]}.0",
        "resources": [
            {
                "name": table.name,
                "type": "table",
                "title": table.title,
                "path": f"{table.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": f"{table.name}.schema.json",
            }
            for table in TABLES.values()
        ],
    }


def schema(table: Table) -> dict:
    """The Table Schema of one table.

    Optional columns may be missing. A mark of suppression is a missing value, so a required count that may be hidden
    is described as required and carries no such constraint; the program's own check is the judge of it.
    """
    written = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "title": table.title,
        "fieldsMatch": "superset",
        "missingValues": ["", *SUPPRESSED_MARKS],
        "fields": [_field(table, field) for field in table.fields],
    }
    if table.key:
        written["primaryKey"] = list(table.key)
    if _refers(table):
        reference = {"resource": "returns", "fields": ["return_id"]}
        written["foreignKeys"] = [{"fields": ["return_id"], "reference": reference}]
    return written


def descriptors() -> dict[str, dict]:
    """Every descriptor by the name of its file, that of the package first."""
    return {"datapackage.json": package()} | {
        f"{table.name}.schema.json": schema(table) for table in DESCRIBED.values()
    }


def as_json(descriptor: dict) -> str:
    """A descriptor as its file holds it."""
    return json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n"


def _refers(table: Table) -> bool:
    return table.name != "returns" and "return_id" in table.columns


def _field(table: Table, field: Field) -> dict:
    constraints: dict[str, object] = {}
    if field.required and not field.people:
        constraints["required"] = True
    if field.name == "return_id" and not _refers(table):
        constraints["unique"] = True
    if field.kind is Kind.PERIOD:
        constraints["pattern"] = PATTERN
    if field.codes:
        constraints["enum"] = list(field.codes())
    bounds = {"minimum": field.minimum, "maximum": field.maximum, "maxLength": field.longest}
    constraints |= {name: value for name, value in bounds.items() if value is not None}
    written: dict[str, object] = {
        "name": field.name,
        "type": _TYPES.get(field.kind, "string"),
        "description": _description(field),
    }
    if field.unit:
        written["unit"] = field.unit
    return written | ({"constraints": constraints} if constraints else {})


def _description(field: Field) -> str:
    words = [field.description]
    if field.kind is Kind.WTE:
        words.append("at most two decimals")
    if field.people:
        hidden = "[c] where it had to be hidden"
        words.append(f"required, {hidden}" if field.required else hidden)
    return "; ".join(words)
