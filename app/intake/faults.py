"""What is wrong with a file, said so that a person can put it right."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from itertools import takewhile

import pandas as pd

from app.contract.harmless import harmless

_LISTED = 50
_NAMED = 5
_MESSAGES = 10
_LONGEST = 120
_PARTS = re.compile(r"\w+(?:[.-]\w+)*|\W")


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
    """Faults that are alike: how many, the first, and of the first few their rows and what stands there.

    `message` is true of all of them: what is said of some only is left out, as `…`. `more_found` says that other things
    stand there too than those of `found`.
    """

    first: Fault
    message: str
    times: int
    rows: tuple[int, ...]
    found: tuple[str, ...]
    more_found: bool


def grouped(faults: Iterable[Fault], *, alone: int = 0) -> list[Group]:
    """Faults that are alike together: errors first, then the most frequent. Each by itself if no more than `alone`.

    Alike are those of one rule in one column with one message; if they have many messages, as where each quotes the
    figures of its row, all of that rule and column.
    """
    faults = list(faults)
    groups = [_group([fault]) for fault in faults] if len(faults) <= alone else _alike(faults)
    return sorted(groups, key=lambda group: (group.first.severity, -group.times))


def _alike(faults: list[Fault]) -> list[Group]:
    by_place: dict[tuple, dict[str, list[Fault]]] = {}
    for fault in faults:
        place = (fault.severity, fault.file, fault.sheet, fault.column, fault.rule)
        by_place.setdefault(place, {}).setdefault(fault.message, []).append(fault)
    groups = []
    for by_message in by_place.values():
        if len(by_message) <= _MESSAGES:
            groups += map(_group, by_message.values())
        else:
            groups.append(_group([fault for each in by_message.values() for fault in each]))
    return groups


def _group(faults: list[Fault]) -> Group:
    found = list(dict.fromkeys(fault.found for fault in faults if fault.found is not None))
    rows = sorted(fault.row for fault in faults if fault.row)
    message = _common(list(dict.fromkeys(fault.message for fault in faults)))
    return Group(faults[0], message, len(faults), tuple(rows[:_NAMED]), tuple(found[:_NAMED]), len(found) > _NAMED)


def _common(messages: Sequence[str]) -> str:
    """What messages begin and end with alike, with `…` for what differs between."""
    if len(messages) == 1:
        return messages[0]
    parts = [_PARTS.findall(message) for message in messages]
    begin = _beginning(parts)
    end = _beginning([each[len(begin) :][::-1] for each in parts])[::-1]
    return "".join([*begin, "…", *end])


def _beginning(parts: list[list[str]]) -> list[str]:
    same = takewhile(lambda each: len(set(each)) == 1, zip(*parts, strict=False))
    return [each[0] for each in same]


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
    first = group.first
    if group.times == 1:
        return _line(first)
    found = ", ".join(map(repr, group.found)) + (", …" if group.more_found else "")
    times = f"{_said(first, None, group.message, found)} {group.times:,} times"
    if not group.rows:
        return f"{times}."
    rows = ", ".join(map(str, group.rows)) + (", …" if group.times > len(group.rows) else "")
    return f"{times}: rows {rows}."


def _line(fault: Fault) -> str:
    return _said(fault, fault.row, fault.message, "" if fault.found is None else repr(fault.found))


def _said(fault: Fault, row: int | None, message: str, found: str) -> str:
    place = [fault.file]
    if fault.sheet:
        place.append(f"sheet {fault.sheet}")
    if row:
        place.append(f"row {row}")
    if fault.column:
        place.append(fault.column)
    found = f" Found {found}." if found else ""
    return f"{fault.severity.upper()} {', '.join(place)}: {message}.{found} [{fault.rule}]"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
