"""The outlines of HSCPs on the map."""

from pathlib import Path
from typing import Annotated

import typer

from app.geography import outlines

cli = typer.Typer(help="The outlines of HSCPs on the map.", no_args_is_help=True)


@cli.command("use")
def use_outlines(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage or shapefile of HSCPs or council areas.")],
) -> None:
    """Show official outlines on the map from now on."""
    print(f"In use: {outlines.use(file).label}")


@cli.command("fetch")
def fetch_outlines(
    url: Annotated[str | None, typer.Option(help="Another address than CLW_OUTLINES_URL.")] = None,
) -> None:
    """Download the official outlines from the ONS Open Geography service and use them."""
    print(f"In use: {outlines.fetch(url).label}")
