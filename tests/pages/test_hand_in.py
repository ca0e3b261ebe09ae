"""The page of returns for those who answer for them: who may do what, hand in, accept, take back, expect units."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from app.acceptance import accept
from app.access import audit, sessions
from app.access.accounts import Accounts
from app.events import Event
from app.sample import write
from app.settings import settings
from app.store import open_store
from tests.pages.opening import dashboard

ABERDEEN, FALKIRK, GLASGOW = "S37000001", "S37000013", "S37000034"  # the demonstration's manager is Glasgow's
VIEWS = ("hand_in", "accepted", "expected", "directory")
Q2 = "2025-26Q2"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A folder with a store of three HSCPs in two quarters, and the files that were accepted."""
    folder = tmp_path_factory.mktemp("small")
    write(folder / "whole", quarters=2, units="hscp")
    (folder / "files").mkdir()
    for name in ("returns", "breakdowns"):
        table = pd.read_csv(folder / "whole" / f"{name}.csv", dtype=str, keep_default_na=False)
        if name == "returns":
            returns = table = table[table.hscp_code.isin([ABERDEEN, FALKIRK, GLASGOW])]
        table[table.return_id.isin(returns.return_id)].to_csv(folder / "files" / f"{name}.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLW_STORE_URL", f"duckdb://{folder / 'store'}")
        settings.cache_clear()
        accept(sorted((folder / "files").glob("*.csv")), by="first", progress=lambda step: None)
    settings.cache_clear()
    return folder


@pytest.fixture
def store(small, fresh_settings):
    shutil.copytree(small / "store", Path(settings().store_url.removeprefix("duckdb://")))
    return open_store(settings().store_url)


@pytest.fixture
def returns(small):
    return pd.read_csv(small / "files" / "returns.csv", dtype=str, keep_default_na=False)


def last_of(returns, *hscps, **changed):
    return returns[returns.hscp_code.isin(hscps) & (returns.period == Q2)].assign(**changed)


def page(project, role, view):
    app = dashboard(project, role, "returns", view=view)
    assert not app.exception
    return app


def signed_in(project, view, **account):
    """The page for an account of one's own."""
    Accounts().add("own", name="Own", password="a long enough phrase", **account)
    app = dashboard(project, None, "returns", view=view)
    app.session_state["session"] = sessions.start("own")
    app.query_params["view"] = view
    app.run()
    assert not app.exception
    return app


def drop(app, table, name="returns.csv"):
    app.file_uploader[0].upload(name, table.to_csv(index=False).encode(), "text/csv")
    app.run()
    assert not app.exception
    return app


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def buttons(app):
    return {button.label for button in app.button}


def words_of(app):
    return "\n".join(
        each.value for each in [*app.markdown, *app.caption, *app.success, *app.error, *app.warning, *app.info]
    )


def views(app):
    return [option.content for control in app.get("button_group") for option in control.proto.options]


class TestWhoMayDoWhat:
    @pytest.mark.parametrize("view", VIEWS)
    @pytest.mark.parametrize("role", ["policy", "advisory"])
    def test_others_see_the_calendar_whatever_the_address_asks_for(self, project, store, role, view):
        app = page(project, role, view)
        assert "HSCPs with a programme have reported" in app.header[0].value
        assert not app.file_uploader
        assert not app.get("button_group")
        assert "Accept this return" not in buttons(app)
        assert "Take it back" not in buttons(app)

    @pytest.mark.parametrize("view", ["expected", "directory"])
    def test_a_manager_is_led_to_the_calendar_from_what_is_the_stewards(self, project, store, view):
        app = page(project, "hscp", view)
        assert "have reported" in app.header[0].value
        assert views(app) == ["Calendar", "Hand in a return", "What was accepted"]

    def test_a_steward_of_all_has_every_view(self, project, store):
        for view, header in {
            "hand_in": "Hand in a return",
            "accepted": "What was accepted",
            "expected": "Which units are expected",
            "directory": "Load a service directory",
        }.items():
            app = page(project, "steward", view)
            assert app.header[0].value == header
        assert len(views(app)) == 5

    def test_a_steward_of_one_hscp_does_not_load_what_is_everyones(self, project, store):
        app = signed_in(project, "directory", role="steward", hscp_code=GLASGOW)
        assert views(app) == ["Calendar", "Hand in a return", "What was accepted", "Expected units"]
        assert not app.file_uploader


