"""The command line: `python -m app COMMAND`."""

import json
import sys
from enum import StrEnum
from getpass import getpass, getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from app.acceptance import (
    Refused,
    accept,
    accept_directory,
    accept_lookup,
    accept_population,
    accept_sample,
    check_directory,
    check_files,
)
from app.geography import outlines
from app.geography.outlines import OutlineError
from app.intake.directory.fetch import FetchError, Limits, fetch
from app.intake.directory.flat import write_template
from app.intake.faults import Fault, as_json, as_text
from app.sample import LAST, write_directory
from app.sample import write as write_sample
from app.settings import settings
from app.store import StoreError, open_store
from app.viewer import AccountError, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from app.access.accounts import Accounts

cli = typer.Typer(help="The Community Link Worker dashboard.", no_args_is_help=True, add_completion=False)
outlines_cli = typer.Typer(help="The outlines of HSCPs on the map.", no_args_is_help=True)
directory_cli = typer.Typer(help="The directory of community services.", no_args_is_help=True)
population_cli = typer.Typer(help="Where people live.", no_args_is_help=True)
lookup_cli = typer.Typer(help="The HSCPs of postcodes and wards.", no_args_is_help=True)
accounts_cli = typer.Typer(help="Who may sign in.", no_args_is_help=True)
cli.add_typer(outlines_cli, name="outlines")
cli.add_typer(directory_cli, name="directory")
cli.add_typer(population_cli, name="population")
cli.add_typer(lookup_cli, name="lookup")
cli.add_typer(accounts_cli, name="account")


class Format(StrEnum):
    """How faults are written."""

    TEXT = "text"
    JSON = "json"


class Units(StrEnum):
    """What a row of a sample return stands for."""

    HSCP = "hscp"
    CLUSTER = "cluster"
    PRACTICE = "practice"


Files = Annotated[list[Path], typer.Argument(help="The CSV files of one submission, together.", metavar="FILE...")]
FaultFormat = Annotated[Format, typer.Option("--format", help="How to list what is wrong.")]


@cli.command()
def check(files: Files, form: FaultFormat = Format.TEXT) -> None:
    """List every fault of a return. Stores nothing. Exit code 1 when anything is an error."""
    checked = check_files(files)
    _show(checked.faults, form)
    raise typer.Exit(1 if checked.has_errors else 0)


@cli.command()
def load(files: Files, form: FaultFormat = Format.TEXT) -> None:
    """Check a return and accept it, whole or not at all. Exit code 1 when it was refused."""
    try:
        accepted = accept(files, by=getuser(), progress=_step_by_step)
    except Refused as refused:
        _show(refused.faults, form)
        _fail("Nothing was loaded: put the errors right and load the files again.")
    _show(accepted.warnings, form)
    what = "These files had been accepted before; nothing was changed." if accepted.again else "Accepted."
    rows = ", ".join(f"{name}: {count:,} rows" for name, count in accepted.submission.rows.items())
    print(f"{what} Submission {accepted.submission.id} ({rows}).", file=sys.stderr)


@cli.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder for the files; made if missing.")],
    quarters: Annotated[int, typer.Option(min=1, max=80, help="How many quarters, up to July to September 2025.")] = 18,
    units: Annotated[Units | None, typer.Option(help="Reporting unit; a mix by size of area if not given.")] = None,
    services: Annotated[int, typer.Option(min=16, help="About how many services in the directory.")] = 1500,
    seed: Annotated[int, typer.Option(help="Another seed gives other figures, the same seed the same bytes.")] = 2021,
) -> None:
    """Write made-up returns of any size, and a made-up service directory in the folder `directory`."""
    paths = write_sample(out, quarters=quarters, units=units.value if units else None, seed=seed)
    for path in [*paths, *write_directory(out / "directory", services=services, seed=seed, as_at=LAST.end)]:
        print(path)


@cli.command()
def prepare() -> None:
    """Fill the store with the shipped sample data, unless something has been accepted already."""
    if open_store(settings().store_url).current_id():
        return
    print("Preparing the sample data, once …", file=sys.stderr)
    accept_sample(by="sample", progress=lambda step: None)


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


@directory_cli.command("check")
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
    _show(checked.faults, form)
    print(_services(len(read.services), read.unplaced, read.refused), file=sys.stderr)
    raise typer.Exit(1 if checked.has_errors else 0)


