"""What all commands say in the same way: faults, steps, and that something failed."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from getpass import getuser
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.access import audit
from app.events import Event
from app.intake.faults import Fault, as_json, as_table, as_text


class Format(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


FaultFormat = Annotated[Format, typer.Option("--format", help="How to list what is wrong.")]
AnswerFormat = Annotated[Format, typer.Option("--format", help="How to write the answer.")]
FaultFile = Annotated[Path | None, typer.Option("--faults", help="A CSV file for every fault, one in a row.")]


def show(faults: list[Fault], form: Format, file: Path | None = None) -> None:
    """Print faults; alike ones together if there are many. All of them go into `file`, if one is named."""
    if form is Format.JSON:
        print(json.dumps(as_json(faults), ensure_ascii=False, indent=1))
    else:
        print(as_text(faults))
    keep(faults, file)


def keep(faults: list[Fault], file: Path | None) -> None:
    """Write every fault into `file`, if one is named; that it cannot be written is said, and changes nothing else."""
    if not file:
        return
    try:
        as_table(faults).to_csv(file, index=False, encoding="utf-8-sig")
    except OSError as error:
        print(f"The list of faults cannot be written into {file} ({error.strerror or error}).", file=sys.stderr)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """A function that says what is being done: beside a moving bar on a terminal, as plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield step_by_step
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("beginning", total=None)
        yield lambda step: progress.update(bar, description=step)


def step_by_step(step: str) -> None:
    """Say what is being done, on a line."""
    print(f"{step} …", file=sys.stderr)


def record(event: Event, about: str) -> None:
    """Write into the audit log that whoever runs this command did something."""
    audit.record(getuser(), event, about)


def fail(message: str) -> NoReturn:
    """End with exit code 1, saying why."""
    print(message, file=sys.stderr)
    raise typer.Exit(1)
