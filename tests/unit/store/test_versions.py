import json
import multiprocessing
import os
import signal
from contextlib import suppress
from datetime import UTC, datetime

import pandas as pd
import pytest

from app.store import StoreError, open_store
from app.store.submission import Submission, SubmittedFile
from app.store.versions import Draft


@pytest.fixture
def store(tmp_path):
    return open_store(f"duckdb://{tmp_path / 'store'}")


@pytest.fixture
def submit(store, tmp_path):
    """Accept rows `(hscp, period, value)` as one submission; returns the new version."""

    def accept(rows):
        file = tmp_path / "returns.csv"
        file.write_text(str(rows))
        with store.draft() as draft:
            return _accept(draft, rows, file)

    return accept


def _accept(draft, rows, file):
    table = pd.DataFrame(rows, columns=["hscp_code", "period", "value"]).convert_dtypes()
    submission = Submission(
        draft.id,
        datetime(2025, 8, 12, 9, tzinfo=UTC),
        "a manager",
        (SubmittedFile(file.name, "0" * 64),),
        {"returns": len(table)},
        False,
    )
    draft.add(submission, {"returns": table}, [file])
    return draft.publish({"cube": draft.version().rows("returns")})


def counting(version):
    rows = version.rows("returns").sort_values(["hscp_code", "period", "value"])
    return rows[["hscp_code", "period", "value"]].to_records(index=False).tolist()


def test_an_empty_store_has_no_current_version(store):
    assert store.current() is None
    assert store.current_id() is None


def test_a_submission_can_be_read_back_with_its_file_and_types(store, submit):
    submit([("A1", "2025-26Q1", 3), ("A1", "2025-26Q1", None)])
    version = store.current()
    assert version.rows("returns").dtypes.astype(str).to_dict() == {
        "hscp_code": "string",
        "period": "string",
        "value": "Int64",
        "submission": "string",
    }
    assert version.submissions[0].accepted_by == "a manager"
    assert (version.store / "submissions" / version.id / "01-returns.csv").read_text().startswith("[('A1'")
    assert version.rows("breakdowns") is None


def test_a_resubmission_replaces_whole_quarters_of_an_hscp_and_nothing_else(store, submit):
    first = submit([("A1", "2025-26Q1", 1), ("A1", "2025-26Q1", 2), ("A1", "2025-26Q2", 3), ("A2", "2025-26Q1", 4)])
    second = submit([("A1", "2025-26Q1", 9)])
    assert counting(second) == [("A1", "2025-26Q1", 9), ("A1", "2025-26Q2", 3), ("A2", "2025-26Q1", 4)]
    assert len(counting(store.version(first.id))) == 4  # the earlier version stays as it was


def test_an_error_before_publishing_leaves_no_trace(store, submit, tmp_path):
    submit([("A1", "2025-26Q1", 1)])
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    with suppress(RuntimeError), store.draft() as draft:
        draft.add(
            Submission(draft.id, datetime.now(UTC), "x", (), {"returns": 1}, False),
            {"returns": pd.DataFrame({"hscp_code": ["A2"]})},
            [tmp_path / "returns.csv"],
        )
        raise RuntimeError("the audit failed")
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


def _die_at(store_url, file, moment):
    """Accept a submission in this process, and kill the process at the `moment`-th flush to disk."""
    flushes = iter(range(1000))

    def flush(path, real=os.fsync):
        if next(flushes) == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        real(path)

    os.fsync = flush
    with open_store(store_url).draft() as draft:
        _accept(draft, [("A2", "2025-26Q1", 7)], file)


@pytest.mark.parametrize("moment", range(0, 12))
def test_a_writer_killed_at_any_moment_leaves_all_or_nothing(store, submit, tmp_path, moment):
    submit([("A1", "2025-26Q1", 1)])
    url = f"duckdb://{tmp_path / 'store'}"
    process = multiprocessing.get_context("fork").Process(target=_die_at, args=(url, tmp_path / "returns.csv", moment))
    process.start()
    process.join()
    assert counting(store.current()) in ([("A1", "2025-26Q1", 1)], [("A1", "2025-26Q1", 1), ("A2", "2025-26Q1", 7)])
    after = submit([("A3", "2025-26Q1", 5)])  # and the next submission finds its way
    assert ("A3", "2025-26Q1", 5) in counting(after)
    assert not list((tmp_path / "store").glob("draft-*"))


def test_a_store_of_another_format_is_refused_in_words(store, submit):
    version = submit([("A1", "2025-26Q1", 1)])
    path = version.store / "versions" / version.id / "version.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(StoreError, match="format 99"):
        store.current()


def test_a_second_writer_is_told_to_wait(store, monkeypatch):
    monkeypatch.setattr("app.store.versions._LOCK_SECONDS", 0)
    with store.draft(), pytest.raises(StoreError, match="try again"), open_store(f"duckdb://{store._folder}").draft():
        pass


@pytest.mark.parametrize("url", ["postgres://host/store", "duckdb:store", "store", "duckdb://host/store"])
def test_an_address_that_is_not_a_stores_is_refused(url):
    with pytest.raises(StoreError, match="write duckdb:///"):
        open_store(url)


def test_unknown_tables_are_named(submit):
    with pytest.raises(StoreError, match="no table 'cubes'"):
        submit([("A1", "2025-26Q1", 1)]).derived("cubes")


def test_a_draft_never_takes_an_id_twice(store, submit):
    first = submit([("A1", "2025-26Q1", 1)])
    with store.draft() as draft:
        assert isinstance(draft, Draft)
        assert int(draft.id) > int(first.id)
