import json
import multiprocessing
import os
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest

from app.store import StoreError, open_store
from app.store.submission import Submission, SubmittedFile, Withdrawal, submitted_files
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


@pytest.fixture
def act(store, monkeypatch):
    """Publish a version at an hour of one day: `act(9, rows=...)` accepts rows, `act(9, withdrawn=id)` takes back.

    Without either, tables are only derived.
    """

    def at(hour, *, rows=(), withdrawn=None, name="returns", derived=(), instead_of=()):
        with store.draft() as draft:
            when = _at(hour)
            monkeypatch.setattr("app.store.versions._now", lambda: when)
            if withdrawn:
                draft.withdraw(Withdrawal(draft.id, withdrawn, when, "a steward", "a wrong file"))
            elif rows:
                table = pd.DataFrame(rows, columns=["hscp_code", "period", "value"]).convert_dtypes()
                draft.add(Submission(draft.id, when, "a manager", (), {name: len(table)}, False), {name: table}, [])
            made = {table: pd.DataFrame({"made_in": [draft.id]}) for table in derived}
            return draft.publish(made, instead_of=instead_of)

    return at


def _at(hour):
    return datetime(2025, 8, 12, hour, tzinfo=UTC)


A1, A2 = ("A1", "2025-26Q1", 1), ("A2", "2025-26Q1", 4)


class TestWithdrawing:
    def test_what_was_replaced_counts_again(self, act):
        act(9, rows=[A1, A2])
        second = act(10, rows=[("A1", "2025-26Q1", 9)])
        third = act(11, withdrawn=second.id)
        assert counting(third) == [A1, A2]
        assert counting(second) == [("A1", "2025-26Q1", 9), A2]  # as it was
        assert [each.id for each in third.submissions] == ["000001", "000002"]
        assert [each.id for each in third.counting] == ["000001"]

    def test_the_replaced_one_may_be_withdrawn_and_so_may_both_in_any_order(self, act):
        act(9, rows=[A1, A2])
        act(10, rows=[("A1", "2025-26Q1", 9)])
        assert counting(act(11, withdrawn="000001")) == [("A1", "2025-26Q1", 9)]
        nothing = act(12, withdrawn="000002")
        assert nothing.rows("returns") is None
        assert nothing.carried("returns").empty
        assert len(nothing.withdrawals) == 2

    def test_it_is_read_back_as_it_was_recorded(self, store, act):
        act(9, rows=[A1])
        act(10, withdrawn="000001")
        (act_of,) = store.current().withdrawals
        assert act_of == Withdrawal(
            "000002", "000001", datetime(2025, 8, 12, 10, tzinfo=UTC), "a steward", "a wrong file"
        )
        assert store.version("000001").withdrawals == ()

    def test_versions_of_before_there_were_withdrawals_are_read(self, store, act):
        version = act(9, rows=[A1])
        path = version.store / "versions" / version.id / "version.json"
        written = json.loads(path.read_text())
        del written["withdrawals"]
        path.write_text(json.dumps(written))
        assert store.current().withdrawals == ()


class TestCarried:
    def test_it_says_which_submission_brought_what_replaced_ones_too(self, act):
        act(9, rows=[A1, A1, A2])
        act(10, rows=[("A1", "2025-26Q1", 9)])
        version = act(11, withdrawn="000001")
        assert carried(version.carried("returns")) == [("A1", "2025-26Q1", "000002")]
        assert carried(version.carried("returns", withdrawn=True)) == [
            ("A1", "2025-26Q1", "000001"),
            ("A1", "2025-26Q1", "000002"),
            ("A2", "2025-26Q1", "000001"),
        ]

    def test_of_a_table_that_nobody_sent_there_is_none(self, act):
        none = act(9, rows=[A1]).carried("breakdowns")
        assert none.empty
        assert list(none.columns) == ["hscp_code", "period", "submission"]


def carried(table):
    return sorted(table[["hscp_code", "period", "submission"]].itertuples(index=False, name=None))