class TestHandingIn:
    def test_nothing_is_stored_before_it_is_accepted_and_all_pages_show_it_then(self, project, store, returns):
        app = drop(
            page(project, "hscp", "hand_in"),
            last_of(returns, GLASGOW, wte_in_post="44.00", wte_funded="44.00", vacancies_wte="0.00"),
        )
        assert "returns, 1 row" in words_of(app)
        assert "Accepting would change 1 row." in words_of(app)
        change = next(table.value for table in app.table if "Change" in table.value)
        assert change.set_index("Field").Change["wte\\_in\\_post"].endswith(" → 44")
        assert store.current_id() == "000001"
        press(app, "Accept this return")
        assert app.success[0].value.startswith("Accepted as submission 000002.")
        hidden = next(told.value for told in app.markdown if "counts are hidden" in told.value)
        assert hidden.startswith("- Returns: ")
        assert "small" not in hidden  # all that is hidden looks the same
        assert store.current().submissions[-1].accepted_by == "demo:hscp"
        assert "Accept this return" not in buttons(app)  # the upload is gone
        assert [(each.event, each.about) for each in audit.entries() if "submi" in each.about or "csv" in each.about][
            :2
        ] == [
            (Event.ACCEPTED, "submission 000002"),
            (Event.SUBMITTED, "returns.csv"),
        ]
        app.switch_page(str(project / "pages" / "coverage.py"))
        app.query_params["measure"] = "wte_per_10000"
        app.run()
        shown = app.table[0].value.set_index("Area").iloc[:, 0]
        assert shown["Glasgow City"] == "0.71"  # for 622,820 people

    def test_faults_are_shown_beside_the_rows_with_the_cells_marked(self, project, store, returns):
        faulty = last_of(returns, GLASGOW, waiting_at_end="<b>many</b>", referrals_received="")
        app = drop(page(project, "hscp", "hand_in"), faulty)
        faults = app.table[0].value
        assert list(faults.columns) == ["What to do", "Where", "Found", "Times", "Rule"]
        assert {"type", "required"} <= set(faults.Rule)
        assert "\\<b\\>many\\</b\\>" in set(faults.Found)
        (rows,) = [each.proto.body for each in app.get("html") if 'class="excerpt"' in each.proto.body]
        assert "&lt;b&gt;many&lt;/b&gt;</td>" in rows
        assert "<b>many" not in rows
        assert rows.count("<td class=wrong>") == 2
        assert "(blank)" in rows
        assert "Put the errors right" in app.error[0].value
        assert "Accept this return" not in buttons(app)
        assert store.current_id() == "000001"

    def test_files_with_errors_are_kept_once_with_their_report_and_logged(self, project, store, returns):
        faulty = last_of(returns, GLASGOW, waiting_at_end="many")
        app = drop(page(project, "hscp", "hand_in"), faulty)
        app.run()
        drop(page(project, "steward", "hand_in"), faulty, "renamed.csv")
        (kept,) = store.current().store.glob("quarantine/*")
        assert (kept / "01-returns.csv").read_text() == faulty.to_csv(index=False)
        report = json.loads((kept / "report.json").read_text())
        assert report["handed_in_by"] == "demo:hscp"
        assert [fault["rule"] for fault in report["faults"] if fault["severity"] == "error"] == ["type"]
        of_files = [each for each in audit.entries() if each.about.endswith(".csv")]
        assert [(each.username, each.event, each.about) for each in of_files[:4]] == [
            ("demo:steward", Event.REFUSED_SUBMISSION, "renamed.csv"),
            ("demo:steward", Event.SUBMITTED, "renamed.csv"),
            ("demo:hscp", Event.REFUSED_SUBMISSION, "returns.csv"),
            ("demo:hscp", Event.SUBMITTED, "returns.csv"),
        ]
        drop(page(project, "hscp", "hand_in"), last_of(returns, GLASGOW, waiting_at_end="more"))
        assert len(list(store.current().store.glob("quarantine/*"))) == 2

    def test_faults_are_shown_even_where_the_file_cannot_be_kept(self, project, store, returns, monkeypatch):
        def full(*given):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("app.store.versions._copy", full)
        app = drop(page(project, "hscp", "hand_in"), last_of(returns, GLASGOW, waiting_at_end="many"))
        assert "could not be kept aside" in app.warning[0].value
        assert "type" in set(app.table[0].value.Rule)

    def test_many_faults_are_grouped_and_not_dumped(self, project, store, returns):
        one = last_of(returns, GLASGOW)
        many = pd.concat(
            [one.assign(return_id=f"SAMPLE-x{n}", unit_code=f"u{n}", waiting_at_end="?") for n in range(300)]
        )
        app = drop(page(project, "hscp", "hand_in"), many)
        faults = app.table[0].value.set_index("Rule")
        assert faults.Times["type"] == "300"
        assert faults.Where["type"].endswith("rows 2, 3, 4, 5, 6 …")
        (rows,) = [each.proto.body for each in app.get("html") if 'class="excerpt"' in each.proto.body]
        assert rows.count('<th scope="row">') == 20
        assert "280 more rows" in words_of(app)
        (download,) = [each for each in app.get("download_button") if "fault" in each.proto.label]
        assert download.proto.label == "Every fault with its place (CSV)"

    def test_a_few_faults_are_each_told_with_their_own_advice(self, project, store, returns):
        two = pd.concat(
            [
                last_of(returns, GLASGOW, delivery_model="Practice attatched"),
                last_of(returns, GLASGOW, delivery_model="hub", unit_code="u2", return_id="SAMPLE-x2"),
            ]
        )
        faults = drop(page(project, "hscp", "hand_in"), two).table[0].value
        told = faults[faults.Rule == "code"].set_index("Found")["What to do"]
        assert "practice\\_attached was meant" in told["Practice attatched"]
        assert "practice\\_attached was meant" not in told["hub"]
        assert faults.Times.tolist() == ["1"] * len(faults)

    def test_a_manager_cannot_hand_in_rows_of_another_hscp(self, project, store, returns):
        app = drop(page(project, "hscp", "hand_in"), last_of(returns, GLASGOW, ABERDEEN, wait_n="1"))
        faults = app.table[0].value.set_index("Rule")
        assert "own\\_hscp" in faults.index
        assert faults.Found["own\\_hscp"] == ABERDEEN
        assert "Accept this return" not in buttons(app)

    def test_a_manager_cannot_use_another_hscps_return_ids(self, project, store, small, returns):
        theirs = returns.return_id[returns.hscp_code == ABERDEEN].iloc[-1]
        app = drop(page(project, "hscp", "hand_in"), last_of(returns, GLASGOW, return_id=theirs))
        assert "return\\_id\\_taken" in set(app.table[0].value.Rule)
        breakdowns = pd.read_csv(small / "files" / "breakdowns.csv", dtype=str)
        app = drop(page(project, "hscp", "hand_in"), breakdowns[breakdowns.return_id == theirs], "breakdowns.csv")
        assert set(app.table[0].value.Rule) == {"known\\_return"}
        assert "Accept this return" not in buttons(app)

    def test_a_steward_hands_in_any(self, project, store, returns):
        app = drop(page(project, "steward", "hand_in"), last_of(returns, GLASGOW, ABERDEEN, wait_n="1"))
        assert "Accept this return" in buttons(app)

    def test_rows_that_would_vanish_are_listed_first(self, project, store, small):
        breakdowns = pd.read_csv(small / "files" / "breakdowns.csv", dtype=str)
        last = breakdowns[breakdowns.return_id == breakdowns.return_id.iloc[-1]]
        fewer = last[(last.measure == "people_referred") & (last.dimension == "sex")]
        app = drop(page(project, "steward", "hand_in"), fewer, "breakdowns.csv")
        gone = len(last) - len(fewer)
        assert f"{gone} rows that count now are not in these files" in app.warning[0].value
        assert len(app.table[1].value) == gone
        assert "take " in words_of(app)

    def test_the_same_file_again_changes_nothing(self, project, store, small, returns):
        app = page(project, "steward", "hand_in")
        for path in sorted((small / "files").glob("*.csv")):
            app.file_uploader[0].upload(path.name, path.read_bytes(), "text/csv")
        app.run()
        assert "accepting them would change no figure" in words_of(app)
        press(app, "Accept this return")
        assert "were accepted before, as submission 000001; nothing was changed" in app.success[0].value
        assert store.current_id() == "000001"

    def test_text_of_a_file_is_shown_as_text_and_never_as_markdown(self, project, store, returns):
        note = "![x](http://example.org/x.png) **bold**"
        app = drop(page(project, "hscp", "hand_in"), last_of(returns, GLASGOW, data_quality_note=note))
        change = next(table.value for table in app.table if "Change" in table.value).Change.iloc[0]
        assert "![x]" not in change
        assert "**" not in change
        assert "http:" not in change

    def test_what_was_accepted_in_between_refuses_it_in_words_and_keeps_the_file(
        self, project, store, returns, monkeypatch
    ):
        from app.display.returns import hand_in

        app = drop(page(project, "hscp", "hand_in"), last_of(returns, GLASGOW, wait_n="1"))
        real = hand_in.accept
        monkeypatch.setattr(hand_in, "accept", lambda files, **given: real(files, **given | {"only_hscp": ABERDEEN}))
        press(app, "Accept this return")
        assert "must be put right first" in words_of(app)
        assert store.current_id() == "000001"
        (kept,) = store.current().store.glob("quarantine/*")
        assert (kept / "01-returns.csv").exists()
        assert audit.entries()[0].event is Event.REFUSED_SUBMISSION

    def test_the_template_is_for_the_managers_own_hscp(self, project, store):
        app = page(project, "hscp", "hand_in")
        (download,) = app.get("download_button")
        assert download.proto.label.startswith("Template for Glasgow City, ")
        assert "template_hscp" not in [box.key for box in app.selectbox]

    @pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"PK\x03\x04", b"PAR1", b"one,two\n1,2\n", b"%PDF"])
    def test_a_file_that_is_no_return_is_told_and_never_raises(self, project, store, content):
        app = page(project, "hscp", "hand_in")
        app.file_uploader[0].upload("x.csv", content)
        app.run()
        assert not app.exception
        assert "no table that can be read" in words_of(app)
        assert len(app.table[0].value) == 1
        assert "Accept this return" not in buttons(app)


