"""Accepting figures from the spreadsheet of a publication."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from app.acceptance.refusal import Refused, keep_refused
from app.intake.faults import Fault
from app.intake.published import read_published
from app.measures.published import Unit
from app.settings import settings
from app.store import open_store
from app.store.submission import Submission, submitted_files

_NAME = "published_figures"


@dataclass(frozen=True)
class AcceptedFigures:
    """The figures of one day in one unit as `app.measures.published.LOADED`, and the warnings left for a reader."""

    table: pd.DataFrame
    warnings: list[Fault]


def accept_published(
    path: Path, *, sheet: str | None, area_column: str, value_column: str, as_at: date, unit: Unit, by: str
) -> AcceptedFigures:
    """Take in one column of a publication, in place of what was loaded before for the same day and unit.

    Raises `Refused` with every fault when one is an error: the file is then kept in quarantine. Raises `StoreError`
    when the store cannot be written.
    """
    read = read_published(path, sheet=sheet, area_column=area_column, value_column=value_column, as_at=as_at, unit=unit)
    if read.has_errors:
        keep_refused([path], by=by, faults=read.faults)
        raise Refused(read.faults)
    store = open_store(settings().store_url)
    with store.draft() as draft:
        base = store.current()
        submission = Submission(
            id=draft.id,
            accepted_at=datetime.now(UTC),
            accepted_by=by,
            files=submitted_files([path]),
            rows={_NAME: len(read.table)},
            # What is published is labelled so wherever it is shown: it does not turn sample data into anything else.
            sample=base is not None and all(each.sample for each in base.submissions),
        )
        draft.add(submission, {_NAME: read.table}, [path])
        figures = read.table
        if base and _NAME in base.derived_in:
            before = base.derived(_NAME)
            same = (before.as_at == as_at.isoformat()) & (before.unit == unit.value)
            figures = pd.concat([before[~same], figures], ignore_index=True)
        draft.publish({_NAME: figures})
    return AcceptedFigures(read.table, read.faults)
