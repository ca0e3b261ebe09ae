"""Files that are mutated in every way: checking never raises, and names a fault exactly where it was put.

Each case has a seed of its own, so that one that fails can be run again by its number.
"""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from app.contract.fields import Field, Kind
from app.contract.tables import TABLES
from app.intake.checks import check
from tests.unit.intake.rows import TODAY, unit

RETURNS = pd.DataFrame([unit(number) for number in range(1, 6)])
BREAKDOWNS = pd.DataFrame(
    [
        {"return_id": f"r{number}", "measure": "people_referred", "dimension": "sex", "category": sex, "count": count}
        for number in range(1, 6)
        for sex, count in (("female", "60"), ("male", "35"))
    ]
)
DEMAND = pd.DataFrame(
    [
        {"return_id": f"r{number}", "service_category": need, "signposts": "9", "taken_up": "5", "unmet": "2"}
        for number in range(1, 6)
        for need in ("housing", "carers")
    ]
)
SURVEY = pd.DataFrame(
    [{"period": "2024-25Q4", "hscp_code": "S37000034", "invited": "20", "respondents": "15", "swemwbs_mean": "24.5"}]
)
TABLES_GOOD = {"returns": RETURNS, "breakdowns": BREAKDOWNS, "service_demand": DEMAND, "workforce_survey": SURVEY}

FAULTY = {
    Kind.COUNT: ["-1", "x", "1.5", "1e3", "45%", "(12)", "١٢", "#REF!", "2026-02-01", "1-Feb", "1.000", "12,5", "nan"],
    Kind.WTE: ["-1", "x", "1.555", "5,5", "1e3", "45%", "#N/A", "2026-02-01"],
    Kind.NUMBER: ["x", "1,5", "1e3", "#DIV/0!", "2026-02-01", "999"],
    Kind.CODE: ["zzz", "2026-02-01", "01-Feb", "#REF!", "S37000099"],
    Kind.PERIOD: ["2025-27Q1", "Q1 2025", "2099-00Q1", "0000-01Q1", "9999-00Q4", "2025-26Q5", "2026-02-01"],
    Kind.DATE: ["03/04/2026", "2026-13-01", "46112", "31/02/2026", "x"],
    Kind.TEXT: ["#REF!", "=A1"],
}
FOLLOWING = {"known_return", "breakdown_total"}
"""What a fault in one table does to the rows of another, by design."""


def as_csv(tables: dict[str, pd.DataFrame], rng: random.Random) -> dict[str, bytes]:
    delimiter, encoding, ending = rng.choice(",;\t"), rng.choice(["utf-8", "utf-8-sig"]), rng.choice(["\n", "\r\n"])
    return {
        f"{name}.csv": table.to_csv(index=False, sep=delimiter, lineterminator=ending).encode(encoding)
        for name, table in tables.items()
    }


def as_workbook(tables: dict[str, pd.DataFrame], rng: random.Random) -> dict[str, bytes]:
    """One sheet a table; whole numbers as numbers or as text, at random."""
    book = Workbook()
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(table.columns))
        for row in table.itertuples(index=False):
            numeric = (text.isascii() and text.isdigit() and rng.random() < 0.8 for text in row)
            sheet.append([int(text) if number else text for text, number in zip(row, numeric, strict=True)])
    file = io.BytesIO()
    book.save(file)
    return {"return.xlsx": file.getvalue()}


def as_parquet(tables: dict[str, pd.DataFrame], rng: random.Random) -> dict[str, bytes]:
    return {f"{name}.parquet": table.to_parquet(index=False) for name, table in tables.items()}


FORMS = (as_csv, as_workbook, as_parquet)


def checked(folder: Path, files: dict[str, bytes]):
    """Check files, and hold what every fault must be: of one of the files, and in a place that there may be."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    result = check([folder / name for name in files], today=TODAY)
    for fault in result.faults:
        assert fault.file in files
        assert fault.row is None or 1 <= fault.row <= 2_000
        assert fault.message
    return result


@pytest.mark.parametrize("form", FORMS)
def test_without_a_mutation_there_is_no_fault(tmp_path, form):
    assert checked(tmp_path, form(TABLES_GOOD, random.Random(1))).faults == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(20))
def test_faults_in_cells_are_named_where_they_are_and_hide_none_elsewhere(tmp_path, form, seed):
    rng = random.Random(seed)
    tables = {name: table.copy() for name, table in TABLES_GOOD.items()}
    put = set()
    for _ in range(rng.choice([1, 1, 4])):
        name, row, field = anywhere(rng, tables)
        tables[name].loc[row, field.name] = rng.choice(FAULTY[field.kind] + [""] * field.required)
        put.add((name, row + 2, field.name))
    told = {
        (fault.sheet or Path(fault.file).stem, fault.row, fault.column, fault.rule)
        for fault in checked(tmp_path, form(tables, rng)).faults
    }
    assert put <= {each[:3] for each in told}
    rows = {(name, row) for name, row, _ in put}
    assert {each for each in told if each[:2] not in rows and each[3] not in FOLLOWING} == set()


def anywhere(rng: random.Random, tables: dict[str, pd.DataFrame]) -> tuple[str, int, Field]:
    name = rng.choice(list(tables))
    column = rng.choice(list(tables[name].columns))
    field = next(field for field in TABLES[name].fields if field.name == column)
    return name, rng.randrange(len(tables[name])), field


def flipped(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def cut_off(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def put_in(content: bytes, rng: random.Random) -> bytes:
    pieces = [
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b"=",
        b";",
        b"'",
        b"\xc2\xa0",
        b"<",
        b'"\n"',
        rng.randbytes(5),
    ]
    at = rng.randrange(len(content))
    return content[:at] + rng.choice(pieces) + content[at:]


def lines_moved(content: bytes, rng: random.Random) -> bytes:
    lines = content.split(b"\n")
    taken = lines.pop(rng.randrange(len(lines)))
    lines.insert(rng.randrange(len(lines) + 1), rng.choice([taken, b"", b"A title", taken + b",,", taken * 2]))
    return b"\n".join(lines)


def part_changed(content: bytes, rng: random.Random) -> bytes:
    """A workbook with one of its parts left out or written over here and there; other files with bytes flipped."""
    if not content.startswith(b"PK"):
        return flipped(content, rng)
    pieces = [b"", b"9", b"<c/>", b'"', b"</row>", b't="s"', b"<v>1</v>", b"99999999", b'r="A1"', b"<!DOCTYPE x>"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    victim = rng.choice(list(parts))
    if rng.random() < 0.2:
        del parts[victim]
    else:
        at = rng.randrange(len(parts[victim]))
        parts[victim] = parts[victim][:at] + rng.choice(pieces) + parts[victim][at + rng.randint(0, 20) :]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (flipped, cut_off, put_in, lines_moved, part_changed)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize("seed", range(6))
def test_no_mutation_of_bytes_raises_or_loses_a_table_in_silence(tmp_path, form, mutation, seed):
    rng = random.Random(seed)
    files = form(TABLES_GOOD, rng)
    victim = rng.choice(list(files))
    files[victim] = mutation(files[victim], rng)
    result = checked(tmp_path, files)
    if not result.has_errors:
        assert set(result.tables) == set(TABLES_GOOD)
