import stat
import time

import pytest

from app.access import demo, sessions
from app.access.accounts import Accounts
from app.settings import settings
from app.viewer import AccountError, Role, Viewer

pytestmark = pytest.mark.usefixtures("fresh_settings")
PASSWORD = "a long enough phrase"


@pytest.fixture
def manager():
    return Accounts().add("Manager ", name="A manager", role=Role.HSCP, hscp_code="S37000034", password=PASSWORD)


def test_an_account_is_found_and_its_password_fits(manager):
    assert manager == Viewer("manager", "A manager", Role.HSCP, "S37000034")
    assert Accounts().find("manager") == manager
    assert Accounts().all() == [manager]
    assert Accounts().password_fits("manager", PASSWORD)
    assert not Accounts().password_fits("manager", PASSWORD + "x")
    assert not Accounts().password_fits("nobody", PASSWORD)


def test_the_database_is_its_owners_alone_and_holds_no_password(manager):
    path = settings().accounts
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"username": " "}, "a name"),
        ({"password": "short"}, "at least 12"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "over and over"),
        ({"hscp_code": "S37000099"}, "not the code of an HSCP"),
        ({"hscp_code": None}, "no HSCP"),
        ({"role": Role.POLICY}, "does not use"),
    ],
)
def test_what_does_not_make_an_account_is_said(changed, words):
    account = {
        "username": "x",
        "name": "X",
        "role": Role.HSCP,
        "hscp_code": "S37000034",
        "password": PASSWORD,
    } | changed
    with pytest.raises(AccountError, match=words):
        Accounts().add(account.pop("username"), **account)
    assert Accounts().all() == []


def test_a_taken_name_and_an_unknown_one(manager):
    with pytest.raises(AccountError, match="already"):
        Accounts().add("manager", name="B", role=Role.POLICY, hscp_code=None, password=PASSWORD)
    for change in (lambda: Accounts().remove("nobody"), lambda: Accounts().set_password("nobody", PASSWORD)):
        with pytest.raises(AccountError, match="no account 'nobody'"):
            change()


def test_ten_wrong_passwords_close_an_account_for_a_while(manager, monkeypatch):
    for _ in range(10):
        assert not Accounts().password_fits("manager", "wrong")
    with pytest.raises(AccountError, match="15 minutes"):
        Accounts().password_fits("manager", PASSWORD)
    later = time.time() + 16 * 60
    monkeypatch.setattr("app.access.accounts.time.time", lambda: later)
    assert Accounts().password_fits("manager", PASSWORD)


@pytest.mark.parametrize("end", ["sign out", "removal", "password"])
def test_a_session_ends_everywhere(manager, end):
    token, other = sessions.start("manager"), sessions.start("manager")
    assert sessions.username_of(token) == "manager"
    {
        "sign out": lambda: sessions.end(token),
        "removal": lambda: Accounts().remove("manager"),
        "password": lambda: Accounts().set_password("manager", PASSWORD + "2"),
    }[end]()
    assert sessions.username_of(token) is None
    assert (sessions.username_of(other) is None) == (end != "sign out")


@pytest.mark.parametrize(("hours", "seen"), [(7.9, True), (8.1, False)])
def test_a_session_ends_when_idle(monkeypatch, hours, seen):
    token, now = sessions.start("x"), time.time()
    monkeypatch.setattr("app.access.sessions.time.time", lambda: now + hours * 3600)
    assert (sessions.username_of(token) == "x") == seen


def test_a_session_ends_after_a_week_however_busy(monkeypatch):
    token, now = sessions.start("x"), time.time()
    for hour in range(0, 7 * 24, 6):
        monkeypatch.setattr("app.access.sessions.time.time", lambda hour=hour: now + hour * 3600)
        assert sessions.username_of(token) == "x"
    monkeypatch.setattr("app.access.sessions.time.time", lambda: now + 7 * 24 * 3600 + 1)
    assert sessions.username_of(token) is None


@pytest.mark.parametrize("token", ["", "x", "\udcff", "' OR 1=1 --", "0" * 10_000])
def test_a_made_up_token_is_nobodys(token):
    assert sessions.username_of(token) is None


@pytest.mark.parametrize(
    ("wanted", "address", "sample", "there"),
    [
        ("1", "127.0.0.1", True, True),
        ("1", "localhost", True, True),
        ("0", "127.0.0.1", True, False),
        ("1", "0.0.0.0", True, False),
        ("1", None, True, False),
        ("1", "192.168.1.5", True, False),
        ("1", "127.0.0.1", False, False),
    ],
)
def test_demonstration_accounts_only_where_nothing_real_can_be_seen(
    fresh_settings, monkeypatch, wanted, address, sample, there
):
    fresh_settings(demo=wanted)
    monkeypatch.setattr("app.access.demo.st.get_option", lambda _: address)
    monkeypatch.setattr("app.access.demo.holds_only_sample_data", lambda: sample)
    assert bool(demo.accounts()) == there


def test_roles_see_what_they_may():
    assert Viewer("a", "A", Role.HSCP, "S37000034").scope == "own:S37000034"
    assert Viewer("a", "A", Role.STEWARD, "S37000034").scope == "protected"
    assert Viewer("a", "A", Role.POLICY).scope == Viewer("b", "B", Role.ADVISORY).scope == "protected"
