"""Signing in, passwords, and what ends it, as the script that each rerun runs."""

import json
import shutil
from pathlib import Path

import pytest
from streamlit.util import calc_hash

from app.acceptance import accept_population
from app.access import audit, sessions
from app.access.accounts import Accounts
from app.display.words import SITE
from app.events import Event
from app.settings import settings
from app.store import open_store
from app.viewer import Role
from tests.pages.opening import dashboard

FIRST, OWN, NEXT = "a long enough phrase", "my very own phrase now", "the next one of mine"

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def own_store(sample_store, fresh_settings):
    """A store and accounts of one's own; mary's password was chosen by someone else."""
    shutil.copytree(sample_store.removeprefix("duckdb://"), Path(settings().store_url.removeprefix("duckdb://")))
    Accounts().add("mary", name="Mary", role=Role.HSCP, hscp_code="S37000034", password=FIRST, must_change=True)


def sign_in(app, username, password):
    name, secret = app.text_input
    name.input(username)
    secret.input(password)
    return press(app, "Sign in")


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def choose(app, *passwords):
    for place, password in zip(app.text_input, passwords, strict=True):
        place.input(password)
    return press(app, "Change password")


def signed_in(project, page="overview"):
    """Mary, with a password of her own."""
    if not Accounts().password_fits("mary", OWN):
        Accounts().set_password("mary", OWN)
    return sign_in(dashboard(project, None, page), "mary", OWN)


def log(event):
    return [(entry.username, entry.about) for entry in audit.entries(event=event)]


def test_on_first_use_nothing_is_seen_before_a_new_password_is_chosen(project):
    app = sign_in(dashboard(project, None, "coverage"), "mary", FIRST)
    assert [title.value for title in app.title] == ["Choose your own password"]
    for passwords, words in [
        ((OWN, NEXT), "The two new passwords are not the same."),
        (("short", "short"), "Choose a password of at least 12 characters"),
        ((FIRST, FIRST), "This is the present password; choose another."),
    ]:
        choose(app, *passwords)
        assert app.error[0].value.startswith(words)
        app.run()
        assert not app.table
        assert not app.metric
    choose(app, OWN, OWN)
    assert app.table
    assert app.title[0].value == "Coverage of link workers"
    assert log(Event.PASSWORD_CHANGED) == [("mary", "")]
    assert sign_in(dashboard(project, None, "overview"), "mary", OWN).metric


def test_every_page_stops_until_then_by_itself(project):
    """Even were it reached without what runs before it."""
    from streamlit.testing.v1 import AppTest

    for page in (project / "pages").glob("*.py"):
        app = AppTest.from_file(str(page), default_timeout=60)
        app.session_state["session"] = sessions.start("mary")
        app.run()
        assert not app.exception
        assert not any([app.table, app.metric, app.markdown, app.header])


def test_changing_ones_password_asks_for_the_present_one_and_ends_all_other_sessions(project):
    app, elsewhere = signed_in(project), signed_in(project)
    session, code = (app.session_state[key] for key in ("session", "session_code"))
    copied, _ = sessions.take(code)
    app = dashboard_page(app, "password")
    assert app.title[0].value == "Change password"
    choose(app, "not it", NEXT, NEXT)
    assert app.error[0].value == "This is not your present password."
    choose(app, OWN, NEXT, NEXT)
    assert app.success[0].value == "Your password has been changed."
    assert sessions.username_of(session) is None
    assert sessions.username_of(sessions.find(copied)) is None
    assert app.session_state["session"] != session
    assert len(elsewhere.run().text_input) == 2
    app.run()
    assert app.title[0].value == "Change password"


def dashboard_page(app, address):
    """Go to a page that is no file, by its address."""
    app._page_hash = calc_hash(address)
    return app.run()


def test_a_demonstration_account_has_no_password_to_change(project):
    app = dashboard_page(dashboard(project, "policy", "overview"), "password")
    assert "There is no password to change" in app.info[0].value
    assert not app.text_input


def end_by_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("CLW_DEMO", "0")
    settings.cache_clear()


def end_by_real_data(tmp_path, monkeypatch):
    zones = tmp_path / "zones.csv"
    zones.write_text("zone_code,population,longitude,latitude,simd_quintile\nS01006506,800,-2.1,57.1,3\n")
    accept_population(zones, by="tests")


@pytest.mark.parametrize("end", [end_by_setting, end_by_real_data])
def test_a_demonstration_leaves_no_session_to_an_account_of_the_same_name(project, tmp_path, monkeypatch, end):
    Accounts().add("steward", name="Real steward", role=Role.STEWARD, hscp_code=None, password=OWN)
    app = dashboard(project, "steward", "audit_log")
    assert app.table
    end(tmp_path, monkeypatch)
    app.run()
    assert [title.value for title in app.title] == [SITE]
    assert len(app.text_input) == 2
    assert not app.table
    assert {entry.username for entry in audit.entries()} == {"demo:steward"}