@directory_cli.command("load")
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
        accepted = accept_directory(
            paths, by=getuser(), name=name, without_faulty=without_faulty, progress=_step_by_step
        )
    except Refused as refused:
        _show(refused.faults, form)
        _fail("Nothing was loaded: put the errors right and load again, or leave them out with --without-faulty.")
    for path in paths:
        if path.parent == settings().fetched:
            path.unlink()
    _show(accepted.warnings, form)
    read, merged = accepted.read, accepted.merged
    print(_services(len(read.services), read.unplaced, read.refused), file=sys.stderr)
    print(
        f"Accepted. {merged.new:,} new, {merged.updated:,} changed, {merged.closed:,} closed, "
        f"{merged.reopened:,} open again.",
        file=sys.stderr,
    )


@directory_cli.command("template")
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
    print(f"{len(_accepted(accept_population, file, form)):,} zones are in use now.")


@lookup_cli.command("load")
def load_lookup(
    file: Annotated[Path, typer.Argument(help="CSV: code (postcode or ward), hscp_code or council_code.")],
    form: FaultFormat = Format.TEXT,
) -> None:
    """Take in the HSCPs of postcodes or wards; directories loaded from now on are placed by it."""
    print(f"{len(_accepted(accept_lookup, file, form)):,} codes are in use now.")


def _accepted(accept_table: "Callable[..., pd.DataFrame]", file: Path, form: Format) -> "pd.DataFrame":
    try:
        return accept_table(file, by=getuser())
    except Refused as refused:
        _show(refused.faults, form)
        _fail("Nothing was loaded: put the errors right and load the file again.")


def _fetched(sources: list[str], limits: Limits) -> list[Path]:
    """The sources as files and folders: what stands at an address is fetched first."""
    return [
        fetch(source, settings().fetched, limits, progress=_step_by_step) if "://" in source else Path(source)
        for source in sources
    ]


def _services(usable: int, unplaced: int, refused: int) -> str:
    return f"{usable:,} services can be used, of which {unplaced:,} in no known HSCP; {refused:,} cannot."


def _step_by_step(step: str) -> None:
    print(f"{step} …", file=sys.stderr)


@outlines_cli.command("use")
def use_outlines(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage or shapefile of HSCPs or council areas.")],
) -> None:
    """Show official outlines on the map from now on."""
    print(f"In use: {outlines.use(file).label}")


@outlines_cli.command("fetch")
def fetch_outlines(
    url: Annotated[str | None, typer.Option(help="Another address than CLW_OUTLINES_URL.")] = None,
) -> None:
    """Download the official outlines from the ONS Open Geography service and use them."""
    print(f"In use: {outlines.fetch(url).label}")


@accounts_cli.command("add")
def add_account(
    username: str,
    role: Annotated[Role, typer.Option(help="What the person may see.")],
    name: Annotated[str, typer.Option(help="The person's name as the dashboard shows it.")] = "",
    hscp: Annotated[
        str | None, typer.Option(help="Code of their HSCP, S37…: for hscp, and a steward of one HSCP.")
    ] = None,
) -> None:
    """Add an account. The password is asked for, or read from standard input."""
    _accounts().add(username, name=name or username, role=role, hscp_code=hscp, password=_password())
    print(f"{username} can sign in now.")


@accounts_cli.command("password")
def set_password(username: str) -> None:
    """Give an account a new password; every session of it ends."""
    _accounts().set_password(username, _password())


@accounts_cli.command("remove")
def remove_account(username: str) -> None:
    """Remove an account; every session of it ends."""
    _accounts().remove(username)


@accounts_cli.command("list")
def list_accounts() -> None:
    """List the accounts."""
    for viewer in _accounts().all():
        print("\t".join((viewer.username, viewer.role, viewer.hscp_code or "", viewer.name)))


def _accounts() -> "Accounts":
    """The accounts, imported when they are needed: with them comes Streamlit, which no other command needs."""
    from app.access.accounts import Accounts

    return Accounts()


def _password() -> str:
    return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def _show(faults: list[Fault], form: Format) -> None:
    if form is Format.JSON:
        print(json.dumps(as_json(faults), ensure_ascii=False, indent=1))
    else:
        print(as_text(faults))


def _fail(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(1)


def main() -> None:
    """Run a command; what went wrong is said in a sentence, never with a traceback."""
    try:
        cli()
    except (StoreError, OutlineError, AccountError, FetchError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
