"""Accepting service directories: read, check, merge with what is known, store, publish."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from app.acceptance.refusal import Refused
from app.contract.codes import SAMPLE_PREFIX, SERVICE_CATEGORIES
from app.contract.directory import PLACES, SERVICES
from app.geography.areas import areas
from app.intake.directory import Read, read_directory
from app.intake.directory.merge import Merged, merge
from app.intake.faults import Fault
from app.measures.reach import reach
from app.measures.supply import expand, listing, supply
from app.settings import settings
from app.store import Version, open_store
from app.store.submission import Submission, submitted_files


@dataclass(frozen=True)
class AcceptedDirectory:
    """What a load did: the current version, its submission, what became of the services, and the warnings."""

    version: Version
    submission: Submission
    merged: Merged
    read: Read
    warnings: list[Fault]


@dataclass(frozen=True)
class CheckedDirectory:
    """What a load holds, and what would become of the services if it was accepted."""

    read: Read
    merged: Merged

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the sources, and which services repeat another."""
        return [*self.read.faults, *self.merged.faults]

    @property
    def has_errors(self) -> bool:
        """Whether it would be refused."""
        return self.read.has_errors or self.merged.has_errors


def check_directory(sources: Sequence[Path], *, name: str | None = None, today: date | None = None) -> CheckedDirectory:
    """Check directories, and against what is known; nothing is stored."""
    base = open_store(settings().store_url).current()
    today = today or date.today()
    read = read_directory(sources, today=today, name=name, lookup=_lookup(base))
    return CheckedDirectory(read, merge(*_known(base), read, today))


def accept_directory(
    sources: Sequence[Path],
    *,
    by: str,
    name: str | None = None,
    without_faulty: bool = False,
    today: date | None = None,
    progress: Callable[[str], None] = print,
) -> AcceptedDirectory:
    """Accept one load of a directory; see `app.intake.directory` for what may be read.

    `without_faulty` leaves out the services that have errors, and takes the load as a part of the directory, so that
    none of them is closed. Raises `Refused` with every fault when one is an error, and `StoreError` when the store
    cannot be written; the store is then as it was.
    """
    today = today or date.today()
    with open_store(settings().store_url).draft() as draft:
        base = open_store(settings().store_url).current()
        progress("reading and checking")
        read = read_directory(sources, today=today, name=name, lookup=_lookup(base))
        if read.has_errors:
            if not (without_faulty and len(read.services)):
                raise Refused(read.faults)
            read = replace(read, whole=frozenset())
        progress("bringing together with what is known")
        merged = merge(*_known(base), read, today)
        if merged.has_errors and not without_faulty:
            raise Refused([*read.faults, *merged.faults])
        tables = {"services": SERVICES.validate(read.services), "places": PLACES.validate(read.places)}
        files = [path for source in sources for path in (sorted(source.iterdir()) if source.is_dir() else [source])]
        files = [path for path in files if path.is_file()]
        submission = Submission(
            id=draft.id,
            accepted_at=datetime.now(UTC),
            accepted_by=by,
            files=submitted_files(files),
            rows={table: len(rows) for table, rows in tables.items()},
            sample=bool(read.services.service_id.str.startswith(SAMPLE_PREFIX).all()),
        )
        draft.add(submission, tables, files)
        derived = {"services": SERVICES.validate(merged.services), "places": PLACES.validate(merged.places)}
        derived |= {
            "supply": supply(merged.services, areas(), today),
            "listing": listing(merged.services, areas(), today),
        }
        progress("measuring distances")
        derived |= reach_tables(derived["services"], derived["places"], base)
        version = draft.publish(derived)
    return AcceptedDirectory(version, submission, merged, read, [*read.faults, *merged.faults])


def reach_tables(
    services: pd.DataFrame, places: pd.DataFrame, base: Version | None, points: pd.DataFrame | None = None
) -> dict[str, pd.DataFrame]:
    """How far people are from services, if it is known where people live; for the tables of a version."""
    if points is None:
        points = base.derived("population") if base and "population" in base.derived_in else None
    if points is None:
        return {}
    open_places = expand(services, ["categories"]).merge(places.dropna(subset=["latitude"]), on="service_id")
    open_places = open_places.rename(columns={"categories": "category"})
    return {"reach": reach(points, open_places, settings().reach_metres, categories=SERVICE_CATEGORIES)}


def _known(base: Version | None) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    if not base or "services" not in base.derived_in:
        return None, None
    return base.derived("services"), base.derived("places")


def _lookup(base: Version | None) -> dict[str, str]:
    if not base or "lookup" not in base.derived_in:
        return {}
    table = base.derived("lookup")
    return dict(zip(table.code, table.hscp_code, strict=True))
