import time

import pytest

from app.access import sessions
from app.access.accounts import Accounts
from app.settings import settings
from app.viewer import Role

pytestmark = pytest.mark.usefixtures("fresh_settings")
PASSWORD = "a long enough phrase"


def token_of(session_id):
    return sessions.take(sessions.hand_over(session_id))[0]


@pytest.fixture
def later(monkeypatch):
    now = time.time()
    return lambda seconds: monkeypatch.setattr("app.access.sessions.time.time", lambda: now + seconds)


@pytest.mark.parametrize("end", ["sign out", "removal", "password", "everywhere"])
def test_a_session_ends_everywhere(end):
    Accounts().add("mary", name="Mary", role=Role.POLICY, hscp_code=None, password=PASSWORD)
    here, elsewhere = sessions.start("mary"), sessions.start("mary")
    copied = token_of(here)
    assert sessions.username_of(sessions.find(copied)) == "mary"
    {
        "sign out": lambda: sessions.end(here),
        "removal": lambda: Accounts().remove("mary"),
        "password": lambda: Accounts().set_password("mary", PASSWORD + "2"),
        "everywhere": lambda: sessions.end_all("mary"),
    }[end]()
    assert sessions.username_of(here) is None
    assert sessions.username_of(sessions.find(copied)) is None
    assert (sessions.username_of(elsewhere) is None) == (end != "sign out")


@pytest.mark.parametrize(("hours", "seen"), [(7.9, True), (8.1, False)])
def test_a_session_ends_when_idle(later, hours, seen):
    session_id = sessions.start("x")
    later(hours * 3600)
    assert (sessions.username_of(session_id) == "x") == seen


def test_a_session_ends_after_a_week_however_busy(later):
    session_id = sessions.start("x")
    for hour in range(0, 7 * 24, 6):
        later(hour * 3600)
        assert sessions.username_of(session_id) == "x"
    later(7 * 24 * 3600 + 1)
    assert sessions.username_of(session_id) is None


@pytest.mark.parametrize("token", ["", "x", "\udcff", "' OR 1=1 --", "0" * 10_000, "eyJhbGciOiJub25lIn0.e30."])
def test_a_made_up_token_is_nobodys(token):
    sessions.start("x")
    assert sessions.find(token) is None
    assert sessions.take(token) is None


def test_a_code_is_good_once_within_half_a_minute(later):
    session_id = sessions.start("x")
    code = sessions.hand_over(session_id)
    assert sessions.awaits(code)
    token, username = sessions.take(code)
    assert (sessions.find(token), username) == (session_id, "x")
    assert not sessions.awaits(code)
    assert sessions.take(code) is None
    code = sessions.hand_over(session_id)
    later(31)
    assert not sessions.awaits(code)
    assert sessions.take(code) is None
    later(0)
    sessions.end(session_id)
    assert sessions.take(code) is None


def test_the_database_holds_neither_token_nor_code():
    session_id = sessions.start("x")
    code = sessions.hand_over(session_id)
    kept = b"".join(path.read_bytes() for path in settings().accounts.parent.glob("accounts*"))
    assert session_id.encode() in kept  # so that the files are the right ones
    assert code.encode() not in kept
    token, _ = sessions.take(code)
    kept = b"".join(path.read_bytes() for path in settings().accounts.parent.glob("accounts*"))
    assert token.encode() not in kept


def test_a_session_that_has_ended_is_not_begun_again_by_the_same_sign_in():
    until = time.time() + 3600
    assert sessions.adopt("claims", "x", until)
    assert not sessions.adopt("claims", "x", until)
    sessions.end("claims")
    assert not sessions.adopt("claims", "x", until)
    assert sessions.username_of("claims") is None
