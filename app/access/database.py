"""The small SQLite database of accounts, sessions and the audit log that all processes of an installation share."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from app.settings import settings

_TABLES = """
CREATE TABLE IF NOT EXISTS account (
    username TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, hscp_code TEXT, password_hash TEXT NOT NULL,
    must_change INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY, username TEXT NOT NULL, seen_at REAL NOT NULL, ends_at REAL NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0, token_hash TEXT UNIQUE, code_hash TEXT UNIQUE, code_until REAL
);
CREATE TABLE IF NOT EXISTS known_browser (
    token_hash TEXT NOT NULL, username TEXT NOT NULL, until REAL NOT NULL, PRIMARY KEY (token_hash, username)
);
CREATE TABLE IF NOT EXISTS attempt (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, name_hash TEXT NOT NULL, source TEXT NOT NULL, known INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, username TEXT NOT NULL, event TEXT NOT NULL, about TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS audit_is_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_removed BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_is_not_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
"""


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """A connection in one transaction, which is undone if anything is raised. Readable by its owner only."""
    path = settings().accounts
    if not path.exists():
        _prepare.cache_clear()
    _prepare(path)
    with closing(sqlite3.connect(path, timeout=10)) as connection, connection:
        yield connection


@cache
def _prepare(path: Path) -> sqlite3.Connection:
    """Make the database, once in a process.

    The connection stays open unused: closing the last one of a database writes its log back, which takes longer than
    all else that a rerun asks.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=10, check_same_thread=False)
    with connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_TABLES)
    return connection
