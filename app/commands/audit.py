"""The audit log, to read or to keep elsewhere."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from app.access.audit import entries

cli = typer.Typer()


@cli.command()
def audit(
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on, such as 2026-11-01.")
    ] = None,
) -> None:
    """Print who did what and when (UTC), oldest first, in columns separated by tabs."""
    for entry in reversed(entries(since=since.replace(tzinfo=UTC) if since else None)):
        print(f"{entry.at:%Y-%m-%d %H:%M:%S}", entry.username, entry.event, entry.about, sep="\t")
