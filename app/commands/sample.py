"""Made-up data."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.acceptance import accept_sample
from app.sample import LAST, write_directory
from app.sample import write as write_sample
from app.settings import settings
from app.store import open_store

cli = typer.Typer()


class Units(StrEnum):
    """What a row of a sample return stands for."""

    HSCP = "hscp"
    CLUSTER = "cluster"
    PRACTICE = "practice"


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
