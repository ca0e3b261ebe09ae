"""Publishing: every table that a role can see, as CSV files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.telling import fail
from app.geography.areas import areas, hscp_codes
from app.publishing import publish as write_tables
from app.release import open_release
from app.viewer import Role, Viewer

cli = typer.Typer()


@cli.command()
def publish(
    role: Annotated[Role, typer.Option(help="Whose tables.")],
    out: Annotated[Path, typer.Option(help="Folder for the files; made if missing.")],
    hscp: Annotated[str | None, typer.Option(help="Code of the HSCP of a manager, such as S37000034.")] = None,
    as_at: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As at the end of this day; the newest, if not given.")
    ] = None,
) -> None:
    """Write every table that a role can see as CSV, one file per figure and grain, exactly as the pages show them."""
    release = open_release(_viewer(role, hscp), as_at.date() if as_at else None)
    paths = write_tables(release, out)
    if not paths:
        when = f"had been accepted by {as_at.date()}." if as_at else "has been accepted yet: load a return first."
        fail(f"Nothing {when}")
    for path in paths:
        print(path)


def _viewer(role: Role, hscp: str | None) -> Viewer:
    if role is Role.HSCP and not hscp:
        fail("An HSCP manager has an HSCP: add --hscp and its code.")
    if hscp and hscp not in hscp_codes():
        known = areas().query("area_level == 'hscp'")
        listed = "\n".join(f"  {row.area_code}  {row.area_name}" for row in known.itertuples())
        fail(f"{hscp} is not the code of an HSCP. These are:\n{listed}")
    try:
        return Viewer("publish", "publish", role, hscp)
    except ValueError:
        fail(f"The role {role} has no HSCP: leave --hscp out.")
