"""A record: one service as a source tells it, before anything is held against it."""

import re
from dataclasses import dataclass, field
from typing import Literal

from app.contract.directory import plain
from app.intake.faults import Fault, Severity

Scheme = Literal["own", "open_referral", "aliss"]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass
class Place:
    """Where a service can be found, as told; `virtual` places are no points on a map. `at` is where this stands."""

    latitude: object = None
    longitude: object = None
    postcode: object = None
    virtual: bool = False
    at: str = ""


@dataclass
class Record:
    """A service as told. `values` by the fields of the contract's `RECORD`, and `columns`, how the source calls them.

    `values["directory"]` is blank where the source does not say which directory it is of. `row` is that of a CSV file
    as a spreadsheet counts, or which service of a JSON document it is, from 1.
    """

    scheme: Scheme
    file: str
    row: int | None
    values: dict[str, object]
    columns: dict[str, str] = field(default_factory=dict)
    terms: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    email: object = None

    def fault(
        self, name: str, rule: str, message: str, found: object, severity: Severity = Severity.ERROR, at: str = ""
    ) -> Fault:
        """A fault of the field `name`, or of what stands `at` a place in the source."""
        column = at or self.columns.get(name, name)
        return Fault(self.file, None, self.row, column, rule, severity, shown(found), message)


@dataclass
class Told:
    """What sources tell: their `records`, what is wrong with them as a whole, and of which directories they are all.

    Only when a `whole` directory has been read is a service that is missing known to have gone. A blank name in it
    stands for the directory that does not say its own.
    """

    records: list[Record]
    faults: list[Fault]
    whole: frozenset[str] = frozenset()


def shown(found: object) -> str | None:
    """What stands in a source, as a fault shows it: not too long, and printable anywhere."""
    if found is None:
        return None
    if isinstance(found, dict | list):
        return "an object" if isinstance(found, dict) else "a list"
    return str(found)[:120].encode("utf-8", "replace").decode()


def two_services(service_id: str, name: str, other: str) -> bool:
    """Whether an id that two directories use must be that of two services: only a UUID is unique everywhere."""
    return not _UUID.fullmatch(service_id) and plain(name) != plain(other)
