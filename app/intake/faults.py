"""What is wrong with a file, said so that a person can put it right."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

import pandas as pd

from app.contract.harmless import harmless

_LISTED = 50
_ROWS_NAMED = 5
_LONGEST = 120


class Severity(StrEnum):
    """An error stops acceptance; a warning asks a person to look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fault:
    """One fault. `row` is the row as a spreadsheet numbers it, so that a header at the top is row 1.

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


def shown(found: str) -> str:
    """What stands in a cell, as a fault shows it: not too long."""
    return found if len(found) <= _LONGEST else f"{found[:_LONGEST]}…"


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by file, sheet, row and column, those of a whole file or sheet first."""
    return sorted(faults, key=lambda f: (f.file, f.sheet or "", f.row or 0, f.column or "", f.rule))


def as_json(faults: Iterable[Fault]) -> list[dict]:
    """Faults as objects with the keys `file, sheet, row, column, rule, severity, found, message`."""
    return [asdict(fault) for fault in faults]


def as_table(faults: Iterable[Fault]) -> pd.DataFrame:
    """Faults as a table with a column for each of their parts, safe to be opened in a spreadsheet."""
    table = pd.DataFrame(as_json(faults), columns=[field.name for field in fields(Fault)])
    return table.astype({"row": "Int64"}).map(harmless, na_action="ignore")


@dataclass(frozen=True)
class Group:
    """Faults that are alike, of one rule in one column: how many, the first, and the rows of the first few."""

    first: Fault
    times: int
    rows: tuple[int, ...]


def grouped(faults: Iterable[Fault]) -> list[Group]:
    """Faults that are alike together: errors first, then the most frequent."""
    alike: dict[tuple, list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.severity, fault.file, fault.sheet, fault.column, fault.rule), []).append(fault)
    groups = [
        Group(each[0], len(each), tuple(fault.row for fault in each[:_ROWS_NAMED] if fault.row))
        for each in alike.values()
    ]
    return sorted(groups, key=lambda group: (group.first.severity, -group.times))


def as_text(faults: list[Fault]) -> str:
    """Faults as lines of text, ending with how many there are; many faults are grouped."""
    errors = sum(fault.severity == Severity.ERROR for fault in faults)
    warnings = len(faults) - errors
    if len(faults) <= _LISTED:
        lines = [_line(fault) for fault in faults]
    else:
        lines = [_group_line(group) for group in grouped(faults)]
    return "\n".join([*lines, f"{_count(errors, 'error')}, {_count(warnings, 'warning')}"])


def _group_line(group: Group) -> str:
    if group.times == 1:
        return _line(group.first)
    times = f"{_line(group.first)} {group.times:,} times"
    if not group.rows:
        return f"{times}."
    rows = ", ".join(map(str, group.rows)) + (", …" if group.times > len(group.rows) else "")
    return f"{times}: rows {rows}."


def _line(fault: Fault) -> str:
    place = [fault.file]
    if fault.sheet:
        place.append(f"sheet {fault.sheet}")
    if fault.row:
        place.append(f"row {fault.row}")
    if fault.column:
        place.append(fault.column)
    found = f" Found {fault.found!r}." if fault.found is not None else ""
    return f"{fault.severity.upper()} {', '.join(place)}: {fault.message}.{found} [{fault.rule}]"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
