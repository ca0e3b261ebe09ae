"""Reading service directories, whatever their form, into one table of services and one of their places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa

from app.contract.codes import SAMPLE_PREFIX
from app.contract.directory import PLACES, SERVICES
from app.geography.placing import hscps_of_points
from app.intake.directory.answers import read_answers
from app.intake.directory.clean import DEFAULT_STATUS, Cleaner, Service
from app.intake.directory.flat import read_flat
from app.intake.directory.package import is_package, read_package
from app.intake.directory.placed import placed
from app.intake.directory.records import Told, two_services
from app.intake.faults import Fault, Severity, in_order

__all__ = ["Read", "read_directory"]

_UNNAMED = "Open Referral UK"
_TOLD_AS_THEY_ARE = (
    "organisation", "minimum_age", "maximum_age", "last_assured", "waiting_list", "url",
)  # fmt: skip


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
    told = _told(sources)
    faults = [fault for each in told for fault in each.faults]
    if not any(each.records for each in told) and not any(fault.severity == Severity.ERROR for fault in faults):
        file = sources[0].name if sources else ""
        message = "no service was found; give services as Open Referral UK 3.0, ALISS JSON, or our own CSV"
        faults.append(Fault(file, None, None, None, "no_services", Severity.ERROR, None, message))
    gathered = _gather(told, name, Cleaner(today))
    table, places, placing = _tables(list(gathered.services.values()), today, lookup or {})
    return Read(
        table,
        places,
        frozenset(gathered.called[each] for each in _whole(told, name) & gathered.called.keys()),
        in_order([*faults, *gathered.faults, *_unnamed(told, name), *placing, *_without_category(table, sources)]),
        int((table.placed_by == "nothing").sum()),
        gathered.refused,
    )


def _told(sources: Sequence[Path]) -> list[Told]:
    """What each source tells; files of JSON are read together, being pages of one list perhaps."""
    told: list[Told] = []
    answers: list[Path] = []
    for source in sources:
        if source.is_dir() and is_package(source):
            told.append(read_package(source))
        elif source.is_dir():
            found = sorted(source.glob("*.json*"))
            answers += found
            if not found:
                message = "the folder holds no JSON, and no services.csv of Open Referral UK; give the files themselves"
                told.append(Told([], [Fault(source.name, None, None, None, "folder", Severity.ERROR, None, message)]))
        elif source.suffix.startswith(".json") or _begins_as_json(source):
            answers.append(source)
        else:
            told.append(read_flat(source))
    return [*told, read_answers(answers)] if answers else told


def _begins_as_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    except OSError:
        return False


@dataclass
class _Gathered:
    """Services by id, how many records were `refused`, and what the tables call each directory."""

    services: dict[str, Service]
    refused: int
    faults: list[Fault]
    called: dict[str, str]


def _gather(told: list[Told], name: str | None, cleaner: Cleaner) -> _Gathered:
    """One service an id, though several documents tell of it: a list in short, an answer in full."""
    gathered = _Gathered({}, 0, [], {})
    for record in (record for each in told for record in each.records):
        directory = str(record.values["directory"])
        record.values["directory"] = directory or name or (_UNNAMED if record.scheme == "open_referral" else None)
        service = cleaner.clean(record)
        if service is None:
            gathered.refused += 1
            continue
        gathered.called[directory] = str(service.values["directory"])
        first = gathered.services.setdefault(str(service.values["service_id"]), service)
        fault = _of_two_directories(first, service)
        gathered.faults += [fault] if fault else []
        if fault and fault.severity == Severity.ERROR:
            gathered.refused += 1
        elif first is not service:
            first.add(service)
    gathered.faults += [*cleaner.faults, *_samples_apart(gathered.services), *cleaner.unmapped()]
    return gathered


def _of_two_directories(first: Service, service: Service) -> Fault | None:
    """What is wrong with an id that two directories use."""
    identity, directory = (str(first.values[name]) for name in ("service_id", "directory"))
    if directory == service.values["directory"]:
        return None
    if two_services(identity, *(str(each.values["service_name"]) for each in (first, service))):
        message = f"{directory} uses this id for another service; give each directory ids of its own"
        return service.record.fault("service_id", "id_of_another", message, identity)
    message = f"{directory} lists this service too, and it is taken as one; leave it out of one of them if it is not"
    return service.record.fault("service_id", "listed_twice", message, identity, Severity.WARNING)


def _samples_apart(services: Mapping[str, Service]) -> list[Fault]:
    samples = [service for identity, service in services.items() if identity.startswith(SAMPLE_PREFIX)]
    if len(samples) == len(services):
        return []
    message = f"{SAMPLE_PREFIX} marks made-up data, which cannot come with real data; load them apart"
    return [
        service.record.fault("service_id", "sample_apart", message, service.values["service_id"]) for service in samples
    ]


def _whole(told: list[Told], name: str | None) -> set[str]:
    """The directories that were read whole. One that has no name could be any, so that nothing of it is closed."""
    return {directory for each in told for directory in each.whole if directory or name}


def _unnamed(told: list[Told], name: str | None) -> list[Fault]:
    first = next((record for each in told if "" in each.whole for record in each.records), None)
    if first is None or name:
        return []
    message = "this directory does not say its name, so that nothing of it is closed; name it when you load it"
    return [Fault(first.file, None, None, None, "unnamed_directory", Severity.WARNING, None, message)]


def _tables(
    services: list[Service], today: date, lookup: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame, list[Fault]]:
    """The two tables, with each service in its HSCPs, and what is wrong with the areas and places."""
    places = _places(services, lookup)
    by_point: dict[int, set[str]] = defaultdict(set)
    by_postcode: dict[int, set[str]] = defaultdict(set)
    for place in places[places.hscp_code.notna()].itertuples():
        (by_point if place.by_point else by_postcode)[place.number].add(place.hscp_code)
    faults = _outside(services, places)
    rows = []
    for number, service in enumerate(services):
        where, wrong = placed(service, by_point[number], by_postcode[number], lookup)
        faults += wrong
        values = service.values
        rows.append(
            {
                "service_id": values["service_id"],
                "directory": values["directory"],
                "name": values["service_name"],
                "categories": " ".join(service.categories),
                "status": values.get("status") or DEFAULT_STATUS,
                "reach": where.reach,
                "hscp_codes": " ".join(sorted(where.hscp_codes)),
                "placed_by": where.by,
                "first_listed": today.isoformat(),
                "last_listed": today.isoformat(),
                **{field: values.get(field) for field in _TOLD_AS_THEY_ARE},
            }
        )
    table = _typed(pd.DataFrame(rows, columns=list(SERVICES.columns)), SERVICES)
    places["service_id"] = places.number.map({n: service.values["service_id"] for n, service in enumerate(services)})
    return table, _typed(places[list(PLACES.columns)], PLACES), faults


def _without_category(table: pd.DataFrame, sources: Sequence[Path]) -> list[Fault]:
    """One warning for all services that meet none of our needs, and so are in none of the figures."""
    count = int((table.categories == "").sum())
    if not count:
        return []
    message = "services without a category are in no figure; give them one, or add their terms to the crosswalk"
    found = f"{count} of {len(table)} services"
    return [Fault(sources[0].name, None, None, "categories", "no_category", Severity.WARNING, found, message)]


def _places(services: list[Service], lookup: Mapping[str, str]) -> pd.DataFrame:
    """`number` of the service, `latitude, longitude, postcode, hscp_code`, and whether that was found `by_point`."""
    places = pd.DataFrame(
        [(number, *place) for number, service in enumerate(services) for place in service.places],
        columns=["number", "latitude", "longitude", "postcode"],
    ).astype({"latitude": "Float64", "longitude": "Float64", "postcode": "string"})
    at = hscps_of_points(*(places[c].to_numpy(dtype=float, na_value=np.nan) for c in ("latitude", "longitude")))
    by_postcode = places.postcode.str.replace(" ", "").map(lookup)
    places["by_point"] = pd.notna(at)
    places["hscp_code"] = pd.Series(at, dtype="string").fillna(by_postcode.astype("string"))
    return places


def _outside(services: list[Service], places: pd.DataFrame) -> list[Fault]:
    message = "this point is neither in Scotland nor just off its coast; correct it if it should be"
    return [
        services[place.number].record.fault(
            "latitude", "outside_scotland", message, f"{place.latitude}, {place.longitude}", Severity.WARNING
        )
        for place in places[places.latitude.notna() & ~places.by_point].itertuples()
    ]


def _typed(table: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    numbers = [name for name, column in schema.columns.items() if str(column.dtype) == "Float64"]
    return table.astype("string").astype(dict.fromkeys(numbers, "Float64"))
