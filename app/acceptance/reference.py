"""Accepting reference tables: where people live, and the HSCPs of postcodes and wards."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from app.acceptance.directory import reach_tables
from app.acceptance.refusal import Refused
from app.contract.codes import SAMPLE_PREFIX
from app.intake.reference import ReadTable, read_lookup, read_population
from app.settings import settings
from app.store import Draft, Version, open_store
from app.store.submission import Submission, submitted_files


def accept_population(path: Path, *, by: str) -> pd.DataFrame:
    """Take in population points, in place of any before, and measure how far people are from services.

    Gives the points. Raises `Refused` with every fault when one is an error.
    """
    read = _readable(read_population(path))
    with open_store(settings().store_url).draft() as draft:
        base = open_store(settings().store_url).current()
        sample = bool(read.table.zone_code.str.startswith(SAMPLE_PREFIX).all())
        _add(draft, "population", read.table, path, by, sample=sample)
        derived = {"population": read.table}
        if base and "services" in base.derived_in:
            derived |= reach_tables(base.derived("services"), base.derived("places"), base, read.table)
        draft.publish(derived)
    return read.table


def accept_lookup(path: Path, *, by: str) -> pd.DataFrame:
    """Take in a lookup of postcodes or wards, added to any before; directories loaded from now on are placed by it.

    Gives the lookup. Raises `Refused` with every fault when one is an error.
    """
    read = _readable(read_lookup(path))
    with open_store(settings().store_url).draft() as draft:
        base = open_store(settings().store_url).current()
        _add(draft, "lookup", read.table, path, by, sample=_holds_only_samples(base))
        before = [base.derived("lookup")] if base and "lookup" in base.derived_in else []
        draft.publish({"lookup": pd.concat([read.table, *before]).drop_duplicates("code", ignore_index=True)})
    return read.table


def _readable(read: ReadTable) -> ReadTable:
    if read.has_errors:
        raise Refused(read.faults)
    return read


def _holds_only_samples(base: Version | None) -> bool:
    """A lookup holds no figures: it does not turn a store of sample data into anything else."""
    return base is not None and all(submission.sample for submission in base.submissions)


def _add(draft: Draft, name: str, table: pd.DataFrame, path: Path, by: str, *, sample: bool) -> None:
    submission = Submission(
        id=draft.id,
        accepted_at=datetime.now(UTC),
        accepted_by=by,
        files=submitted_files([path]),
        rows={name: len(table)},
        sample=sample,
    )
    draft.add(submission, {name: table}, [path])
