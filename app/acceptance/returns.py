"""Accepting returns: check, store, protect, audit, publish; and taking a submission back."""

from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from app.acceptance.changes import NO_CHANGES, Changes, changes
from app.acceptance.changes_told import rows_told
from app.acceptance.figures import OF_RETURNS, figures, of_counting
from app.acceptance.published import NAME as PUBLISHED
from app.acceptance.published import figures_that_count
from app.acceptance.refusal import Refused, put_in_quarantine
from app.acceptance.reporting import edited_units, expected_now
from app.acceptance.withdrawable import to_take_back
from app.contract.codes import SAMPLE_PREFIX
from app.contract.tables import TABLES
from app.contract.totals import wrong_totals
from app.intake.checks import Checked, check
from app.intake.excerpts import Excerpt
from app.intake.faults import Fault
from app.settings import settings
from app.store import Draft, StoreError, Version, open_store
from app.store.submission import Submission, SubmittedFile, Withdrawal, submitted_files

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Accepted:
    """What acceptance did: the version that is current now, the submission, what it has changed of what was stored, and
    the warnings left for a reader.

    `again` says that the same files had been accepted before, as `submission`, and nothing was changed.
    """

    version: Version
    submission: Submission
    changes: Changes
    warnings: list[Fault]
    again: bool = False


@dataclass(frozen=True)
class Preview:
    """What checking found, the rows of each table, and what accepting would change: None while there are errors."""

    faults: list[Fault]
    excerpts: list[Excerpt]
    rows: dict[str, int]
    changes: Changes | None

    @property
    def has_errors(self) -> bool:
        """Whether anything stands in the way of acceptance."""
        return self.changes is None


def preview(
    files: list[Path], *, only_hscp: str | None = None, today: date | None = None, progress: Progress = print
) -> Preview:
    """Check files against the contract and against what has been accepted, and compare what they hold with that.

    Nothing is stored.
    """
    past = _past(open_store(settings().store_url).current())
    checked = _check(files, past, only_hscp, today, progress)
    rows = {name: len(table) for name, table in checked.tables.items()}
    if checked.has_errors:
        return Preview(checked.faults, checked.excerpts, rows, None)
    changed = _compare(_with_area_and_period(checked.tables, past), past, progress)
    return Preview(checked.faults, checked.excerpts, rows, changed)


def accept(
    files: list[Path],
    *,
    by: str,
    only_hscp: str | None = None,
    today: date | None = None,
    progress: Progress = print,
) -> Accepted:
    """Accept one submission, from its files to a new current version of protected figures.

    `by` names who hands it in, `only_hscp` the one HSCP whose returns they may hand in, if not all. Raises `Refused`
    with every fault when any is an error: the files are then kept in quarantine, and nothing else is changed. Raises
    `StoreError` when the store cannot be written; it is then as it was.
    """
    store = open_store(settings().store_url)
    with store.draft() as draft:
        base = store.current()
        submitted = submitted_files(files)
        if len(submitted) == len(files) and (earlier := _same_files(base, submitted)):
            return Accepted(base, earlier, NO_CHANGES, [], again=True)
        past = _past(base)
        checked = _check(files, past, only_hscp, today, progress)
        if checked.has_errors or not any(map(len, checked.tables.values())):
            put_in_quarantine(store, files, by, checked.faults)
            raise Refused(checked.faults)
        tables = _with_area_and_period(checked.tables, past)
        changed = _compare(tables, past, progress)
        submission = Submission(
            id=draft.id,
            accepted_at=datetime.now(UTC),
            accepted_by=by,
            files=submitted,
            rows={name: len(table) for name, table in tables.items()},
            sample=_is_sample(tables),
        )
        draft.add(submission, tables, files)
        faults = checked.faults
        del past, checked, tables  # what is published is read from the draft, and need not be held twice
        progress("protecting and auditing")
        version = _publish(draft, today)
    return Accepted(version, submission, changed, faults)


def withdraw(
    submission_id: str, *, by: str, reason: str, only_hscp: str | None = None, progress: Progress = print
) -> Version:
    """Take back returns or published figures: what they replaced counts again, and earlier versions stay as they are.

    `by` names who takes them back, `only_hscp` the one HSCP whose returns they may take back, if not all. Raises
    `StoreError` without a reason, for what `to_take_back` refuses, and where what would count again contradicts what
    was accepted since.
    """
    if not reason.strip():
        raise StoreError("say why it is taken back, for whoever asks later")
    store = open_store(settings().store_url)
    with store.draft() as draft:
        submission = to_take_back(store.current(), submission_id, only_hscp)
        draft.withdraw(Withdrawal(draft.id, submission_id, datetime.now(UTC), by, reason))
        if PUBLISHED in submission.rows:
            return draft.publish(figures_that_count(draft.version()), instead_of=(PUBLISHED,))
        _refuse_contradiction(submission_id, draft.version())
        progress("protecting and auditing")
        return _publish(draft)


