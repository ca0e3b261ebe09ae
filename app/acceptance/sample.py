"""Accepting the shipped sample data."""

from collections.abc import Callable

from app.acceptance.directory import accept_directory
from app.acceptance.reference import accept_population
from app.acceptance.returns import accept
from app.sample import LAST
from app.settings import PROJECT


def accept_sample(*, by: str, progress: Callable[[str], None] = print) -> None:
    """Accept all that `data/sample` holds: returns, where made-up people live, and a directory of made-up services.

    Raises `Refused` and `StoreError` as those who accept each of them do.
    """
    folder = PROJECT / "data" / "sample"
    accept(sorted(folder.glob("*.csv")), by=by, progress=progress)
    accept_population(folder / "directory" / "population.csv", by=by)
    accept_directory([folder / "directory" / "services.csv"], by=by, today=LAST.end, progress=progress)
