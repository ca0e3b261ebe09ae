"""Accepting returns and taking them back: whole or not at all, and nothing lost."""

import json
import logging
from datetime import UTC, datetime
from hashlib import sha256

import pandas as pd
import pytest

from app.acceptance import Refused, accept, accept_directory, expect_units, preview, withdraw
from app.acceptance.figures import of_counting
from app.release import open_release
from app.store import StoreError
from app.viewer import Role, Viewer

GLASGOW, FALKIRK, ABERDEEN = "S37000034", "S37000013", "S37000001"
Q1, Q2 = "2025-26Q1", "2025-26Q2"
QUIET = {"by": "second", "progress": lambda step: None}
POLICY = Viewer("p", "P", Role.POLICY)


def of(returns, hscp=GLASGOW, period=Q2):
    """Where the rows of one HSCP and quarter are."""
    return (returns.hscp_code == hscp) & (returns.period == period)


def correction(files, **changed):
    """A file with Glasgow's last quarter alone, some figures of it changed."""
    returns = files.read()
    return files_of(files, returns[of(returns)].assign(**changed))


def files_of(files, returns):
    path = files.folder / "correction" / "correction.csv"
    path.parent.mkdir(exist_ok=True)
    returns.to_csv(path, index=False)
    return [path]


def figure(store, column, hscp=GLASGOW, period=Q2, version=None):
    returns = (version or store.current()).rows("returns")
    (value,) = returns.loc[of(returns, hscp, period), column]
    return value


def published(measure="wte_in_post", hscp=GLASGOW, period=Q2):
    return open_release(POLICY).measure(measure).set_index(["period", "area_code"]).value[period, hscp]


class TestAccepting:
    def test_a_submission_is_kept_whole_with_who_when_name_and_hash(self, store, files):
        before = datetime.now(UTC)
        (path,) = correction(files, wte_in_post="9.00", wte_funded="9.00", data_quality_note="two more")
        accepted = accept([path], **QUIET)
        kept = store.current().submissions[-1]
        assert kept == accepted.submission
        assert (kept.id, kept.accepted_by, kept.rows, kept.sample) == ("000002", "second", {"returns": 1}, False)
        assert before <= kept.accepted_at <= datetime.now(UTC)
        (file,) = kept.files
        assert (file.name, file.sha256) == ("correction.csv", sha256(path.read_bytes()).hexdigest())
        (copy,) = (accepted.version.store / "submissions" / kept.id).glob("*.csv")
        assert copy.read_bytes() == path.read_bytes()

    def test_it_replaces_its_hscp_and_quarter_in_its_tables_and_nothing_else(self, store, files):
        before = {name: store.current().rows(name) for name in ("returns", "breakdowns", "service_demand")}
        accept(correction(files, wte_in_post="9.00", wte_funded="9.00"), **QUIET)
        after = {name: store.current().rows(name) for name in before}
        assert figure(store, "wte_in_post") == 9
        untouched = ~of(before["returns"])
        columns = ["return_id", "wte_in_post", "submission"]
        old, new = before["returns"][untouched], after["returns"][~of(after["returns"])]
        assert sorted(old[columns].to_numpy().tolist()) == sorted(new[columns].to_numpy().tolist())
        assert len(after["breakdowns"]) == len(before["breakdowns"])
        assert len(after["service_demand"]) == len(before["service_demand"])
        assert published() == 9

    def test_earlier_versions_stay_readable(self, store, files):
        first = store.current()
        was = figure(store, "wte_in_post")
        accept(correction(files, wte_in_post="9.00", wte_funded="9.00"), **QUIET)
        assert figure(store, "wte_in_post", version=store.version(first.id)) == was
        assert figure(store, "wte_in_post", version=store.as_at(first.published[first.id])) == was

    def test_warnings_are_handed_back_and_stop_nothing(self, store, files):
        accepted = accept(correction(files, return_id="another"), **QUIET)
        assert {(fault.rule, str(fault.severity)) for fault in accepted.warnings} == {
            ("left_behind_breakdowns", "warning"),
            ("left_behind_service_demand", "warning"),
        }
        told = accepted.version.rows("breakdowns")
        assert of(told).any()  # nothing is lost
        assert store.current().id == accepted.version.id

    def test_several_steps_are_told(self, store, files):
        steps = []
        accept(correction(files, wte_in_post="9.00", wte_funded="9.00"), by="x", progress=steps.append)
        assert steps == [
            "checking correction.csv", "comparing 1 row with what counts now", "protecting and auditing"
        ]  # fmt: skip


