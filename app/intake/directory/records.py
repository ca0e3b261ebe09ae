"""A record: one service as a source tells it, before anything is held against it."""

from dataclasses import dataclass, field
from typing import Literal

from app.intake.faults import Fault, Severity

Scheme = Literal["own", "open_referral", "aliss"]


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

    `row` is that of a CSV file as a spreadsheet counts, or which service of a JSON document it is, from 1.
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
        shown = None if found is None else str(found)[:120]
        return Fault(self.file, None, self.row, at or self.columns.get(name, name), rule, severity, shown, message)


@dataclass
class Told:
    """What one source tells: its `records`, what is wrong with it as a whole, and whether it is all of a directory.

    `directory` is the name of the directory, where the source does not say it in each record. Only when a `whole`
    directory has been read is a service that is missing known to have gone.
    """

    records: list[Record]
    faults: list[Fault]
    directory: str
    whole: bool
