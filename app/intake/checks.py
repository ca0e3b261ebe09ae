"""Checking files against the contract: every fault, each at its place, and the tables that are left."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd

from app.contract.across import NOTHING, breaches
from app.contract.breach import Breach
from app.contract.fields import Field, Kind
from app.contract.periods import Quarter
from app.contract.tables import TABLES, Table
from app.intake.astray import above_header, before_another_header, passed_over
from app.intake.cells import Cell, read_cell
from app.intake.excerpts import Excerpt, excerpt
from app.intake.faults import Fault, Severity, in_order, shown
from app.intake.meant import code_meant
from app.intake.reading import TextTable, Unreadable, named, read
from app.intake.unfilled import filled_in

_UNREAD = ("header", "another_header")
_HEADERS = [table.required for table in TABLES.values()]


@dataclass(frozen=True)
class Checked:
    """What checking found: all `faults` in order of place, the checked `tables` by name, and rows at fault.

    The tables are as docs/architecture.md describes; a cell at fault is missing in them, so they may be accepted
    only when there is no error.
    """

    faults: list[Fault]
    tables: dict[str, pd.DataFrame]
    excerpts: list[Excerpt]

    @property
    def has_errors(self) -> bool:
        """Whether anything stands in the way of acceptance."""
        return any(fault.severity == Severity.ERROR for fault in self.faults)


@dataclass(frozen=True)
class _File:
    """A table on its way: its text, which table it is, and its typed rows."""

    text: TextTable
    table: Table
    names: dict[str, str]  # field → column as written in the file
    typed: pd.DataFrame

    def fault(self, index: int, field: str, rule: str, message: str, severity: str = Severity.ERROR) -> Fault:
        """A fault in a row of the table, with what the file says there."""
        column = self.names.get(field)
        found = shown(self.text.cells[column][index].as_py()) if column else None
        return self.text.fault(int(self.text.rows[index]), column or field, rule, message, found, Severity(severity))


def check(
    files: Sequence[Path],
    *,
    accepted: Mapping[str, pd.DataFrame] = NOTHING,
    expected: Mapping[str, Collection[str]] = NOTHING,
    only_hscp: str | None = None,
    today: date | None = None,
) -> Checked:
    """Check the files of one submission, alone and against each other.

    `accepted`: the accepted rows that count, by table; `expected`: the units expected of each HSCP; `only_hscp`: the
    one HSCP whose returns may be handed in, if not all; quarters that have not ended by `today` (now, if not given) are
    errors. Which table a file holds is told by its header. Never raises for what is in a file: a file that cannot be
    read is one fault.
    """
    faults: list[Fault] = []
    found: dict[str, _File] = {}
    unread = False
    for path in files:
        try:
            texts = read(path, _HEADERS)
        except Unreadable as unreadable:
            faults.append(unreadable.fault)
            unread = True
            continue
        for text in texts:
            taken = _take(text, found, today or date.today())
            unread |= any(fault.rule in _UNREAD for fault in taken)
            faults += taken
    for file in found.values():
        faults += _row_faults(file)
    tables = {name: file.typed for name, file in found.items() if len(file.typed)}
    faults += [
        found[breach.table].fault(breach.index, breach.column, breach.rule, breach.message, breach.severity)
        for breach in breaches(tables, accepted, expected, only_hscp)
        if not (breach.rule == "known_return" and _lost(found, breach, unread))
    ]
    if files and not tables and not any(fault.severity is Severity.ERROR for fault in faults):
        faults.append(_nothing_to_load(files[0]))
    faults = in_order(faults)
    return Checked(faults, tables, list(_excerpts(found.values(), faults)))


def _nothing_to_load(path: Path) -> Fault:
    message = "no row holds anything to load; fill in what you have"
    return Fault(path.name, None, None, None, "nothing_to_load", Severity.WARNING, None, message)


def _excerpts(files: Iterable[_File], faults: list[Fault]) -> Iterator[Excerpt]:
    """The rows with errors of each table; where there are none anywhere, those with warnings."""
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    for file in files:
        key = [file.names[name] for name in ("return_id", *file.table.key) if name in file.names]
        if rows := excerpt(file.text, errors or faults, key):
            yield rows


def _take(text: TextTable, found: dict[str, _File], today: date) -> list[Fault]:
    """Recognise a table and add it to those `found`; the faults of its header and its cells."""
    if text.header_row is None:
        return passed_over(text)
    try:
        table = _recognise(text)
    except Unreadable as unreadable:
        return [*text.faults, unreadable.fault]
    names, header_faults = _columns(text, table)
    text, others = before_another_header(text, table, names)
    text, unfilled = filled_in(text, table, names)
    typed, cell_faults = _typed(text, table, names, today)
    above = above_header(text, table, names)
    faults = [*text.faults, *header_faults, *above, *others, *unfilled, *cell_faults]
    if earlier := found.get(table.name):
        message = f"{earlier.text.place} already holds the table {table.name}; put their rows into one table"
        return [*faults, text.fault(None, None, "one_file_a_table", message)]
    found[table.name] = _File(text, table, names, typed)
    return faults


def _lost(found: Mapping[str, _File], breach: Breach, unread: bool) -> bool:
    """Whether the return that a row names may stand in what could not be read of the returns."""
    returns = found.get("returns")
    if returns is None or unread:
        return unread
    return "return_id" not in returns.names or found[breach.table].typed.return_id[breach.index] in returns.text.lost


def _recognise(text: TextTable) -> Table:
    """The table of which the header names the most fields. Raises `Unreadable` for none, or for a file without rows."""
    header = text.cells.column_names
    best = max(TABLES.values(), key=lambda table: len(named(header, table.columns)))
    if 2 * len(named(header, best.required)) < len(best.required):
        wanted = "; ".join(f"{table.name}: {', '.join(table.required)}" for table in TABLES.values())
        message = f"the header row fits none of the four tables; the columns they need are {wanted}"
        raise Unreadable(text.fault(None, None, "header", message))
    if not text.cells.num_rows and not text.faults and text.sheet is None:
        message = "there are no rows below the header; add them or leave the table out"
        raise Unreadable(text.fault(None, None, "rows", message))
    return best


def _columns(text: TextTable, table: Table) -> tuple[dict[str, str], list[Fault]]:
    """Field → column as written, and what is wrong with the header."""
    by_column = named(text.cells.column_names, table.columns)
    faults, names = [], {}
    for column in text.cells.column_names:
        field = by_column.get(column)
        if field is None:
            near = get_close_matches(column.strip().lower(), table.columns, n=1)
            hint = f"; perhaps {near[0]} was meant" if near else "; it is not loaded"
            message = f"{table.name} has no such field{hint}"
            faults.append(text.fault(text.header_row, column, "unknown_column", message, severity=Severity.WARNING))
        elif field in names:
            message = f"{field} has a column already; keep one of them"
            faults.append(text.fault(text.header_row, column, "repeated_column", message))
        else:
            names[field] = column
    for field in table.required:
        if field not in names:
            message = f"the required column {field} is missing; add it"
            faults.append(text.fault(text.header_row, field, "missing_column", message))
    return names, faults


def _typed(text: TextTable, table: Table, names: dict[str, str], today: date) -> tuple[pd.DataFrame, list[Fault]]:
    """The cells as values, with a fault for each that says none; hidden ones are named in `suppressed`."""
    faults: list[Fault] = []
    columns: dict[str, pd.Series] = {}
    suppressed = np.full(text.cells.num_rows, "", dtype=object)
    for field in table.fields:
        column = names.get(field.name)
        if column is None:
            columns[field.name] = pd.Series(pd.NA, index=range(text.cells.num_rows), dtype=field.dtype)
            continue
        texts, which = text.distinct(text.cells.column_names.index(column))
        cells = _read(field, texts, table, today)
        columns[field.name] = pd.Series(pd.array([cell.value for cell in cells], dtype=field.dtype).take(which))
        hidden = np.array([cell.hidden for cell in cells], dtype=bool)[which]
        suppressed[hidden] += f"{field.name} "
        wrong = np.array([cell.rule is not None for cell in cells], dtype=bool)
        for index in np.flatnonzero(wrong[which]) if wrong.any() else ():
            cell = cells[which[index]]
            found = shown(texts[which[index]])
            faults.append(text.fault(int(text.rows[index]), column, cell.rule, cell.message, found))
    columns["suppressed"] = pd.Series(suppressed, dtype="string").str.rstrip()
    return pd.DataFrame(columns, copy=False), faults


def _read(field: Field, texts: list[str], table: Table, today: date) -> list[Cell]:
    """Read each distinct text of a column, and hold its value against the checks of the table's schema."""
    cells = [read_cell(field, text) for text in texts]
    if field.kind is Kind.PERIOD:
        cells = [_ended(cell, today) for cell in cells]
    for check in table.schema.columns[field.name].checks:
        values = pd.Series([cell.value for cell in cells], dtype=field.dtype).dropna()
        passed = check(values).check_output if len(values) else values
        for index in values.index[~passed.astype(bool)]:
            cells[index] = Cell(rule=check.name, message=_expectation(field, cells[index].value))
    return cells


def _ended(cell: Cell, today: date) -> Cell:
    if cell.value and Quarter.parse(cell.value).end >= today:
        return Cell(rule="period_ended", message="this quarter has not ended yet; correct the period or send it later")
    return cell


def _expectation(field: Field, value: str | float) -> str:
    if field.codes is None:
        return f"expected {field.expected}; correct the cell"
    codes = field.codes()
    allowed = sorted(codes)
    listed = ", ".join(allowed) if len(allowed) <= 20 else f"{allowed[0]} to {allowed[-1]}"
    blank = "" if field.required else ", or leave it blank if not collected"
    what_to_do = code_meant(codes, str(value)) or f"use one of {listed}{blank}"
    return f"not a code of {field.name}; {what_to_do}"


def _row_faults(file: _File) -> Iterator[Fault]:
    for rule in file.table.rules:
        for index in np.flatnonzero(rule.broken(file.typed)):
            row = file.typed.loc[index, list(rule.fields)].dropna()
            figures = ", ".join(f"{name} {figure}" for name, figure in row.items())
            yield file.fault(index, rule.column, rule.id, f"{rule.message} ({figures})")