@pytest.mark.usefixtures("without_figures")
class TestTheSameFilesAgain:
    def test_they_are_recognised_in_any_order_and_by_content_alone(self, store, files):
        renamed = [path.rename(path.with_name(f"renamed-{path.name}")) for path in files.paths[::-1]]
        again = accept(renamed, **QUIET)
        assert (again.again, again.submission.id, again.warnings) == (True, "000001", [])
        assert store.current_id() == "000001"
        assert not list(store.current().store.glob("quarantine/*"))

    def test_one_of_the_files_alone_is_another_submission(self, store, files):
        assert not accept([files.folder / "service_demand.csv"], **QUIET).again

    def test_once_something_of_it_was_replaced_it_is_accepted_anew(self, store, files):
        was = figure(store, "wte_in_post")
        accept(correction(files, wte_in_post="9.00", wte_funded="9.00"), **QUIET)
        accepted = accept(files.paths, **QUIET)
        assert not accepted.again
        assert figure(store, "wte_in_post") == was

    def test_once_it_was_withdrawn_it_is_accepted_anew(self, store, files):
        path = correction(files, wte_in_post="9.00", wte_funded="9.00")
        accept(path, **QUIET)
        withdraw("000002", reason="too early", **QUIET)
        assert not accept(path, **QUIET).again
        assert figure(store, "wte_in_post") == 9

    def test_a_file_that_is_not_there_is_never_the_same(self, store, files):
        expect_units(GLASGOW, [GLASGOW], Q2, by="steward")  # a submission without any file
        for paths in ([files.folder / "none.csv"], [*files.paths, files.folder / "none.csv"]):
            with pytest.raises(Refused) as refused:
                accept(paths, **QUIET)
            assert [fault.rule for fault in refused.value.faults] == ["file"]

    def test_a_directory_is_no_return_that_was_accepted_before(self, store, tmp_path):
        path = tmp_path / "services.csv"
        path.write_text(
            "directory,service_id,service_name,categories,status,reach,area_codes,last_assured\n"
            "Sample,SAMPLE-1,Sample club,employment,active,local,S12000049,2026-01-31\n"
        )
        accept_directory([path], **QUIET)
        with pytest.raises(Refused) as refused:
            accept([path], **QUIET)
        assert [fault.rule for fault in refused.value.faults] == ["header"]