class TestAsAt:
    @pytest.mark.parametrize(
        ("hour", "value"), [(8, None), (9, 1), (9.5, 1), (10, 9), (11, 1), (23, 1)], ids=lambda each: str(each)
    )
    def test_it_is_the_version_that_was_current_then(self, store, act, hour, value):
        act(9, rows=[A1])
        act(10, rows=[("A1", "2025-26Q1", 9)])
        act(11, withdrawn="000002")
        version = store.as_at(datetime(2025, 8, 12, tzinfo=UTC) + timedelta(hours=hour))
        assert (version and counting(version)) == (value and [("A1", "2025-26Q1", value)])

    def test_a_moment_is_one_in_every_time_zone(self, store, act):
        act(9, rows=[A1])
        assert store.as_at(datetime(2025, 8, 12, 10, tzinfo=timezone(timedelta(hours=1)))).id == "000001"
        assert store.as_at(datetime(2025, 8, 12, 9, 59, tzinfo=timezone(timedelta(hours=1)))) is None

    def test_it_may_be_one_with_which_nothing_was_accepted(self, store, act):
        act(9, rows=[A1], derived=["cube"])
        act(10, derived=["cube"])
        act(12, rows=[A2])
        assert [store.as_at(_at(hour)).id for hour in (9, 10, 11, 12)] == ["000001", "000002", "000002", "000003"]
        assert store.as_at(_at(11)).derived("cube").made_in.tolist() == ["000002"]

    def test_it_is_as_it_was_published_and_not_as_it_was_handed_in(self, store, act, monkeypatch):
        act(9, rows=[A1])
        with store.draft() as draft:
            draft.add(Submission(draft.id, _at(10), "a manager", (), {}, False), {}, [])
            monkeypatch.setattr("app.store.versions._now", lambda: _at(11))
            draft.publish({})
        assert [store.as_at(_at(hour)).id for hour in (10, 11)] == ["000001", "000002"]

    def test_it_is_none_that_was_never_current(self, store, act):
        first = act(9, rows=[A1])
        act(10, derived=["cube"])
        (first.store / "current").write_text(first.id)  # as after a writer who was killed before the pointer moved
        act(12, rows=[A2])
        assert store.as_at(_at(11)).id == first.id

    def test_versions_of_before_it_was_written_down_are_those_of_what_was_accepted(self, store, act):
        act(9, rows=[A1])
        act(10, withdrawn="000001")
        third = act(11, derived=["cube"])
        for path in third.store.glob("versions/*/version.json"):
            written = json.loads(path.read_text())
            del written["published"]
            path.write_text(json.dumps(written))
        assert [store.as_at(_at(hour)).id for hour in (9, 10, 11)] == ["000001", "000003", "000003"]
        act(12, rows=[A2])
        assert [store.as_at(_at(hour)).id for hour in (9, 10, 11, 12)] == ["000001", "000003", "000003", "000004"]

    def test_an_empty_store_was_always_empty(self, store):
        assert store.as_at(datetime.now(UTC)) is None


class TestDerived:
    def test_tables_stay_unless_they_are_made_anew_or_given_up(self, act):
        act(9, rows=[A1], derived=["cube", "services"])
        second = act(10, rows=[A2], derived=["cube"])
        assert second.derived("cube").made_in.tolist() == ["000002"]
        assert second.derived("services").made_in.tolist() == ["000001"]
        third = act(11, withdrawn="000001", instead_of=["cube", "waits"])
        assert third.derived_in == {"services": "000001"}
        with pytest.raises(StoreError, match="no table 'cube'"):
            third.derived("cube")
        assert second.derived("cube").made_in.tolist() == ["000002"]

    def test_what_is_made_anew_is_not_given_up(self, act):
        assert act(9, rows=[A1], derived=["cube"], instead_of=["cube"]).derived_in == {"cube": "000001"}


class TestQuarantine:
    def keep(self, store, files, report=None):
        with store.draft():
            return store.quarantine(files, report or {"why": "größer"})

    def test_files_are_kept_byte_for_byte_beside_the_report(self, store, tmp_path):
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "returns.csv").write_bytes(name.encode() + b"\x00\xff")
        files = [tmp_path / "a" / "returns.csv", tmp_path / "none.csv", tmp_path, tmp_path / "b" / "returns.csv"]
        place = self.keep(store, files)
        assert place == tmp_path / "store" / "quarantine" / "000001"
        assert {path.name: path.read_bytes() for path in place.glob("*.csv")} == {
            "01-returns.csv": b"a\x00\xff",
            "02-returns.csv": b"b\x00\xff",
        }
        assert json.loads((place / "report.json").read_text(encoding="utf-8")) == {"why": "größer"}
        self.keep(store, files, {"why": "later"})
        assert list(store.in_quarantine()) == [{"why": "größer"}, {"why": "later"}]

    def test_each_has_a_number_of_its_own_and_no_version_is_made(self, store, tmp_path):
        places = [self.keep(store, []).name for _ in range(3)]
        assert places == ["000001", "000002", "000003"]
        assert store.current() is None
        assert not list((tmp_path / "store").glob("draft-*"))

    @pytest.mark.parametrize("name", ["r" * 251 + ".csv", "ü" * 125 + ".csv"])
    def test_the_longest_names_are_cut_and_keep_their_end(self, store, tmp_path, name):
        (tmp_path / name).write_text("x")
        (kept,) = self.keep(store, [tmp_path / name]).glob("*.csv")
        assert kept.name.startswith("01-")
        assert kept.read_text() == "x"


@pytest.mark.parametrize("broken", ["mkdir", "copy", "publish"])
def test_what_the_system_refuses_is_said_in_words_and_leaves_the_store_as_it_was(store, submit, monkeypatch, broken):
    submit([("A1", "2025-26Q1", 1)])

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    target = {
        "mkdir": "app.store.versions.tempfile.mkdtemp",
        "copy": "app.store.versions.shutil.copyfile",
        "publish": "app.store.versions._flush",
    }[broken]
    monkeypatch.setattr(target, full)
    with pytest.raises(StoreError, match="No space left on device"):
        submit([("A1", "2025-26Q1", 2)])
    monkeypatch.undo()
    assert counting(store.current()) == [("A1", "2025-26Q1", 1)]
    assert counting(submit([("A1", "2025-26Q1", 3)])) == [("A1", "2025-26Q1", 3)]  # and the lock is free


def test_files_are_known_by_the_sha_256_of_their_bytes(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"abc")  # FIPS 180-2, appendix B.1
    assert submitted_files([tmp_path / "a.csv", tmp_path / "none.csv", tmp_path]) == (
        SubmittedFile("a.csv", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    )
