"""Reading service directories, whatever their form, into one table of services and one of their places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from app.contract.directory import PLACES, SERVICES
from app.geography.placing import hscps_of_points, served
from app.intake.directory.answers import read_answers
from app.intake.directory.clean import DEFAULT_STATUS, Cleaner, Service
from app.intake.directory.flat import read_flat
from app.intake.directory.package import is_package, read_package
from app.intake.directory.records import Told
from app.intake.faults import Fault, Severity, in_order

__all__ = ["Read", "read_directory"]


@dataclass(frozen=True)
class Read:
    """What one load of a directory tells.

    `services` and `places` as the contract's `SERVICES` and `PLACES` describe them, before they meet what was loaded
    earlier; `whole` names the directories of which everything was read; `unplaced` counts the services that no HSCP
    was found for; `refused` those with errors, which are not among the services.
    """

    services: pd.DataFrame
    places: pd.DataFrame
    whole: frozenset[str]
    faults: list[Fault]
    unplaced: int
    refused: int

    @property
    def has_errors(self) -> bool:
        """Whether a fault is an error."""
        return any(fault.severity == Severity.ERROR for fault in self.faults)


def read_directory(
    sources: Sequence[Path], *, today: date, name: str | None = None, lookup: Mapping[str, str] | None = None
) -> Read:
    """Read files and folders of Open Referral UK, of ALISS, and of our own CSV format, together.

    `name`: what to call the directory, where the source does not say it itself. `lookup`: postcode or ward → HSCP.
    Never raises for what is in a source: every fault is told.
    """
    told = [each for source in sources for each in _told(source)]
    faults = [fault for each in told for fault in each.faults]
    if not any(each.records for each in told) and not any(fault.severity == Severity.ERROR for fault in faults):
        file = sources[0].name if sources else ""
        message = "no service was found; give services as Open Referral UK 3.0, ALISS JSON, or our own CSV"
        faults.append(Fault(file, None, None, None, "no_services", Severity.ERROR, None, message))
    cleaner = Cleaner(today)
    services, refused = _services(told, name, cleaner)
    table, places, placing = _tables(services, today, dict(lookup or {}))
    whole = {str(record.values["directory"]) for each in told if each.whole for record in each.records}
    return Read(
        table,
        places,
        frozenset(whole),
        in_order([*faults, *cleaner.faults, *placing, *cleaner.unmapped()]),
        int((table.placed_by == "nothing").sum()),
        refused,
    )


def _services(told: list[Told], name: str | None, cleaner: Cleaner) -> tuple[list[Service], int]:
    """One service an id, though several documents tell of it: a list in short, an answer in full.

    And how many records were refused.
    """
    by_id: dict[str, Service] = {}
    refused = 0
    for each in told:
        for record in each.records:
            record.values["directory"] = record.values.get("directory") or name or each.directory
            service = cleaner.clean(record)
            if service is None:
                refused += 1
            elif (identity := str(service.values["service_id"])) in by_id:
                by_id[identity].add(service)
            else:
                by_id[identity] = service
    return list(by_id.values()), refused


def _told(source: Path) -> list[Told]:
    if source.is_dir():
        if is_package(source):
            return [read_package(source)]
        return [read_answers(path) for path in sorted(source.glob("*.json*"))]
    return [read_answers(source) if source.suffix.startswith(".json") or _begins_as_json(source) else read_flat(source)]


def _begins_as_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    except OSError:
        return False


def _tables(
    services: list[Service], today: date, lookup: dict[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Fault]]:
    """The two tables, with each service in its HSCPs, and what is wrong with the areas and places."""
    places = pd.DataFrame(
        [(number, *place) for number, service in enumerate(services) for place in service.places],
        columns=["number", "latitude", "longitude", "postcode"],
    ).astype({"latitude": "Float64", "longitude": "Float64", "postcode": "string"})
    at = hscps_of_points(*(places[c].to_numpy(dtype=float, na_value=np.nan) for c in ("latitude", "longitude")))
    by_postcode = places.postcode.str.replace(" ", "").map(lookup)
    places["by_point"] = pd.notna(at)
    places["hscp_code"] = pd.Series(at, dtype="string").fillna(by_postcode.astype("string"))
    placed_at: dict[int, list[tuple[str, bool]]] = {}
    for place in places[places.hscp_code.notna()].itertuples():
        placed_at.setdefault(place.number, []).append((place.hscp_code, place.by_point))

    faults: list[Fault] = []
    rows = []
    for number, service in enumerate(services):
        reach, codes, placed_by, wrong = _placed(service, placed_at.get(number, []), lookup)
        faults += wrong
        values = service.values
        rows.append(
            {
                "service_id": values["service_id"],
                "directory": values["directory"],
                "name": values["service_name"],
                "organisation": values.get("organisation"),
                "categories": " ".join(service.categories),
                "status": values.get("status") or DEFAULT_STATUS,
                "reach": reach,
                "hscp_codes": " ".join(sorted(codes)),
                "placed_by": placed_by,
                "minimum_age": values.get("minimum_age"),
                "maximum_age": values.get("maximum_age"),
                "last_assured": values.get("last_assured"),
                "waiting_list": values.get("waiting_list"),
                "url": values.get("url"),
                "first_listed": today.isoformat(),
                "last_listed": today.isoformat(),
                "closed_on": None,
                "duplicate_of": None,
            }
        )
    table = _typed(pd.DataFrame(rows, columns=list(SERVICES.columns)), SERVICES)
    places["service_id"] = places.number.map({n: service.values["service_id"] for n, service in enumerate(services)})
    return table, _typed(places[list(PLACES.columns)], PLACES), faults


def _typed(table: pd.DataFrame, schema: object) -> pd.DataFrame:
    return table.astype({name: column.dtype.type.name for name, column in schema.columns.items()})


def _placed(
    service: Service, points: list[tuple[str, bool]], lookup: dict[str, str]
) -> tuple[str, set[str], str, list[Fault]]:
    """Reach, HSCPs and how they were found: by areas, else points, else a ward or postcode that was looked up."""
    faults = []
    areas = []
    for code in service.areas:
        if area := served(code):
            areas.append(area)
        elif code in lookup:
            points = [*points, (lookup[code], False)]
        else:
            message = "no council area, HSCP, NHS Board, country or known ward has this code; it is not used"
            faults.append(service.record.fault("area_codes", "area_code", message, code, Severity.WARNING))
    told = service.values.get("reach")
    wider = any(area.wider for area in areas)
    local = {code for area in areas if not area.wider for code in area.hscp_codes}
    covered = {code for area in areas for code in area.hscp_codes}
    reach = str(told or ("wider" if wider else "online" if service.virtual and not local else "local"))
    if reach == "local" and not wider and local:
        return reach, local, "area", faults
    if reach == "local" and wider:
        reach = "wider"
        message = "a service for a whole NHS Board or country is not local; it is taken as wider"
        faults.append(service.record.fault("reach", "reach", message, told, Severity.WARNING))
    if reach != "local" and (areas or told or service.virtual):
        everywhere = set(served("S92000003").hscp_codes)
        return (
            reach,
            covered or ({code for code, _ in points} if reach == "wider" else set()) or everywhere,
            "area",
            faults,
        )
    codes = {code for code, _ in points}
    if not codes:
        message = "no HSCP was found for this service: it tells no known area, and no point or postcode in Scotland"
        faults.append(service.record.fault("area_codes", "unplaced", message, None, Severity.WARNING))
        return reach, codes, "nothing", faults
    return reach, codes, "point" if any(by_point for _, by_point in points) else "lookup", faults