@pytest.mark.usefixtures("without_figures")
class TestRefusing:
    @pytest.fixture
    def faulty(self, files):
        returns = files.read()
        returns.loc[of(returns), "waiting_at_end"] = "many"
        returns.loc[of(returns, FALKIRK), "referrals_accepted"] = "-1"
        return files.write(returns)

    def test_one_fault_refuses_all_and_every_fault_is_told(self, store, faulty):
        before = sorted(store.current().store.rglob("*"))
        with pytest.raises(Refused) as refused:
            accept(faulty, **QUIET)
        told = {(fault.column, fault.found) for fault in refused.value.faults if fault.severity == "error"}
        assert {("waiting_at_end", "many"), ("referrals_accepted", "-1")} <= told
        assert store.current_id() == "000001"
        after = sorted(store.current().store.rglob("*"))
        assert {path.relative_to(store.current().store).parts[0] for path in set(after) - set(before)} == {"quarantine"}

    def test_the_files_are_kept_in_quarantine_with_the_report(self, store, faulty):
        with pytest.raises(Refused) as refused:
            accept(faulty, **QUIET)
        (kept,) = store.current().store.glob("quarantine/*")
        assert kept.name == "000001"
        assert [path.name for path in sorted(kept.glob("*.csv"))] == [
            f"{number:02d}-{path.name}" for number, path in enumerate(faulty, start=1)
        ]
        assert (kept / "03-service_demand.csv").read_bytes() == faulty[2].read_bytes()
        report = json.loads((kept / "report.json").read_text())
        assert report["handed_in_by"] == "second"
        assert len(report["faults"]) == len(refused.value.faults)
        assert datetime.fromisoformat(report["refused_at"]).tzinfo is not None

    def test_each_refusal_has_a_place_of_its_own(self, store, faulty):
        for _ in range(2):
            with pytest.raises(Refused):
                accept(faulty, **QUIET)
        assert sorted(path.name for path in store.current().store.glob("quarantine/*")) == ["000001", "000002"]

    def test_the_first_ever_can_be_refused_too(self, fresh_settings, faulty, tmp_path):
        fresh_settings(store_url=f"duckdb://{tmp_path / 'new'}")
        with pytest.raises(Refused):
            accept(faulty, **QUIET)
        assert (tmp_path / "new" / "quarantine" / "000001" / "report.json").exists()
        assert not (tmp_path / "new" / "current").exists()

    def test_a_file_with_nothing_in_it_is_refused_in_words(self, store, files):
        empty = files.read().iloc[:1].assign(return_id="EXAMPLE")
        with pytest.raises(Refused, match="no rows") as refused:
            accept(files_of(files, empty), **QUIET)
        assert "fill some in" in refused.value.what_to_do

    def test_a_manager_accepts_their_own_hscp_only(self, store, files):
        returns = files.read()
        with pytest.raises(Refused) as refused:
            accept(files_of(files, returns[of(returns) | of(returns, ABERDEEN)]), only_hscp=GLASGOW, **QUIET)
        (fault,) = [fault for fault in refused.value.faults if fault.severity == "error"]
        assert (fault.rule, fault.found) == ("own_hscp", ABERDEEN)
        assert accept(correction(files, wait_n="1"), only_hscp=GLASGOW, **QUIET).submission.id == "000002"

    def test_a_manager_cannot_break_down_the_returns_of_others(self, store, files):
        with pytest.raises(Refused) as refused:
            accept([files.folder / "breakdowns.csv"], only_hscp=GLASGOW, **QUIET)
        errors = [fault for fault in refused.value.faults if fault.severity == "error"]
        assert {fault.rule for fault in errors} == {"known_return"}
        returns, breakdowns = files.read(), files.read("breakdowns")
        own = returns.return_id[returns.hscp_code == GLASGOW]
        assert len(errors) == (~breakdowns.return_id.isin(own)).sum()

    def test_a_long_file_name_is_kept_short_of_what_a_disk_takes(self, store, files):
        (path,) = correction(files, waiting_at_end="many")
        long = path.rename(path.with_name("r" * 250 + ".csv"))
        with pytest.raises(Refused):
            accept([long], **QUIET)
        returns = files.read()
        files_of(files, returns[of(returns)].assign(wait_n="1"))[0].rename(long)
        assert accept([long], **QUIET).submission.files[0].name == long.name

    def test_a_disk_that_is_full_is_told_and_changes_nothing(self, store, files, monkeypatch):
        def full(*args, **kwargs):
            raise OSError(28, "No space left on device")

        paths = correction(files, wait_n="1")
        monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
        with pytest.raises(StoreError, match="No space left on device"):
            accept(paths, **QUIET)
        monkeypatch.undo()
        assert store.current_id() == "000001"


class TestPreview:
    def test_it_says_what_would_change_and_stores_nothing(self, store, files):
        seen = preview(correction(files, wte_in_post="9.00", wte_funded="9.00"))
        assert not seen.has_errors
        assert seen.rows == {"returns": 1}
        (row,) = seen.changes.rows.itertuples()
        assert (row.table, row.hscp_code, row.period) == ("returns", GLASGOW, Q2)
        assert (row.new, row.changed, row.unchanged, row.vanishing) == (0, 1, 0, 0)
        assert {(cell.field, cell.new) for cell in seen.changes.cells.itertuples()} == {
            ("wte_in_post", "9"),
            ("wte_funded", "9"),
        }
        assert store.current_id() == "000001"
        assert [path.name for path in store.current().store.iterdir() if path.name.startswith("draft")] == []

    def test_what_it_foretells_is_what_happens(self, store, files):
        table = files.read("breakdowns")
        first = table.return_id[0]
        fewer = table[(table.return_id != first) | (table.dimension != "sex")]
        path = files.folder / "breakdowns.csv"
        fewer.to_csv(path, index=False)
        seen = preview([path])
        before, after = len(table), accept([path], **QUIET).version.rows("breakdowns")
        assert len(seen.changes.vanishing) == before - len(fewer) == before - len(after)
        assert set(seen.changes.vanishing.row.str.split(", ").str[2]) == {"sex"}

    def test_with_errors_there_are_rows_to_look_at_and_no_changes(self, store, files):
        seen = preview(correction(files, waiting_at_end="many"))
        assert seen.has_errors
        assert seen.changes is None
        (excerpt,) = seen.excerpts
        assert excerpt.wrong == {(2, "waiting_at_end")}

    def test_on_an_empty_store_everything_is_new(self, fresh_settings, files, tmp_path):
        fresh_settings(store_url=f"duckdb://{tmp_path / 'none'}")
        seen = preview(files.paths)
        assert seen.changes.rows.new.sum() == sum(seen.rows.values())
        assert not (tmp_path / "none").exists()

    def test_rules_against_the_past_are_those_of_what_counts(self, store, files):
        last = files.read()
        path = correction(files, open_cases_start=str(int(last.open_cases_start[of(last)].iloc[0]) + 1))
        rules = {fault.rule for fault in preview(path).faults}
        assert "opening_caseload" in rules


