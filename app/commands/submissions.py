"""What has been accepted: list it, take it back, write it out again."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, time
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from app.acceptance import derive_anew, export, list_submissions, withdraw
from app.commands.telling import AnswerFormat, Format, record, steps
from app.events import Event

cli = typer.Typer()


@cli.command()
def submissions(form: AnswerFormat = Format.TEXT) -> None:
    """List what has been accepted, newest last: when, by whom, which files, how many rows, and what was withdrawn."""
    accepted = list_submissions()
    if form is Format.JSON:
        print(json.dumps(accepted, ensure_ascii=False, indent=1))
        return
    for each in accepted:
        print("  ".join(_told(each)))


def _told(submission: dict) -> Iterator[str]:
    rows = ", ".join(f"{name}: {count:,}" for name, count in submission["rows"].items())
    yield from (submission["id"], submission["accepted_at"][:16], submission["accepted_by"])
    yield from (", ".join(submission["files"]), f"({rows})")
    if withdrawn := submission["withdrawn"]:
        yield f"withdrawn {withdrawn['at'][:16]} by {withdrawn['by']}: {withdrawn['reason']}"


@cli.command("withdraw")
def withdraw_submission(
    submission: Annotated[str, typer.Argument(help="Its id, as `submissions` lists it.", metavar="ID")],
    reason: Annotated[str, typer.Option(help="Why, for whoever asks later.")],
    form: AnswerFormat = Format.TEXT,
) -> None:
    """Take back returns or published figures: what they replaced counts again. The act is recorded, nothing deleted."""
    with steps() as progress:
        version = withdraw(submission, by=getuser(), reason=reason, progress=progress)
    record(Event.WITHDREW, f"submission {submission}")
    if form is Format.JSON:
        print(json.dumps({"withdrawn": submission, "version": version.id}, indent=1))
    print(f"Submission {submission} counts no more.", file=sys.stderr)


@cli.command("export")
def export_rows(
    out: Annotated[Path, typer.Option(help="Folder for the files; made if missing.")],
    as_at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As it counted at the end of this day; now, if not given."),
    ] = None,
    form: AnswerFormat = Format.TEXT,
) -> None:
    """Write the rows that count, or counted at the end of a day, as CSV files that can be loaded again."""
    moment = datetime.combine(as_at, time.max).astimezone() if as_at else None
    with steps() as progress:
        written = [str(path) for path in export(out, moment, progress=progress)]
    print(json.dumps(written, ensure_ascii=False, indent=1) if form is Format.JSON else "\n".join(written))


@cli.command()
def derive() -> None:
    """Work out all figures again from what was accepted, for a store that an earlier program prepared."""
    with steps() as progress:
        derive_anew(progress=progress)
