"""Limits on guessing passwords that do not let a stranger lock a colleague out.

Failures count for 15 minutes. A browser in which an account has signed in before is known by a token of its own and is
limited by its own failures alone, whatever strangers do. All others are limited by address: a few failures for one
name, more over all names. Failures for one name from many addresses close nothing: they slow each further attempt down.
Names count as they are typed, whether there is such an account or not, so that a limit tells nothing.
"""

import ipaddress
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.access.database import database
from app.access.sessions import hash_of
from app.viewer import AccountError

_WITHIN_SECONDS = 15 * 60
_MOST_FOR_A_NAME = 10
_MOST_FROM_AN_ADDRESS = 50
_SLOW_AFTER, _MOST_SECONDS = 20, 8
_MOST_ROWS = 50_000
KNOWN_SECONDS = 180 * 24 * 3600
_MOST_BROWSERS = 20


def address_of(ip: str | None) -> str:
    """An address in words: of a connection that has none, or of this machine itself; of what is no address."""
    try:
        address = ipaddress.ip_address(ip or "::1")
    except ValueError:
        return "an unknown address"
    address = getattr(address, "ipv4_mapped", None) or address
    return "this machine" if address.is_loopback else str(address)


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from: an address in words, and the token of a known browser or an empty text."""

    address: str
    browser: str = ""

    @property
    def network(self) -> str:
        """The address; of an IPv6 address its first half, since its owner has all the others too."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address
        return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def judge(username: str, origin: Origin, fits: Callable[[], bool], sleep: Callable[[float], None] = time.sleep) -> bool:
    """Whether `fits` holds, counted as an attempt. Raises AccountError when there were too many.

    An attempt counts before it is judged, so that many at once are no way around the limit.
    """
    name, known = hash_of(username), _is_known(username, origin.browser)
    source = hash_of(origin.browser) if known else origin.network
    attempt, wait = _begin(name, source, known)
    sleep(wait)
    if not fits():
        return False
    with database() as connection:
        connection.execute("DELETE FROM attempt WHERE id = ?", (attempt,))
        connection.execute("DELETE FROM attempt WHERE name_hash = ? AND source = ?", (name, source))
    return True


def _begin(name: str, source: str, known: bool) -> tuple[int, float]:
    """Count an attempt; its id, and how many seconds it must wait."""
    now = time.time()
    with database() as connection:
        connection.execute("DELETE FROM attempt WHERE at < ?", (now - _WITHIN_SECONDS,))
        count = connection.execute(
            "SELECT count(*) FILTER (WHERE name_hash = :name AND source = :source), "
            "count(*) FILTER (WHERE source = :source), "
            "count(*) FILTER (WHERE name_hash = :name AND NOT known) FROM attempt",
            {"name": name, "source": source},
        ).fetchone()
        for_the_name, from_the_source, by_strangers = count
        if for_the_name >= _MOST_FOR_A_NAME or (not known and from_the_source >= _MOST_FROM_AN_ADDRESS):
            raise AccountError("Too many attempts. Try again in 15 minutes.")
        attempt = connection.execute(
            "INSERT INTO attempt (at, name_hash, source, known) VALUES (?, ?, ?, ?)", (now, name, source, known)
        ).lastrowid
        connection.execute("DELETE FROM attempt WHERE id <= ?", (attempt - _MOST_ROWS,))
    return attempt, 0 if known else _seconds(by_strangers)


def _seconds(failures: int) -> float:
    """How long an attempt waits after so many failures for its name: doubling with every ten, up to 8 seconds."""
    return min(_MOST_SECONDS, 2.0 ** ((failures - _SLOW_AFTER) // 10)) if failures >= _SLOW_AFTER else 0


def remember(username: str, browser: str) -> str:
    """Know a browser from now on as one in which this account has signed in; its token, a new one if it has none."""
    now = time.time()
    with database() as connection:
        connection.execute("DELETE FROM known_browser WHERE until < ?", (now,))
        ours = connection.execute("SELECT 1 FROM known_browser WHERE token_hash = ?", (hash_of(browser),)).fetchone()
        token = browser if ours else secrets.token_urlsafe(32)
        connection.execute(
            "INSERT OR REPLACE INTO known_browser VALUES (?, ?, ?)", (hash_of(token), username, now + KNOWN_SECONDS)
        )
        connection.execute(
            "DELETE FROM known_browser WHERE username = ? AND token_hash NOT IN "
            "(SELECT token_hash FROM known_browser WHERE username = ? ORDER BY until DESC LIMIT ?)",
            (username, username, _MOST_BROWSERS),
        )
    return token


def _is_known(username: str, browser: str) -> bool:
    with database() as connection:
        return bool(
            connection.execute(
                "SELECT 1 FROM known_browser WHERE token_hash = ? AND username = ? AND until > ?",
                (hash_of(browser), username, time.time()),
            ).fetchone()
        )
