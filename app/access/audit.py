"""The audit log: who did what and when, append-only. It holds ids, names of files and pages, and no figures.

The database itself refuses to change or remove an entry (`app.access.database`).
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from app.access.database import database
from app.events import Event
from app.viewer import Viewer

_LONGEST_ABOUT = 200


@dataclass(frozen=True)
class Entry:
    """One line of the log. `at` is in UTC."""

    at: datetime
    username: str
    event: Event
    about: str


def record(who: Viewer | str, event: Event, about: str = "") -> None:
    """Write that something happened. `who`: a viewer, or the name of whoever runs a command.

    `about` names what it concerns: the id of a submission, the name of a file or page; never a figure. It is written
    on one line and cut at 200 characters.
    """
    username = who.username if isinstance(who, Viewer) else who
    line = " ".join(about.split())[:_LONGEST_ABOUT]
    with database() as connection:
        connection.execute(
            "INSERT INTO audit (at, username, event, about) VALUES (?, ?, ?, ?)", (time.time(), username, event, line)
        )


def entries(
    *,
    event: Event | None = None,
    username: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
    skip: int = 0,
) -> list[Entry]:
    """The entries that fit, newest first: at most `limit` of them, after the first `skip`."""
    where, values = _conditions(event, username, since)
    with database() as connection:
        rows = connection.execute(
            f"SELECT at, username, event, about FROM audit {where} ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608
            (*values, -1 if limit is None else limit, skip),
        ).fetchall()
    return [Entry(datetime.fromtimestamp(at, UTC), who, Event(what), about) for at, who, what, about in rows]


def count(*, event: Event | None = None, username: str | None = None) -> int:
    """How many entries fit."""
    where, values = _conditions(event, username, None)
    with database() as connection:
        return connection.execute(f"SELECT count(*) FROM audit {where}", values).fetchone()[0]  # noqa: S608


def usernames() -> list[str]:
    """Everyone who is named in the log, by name."""
    with database() as connection:
        return [name for (name,) in connection.execute("SELECT DISTINCT username FROM audit ORDER BY username")]


def _conditions(
    event: Event | None, username: str | None, since: datetime | None
) -> tuple[str, tuple[str | float, ...]]:
    wanted = {"event = ?": event, "username = ?": username, "at >= ?": since.timestamp() if since else None}
    used = {condition: value for condition, value in wanted.items() if value is not None}
    return ("WHERE " + " AND ".join(used) if used else ""), tuple(used.values())