class TestWhatTheLogSaysOfTrueFigures:
    """What is stored is seen beside what is handed in, and in the template."""

    def views(self):
        return [(each.username, each.about) for each in audit.entries(event=Event.VIEWED_UNPROTECTED)]

    def test_a_preview_is_told_once_with_the_hscps_and_the_version_it_is_held_against(self, project, store, returns):
        app = drop(page(project, "steward", "hand_in"), last_of(returns, GLASGOW, ABERDEEN, wait_n="1"))
        app.run()
        assert self.views() == [("demo:steward", f"Hand in a return of {ABERDEEN}, {GLASGOW}, version 000001")]

    def test_faults_tell_of_stored_figures_too(self, project, store, returns):
        drop(page(project, "hscp", "hand_in"), last_of(returns, GLASGOW, waiting_at_end="many"))
        assert self.views()[0] == ("demo:hscp", f"Hand in a return of {GLASGOW}, version 000001")

    def test_a_template_is_told_when_it_is_made(self, project, store, monkeypatch):
        made = {}
        monkeypatch.setattr("app.display.returns.hand_in.told", lambda file, make: made.setdefault(file, make))
        page(project, "steward", "hand_in")
        before = self.views()
        ((file, make),) = made.items()
        assert make().startswith(b"PK")
        period = file.removeprefix(f"return-{ABERDEEN}-").removesuffix(".xlsx")
        assert self.views() == [("demo:steward", f"Template of {ABERDEEN} for {period}, version 000001"), *before]