def _refuse_contradiction(submission_id: str, without: Version) -> None:
    """Raise `StoreError` where rows that would count again clash with others, which they were not checked against."""
    returns, breakdowns = without.rows("returns"), without.rows("breakdowns")
    if returns is None:
        return
    twice = returns.return_id[returns.return_id.duplicated()]
    if len(twice):
        raise StoreError(
            f"without submission {submission_id}, the return_id {twice.iloc[0]} would stand for two rows that count; "
            "hand in the later one with another return_id first"
        )
    if breakdowns is not None and len(wrong := wrong_totals(of_counting(breakdowns, returns), returns)):
        raise StoreError(
            f"without submission {submission_id}, the breakdowns of {wrong.return_id.iloc[0]} would not add up to "
            f"{wrong.measure.iloc[0]}; hand in breakdowns and returns together, or take back the later one first"
        )


def derive_anew(*, progress: Progress = print) -> Version:
    """Work out all figures again from the submissions, for a store that an earlier program prepared.

    Raises `StoreError` when nothing has been accepted.
    """
    store = open_store(settings().store_url)
    with store.draft() as draft:
        if store.current() is None:
            raise StoreError("nothing has been accepted yet")
        progress("protecting and auditing")
        return _publish(draft)


def _publish(draft: Draft, today: date | None = None) -> Version:
    version = draft.version()
    return draft.publish(figures(version, edited_units(version), today), instead_of=OF_RETURNS)


@dataclass(frozen=True)
class _Past:
    """What a submission is held against: the accepted rows that count, by table, and the units expected of HSCPs."""

    accepted: dict[str, pd.DataFrame]
    expected: dict[str, Collection[str]]


def _past(base: Version | None) -> _Past:
    rows = {name: base.rows(name) for name in TABLES} if base else {}
    accepted = {name: table for name, table in rows.items() if table is not None}
    return _Past(accepted, expected_now(accepted.get("returns"), edited_units(base)))


def _check(files: list[Path], past: _Past, only_hscp: str | None, today: date | None, progress: Progress) -> Checked:
    progress(f"checking {', '.join(file.name for file in files)}")
    return check(files, accepted=past.accepted, expected=past.expected, only_hscp=only_hscp, today=today)


def _compare(tables: dict[str, pd.DataFrame], past: _Past, progress: Progress) -> Changes:
    progress(f"comparing {rows_told(sum(map(len, tables.values())))} with what counts now")
    return changes(tables, past.accepted)


def _same_files(base: Version | None, submitted: tuple[SubmittedFile, ...]) -> Submission | None:
    """The submission of these same files, if nothing that it brought has been replaced or withdrawn since."""
    digests = {file.sha256 for file in submitted}
    of_returns = [each for each in base.counting if _of_returns(each)] if base else []
    same = [each for each in of_returns if {file.sha256 for file in each.files} == digests]
    if not same:
        return None
    newest = same[-1]
    for name in _of_returns(newest):
        rows = base.rows(name)
        if newest.rows[name] != (rows.submission == newest.id).sum():
            return None
    return newest


def _of_returns(submission: Submission) -> Set[str]:
    """The tables of returns that a submission brought; others carry a directory, or a list of units."""
    return submission.rows.keys() & TABLES.keys()


def _with_area_and_period(tables: dict[str, pd.DataFrame], past: _Past) -> dict[str, pd.DataFrame]:
    """Give the rows that only name their return its HSCP and period, by which resubmissions replace them."""
    known = [
        named["returns"][["return_id", "hscp_code", "period"]]
        for named in (tables, past.accepted)
        if "returns" in named
    ]
    if not known:
        return tables
    returns = pd.concat(known).drop_duplicates("return_id")
    return {
        name: table
        if "hscp_code" in table
        else table.merge(returns, on="return_id", how="left", validate="many_to_one")
        for name, table in tables.items()
    }


def _is_sample(tables: dict[str, pd.DataFrame]) -> bool:
    """Whether all of a submission's returns are made up; one without any return counts as real."""
    ids = [table.return_id for table in tables.values() if "return_id" in table]
    return bool(ids) and all(each.str.startswith(SAMPLE_PREFIX).all() for each in ids)
