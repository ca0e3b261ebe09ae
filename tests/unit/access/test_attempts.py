import threading
import time

import pytest

from app.access import attempts
from app.access.attempts import Origin
from app.access.database import database
from app.viewer import AccountError

pytestmark = pytest.mark.usefixtures("fresh_settings")
HOME = Origin("192.0.2.1")


def wrong(username="mary", origin=HOME):
    """The seconds that a wrong password for this name waits."""
    waited = []
    assert not attempts.judge(username, origin, lambda: False, waited.append)
    return waited[0]


def right(username="mary", origin=HOME):
    return attempts.judge(username, origin, lambda: True, lambda seconds: None)


def stranger(number):
    return Origin(f"198.51.100.{number}")


@pytest.fixture
def known():
    """A browser in which mary has signed in before."""
    return Origin("192.0.2.1", attempts.remember("mary", ""))


def test_ten_failures_for_a_name_close_it_to_their_address_for_15_minutes(monkeypatch):
    for _ in range(10):
        wrong()
    with pytest.raises(AccountError, match="15 minutes"):
        right()
    assert right(origin=stranger(1))
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr("app.access.attempts.time.time", lambda: later)
    assert right()


def test_refused_attempts_do_not_keep_it_closed(monkeypatch):
    for _ in range(10):
        wrong()
    now = time.time()
    monkeypatch.setattr("app.access.attempts.time.time", lambda: now + 14 * 60)
    with pytest.raises(AccountError):
        wrong()
    monkeypatch.setattr("app.access.attempts.time.time", lambda: now + 15 * 60 + 1)
    assert right()


def test_a_stranger_locks_no_colleague_out(known):
    for number in range(1, 9):
        for _ in range(10):
            wrong(origin=stranger(number))
    assert right()  # from an address of their own
    for _ in range(10):
        wrong()  # at the same address as the colleague
    with pytest.raises(AccountError):
        right()
    assert right(origin=known)


def test_many_addresses_slow_a_name_down_and_close_nothing(known):
    waits = [wrong(origin=stranger(number // 2)) for number in range(60)]
    assert waits[:20] == [0] * 20
    assert waits[20:30] == [1] * 10
    assert waits[30:40] == [2] * 10
    assert waits[50:] == [8] * 10
    assert wrong(origin=known) == 0


def test_fifty_failures_over_all_names_close_an_address():
    for number in range(50):
        wrong(f"name{number}")
    with pytest.raises(AccountError):
        right("mary")
    assert right("mary", stranger(1))


def test_a_known_browser_is_not_closed_by_its_address_but_by_its_own_failures(known):
    for number in range(50):
        wrong(f"name{number}")
    for _ in range(9):
        wrong(origin=known)
    assert right(origin=known)
    for _ in range(10):
        wrong(origin=known)
    with pytest.raises(AccountError):
        right(origin=known)


def test_a_browser_is_known_only_for_its_own_account(known):
    for _ in range(10):
        wrong("john", known)
    with pytest.raises(AccountError):
        right("john")  # the address counted, not the browser
    assert right("mary", known)


def test_a_made_up_browser_is_not_known():
    for number in range(10):
        wrong(origin=Origin("192.0.2.1", f"made up {number}"))
    with pytest.raises(AccountError):
        right(origin=Origin("192.0.2.1", "made up"))


def test_a_right_password_forgets_the_failures_before_it():
    for _ in range(9):
        wrong()
    assert right()
    for _ in range(9):
        wrong()
    assert right()


def test_ones_own_account_opens_no_address_for_others():
    for number in range(49):
        wrong(f"name{number}")
    assert right("mine")
    wrong("name50")
    with pytest.raises(AccountError):
        wrong("name51")


def test_the_addresses_of_one_ipv6_network_are_one():
    for number in range(10):
        wrong(origin=Origin(f"2001:db8::{number}"))
    with pytest.raises(AccountError):
        right(origin=Origin("2001:db8::ffff"))
    assert right(origin=Origin("2001:db8:0:1::1"))


@pytest.mark.parametrize(
    ("ip", "words"),
    [
        (None, "this machine"),
        ("127.0.0.1", "this machine"),
        ("::1", "this machine"),
        ("::ffff:127.0.0.1", "this machine"),
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:DB8::0001", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("192.0.2", "an unknown address"),
        ("<b>", "an unknown address"),
        ("x" * 10_000, "an unknown address"),
    ],
)
def test_what_is_no_address_is_unknown(ip, words):
    origin = Origin(attempts.address_of(ip))
    assert origin.address == words
    assert len(origin.network) < 50


def test_attempts_at_the_same_time_are_no_way_around_the_limit():
    judged = []

    def slow():
        judged.append(1)
        gate.wait(30)
        return False

    gate = threading.Barrier(10)

    def attempt():
        try:
            attempts.judge("mary", HOME, slow, lambda seconds: None)
        except AccountError:
            refused.append(1)

    refused = []
    threads = [threading.Thread(target=attempt) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(judged), len(refused)) == (10, 20)


def test_a_limit_tells_nothing_of_whether_there_is_an_account_and_keeps_no_name():
    for username in ("mary", "a password typed as a name"):
        for _ in range(10):
            wrong(username)
        with pytest.raises(AccountError) as refused:
            wrong(username)
        assert str(refused.value) == "Too many attempts. Try again in 15 minutes."
    with database() as connection:
        kept = str(connection.execute("SELECT * FROM attempt").fetchall())
    assert "mary" not in kept
    assert "typed" not in kept


def test_the_table_stays_small(monkeypatch):
    monkeypatch.setattr(attempts, "_MOST_ROWS", 20)
    for number in range(50):
        wrong(f"name{number}", stranger(number))
    with database() as connection:
        assert connection.execute("SELECT count(*) FROM attempt").fetchone() == (20,)


def test_a_browser_keeps_its_token_and_an_account_knows_twenty():
    token = attempts.remember("mary", "made up")
    assert token != "made up"
    assert attempts.remember("john", token) == token
    for _ in range(25):
        attempts.remember("mary", "")
    with database() as connection:
        known = dict(connection.execute("SELECT username, count(*) FROM known_browser GROUP BY username"))
    assert known == {"john": 1, "mary": 20}
