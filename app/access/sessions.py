"""Sessions: kept in the database until they end, known to a browser by a random token of which we keep a hash.

The token is in a cookie that scripts cannot read. It gets there by a code that is good for one request within 30
seconds: the page holds the code, the server answers with the cookie (`app.access.cookies`).
"""

import secrets
import time
from hashlib import sha256

from app.access.database import database

_IDLE_SECONDS = 8 * 3600
LONGEST_SECONDS = 7 * 24 * 3600
_SEEN_EVERY_SECONDS = 60
_CODE_SECONDS = 30


def start(username: str) -> str:
    """Begin a session and return its id, which never leaves the server."""
    session_id = secrets.token_urlsafe(16)
    adopt(session_id, username, time.time() + LONGEST_SECONDS)
    return session_id


def adopt(session_id: str, username: str, ends_at: float) -> bool:
    """Begin a session of that id unless there is or was one; whether it began now."""
    now = time.time()
    with database() as connection:
        connection.execute("DELETE FROM session WHERE ends_at < ?", (now,))
        begun = connection.execute(
            "INSERT OR IGNORE INTO session (id, username, seen_at, ends_at) VALUES (?, ?, ?, ?)",
            (session_id, username, now, ends_at),
        )
    return begun.rowcount == 1


def username_of(session_id: str) -> str | None:
    """Whose session it is; None when it has ended: signed out, removed, 8 hours idle, or too old."""
    now = time.time()
    with database() as connection:
        row = connection.execute(
            "SELECT username, seen_at FROM session WHERE id = ? AND NOT ended AND seen_at > ? AND ends_at > ?",
            (session_id, now - _IDLE_SECONDS, now),
        ).fetchone()
        if row and now - row[1] > _SEEN_EVERY_SECONDS:
            connection.execute("UPDATE session SET seen_at = ? WHERE id = ?", (now, session_id))
    return row[0] if row else None


def find(token: str) -> str | None:
    """The id of the session to which a browser's token belongs, whether it has ended or not."""
    with database() as connection:
        row = connection.execute("SELECT id FROM session WHERE token_hash = ?", (hash_of(token),)).fetchone()
    return row[0] if row else None


def hand_over(session_id: str) -> str:
    """A code for which the browser gets the session's token: once, within 30 seconds."""
    code = secrets.token_urlsafe(32)
    with database() as connection:
        connection.execute(
            "UPDATE session SET code_hash = ?, code_until = ? WHERE id = ?",
            (hash_of(code), time.time() + _CODE_SECONDS, session_id),
        )
    return code


def take(code: str) -> tuple[str, str] | None:
    """The token of the session with this code, and whose it is; None when the code is used up, too old or made up."""
    token = secrets.token_urlsafe(32)
    with database() as connection:
        row = connection.execute(
            "UPDATE session SET token_hash = ?, code_hash = NULL WHERE code_hash = ? AND code_until > ? AND NOT ended "
            "RETURNING username",
            (hash_of(token), hash_of(code), time.time()),
        ).fetchone()
    return (token, row[0]) if row else None


def awaits(code: str) -> bool:
    """Whether a code is still to be used, and may be."""
    with database() as connection:
        return bool(
            connection.execute(
                "SELECT 1 FROM session WHERE code_hash = ? AND code_until > ? AND NOT ended",
                (hash_of(code), time.time()),
            ).fetchone()
        )


def end(session_id: str) -> None:
    """End a session, wherever its token has been copied."""
    with database() as connection:
        connection.execute("UPDATE session SET ended = 1 WHERE id = ?", (session_id,))


def end_all(username: str) -> int:
    """End every session of a person; how many there were."""
    now = time.time()
    with database() as connection:
        ended = connection.execute(
            "UPDATE session SET ended = 1 WHERE username = ? AND NOT ended AND seen_at > ? AND ends_at > ?",
            (username, now - _IDLE_SECONDS, now),
        )
    return ended.rowcount


def hash_of(text: str) -> str:
    """What the database keeps of a token, a code or a name."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