class TestTakingBack:
    def test_with_a_reason_it_counts_no_more_and_the_act_is_listed(self, project, store):
        app = page(project, "steward", "accepted")
        assert app.table[0].value.Submission.tolist() == ["000001"]
        press(app, "Take it back")
        assert "Say why" in app.error[0].value
        assert store.current_id() == "000001"
        app.text_input[0].input("a wrong file [x](http://y)")
        press(app, "Take it back")
        assert app.success[0].value == "Submission 000001 counts no more."
        (state,) = app.table[0].value.State
        assert state.startswith("Taken back 20")
        assert "[x](http" not in state
        assert "Take it back" not in buttons(app)
        assert store.current().withdrawals[0].withdrawn_by == "demo:steward"
        assert (audit.entries()[0].event, audit.entries()[0].about) == (Event.WITHDREW, "submission 000001")
        for view in ("calendar", "expected"):
            assert "No returns have been accepted yet." in words_of(page(project, "steward", view))
        assert page(project, "steward", "hand_in").file_uploader

    def test_a_manager_sees_what_concerns_them_and_takes_back_only_what_is_theirs_alone(
        self, project, store, returns, tmp_path
    ):
        def load(name, table, by):
            path = tmp_path / f"{name}.csv"
            table.to_csv(path, index=False)
            return path

        quiet = {"progress": lambda step: None}
        survey = pd.DataFrame(
            {"period": [Q2] * 2, "hscp_code": [GLASGOW, FALKIRK], "invited": [9, 9], "respondents": [8, 8]}
        )
        accept([load("aberdeen", last_of(returns, ABERDEEN, wait_n="1"), "s")], by="s", **quiet)
        accept([load("glasgow", last_of(returns, GLASGOW, wait_n="1"), "s")], by="s", **quiet)
        both = [load("with_survey", last_of(returns, GLASGOW, wait_n="2"), "s"), load("survey", survey, "s")]
        accept(both, by="s", **quiet)
        app = page(project, "hscp", "accepted")
        assert app.table[0].value.Submission.tolist() == ["000004", "000003", "000001"]
        assert [option.split(":")[0] for option in app.selectbox[0].options] == ["000003"]

    def test_nothing_is_listed_where_there_is_nothing(self, project, store):
        app = signed_in(project, "accepted", role="hscp", hscp_code="S37000011")
        assert "Nothing has been accepted yet." in words_of(app)
        assert "Take it back" not in buttons(app)