class TestWithdrawing:
    def test_what_was_replaced_counts_again_and_all_stays_readable(self, store, files):
        was = figure(store, "wte_in_post")
        second = accept(correction(files, wte_in_post="9.00", wte_funded="9.00"), **QUIET).version
        version = withdraw("000002", by="steward", reason="a wrong file", progress=lambda step: None)
        assert version.id == store.current_id() == "000003"
        assert figure(store, "wte_in_post") == was
        assert published() == pytest.approx(was)
        assert figure(store, "wte_in_post", version=store.version(second.id)) == 9

    @pytest.mark.usefixtures("without_figures")
    def test_it_is_a_recorded_act(self, store, files):
        accept(correction(files, wait_n="1"), **QUIET)
        (act,) = withdraw("000002", by="steward", reason="a wrong file", progress=lambda step: None).withdrawals
        assert (act.id, act.submission, act.withdrawn_by, act.reason) == ("000003", "000002", "steward", "a wrong file")
        assert act.withdrawn_at.tzinfo is not None
        assert [each.id for each in store.current().submissions] == ["000001", "000002"]
        assert [each.id for each in store.current().counting] == ["000001"]

    def test_the_first_of_two_gives_back_nothing_that_was_replaced(self, store, files):
        accept(correction(files, wte_in_post="9.00", wte_funded="9.00"), **QUIET)
        withdraw("000001", reason="not ours", **QUIET)
        assert figure(store, "wte_in_post") == 9
        assert len(store.current().rows("returns")) == 1
        assert store.current().rows("breakdowns") is None
        assert "published_breakdown" not in store.current().derived_in

    def test_without_any_submission_left_there_are_no_figures_and_the_next_begins_anew(self, store, files):
        withdraw("000001", reason="not ours", **QUIET)
        assert store.current().rows("returns") is None
        assert open_release(POLICY).periods == ()
        assert open_release(POLICY).source is None
        assert not accept(files.paths, **QUIET).again
        assert open_release(POLICY).periods == (Q1, Q2)

    @pytest.mark.usefixtures("without_figures")
    def test_what_cannot_be_withdrawn_is_said_in_words(self, store):
        expect_units(GLASGOW, [GLASGOW], Q2, by="steward")
        for submission in ("000009", "../000001", ""):
            with pytest.raises(StoreError, match="no submission"):
                withdraw(submission, reason="x", **QUIET)
        with pytest.raises(StoreError, match="000002 holds a list of expected units, which cannot be taken back; say"):
            withdraw("000002", reason="x", **QUIET)
        withdraw("000001", reason="x", **QUIET)
        with pytest.raises(StoreError, match="withdrawn already"):
            withdraw("000001", reason="x", **QUIET)

    def test_a_reason_is_needed(self, store):
        with pytest.raises(StoreError, match="say why"):
            withdraw("000001", reason="  ", **QUIET)
        assert store.current_id() == "000001"

    def test_nothing_can_be_withdrawn_from_an_empty_store(self, fresh_settings):
        with pytest.raises(StoreError, match="no submission"):
            withdraw("000001", reason="x", **QUIET)

    @pytest.mark.usefixtures("without_figures")
    def test_an_id_that_others_use_by_now_cannot_come_back(self, store, files):
        """A return id is free once its row is replaced; to bring that row back would give two rows one id."""
        taken = files.read().return_id[of(files.read())].iloc[0]
        accept(correction(files, return_id="renamed"), **QUIET)
        returns = files.read()
        accept(files_of(files, returns[of(returns, ABERDEEN)].assign(return_id=taken)), **QUIET)
        with pytest.raises(StoreError, match=taken):
            withdraw("000002", reason="x", **QUIET)
        assert store.current_id() == "000003"

    @pytest.mark.usefixtures("without_figures")
    def test_breakdowns_that_would_not_add_up_any_more_cannot_come_back(self, store, files):
        returns, breakdowns = files.read(), files.read("breakdowns")
        glasgow = returns[of(returns)]
        fewer = str(int(glasgow.people_referred.iloc[0]) - 1)
        of_glasgow = breakdowns[breakdowns.return_id.isin(glasgow.return_id)].copy()
        people = of_glasgow.measure == "people_referred"
        for rows in of_glasgow[people].groupby("dimension").groups.values():
            largest = of_glasgow.loc[rows, "count"].astype(int).idxmax()
            of_glasgow.loc[largest, "count"] = str(int(of_glasgow.loc[largest, "count"]) - 1)
        path = files.folder / "correction" / "breakdowns.csv"
        both = [*correction(files, people_referred=fewer), path]
        of_glasgow.to_csv(path, index=False)
        accept(both, **QUIET)
        accept(correction(files, people_referred=fewer, wait_n="1"), **QUIET)  # fits the breakdowns of 000002 alone
        with pytest.raises(StoreError, match="not add up to people_referred"):
            withdraw("000002", reason="x", **QUIET)
        withdraw("000003", reason="x", **QUIET)
        withdraw("000002", reason="x", **QUIET)
        assert figure(store, "people_referred") == int(fewer) + 1


