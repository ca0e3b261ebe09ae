"""What is wrong with a file, said so that a person can put it right."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops acceptance; a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fault:
    """One fault. `row` counts as a spreadsheet does, the header being row 1.

    `sheet`, `row` and `column` are None where the fault has no such place; `found` is what stands there; `message`
    says what was expected and what to do; `rule` is a stable id.
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    rule: str
    severity: Severity
    found: str | None
    message: str


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by file, row and column, those of a whole file first."""
    return sorted(faults, key=lambda f: (f.file, f.row or 0, f.column or "", f.rule))


def as_json(faults: Iterable[Fault]) -> list[dict]:
    """Faults as objects with the keys `file, sheet, row, column, rule, severity, found, message`."""
    return [asdict(fault) for fault in faults]


def as_text(faults: list[Fault]) -> str:
    """Faults as lines of text, ending with how many there are."""
    errors = sum(fault.severity == Severity.ERROR for fault in faults)
    warnings = len(faults) - errors
    lines = [_line(fault) for fault in faults]
    return "\n".join([*lines, f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"])


def _line(fault: Fault) -> str:
    place = [fault.file]
    if fault.row:
        place.append(f"row {fault.row}")
    if fault.column:
        place.append(fault.column)
    found = f" Found {fault.found!r}." if fault.found is not None else ""
    return f"{fault.severity.upper()} {', '.join(place)}: {fault.message}.{found} [{fault.rule}]"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