class TestExpectedUnits:
    def test_a_list_is_changed_from_a_quarter_on(self, project, store):
        app = page(project, "steward", "expected")
        app.selectbox(key="expected_hscp").select(GLASGOW).run()
        assert app.text_area[0].value == GLASGOW
        app.text_area[0].input(f"{GLASGOW}\n new \n\nnew\n")
        app.selectbox[1].select(Q2)
        press(app, "Expect these units")
        assert app.success[0].value == "2 units are expected of Glasgow City from Jul to Sep 2025 on; before, 1 was."
        reporting = store.current().derived("reporting").set_index(["period", "area_code"])
        assert reporting.loc[(Q2, GLASGOW), ["status", "units_expected"]].tolist() == ["partial", 2]
        last = audit.entries()[0]
        assert (last.username, last.event, last.about) == (
            "demo:steward", Event.EXPECTED_UNITS_CHANGED, f"{GLASGOW} from {Q2}"
        )  # fmt: skip

    def test_an_empty_list_is_refused(self, project, store):
        app = page(project, "steward", "expected")
        app.text_area[0].input(" \n ")
        press(app, "Expect these units")
        assert "at least one unit" in app.error[0].value
        assert store.current_id() == "000001"

    def test_a_steward_of_one_hscp_has_only_that_one(self, project, store):
        app = signed_in(project, "expected", role="steward", hscp_code=GLASGOW)
        assert len(app.selectbox(key="expected_hscp").options) == 1
