"""Figures from publications."""

import sys
from datetime import datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from app.acceptance.published import accept_published
from app.acceptance.refusal import Refused
from app.commands.telling import FaultFormat, Format, fail, record, show, steps
from app.events import Event, submitting
from app.measures.published import Unit

cli = typer.Typer()


@cli.command("load-published")
def load_published(
    file: Annotated[Path, typer.Argument(help="The spreadsheet of the publication: XLSX or CSV.")],
    area_column: Annotated[str, typer.Option(help="The column of the areas: its heading or its letter.")],
    value_column: Annotated[str, typer.Option(help="The column of the figures: its heading or its letter.")],
    as_at: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day of the figures, as 2023-03-31.")],
    unit: Annotated[Unit, typer.Option(help="What is counted.")],
    sheet: Annotated[str | None, typer.Option(help="Name of the sheet, if the workbook has several.")] = None,
    form: FaultFormat = Format.TEXT,
) -> None:
    """Take in link workers by HSCP from a publication, in place of what was loaded for the same day and unit."""
    try:
        with submitting(record, file.name), steps() as progress:
            progress(f"reading {file.name}")
            accepted = accept_published(
                file,
                sheet=sheet,
                area_column=area_column,
                value_column=value_column,
                as_at=as_at.date(),
                unit=unit,
                by=getuser(),
            )
    except Refused as refused:
        show(refused.faults, form)
        fail("Nothing was loaded: put the errors right, or name other columns, and load the file again.")
    record(Event.PUBLISHED_LOADED, f"{file.name}, {unit} as at {as_at:%Y-%m-%d}")
    show(accepted.warnings, form)
    known = int(accepted.table.value.notna().sum())
    found = f"{len(accepted.table)} HSCPs were found, {known} of them with a figure"
    print(f"Accepted. Submission {accepted.submission.id}: {found}.", file=sys.stderr)
