"""Accounts: who may sign in, in which role."""

import sqlite3
import time
from functools import cache

from streamlit_authenticator import Hasher

from app.access.database import database
from app.contract.codes import hscp_names
from app.viewer import AccountError, Role, Viewer

_SHORTEST = 12
_MOST_FAILURES, _WITHIN_SECONDS = 10, 15 * 60


class Accounts:
    """The accounts of this installation, read from the database at each call."""

    def add(self, username: str, *, name: str, role: Role, hscp_code: str | None, password: str) -> Viewer:
        """Add an account. Raises AccountError for a taken or empty name, a weak password, or the wrong HSCP."""
        username = username.strip().lower()
        if not username:
            raise AccountError("give the account a name")
        if hscp_code and hscp_code not in hscp_names():
            raise AccountError(f"{hscp_code} is not the code of an HSCP; they run from S37000001 to S37000035")
        try:
            viewer = Viewer(username, name, role, hscp_code)
        except ValueError as error:
            raise AccountError(str(error)) from None
        try:
            with database() as connection:
                connection.execute(
                    "INSERT INTO account VALUES (?, ?, ?, ?, ?)", (username, name, role, hscp_code, _hashed(password))
                )
        except sqlite3.IntegrityError:
            raise AccountError(f"there is an account {username!r} already; remove it or choose another name") from None
        return viewer

    def set_password(self, username: str, password: str) -> None:
        """Replace a password and end every session of the account."""
        with database() as connection:
            self._changed(
                connection.execute(
                    "UPDATE account SET password_hash = ? WHERE username = ?", (_hashed(password), username)
                ),
                username,
            )
            connection.execute("DELETE FROM session WHERE username = ?", (username,))

    def remove(self, username: str) -> None:
        """Remove an account and end every session of it."""
        with database() as connection:
            self._changed(connection.execute("DELETE FROM account WHERE username = ?", (username,)), username)
            connection.execute("DELETE FROM session WHERE username = ?", (username,))

    def all(self) -> list[Viewer]:
        """Every account, by name."""
        with database() as connection:
            rows = connection.execute(
                "SELECT username, name, role, hscp_code FROM account ORDER BY username"
            ).fetchall()
        return [_viewer(row) for row in rows]

    def find(self, username: str) -> Viewer | None:
        """The account of that name, or None."""
        with database() as connection:
            row = connection.execute(
                "SELECT username, name, role, hscp_code FROM account WHERE username = ?", (username,)
            ).fetchone()
        return _viewer(row) if row else None

    def password_fits(self, username: str, password: str) -> bool:
        """Whether this is the account's password. Raises AccountError after ten wrong ones in 15 minutes."""
        now = time.time()
        with database() as connection:
            connection.execute("DELETE FROM failure WHERE at < ?", (now - _WITHIN_SECONDS,))
            failures = connection.execute("SELECT count(*) FROM failure WHERE username = ?", (username,)).fetchone()[0]
            if failures >= _MOST_FAILURES:
                raise AccountError("Too many attempts with this name. Try again in 15 minutes.")
            row = connection.execute("SELECT password_hash FROM account WHERE username = ?", (username,)).fetchone()
            fits = Hasher.check_pw(password, row[0] if row else _nobodys())
            if not (row and fits):
                connection.execute("INSERT INTO failure VALUES (?, ?)", (username, now))
        return bool(row and fits)

    def _changed(self, done: sqlite3.Cursor, username: str) -> None:
        if not done.rowcount:
            raise AccountError(f"there is no account {username!r}; account list shows all")


def _viewer(row: tuple[str, str, str, str | None]) -> Viewer:
    username, name, role, hscp_code = row
    return Viewer(username, name, Role(role), hscp_code)


def _hashed(password: str) -> str:
    if len(password) < _SHORTEST or len(set(password)) < 5:
        raise AccountError(f"choose a password of at least {_SHORTEST} characters, not the same few over and over")
    return Hasher.hash(password)


@cache
def _nobodys() -> str:
    """A hash to compare with, so that an unknown name takes as long to refuse as a wrong password."""
    return Hasher.hash("nobody has this password")
