"""The data dictionary as files."""

from pathlib import Path
from typing import Annotated

import typer

from app.contract.dictionary import markdown
from app.contract.table_schema import as_json, descriptors

cli = typer.Typer()


@cli.command("dictionary")
def write_dictionary(
    out: Annotated[Path, typer.Option(help="Folder for data_dictionary.md and the folder schema; made if missing.")],
) -> None:
    """Write what every field, code and rule means: as Markdown, and as a Frictionless Data Package."""
    (out / "schema").mkdir(parents=True, exist_ok=True)
    files = {Path("data_dictionary.md"): markdown()}
    files |= {Path("schema") / name: as_json(descriptor) for name, descriptor in descriptors().items()}
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
        print(out / name)
