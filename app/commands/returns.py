"""Returns: check and load."""

import json
import sys
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from app.acceptance import (
    Refused,
    accept,
    changes_as_json,
    changes_told,
    preview,
    protection_told,
    vanishing_told,
)
from app.commands.telling import FaultFile, FaultFormat, Format, fail, keep, record, steps
from app.events import Event, submitting
from app.intake.faults import Fault, as_json, as_text

cli = typer.Typer()

Files = Annotated[
    list[Path],
    typer.Argument(help="The files of one submission, together: CSV, Excel workbooks or Parquet.", metavar="FILE..."),
]


@cli.command()
def check(files: Files, form: FaultFormat = Format.TEXT, faults: FaultFile = None) -> None:
    """List every fault of a return, and what accepting it would change. Stores nothing. Exit code 1 for any error."""
    with steps() as progress:
        seen = preview(files, progress=progress)
    _show(seen.faults, form, faults, changes=seen.changes and changes_as_json(seen.changes))
    if form is Format.TEXT and seen.changes and any(seen.rows.values()):
        print("\n".join([changes_told(seen.changes), *vanishing_told(seen.changes)]))
    raise typer.Exit(1 if seen.has_errors else 0)


@cli.command()
def load(files: Files, form: FaultFormat = Format.TEXT, faults: FaultFile = None) -> None:
    """Check a return and accept it, whole or not at all. Exit code 1 when it was refused."""
    names = ", ".join(file.name for file in files)
    try:
        with submitting(record, names), steps() as progress:
            accepted = accept(files, by=getuser(), progress=progress)
    except Refused as refused:
        _show(refused.faults, form, faults, submission=None)
        fail(f"Nothing was loaded: {refused.what_to_do}")
    submission = accepted.submission
    if not accepted.again:
        record(Event.ACCEPTED, f"submission {submission.id}")
    _show(
        accepted.warnings,
        form,
        faults,
        submission=submission.id,
        again=accepted.again,
        rows=submission.rows,
        changes=changes_as_json(accepted.changes),
    )
    if form is Format.JSON:
        return
    rows = ", ".join(f"{name}: {count:,} rows" for name, count in submission.rows.items())
    if accepted.again:
        told = [f"These files had been accepted before; nothing was changed. Submission {submission.id} ({rows})."]
    else:
        changed = [changes_told(accepted.changes, accepted=True), *vanishing_told(accepted.changes, accepted=True)]
        told = [f"Accepted. Submission {submission.id} ({rows}).", *changed]
    print("\n".join([*told, *protection_told(accepted.version, reasons=True)]), file=sys.stderr)


def _show(faults: list[Fault], form: Format, file: Path | None, **told: object) -> None:
    """Print faults; for programs in an object, beside what else is `told`. All of them go into `file`."""
    if form is Format.JSON:
        print(json.dumps(told | {"faults": as_json(faults)}, ensure_ascii=False, indent=1))
    else:
        print(as_text(faults))
    keep(faults, file)
