"""A million rows of returns: reading them as text, checking them, loading them, each in a process of its own."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from app.sample import write

ROWS = 1_000_000


def many_returns(folder: Path) -> Path:
    """A valid file of `ROWS` returns over 40 quarters: those of a sample by practice, again and again."""
    path = write(folder, quarters=40, units="practice")[0]
    sample = _as_text(path)
    names = sample.column_names
    out = folder / "many.csv"
    left = ROWS
    with pyarrow.csv.CSVWriter(
        out, sample.schema, write_options=pyarrow.csv.WriteOptions(quoting_style="none")
    ) as file:
        for copy in count():
            rows = sample.slice(0, left)
            for name in ("return_id", "unit_code"):
                again = pc.binary_join_element_wise(rows[name], pa.scalar(f"-{copy}"), "")
                rows = rows.set_column(names.index(name), name, again)
            file.write_table(rows)
            left -= len(rows)
            if not left:
                return out


def read_as_text(path: Path) -> None:
    """What pyarrow needs to read a file as text."""
    _as_text(path)


def check_it(path: Path) -> None:
    """Check a file that has no error."""
    from app.acceptance import preview

    assert not preview([path], progress=lambda step: None).has_errors


def load_it(path: Path) -> None:
    """Accept a file into a store of its own."""
    from app.acceptance import accept

    accept([path], by="bench", progress=lambda step: None)


def measured(do: Callable[[Path], None], path: Path) -> tuple[float, float]:
    """Seconds, and the peak of memory in MB, of doing something with a file in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (do, path))


def _measure(do: Callable[[Path], None], path: Path) -> tuple[float, float]:
    import app.acceptance  # noqa: F401 - importing is not what is measured

    begun = time.perf_counter()
    do(path)
    return time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _as_text(path: Path) -> pa.Table:
    with path.open() as file:
        names = file.readline().strip().split(",")
    text = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    return pyarrow.csv.read_csv(path, convert_options=text)