def test_a_demonstration_account_and_an_account_of_the_same_name_each_have_their_password(project):
    Accounts().add("policy", name="Real person", role=Role.HSCP, hscp_code="S37000034", password=OWN)
    sign_in(dashboard(project, None, "overview"), "Policy ", "demonstration")
    sign_in(dashboard(project, None, "overview"), "policy", OWN)
    sign_in(dashboard(project, None, "overview"), "demo:policy", "demonstration")
    assert log(Event.SIGNED_IN) == [("policy", "from this machine"), ("demo:policy", "from this machine")]


def test_a_role_changes_what_is_seen_at_the_next_rerun(project):
    app = signed_in(project)
    assert app.header[0].value == "Glasgow City in six figures"
    Accounts().set_role("mary", Role.POLICY, None)
    assert app.run().header[0].value == "Scotland in six figures"
    Accounts().remove("mary")
    assert len(app.run().text_input) == 2
    assert not app.metric


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(project):
    Accounts().set_password("mary", OWN)
    app = dashboard(project, None, "overview")
    said = set()
    for username in ("mary", "nobody", "sso:mary"):
        for password in ("wrong", "", "x" * 100):
            said.add(sign_in(app, username, password).error[0].value)
    assert said == {"This name and password do not go together."}
    for username in ("mary", "nobody"):
        for _ in range(8):
            sign_in(app, username, "wrong")
        assert [error.value for error in app.error] == ["Too many attempts. Try again in 15 minutes."]


def test_the_log_says_who_came_and_went_and_keeps_no_typed_name(project):
    app = signed_in(project)
    sign_in(dashboard(project, None, "overview"), "mary", "wrong")
    sign_in(dashboard(project, None, "overview"), "OWN password typed as a name", "wrong")
    dashboard_page(app, "sign-out")
    assert log(Event.SIGNED_IN) == [("mary", "from this machine")]
    assert log(Event.REFUSED) == [("(unknown name)", "from this machine"), ("mary", "from this machine")]
    assert log(Event.SIGNED_OUT) == [("mary", "")]
    assert len(app.text_input) == 2


def test_views_of_unprotected_figures_are_in_the_log_once_for_each_page_and_version(project):
    app = signed_in(project)
    app.run()
    dashboard(project, "policy", "overview")
    version = open_store(settings().store_url).current_id()
    assert log(Event.VIEWED_UNPROTECTED) == [("mary", f"Overview of S37000034, version {version}")]


def test_of_an_earlier_day_the_log_names_the_version_that_was_drawn(project):
    current = open_store(settings().store_url).current()
    file = current.store / "versions" / current.id / "version.json"
    written = json.loads(file.read_text())
    written["published"]["000001"] = "2025-11-01T12:00:00+00:00"
    file.write_text(json.dumps(written))
    app = signed_in(project)
    app.query_params["as_at"] = "2025-11-02"
    assert "as at 2 Nov 2025" in app.run().markdown[0].value
    assert log(Event.VIEWED_UNPROTECTED)[0] == ("mary", "Overview of S37000034, version 000001")


def test_without_local_accounts_no_password_opens_anything(project, monkeypatch):
    app = signed_in(project)
    monkeypatch.setenv("CLW_LOCAL_ACCOUNTS", "0")
    monkeypatch.setenv("CLW_DEMO", "0")
    settings.cache_clear()
    app.run()
    assert not app.metric
    assert not app.text_input


def test_only_stewards_of_all_hscps_read_the_log(project):
    Accounts().add("one", name="One", role=Role.STEWARD, hscp_code="S37000034", password=OWN)
    sign_in(dashboard(project, None, "overview"), "one", OWN)
    for role in ("policy", "hscp", "advisory"):
        app = dashboard(project, role, "audit_log")
        assert "Only data stewards" in app.info[0].value
        assert not app.table
    app = sign_in(dashboard(project, None, "audit_log"), "one", OWN)
    assert "Only data stewards" in app.info[0].value
    app = dashboard(project, "steward", "audit_log")
    table = app.table[0].value
    assert table.columns.tolist() == ["When (UTC)", "Who", "What", "About"]
    assert table.iloc[0].tolist()[1:] == ["demo\\:steward", "signed in", "from this machine"]
    app.selectbox[1].select("one").run()
    assert set(app.table[0].value.Who) == {"one"}
    app.selectbox[0].select(Event.WITHDREW).run()
    assert app.info[0].value == "There is no such entry."


def test_the_log_is_read_page_by_page(project):
    for number in range(120):
        audit.record("mary", Event.DOWNLOADED, f"{number}.csv")
    app = dashboard(project, "steward", "audit_log")
    assert len(app.table[0].value) == 50
    app.number_input[0].set_value(3).run()
    assert app.table[0].value.About.tolist()[-1] == "0.csv"
    assert any("121 entries, newest first; here 101 to 121" in each.value for each in app.markdown)
