"""What all commands say in the same way: faults, steps, and that something failed."""

import json
import sys
from enum import StrEnum
from typing import Annotated, NoReturn

import typer

from app.intake.faults import Fault, as_json, as_text


class Format(StrEnum):
    """How faults are written."""

    TEXT = "text"
    JSON = "json"


FaultFormat = Annotated[Format, typer.Option("--format", help="How to list what is wrong.")]


def show(faults: list[Fault], form: Format) -> None:
    """Print faults."""
    if form is Format.JSON:
        print(json.dumps(as_json(faults), ensure_ascii=False, indent=1))
    else:
        print(as_text(faults))


def step_by_step(step: str) -> None:
    """Say what is being done."""
    print(f"{step} …", file=sys.stderr)


def fail(message: str) -> NoReturn:
    """End with exit code 1, saying why."""
    print(message, file=sys.stderr)
    raise typer.Exit(1)
