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
from app.store import Version, open_store
from app.store.submission import Submission, submitted_files

NAME = "published_figures"
"""The table of these figures, as a submission brings it and as a version holds it."""


@dataclass(frozen=True)
class AcceptedFigures:
    """The figures of one day in one unit as `app.measures.published.LOADED`, and the warnings left for a reader."""

    submission: Submission
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
            rows={NAME: len(read.table)},
            # What is published is labelled so wherever it is shown: it does not turn sample data into anything else.
            sample=base is not None and all(each.sample for each in base.submissions),
        )
        draft.add(submission, {NAME: read.table}, [path])
        draft.publish(figures_that_count(draft.version()))
    return AcceptedFigures(submission, read.table, read.faults)


def figures_that_count(version: Version) -> dict[str, pd.DataFrame]:
    """The table of published figures, those loaded last of each day and unit; nothing where there are none."""
    loaded = version.brought(NAME)
    if loaded is None:
        return {}
    newest = loaded.groupby(["as_at", "unit"]).submission.transform("max")
    return {NAME: loaded[loaded.submission == newest].drop(columns="submission").reset_index(drop=True)}
