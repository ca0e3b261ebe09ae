"""Sessions: a random token in the browser, of which the database keeps a hash until it ends."""

import secrets
import time
from hashlib import sha256

from app.access.database import database

_IDLE_SECONDS = 8 * 3600
_LONGEST_SECONDS = 7 * 24 * 3600
_SEEN_EVERY_SECONDS = 60


def start(username: str) -> str:
    """Begin a session and return its token."""
    token, now = secrets.token_urlsafe(32), time.time()
    with database() as connection:
        connection.execute("DELETE FROM session WHERE started_at < ?", (now - _LONGEST_SECONDS,))
        connection.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (_hash(token), username, now, now))
    return token


def username_of(token: str) -> str | None:
    """Whose session it is; None when it has ended: signed out, removed, 8 hours idle, or 7 days old."""
    now = time.time()
    with database() as connection:
        row = connection.execute(
            "SELECT username, seen_at FROM session WHERE token_hash = ? AND seen_at > ? AND started_at > ?",
            (_hash(token), now - _IDLE_SECONDS, now - _LONGEST_SECONDS),
        ).fetchone()
        if row and now - row[1] > _SEEN_EVERY_SECONDS:
            connection.execute("UPDATE session SET seen_at = ? WHERE token_hash = ?", (now, _hash(token)))
    return row[0] if row else None


def end(token: str) -> None:
    """End a session, wherever its token has been copied."""
    with database() as connection:
        connection.execute("DELETE FROM session WHERE token_hash = ?", (_hash(token),))


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
