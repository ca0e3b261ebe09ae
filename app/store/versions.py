"""Immutable versions of everything accepted, with a pointer to the current one.

A store is a folder:

    current                      the id of the current version
    submissions/000002/          one submission whole: its files as handed in, and its rows as Parquet
    quarantine/000001/           files that were refused, with a report of why
    versions/000002/             version.json (which submissions it holds, and when it and those before it became
                                 current) and the tables derived from them; a table that a submission does not touch is
                                 that of an earlier version

Each folder is made aside, flushed to disk and moved into place whole, and the pointer moves last; a process killed
at any moment leaves the old version current. Nothing is ever overwritten. Readers need no lock: they follow the
pointer to files that never change. One writer at a time holds the lock.

Queries are written with Ibis, so that another engine can take DuckDB's place.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from app.store.submission import Submission, Withdrawal

FORMAT = 2
_LOCK_SECONDS = 60
_LONGEST_NAME = 200
_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.string(): pd.StringDtype(),
    pa.bool_(): pd.BooleanDtype(),
}


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says why and what to do."""


def open_store(url: str) -> "Store":
    """The store at `url`, as `duckdb:///folder`; its folder need not exist yet. Raises StoreError for other urls."""
    parts = urlsplit(url)
    if parts.scheme != "duckdb" or parts.netloc or not parts.path.startswith("/"):
        raise StoreError(f"{url!r} is not the address of a store; write duckdb:///folder/of/the/store")
    return Store(Path(parts.path))


@dataclass(frozen=True)
class Version:
    """One state of the store, for reading. It never changes, so what is read from it may be kept."""

    store: Path
    id: str
    submissions: tuple[Submission, ...]
    """All that were ever accepted, those that were withdrawn too."""
    derived_in: dict[str, str]
    """Which tables were derived from the submissions, and the version in whose folder each stands."""
    withdrawals: tuple[Withdrawal, ...] = ()
    published: Mapping[str, datetime] = field(default_factory=dict)
    """When this version and each before it became current."""

    @property
    def counting(self) -> tuple[Submission, ...]:
        """The submissions that have not been withdrawn."""
        withdrawn = {each.submission for each in self.withdrawals}
        return tuple(submission for submission in self.submissions if submission.id not in withdrawn)

    def derived(self, name: str) -> pd.DataFrame:
        """A table that acceptance derived, such as the cube. Raises StoreError for one that this version lacks."""
        if name not in self.derived_in:
            raise StoreError(f"version {self.id} of the store holds no table {name!r}")
        path = self.store / "versions" / self.derived_in[name] / f"{name}.parquet"
        return pq.read_table(path).to_pandas(types_mapper=_NULLABLE.get)

    def rows(self, table: str) -> pd.DataFrame | None:
        """The rows of a contract table that count: of each HSCP × period, those of the last submission with any.

        Columns as accepted, and `submission`, the id of the submission that a row came with. None when no
        submission carries the table.
        """
        everything = self._everything(table, self.counting)
        if everything is None:
            return None
        newest = everything.submission.max().over(ibis.window(group_by=["hscp_code", "period"]))
        counting = everything.mutate(newest=newest).filter(ibis._.submission == ibis._.newest).drop("newest")
        return counting.to_pyarrow().to_pandas(types_mapper=_NULLABLE.get)

    def brought(self, table: str) -> pd.DataFrame | None:
        """All rows of any table that submissions have brought which count, replaced ones too, as `rows` has them."""
        everything = self._everything(table, self.counting)
        return None if everything is None else everything.to_pyarrow().to_pandas(types_mapper=_NULLABLE.get)

    def carried(self, table: str, *, withdrawn: bool = False) -> pd.DataFrame:
        """Which submission carries rows of which HSCP and period, replaced ones too; those `withdrawn` if asked for.

        Columns `hscp_code, period, submission`.
        """
        columns = ["hscp_code", "period", "submission"]
        everything = self._everything(table, self.submissions if withdrawn else self.counting)
        if everything is None:
            return pd.DataFrame(columns=columns)
        return everything.select(columns).distinct().to_pyarrow().to_pandas(types_mapper=_NULLABLE.get)

    def _everything(self, table: str, submissions: tuple[Submission, ...]) -> ibis.Table | None:
        """All rows of a table in these submissions; None when none carries it."""
        parts = [
            str(self.store / "submissions" / submission.id / f"{table}.parquet")
            for submission in submissions
            if submission.rows.get(table)
        ]
        return ibis.duckdb.connect().read_parquet(parts, union_by_name=True) if parts else None


