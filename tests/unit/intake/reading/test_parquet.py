"""Parquet files: values of every type as text, in rows that are counted below a header."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.intake.checks import check
from app.intake.reading import read
from tests.unit.intake.rows import ROW, TODAY, unit

MOMENT = dt.datetime(2026, 3, 31, 12, 30)


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "returns.csv"


def table(rows: list[dict], **columns: pa.Array) -> pa.Table:
    made = pa.Table.from_pylist(rows)
    for name, values in columns.items():
        made = (
            made.set_column(made.column_names.index(name), name, values)
            if name in ROW
            else made.append_column(name, values)
        )
    return made


def test_a_good_file_has_no_fault_whatever_its_name(path):
    rows = [unit(1), unit(2, wte_in_post=None, waiting_at_end=None), unit(3)]
    whole = pa.array([7, None, 7], pa.int32())
    pq.write_table(table(rows, waiting_at_end=whole, wte_in_post=pa.array([5.25, 5, 3.3], pa.float32())), path)
    checked = check([path], today=TODAY)
    assert [(fault.row, fault.column, fault.rule) for fault in checked.faults] == [(3, "waiting_at_end", "required")]
    assert checked.tables["returns"].wte_in_post.tolist() == [5.25, 5, 3.3]


VALUES = [
    (pa.array([7, None]), ["7", ""]),
    (pa.array([2**63], pa.uint64()), ["9223372036854775808"]),
    (pa.array([0.1 + 0.2, 12.0, 1e-7, float("nan"), float("inf")]), ["0.3", "12", "0.0000001", "nan", "inf"]),
    (pa.array([3.3, 100], pa.float32()), ["3.3", "100"]),
    (pa.array(np.array([0.5], dtype=np.float16)), ["0.5"]),
    (pa.array([Decimal("12.000"), Decimal("-0.500"), Decimal(1200)]), ["12", "-0.5", "1200"]),
    (pa.array([True, None]), ["TRUE", ""]),
    (pa.array([dt.date(2026, 3, 31)]), ["2026-03-31"]),
    (pa.array([dt.datetime(2026, 3, 31), MOMENT], pa.timestamp("ns")), ["2026-03-31", "2026-03-31 12:30:00"]),
    (pa.array([MOMENT], pa.timestamp("ms", "UTC")), ["2026-03-31 12:30:00+00:00"]),
    (pa.array([dt.time(12, 30)]), ["12:30:00"]),
    (pa.array(["a", None, "a"]).dictionary_encode(), ["a", "", "a"]),
    (pa.array([b"caf\xc3\xa9"]), ["café"]),
    (pa.array(["x"], pa.large_string()), ["x"]),
    (pa.array([None, None]), ["", ""]),
]


@pytest.mark.parametrize(("values", "texts"), VALUES, ids=lambda each: str(getattr(each, "type", "")))
def test_values_of_every_type_are_text(path, values, texts):
    pq.write_table(pa.table({"id": [str(number) for number in range(len(values))], "value": values}), path)
    (read_table,) = read(path, [["id"]])
    assert read_table.cells.column("value").cast(pa.string()).to_pylist() == texts


def test_dates_and_percentages_stand_where_they_can_be_explained(path):
    rows = [unit(1), unit(2)]
    pq.write_table(table(rows, waiting_at_end=pa.array([dt.date(2026, 2, 1), None])), path)
    faults = check([path], today=TODAY).faults
    assert [(fault.row, fault.rule) for fault in faults] == [(2, "turned_into_date"), (3, "required")]


def test_nested_columns_are_explained_and_hide_no_other_fault(path):
    lists = pa.array([[1], [2]])
    pq.write_table(table([unit(1), unit(2, waiting_at_end="many")], notes=lists), path)
    faults = check([path], today=TODAY).faults
    assert [(fault.row, fault.column, fault.rule) for fault in faults] == [
        (1, "notes", "nested_column"),
        (3, "waiting_at_end", "type"),
    ]


def test_blank_rows_are_left_out_and_counted(path):
    blank = dict.fromkeys(ROW)
    pq.write_table(table([unit(1), blank, unit(2, waiting_at_end="many")]), path)
    assert [(fault.row, fault.column) for fault in check([path], today=TODAY).faults] == [(4, "waiting_at_end")]


def test_many_row_groups_are_one_table(path):
    pq.write_table(table([unit(number) for number in range(1, 101)]), path, row_group_size=7)
    checked = check([path], today=TODAY)
    assert (checked.faults, len(checked.tables["returns"])) == ([], 100)


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (lambda content: content[:-9], "damaged"),
        (lambda content: content[:100] + content[-100:], "damaged"),
        (lambda content: b"PAR1", "damaged"),
        (lambda content: b"PARE" + content[4:], "encrypted"),
    ],
)
def test_a_broken_file_is_one_clear_fault(path, spoilt, words):
    pq.write_table(table([unit(1)]), path)
    path.write_bytes(spoilt(path.read_bytes()))
    (fault,) = check([path], today=TODAY).faults
    assert words in fault.message


def test_pages_with_checksums_that_do_not_fit_are_damage(path):
    as_it_is = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    pq.write_table(table([unit(1)]), path, write_page_checksum=True, **as_it_is)
    path.write_bytes(path.read_bytes().replace(b"Glasgow City", b"Glasgow Citx", 1))
    (fault,) = check([path], today=TODAY).faults
    assert fault.rule == "parquet"