def test_what_an_hscp_left_behind_is_not_another_ones_who_takes_the_id():
    columns = ["return_id", "hscp_code", "period"]
    returns = pd.DataFrame([("a", ABERDEEN, Q2), ("b", GLASGOW, Q2), ("c", GLASGOW, Q2)], columns=columns)
    told = pd.DataFrame(
        [("a", GLASGOW, Q2), ("b", GLASGOW, Q1), ("c", GLASGOW, Q2), ("d", GLASGOW, Q2)], columns=columns
    )
    assert of_counting(told, returns).return_id.tolist() == ["c"]


class TestReceived:
    def status(self, store, hscp=GLASGOW, period=Q2):
        return store.current().derived("reporting").set_index(["period", "area_code"]).loc[(period, hscp)]

    def test_real_data_were_received_on_the_day_of_their_first_acceptance(self, store, files):
        first = store.current().submissions[0].accepted_at.date().isoformat()
        accept(correction(files, wait_n="1"), **QUIET)
        assert self.status(store).received_on == first
        withdraw("000001", reason="x", **QUIET)
        assert self.status(store).received_on == store.current().submissions[1].accepted_at.date().isoformat()

    def test_made_up_data_were_received_when_they_say(self, fresh_settings, files, tmp_path):
        returns = files.read()
        returns = returns[of(returns)].assign(return_id="SAMPLE-1", submitted_at="2025-11-11")
        fresh_settings(store_url=f"duckdb://{tmp_path / 'new'}")
        version = accept(files_of(files, returns), **QUIET).version
        row = version.derived("reporting").set_index("area_code").loc[GLASGOW]
        assert (row.received_on, row.on_time) == ("2025-11-11", True)  # 42 days after 30 September

    def test_the_days_that_are_on_time_are_a_setting(self, store, files, fresh_settings):
        assert not self.status(store).on_time  # accepted now, long after
        fresh_settings(on_time_days=100_000)
        accept(correction(files, wait_n="1"), **QUIET)
        assert self.status(store).on_time


def test_nothing_is_written_to_the_log_of_what_was_in_the_files(store, files, caplog):
    caplog.set_level(logging.DEBUG)
    accept(correction(files, wait_n="1", data_quality_note="a secret of one person"), **QUIET)
    assert "secret" not in caplog.text
