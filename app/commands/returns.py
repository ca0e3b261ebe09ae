"""Returns: check and load."""

import json
import sys
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from app.acceptance import Refused, accept, check_files, protection_told
from app.commands.telling import FaultFile, FaultFormat, Format, fail, keep, record, show, steps
from app.events import Event, submitting
from app.intake.faults import as_json

cli = typer.Typer()

Files = Annotated[
    list[Path],
    typer.Argument(help="The files of one submission, together: CSV, Excel workbooks or Parquet.", metavar="FILE..."),
]


@cli.command()
def check(files: Files, form: FaultFormat = Format.TEXT, faults: FaultFile = None) -> None:
    """List every fault of a return. Stores nothing. Exit code 1 when anything is an error."""
    checked = check_files(files)
    show(checked.faults, form, faults)
    raise typer.Exit(1 if checked.has_errors else 0)


@cli.command()
def load(files: Files, form: FaultFormat = Format.TEXT, faults: FaultFile = None) -> None:
    """Check a return and accept it, whole or not at all. Exit code 1 when it was refused."""
    names = ", ".join(file.name for file in files)
    try:
        with submitting(record, names), steps() as progress:
            accepted = accept(files, by=getuser(), progress=progress)
    except Refused as refused:
        show(refused.faults, form, faults)
        fail(f"Nothing was loaded: {refused.what_to_do}")
    submission = accepted.submission
    if not accepted.again:
        record(Event.ACCEPTED, f"submission {submission.id}")
    if form is Format.JSON:
        told = {"submission": submission.id, "again": accepted.again, "rows": submission.rows}
        print(json.dumps(told | {"faults": as_json(accepted.warnings)}, ensure_ascii=False, indent=1))
        keep(accepted.warnings, faults)
        return
    show(accepted.warnings, form, faults)
    what = "These files had been accepted before; nothing was changed." if accepted.again else "Accepted."
    rows = ", ".join(f"{name}: {count:,} rows" for name, count in submission.rows.items())
    told = [f"{what} Submission {submission.id} ({rows}).", *protection_told(accepted.version, reasons=True)]
    print("\n".join(told), file=sys.stderr)