class Store:
    """All versions in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current_id(self) -> str | None:
        """The id of the current version, None before the first acceptance."""
        try:
            return (self._folder / "current").read_text().strip()
        except FileNotFoundError:
            return None

    def version(self, version_id: str) -> Version:
        """The version with that id. Raises StoreError when there is none, or it is of another format."""
        try:
            written = json.loads((self._folder / "versions" / version_id / "version.json").read_text())
        except FileNotFoundError:
            raise StoreError(f"the store in {self._folder} has no version {version_id}") from None
        if written["format"] != FORMAT:
            raise StoreError(
                f"the store in {self._folder} has format {written['format']}, this program reads format {FORMAT}; "
                "use the program that wrote it, or set CLW_STORE_URL to the address of another store"
            )
        submissions = tuple(Submission.from_json(each) for each in written["submissions"])
        withdrawals = tuple(Withdrawal.from_json(each) for each in written.get("withdrawals", ()))
        published = _published(version_id, written, submissions, withdrawals)
        return Version(self._folder, version_id, submissions, written["derived_in"], withdrawals, published)

    def current(self) -> Version | None:
        """The current version, None before the first acceptance."""
        version_id = self.current_id()
        return self.version(version_id) if version_id else None

    def as_at(self, moment: datetime) -> Version | None:
        """The version that was current at a moment (with its time zone); None before the first acceptance."""
        current = self.current()
        if current is None:
            return None
        before = [version_id for version_id, when in current.published.items() if when <= moment]
        return self.version(max(before)) if before else None

    def quarantine(self, files: Iterable[Path], report: dict) -> Path:
        """Keep files that were refused, byte for byte, beside a report of why; gives their folder.

        Called by whoever holds a draft, so that no two take one number.
        """
        kept = self._folder / "quarantine"
        with _writing(self._folder):
            kept.mkdir(exist_ok=True)
            place = kept / f"{max((int(each.name) for each in kept.glob('[0-9]*')), default=0) + 1:06d}"
            made = Path(tempfile.mkdtemp(prefix="draft-", dir=self._folder))
            _copy((file for file in files if file.is_file()), made)
            (made / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
            made.replace(place)
        return place

    def in_quarantine(self) -> Iterator[dict]:
        """The reports of what was refused."""
        for report in sorted(self._folder.glob("quarantine/[0-9]*/report.json")):
            yield json.loads(report.read_text(encoding="utf-8"))

    @contextmanager
    def draft(self) -> Iterator["Draft"]:
        """A draft of the next version, under the writers' lock; nobody sees any of it until its `publish`.

        Raises StoreError when another process goes on writing for more than a minute, or the folder cannot be written.
        """
        lock = FileLock(self._folder / "lock", timeout=_LOCK_SECONDS)
        with _writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except Timeout:
                raise StoreError("another submission is being accepted just now; try again in a minute") from None
        try:
            draft = Draft(self._folder, self.current())
            try:
                yield draft
            finally:
                draft.clear_up()
        finally:
            lock.release()


class Draft:
    """The next version in the making: first its submission, then what is derived from all rows, then `publish`."""

    def __init__(self, folder: Path, base: Version | None) -> None:
        self._folder = folder
        with _writing(folder):
            for left_behind in folder.glob("draft-*"):
                shutil.rmtree(left_behind)  # by a writer that was killed: we hold the lock
            self._aside = Path(tempfile.mkdtemp(prefix="draft-", dir=folder))
        self._done = False
        self._submissions = base.submissions if base else ()
        self._withdrawals = base.withdrawals if base else ()
        self._published = base.published if base else {}
        self._derived_in = base.derived_in if base else {}
        used = [path.name for kind in ("versions", "submissions") for path in folder.glob(f"{kind}/*")]
        self.id = f"{max(map(int, used), default=0) + 1:06d}"
        """The id of the version and its submission: above every id that was ever begun."""

    def add(self, submission: Submission, tables: dict[str, pd.DataFrame], files: list[Path]) -> None:
        """Take in one submission: its files byte for byte, and its tables, each row with its submission's id.

        Raises StoreError when they cannot be written.
        """
        made = self._aside / "submission"
        with _writing(self._folder):
            made.mkdir()
            _copy(files, made)
            for name, table in tables.items():
                table.assign(submission=submission.id).to_parquet(made / f"{name}.parquet", index=False)
            self._move(made, "submissions")
        self._submissions = (*self._submissions, submission)

    def withdraw(self, withdrawal: Withdrawal) -> None:
        """Take a submission back: its rows count no more, and those that it had replaced count again."""
        self._withdrawals = (*self._withdrawals, withdrawal)

    def version(self) -> Version:
        """The rows that will count, to be read as a version."""
        return Version(self._folder, self.id, self._submissions, self._derived_in, self._withdrawals, self._published)

    def publish(self, derived: dict[str, pd.DataFrame], *, instead_of: Collection[str] = ()) -> Version:
        """Make this the current version: with the tables `derived`, and those of the version before beside them.

        Of the tables `instead_of`, none of the version before stays. Raises StoreError if one cannot be written or read
        back.
        """
        with _writing(self._folder):
            return self._publish(derived, instead_of)

    def _publish(self, derived: dict[str, pd.DataFrame], instead_of: Collection[str]) -> Version:
        kept = {name: place for name, place in self._derived_in.items() if name not in instead_of}
        made = self._aside / "version"
        made.mkdir()
        for name, table in derived.items():
            table.to_parquet(made / f"{name}.parquet", index=False)
        published = self._published | {self.id: _now()}
        written = {
            "format": FORMAT,
            "published": {version_id: when.isoformat() for version_id, when in published.items()},
            "submissions": [submission.to_json() for submission in self._submissions],
            "withdrawals": [withdrawal.to_json() for withdrawal in self._withdrawals],
            "derived_in": kept | dict.fromkeys(derived, self.id),
        }
        (made / "version.json").write_text(json.dumps(written, indent=1))
        self._move(made, "versions")
        version = Store(self._folder).version(self.id)
        for name, table in derived.items():
            if len(version.derived(name)) != len(table):
                raise StoreError(
                    f"the table {name!r} of version {self.id} does not read back whole; nothing was changed"
                )
        pointer = self._aside / "current"
        pointer.write_text(self.id)
        _flush(pointer)
        self._done = True
        pointer.replace(self._folder / "current")
        _flush(self._folder)
        return version

    def clear_up(self) -> None:
        """Remove what was made aside, and all of an unpublished draft."""
        shutil.rmtree(self._aside, ignore_errors=True)
        if not self._done:
            for kind in ("versions", "submissions"):
                shutil.rmtree(self._folder / kind / self.id, ignore_errors=True)

    def _move(self, made: Path, kind: str) -> None:
        for path in (*made.iterdir(), made):
            _flush(path)
        (self._folder / kind).mkdir(exist_ok=True)
        made.replace(self._folder / kind / self.id)
        _flush(self._folder / kind)


def _now() -> datetime:
    return datetime.now(UTC)


def _published(
    version_id: str, written: Mapping, submissions: tuple[Submission, ...], withdrawals: tuple[Withdrawal, ...]
) -> dict[str, datetime]:
    """When a version and each before it became current.

    Versions of before this was written down have the moment of what was accepted or withdrawn with them, or last before
    them.
    """
    if "published" in written:
        return {each: datetime.fromisoformat(when) for each, when in written["published"].items()}
    acts = {each.id: each.accepted_at for each in submissions} | {each.id: each.withdrawn_at for each in withdrawals}
    return {version_id: max(acts.values(), default=datetime.min.replace(tzinfo=UTC))} | acts


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Say in words what the system says when something cannot be written."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the store in {folder} cannot be written ({error.strerror or error}); nothing was changed"
        ) from error


def _copy(files: Iterable[Path], folder: Path) -> None:
    """Copy files byte for byte, numbered; of a long name its end is kept."""
    for number, file in enumerate(files, start=1):
        name = file.name.encode()[-_LONGEST_NAME:].decode(errors="ignore")
        shutil.copyfile(file, folder / f"{number:02d}-{name}")


def _flush(path: Path) -> None:
    """Have the system write a file or folder to disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
