"""Accepting returns: check, store, protect, audit, publish."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from app.acceptance.figures import figures
from app.acceptance.refusal import Refused
from app.contract.codes import SAMPLE_PREFIX
from app.contract.tables import TABLES
from app.intake.checks import Checked, check
from app.intake.faults import Fault
from app.settings import settings
from app.store import Version, open_store
from app.store.submission import Submission, SubmittedFile, submitted_files

_HISTORY = ["period", "hscp_code", "unit_code", "delivery_model", "open_cases_end"]


@dataclass(frozen=True)
class Accepted:
    """What acceptance did: the version that is current now, the submission, and the warnings left for a reader.

    `again` says that the same files had been accepted before, as `submission`, and nothing was changed.
    """

    version: Version
    submission: Submission
    warnings: list[Fault]
    again: bool = False


def check_files(files: list[Path], *, today: date | None = None) -> Checked:
    """Check files against the contract and against what has been accepted; nothing is stored."""
    return _check(files, open_store(settings().store_url).current(), today)


def accept(
    files: list[Path], *, by: str, today: date | None = None, progress: Callable[[str], None] = print
) -> Accepted:
    """Accept one submission, from its files to a new current version of protected figures.

    `by` names who hands it in. Raises `Refused` with every fault when any is an error, `StoreError` when the store
    cannot be written; the store is then as it was.
    """
    store = open_store(settings().store_url)
    with store.draft() as draft:
        base = store.current()
        submitted = submitted_files(files)
        if earlier := _same_files(base, submitted):
            return Accepted(base, earlier, [], again=True)
        progress("checking")
        checked = _check(files, base, today)
        if checked.has_errors:
            raise Refused(checked.faults)
        tables = _with_area_and_period(checked.tables, base)
        submission = Submission(
            id=draft.id,
            accepted_at=datetime.now(UTC),
            accepted_by=by,
            files=submitted,
            rows={name: len(table) for name, table in tables.items()},
            sample=_is_sample(tables),
        )
        draft.add(submission, tables, files)
        progress("protecting and auditing")
        version = draft.publish(figures(draft))
    return Accepted(version, submission, checked.faults)


def _check(files: list[Path], base: Version | None, today: date | None) -> Checked:
    stored = base.rows("returns") if base else None
    if stored is None:
        return check(files, today=today)
    return check(files, previous=stored[_HISTORY], known_returns=set(stored.return_id), today=today)


def _same_files(base: Version | None, submitted: tuple[SubmittedFile, ...]) -> Submission | None:
    """The newest submission of returns, if its files are these same ones."""
    newest = (
        next((each for each in reversed(base.submissions) if each.rows.keys() & TABLES.keys()), None) if base else None
    )
    if not newest:
        return None
    same = {file.sha256 for file in newest.files} == {file.sha256 for file in submitted}
    return newest if same else None


def _with_area_and_period(tables: dict[str, pd.DataFrame], base: Version | None) -> dict[str, pd.DataFrame]:
    """Give the rows that only name their return its HSCP and period, by which resubmissions replace them."""
    known = [
        table[["return_id", "hscp_code", "period"]]
        for table in (tables.get("returns"), _rows(base))
        if table is not None
    ]
    if not known:
        return tables
    returns = pd.concat(known).drop_duplicates("return_id")
    return {
        name: table.merge(returns, on="return_id", how="left", validate="many_to_one")
        if "hscp_code" not in table
        else table
        for name, table in tables.items()
    }


def _rows(base: Version | None) -> pd.DataFrame | None:
    return base.rows("returns") if base else None


def _is_sample(tables: dict[str, pd.DataFrame]) -> bool:
    """Whether all of a submission's returns are made up; one without any return counts as real."""
    ids = [table.return_id for table in tables.values() if "return_id" in table]
    return bool(ids) and all(each.str.startswith(SAMPLE_PREFIX).all() for each in ids)
