"""The workbook that an HSCP fills in."""

from pathlib import Path
from typing import Annotated

import typer

from app.acceptance.template import template
from app.commands.telling import fail, steps

cli = typer.Typer()


@cli.command("template")
def write_return_template(
    hscp: Annotated[str, typer.Option(help="Code of the HSCP, S37….")],
    period: Annotated[str, typer.Option(help="The quarter to be filled in, such as 2025-26Q1.")],
    out: Annotated[Path, typer.Option(help="The workbook to write.")] = Path("return.xlsx"),
) -> None:
    """Write a workbook for a return, with the units of the HSCP's last one and its closing caseload filled in."""
    try:
        with steps() as progress:
            progress(f"filling in what is known of {hscp}")
            out.write_bytes(template(hscp, period))
    except ValueError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}")
    print(out)
