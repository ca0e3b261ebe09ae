"""What has been accepted: listed, and written out as it counted at any time."""

from datetime import timedelta

import pandas as pd
import pytest

from app.acceptance import accept, expect_units, export, list_submissions, withdraw
from app.intake.checks import check
from app.store import StoreError
from tests.unit.acceptance.conftest import HSCPS

GLASGOW = "S37000034"
Q1, Q2 = "2025-26Q1", "2025-26Q2"
QUIET = {"by": "second", "progress": lambda step: None}

pytestmark = pytest.mark.usefixtures("without_figures")


@pytest.fixture
def renamed(files):
    """Glasgow's last quarter with another return id, alone: its breakdowns are left behind."""
    returns = files.read()
    path = files.folder / "again" / "glasgow.csv"
    path.parent.mkdir()
    last = returns[(returns.hscp_code == GLASGOW) & (returns.period == Q2)]
    last.assign(return_id="renamed", waiting_at_end="[c]", data_quality_note='a "quoted", = note').to_csv(
        path, index=False
    )
    return path


@pytest.fixture
def survey(files):
    """A survey of two HSCPs and an NHS Board."""
    rows = [(Q1, code, 10, 8) for code in (GLASGOW, "S37000013", "S08000031")]
    path = files.folder / "again" / "survey.csv"
    path.parent.mkdir(exist_ok=True)
    pd.DataFrame(rows, columns=["period", "hscp_code", "invited", "respondents"]).to_csv(path, index=False)
    return path


def test_nothing_is_listed_or_exported_before_the_first(fresh_settings, tmp_path):
    assert list_submissions() == []
    with pytest.raises(StoreError, match="nothing has been accepted yet"):
        export(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_each_is_listed_with_all_that_it_carries_and_what_was_taken_back(store, files, renamed, survey):
    accept([files.folder / "service_demand.csv"], **QUIET)
    accept([renamed, survey], **QUIET)
    expect_units(GLASGOW, [GLASGOW], Q2, by="steward")
    withdraw("000003", by="third", reason="not yet", progress=lambda step: None)
    first, demand, second, units = list_submissions()
    assert first["id"] == "000001"
    assert first["accepted_by"] == "first"
    assert first["files"] == ["breakdowns.csv", "returns.csv", "service_demand.csv"]
    assert (first["hscps"], first["periods"], first["withdrawn"]) == (sorted(HSCPS), [Q1, Q2], None)
    # A survey of others makes it a submission of theirs too, whatever HSCP its returns are of.
    assert second["hscps"] == ["S08000031", "S37000013", GLASGOW]
    assert second["rows"] == {"returns": 1, "workforce_survey": 3}
    assert (second["withdrawn"]["by"], second["withdrawn"]["reason"]) == ("third", "not yet")
    assert second["withdrawn"]["at"] > second["accepted_at"]
    assert demand["hscps"] == sorted(HSCPS)  # without any returns
    assert (units["rows"], units["files"], units["hscps"]) == ({"expected_units": 1}, [], [])


def test_who_answers_for_one_hscp_takes_back_what_is_of_it_alone(store, renamed):
    accept([renamed], **QUIET)
    own = {"by": "manager", "reason": "not yet", "only_hscp": GLASGOW, "progress": lambda step: None}
    with pytest.raises(StoreError, match="submission 000001 holds returns of other HSCPs"):
        withdraw("000001", **own)
    assert withdraw("000002", **own).withdrawals[-1].submission == "000002"


def test_what_is_exported_is_what_was_accepted_and_can_be_loaded_again(store, files, tmp_path):
    paths = export(tmp_path / "out")
    assert [path.name for path in paths] == ["returns.csv", "breakdowns.csv", "service_demand.csv"]
    written, handed_in = check(paths), check(files.paths)
    assert written.faults == handed_in.faults == []
    for name, table in handed_in.tables.items():
        key = list(table.columns)
        pd.testing.assert_frame_equal(
            written.tables[name].sort_values(key, ignore_index=True), table.sort_values(key, ignore_index=True)
        )


def test_figures_that_were_hidden_and_text_of_any_kind_come_out_as_they_were(store, renamed, tmp_path):
    accept([renamed], **QUIET)
    export(tmp_path / "out")
    returns = pd.read_csv(tmp_path / "out" / "returns.csv", dtype=str, keep_default_na=False).set_index("return_id")
    assert returns.waiting_at_end["renamed"] == "[c]"
    assert returns.data_quality_note["renamed"] == 'a "quoted", = note'


@pytest.mark.parametrize(
    "text", ["-1+cmd|' /C calc'!A0", "+44", "@SUM(A1)", "'=A1", "'-1", "''-1", "it's -1", "-one\nand\tanother"]
)
def test_no_text_is_a_formula_in_a_spreadsheet_and_all_of_it_can_be_loaded_again(store, files, renamed, tmp_path, text):
    pd.read_csv(renamed, dtype=str, keep_default_na=False).assign(
        unit_code="-7", data_quality_note=text, submitted_by_role=text
    ).to_csv(renamed, index=False)
    accept([renamed], **QUIET)
    accepted = store.current().rows("returns").set_index("return_id").loc["renamed"]
    path = export(tmp_path / "out")[0]
    written = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert not written.stack().str.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)").any()
    again = check([path]).tables["returns"].set_index("return_id").loc["renamed"]
    for name in ("unit_code", "data_quality_note", "submitted_by_role"):
        assert again[name] == accepted[name]
    assert accepted.data_quality_note in (text, text[1:])


def test_what_was_left_behind_is_not_exported_since_it_could_not_be_loaded(store, renamed, tmp_path):
    accept([renamed], **QUIET)
    paths = export(tmp_path / "out")
    assert check(paths).faults == []
    ids = pd.read_csv(tmp_path / "out" / "breakdowns.csv", dtype=str).return_id
    assert ids.nunique() == len(pd.read_csv(tmp_path / "out" / "returns.csv")) - 1


def test_an_export_is_as_at_any_moment(store, renamed, tmp_path):
    accept([renamed], **QUIET)
    first, second, withdrawn = withdraw("000001", reason="x", **QUIET).published.values()
    rows = {}
    for name, moment in {"first": first, "second": second, "third": withdrawn, "now": None}.items():
        export(tmp_path / "out", moment)  # always into the same folder: nothing of an earlier export may stay
        rows[name] = len(pd.read_csv(tmp_path / "out" / "returns.csv"))
        assert (tmp_path / "out" / "breakdowns.csv").exists() == (name in ("first", "second"))
    assert rows == {"first": 8, "second": 8, "third": 1, "now": 1}
    export(tmp_path / "out", second - timedelta(microseconds=1))
    assert "renamed" not in (tmp_path / "out" / "returns.csv").read_text()
    with pytest.raises(StoreError, match="nothing had been accepted by then"):
        export(tmp_path / "out", first - timedelta(seconds=1))


def test_when_all_was_taken_back_there_is_nothing_to_export(store, tmp_path):
    withdraw("000001", reason="x", **QUIET)
    with pytest.raises(StoreError, match="no returns count"):
        export(tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_said_in_words(store, tmp_path):
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(StoreError, match="name another folder"):
            export(out)
