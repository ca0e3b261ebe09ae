"""Accounts and the audit log on the command line."""

import time

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.access import audit, sessions
from app.access.accounts import Accounts
from app.events import Event
from app.viewer import AccountError, Role

pytestmark = pytest.mark.usefixtures("fresh_settings")
MANAGER = ("account", "add", "mary", "--role", "hscp", "--hscp", "S37000034")


@pytest.fixture(autouse=True)
def run_by_someone(monkeypatch):
    monkeypatch.setenv("LOGNAME", "operator")


def run(*words, password=""):
    done = CliRunner().invoke(cli, words, input=f"{password}\n", catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_passwords_set_on_the_command_line_are_to_be_changed():
    assert "asked for a password of their own" in run(*MANAGER, password="a long enough phrase")
    assert Accounts().must_change_password("mary")
    Accounts().set_password("mary", "my very own phrase now")
    run("account", "password", "mary", password="another phrase, longer")
    assert Accounts().must_change_password("mary")


def test_what_was_done_to_accounts_is_in_the_log():
    run(*MANAGER, password="a long enough phrase")
    session = sessions.start("mary")
    run("account", "role", "mary", "--role", "policy")
    assert Accounts().find("mary").role == Role.POLICY
    assert sessions.username_of(session) == "mary"
    run("account", "sign-out", "mary")
    assert sessions.username_of(session) is None
    run("account", "remove", "mary")
    assert [(entry.username, entry.event, entry.about) for entry in reversed(audit.entries())] == [
        ("operator", Event.ACCOUNT_ADDED, "mary as hscp of S37000034"),
        ("operator", Event.ROLE_CHANGED, "mary as policy"),
        ("operator", Event.SIGNED_OUT, "mary, everywhere"),
        ("operator", Event.ACCOUNT_REMOVED, "mary"),
    ]


def test_signing_someone_out_says_how_many_sessions_ended():
    run(*MANAGER, password="a long enough phrase")
    for _ in range(2):
        sessions.start("mary")
    sessions.end(sessions.start("mary"))
    sessions.adopt("claims", "sso:Mary@example.org", time.time() + 60)
    for name, ended in (("mary", 2), ("mary", 0), ("sso:Mary@example.org", 1)):
        assert run("account", "sign-out", name).endswith(f"Sessions that ended: {ended}\n")


@pytest.mark.parametrize("name", ["nobody", "sso:mary", "demo:policy"])
def test_nobody_is_not_signed_out(name):
    with pytest.raises(AccountError, match=f"no account and no session of '{name}'"):
        run("account", "sign-out", name)
    assert audit.entries() == []


def test_names_are_written_in_any_case():
    run("account", "add", "Mary", "--role", "policy", password="a long enough phrase")
    session = sessions.start("mary")
    run("account", "role", " MARY", "--role", "advisory")
    assert Accounts().find("mary").role == Role.ADVISORY
    run("account", "sign-out", "Mary")
    assert sessions.username_of(session) is None
    run("account", "password", "MARY", password="another phrase, longer")
    run("account", "remove", "Mary")
    assert {entry.about.split()[0].strip(",") for entry in audit.entries()} == {"mary"}


def test_the_log_is_printed_oldest_first_from_a_day_on():
    audit.record("mary", Event.SIGNED_IN, "from this machine")
    audit.record("mary", Event.SIGNED_OUT)
    lines = [line.split("\t")[1:] for line in run("audit").splitlines()]
    assert lines == [["mary", "signed_in", "from this machine"], ["mary", "signed_out", ""]]
    assert run("audit", "--since", "2999-01-01") == ""
