"""The directory of community services, and what places them."""

import sys
from collections.abc import Callable
from getpass import getuser
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from app.acceptance import Refused, accept_directory, accept_lookup, accept_population, check_directory
from app.commands.telling import FaultFormat, Format, fail, record, show, step_by_step
from app.events import Event, submitting
from app.intake.directory.fetch import Limits, fetch
from app.intake.directory.flat import write_template
from app.settings import settings

cli = typer.Typer(help="The directory of community services.", no_args_is_help=True)
population_cli = typer.Typer(help="Where people live.", no_args_is_help=True)
lookup_cli = typer.Typer(help="The HSCPs of postcodes and wards.", no_args_is_help=True)

Sources = Annotated[
    list[str],
    typer.Argument(
        help="Addresses of APIs (http, https), and files or folders: Open Referral UK 3.0 as JSON or as a folder of "
        "CSV files, ALISS v3 or v4 JSON, or our own CSV.",
        metavar="SOURCE...",
    ),
]
DirectoryName = Annotated[str | None, typer.Option("--name", help="What to call it, if the source does not say.")]
AllowPrivate = Annotated[bool, typer.Option(help="Follow links of an API into the own network.")]
Minutes = Annotated[float, typer.Option(min=0.1, help="Give up fetching after so many minutes.")]
Megabytes = Annotated[float, typer.Option(min=1, help="Give up fetching beyond so much.")]


@cli.command("check")
def check_sources(
    sources: Sources,
    name: DirectoryName = None,
    allow_private: AllowPrivate = False,
    minutes: Minutes = 30,
    megabytes: Megabytes = 500,
    form: FaultFormat = Format.TEXT,
) -> None:
    """List every fault of service directories. Stores nothing. Exit code 1 when anything is an error."""
    limits = Limits(minutes * 60, megabytes, allow_private=allow_private)
    checked = check_directory(_fetched(sources, limits), name=name)
    read = checked.read
    show(checked.faults, form)
    print(_services(len(read.services), read.unplaced, read.refused), file=sys.stderr)
    raise typer.Exit(1 if checked.has_errors else 0)


@cli.command("load")
def load_sources(
    sources: Sources,
    name: DirectoryName = None,
    allow_private: AllowPrivate = False,
    minutes: Minutes = 30,
    megabytes: Megabytes = 500,
    without_faulty: Annotated[bool, typer.Option(help="Leave out services with errors, and close none.")] = False,
    form: FaultFormat = Format.TEXT,
) -> None:
    """Check service directories and accept them. Known services are updated; those that are gone are closed."""
    paths = _fetched(sources, Limits(minutes * 60, megabytes, allow_private=allow_private))
    try:
        with submitting(record, ", ".join(path.name for path in paths)):
            accepted = accept_directory(
                paths, by=getuser(), name=name, without_faulty=without_faulty, progress=step_by_step
            )
    except Refused as refused:
        show(refused.faults, form)
        fail("Nothing was loaded: put the errors right and load again, or leave them out with --without-faulty.")
    for path in paths:
        if path.parent == settings().fetched:
            path.unlink()
    record(Event.DIRECTORY_LOADED, f"submission {accepted.submission.id}")
    show(accepted.warnings, form)
    read, merged = accepted.read, accepted.merged
    print(_services(len(read.services), read.unplaced, read.refused), file=sys.stderr)
    print(
        f"Accepted. {merged.new:,} new, {merged.updated:,} changed, {merged.closed:,} closed, "
        f"{merged.reopened:,} open again.",
        file=sys.stderr,
    )


@cli.command("template")
def directory_template(
    out: Annotated[Path, typer.Option(help="The CSV file to write.")] = Path("services.csv"),
) -> None:
    """Write an empty directory in our own CSV format, with one example."""
    write_template(out)
    print(out)


@population_cli.command("load")
def load_population(
    file: Annotated[Path, typer.Argument(help="CSV: zone_code, population, longitude, latitude, simd_quintile.")],
    form: FaultFormat = Format.TEXT,
) -> None:
    """Take in where people live, in place of any before, to tell how far they are from services."""
    zones = _accepted(accept_population, file, form)
    record(Event.POPULATION_LOADED, file.name)
    print(f"{len(zones):,} zones are in use now.")


@lookup_cli.command("load")
def load_lookup(
    file: Annotated[Path, typer.Argument(help="CSV: code (postcode or ward), hscp_code or council_code.")],
    form: FaultFormat = Format.TEXT,
) -> None:
    """Take in the HSCPs of postcodes or wards; directories loaded from now on are placed by it."""
    codes = _accepted(accept_lookup, file, form)
    record(Event.LOOKUP_LOADED, file.name)
    print(f"{len(codes):,} codes are in use now.")


def _accepted(accept_table: Callable[..., pd.DataFrame], file: Path, form: Format) -> pd.DataFrame:
    try:
        with submitting(record, file.name):
            return accept_table(file, by=getuser())
    except Refused as refused:
        show(refused.faults, form)
        fail("Nothing was loaded: put the errors right and load the file again.")


def _fetched(sources: list[str], limits: Limits) -> list[Path]:
    """The sources as files and folders: what stands at an address is fetched first."""
    return [
        fetch(source, settings().fetched, limits, progress=step_by_step) if "://" in source else Path(source)
        for source in sources
    ]


def _services(usable: int, unplaced: int, refused: int) -> str:
    return f"{usable:,} services can be used, of which {unplaced:,} in no known HSCP; {refused:,} cannot."
