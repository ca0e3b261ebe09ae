"""Accounts: who may sign in, in which role."""

import re
import sqlite3

from app.access import passwords, sessions
from app.access.database import database
from app.contract.codes import hscp_names
from app.viewer import AccountError, Role, Viewer

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]*")


def as_kept(username: str) -> str:
    """A name as accounts have it, however it was typed; one of single sign-on, `sso:…`, stays as it is."""
    return username if username.startswith("sso:") else username.strip().lower()


class Accounts:
    """The accounts of this installation, read from the database at each call."""

    def add(
        self,
        username: str,
        *,
        name: str,
        role: Role,
        hscp_code: str | None,
        password: str,
        must_change: bool = False,
    ) -> Viewer:
        """Add an account; with `must_change` its person has to choose another password on first use.

        Raises AccountError for a taken or impossible name, a weak password, or the wrong HSCP.
        """
        username = as_kept(username)
        if not _USERNAME.fullmatch(username):
            raise AccountError("give the account a name of letters and digits; . _ @ and - may follow")
        viewer = _viewer_of(username, name, role, hscp_code)
        passwords.check_strength(password, (username, name))
        try:
            with database() as connection:
                connection.execute(
                    "INSERT INTO account (username, name, role, hscp_code, password_hash, must_change) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    (username, name, role, hscp_code, passwords.hashed(password), must_change),
                )
        except sqlite3.IntegrityError:
            raise AccountError(f"there is an account {username!r} already; remove it or choose another name") from None
        return viewer

    def set_password(self, username: str, password: str, *, must_change: bool = False) -> None:
        """Replace a password and end every session of the account.

        Raises AccountError for an unknown name, a weak password, or the one that the account has now.
        """
        passwords.check_strength(password, (username, self._known(username).name))
        if self.password_fits(username, password):
            raise AccountError("this is the present password; choose another")
        password_hash = passwords.hashed(password)
        with database() as connection:
            connection.execute(
                "UPDATE account SET password_hash = ?, must_change = ? WHERE username = ?",
                (password_hash, must_change, username),
            )
        sessions.end_all(username)

    def set_role(self, username: str, role: Role, hscp_code: str | None) -> None:
        """Give an account another role. Raises AccountError for an unknown name or the wrong HSCP."""
        _viewer_of(username, self._known(username).name, role, hscp_code)
        with database() as connection:
            connection.execute(
                "UPDATE account SET role = ?, hscp_code = ? WHERE username = ?", (role, hscp_code, username)
            )

    def remove(self, username: str) -> None:
        """Remove an account and end every session of it. Raises AccountError for an unknown name."""
        self._known(username)
        with database() as connection:
            for table in ("account", "known_browser"):
                connection.execute(f"DELETE FROM {table} WHERE username = ?", (username,))  # noqa: S608
        sessions.end_all(username)

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

    def must_change_password(self, username: str) -> bool:
        """Whether someone else chose this account's password, so that its person may do nothing but change it."""
        with database() as connection:
            row = connection.execute("SELECT must_change FROM account WHERE username = ?", (username,)).fetchone()
        return bool(row and row[0])

    def password_fits(self, username: str, password: str) -> bool:
        """Whether this is the account's password. Takes as long for a name that nobody has."""
        with database() as connection:
            row = connection.execute("SELECT password_hash FROM account WHERE username = ?", (username,)).fetchone()
        return passwords.fits(password, row[0] if row else None)

    def _known(self, username: str) -> Viewer:
        if account := self.find(username):
            return account
        raise AccountError(f"there is no account {username!r}; account list shows all")


def _viewer(row: tuple[str, str, str, str | None]) -> Viewer:
    username, name, role, hscp_code = row
    return Viewer(username, name, Role(role), hscp_code)


def _viewer_of(username: str, name: str, role: Role, hscp_code: str | None) -> Viewer:
    """A viewer as an account may be. Raises AccountError for an unknown HSCP, or one that does not go with the role."""
    if hscp_code and hscp_code not in hscp_names():
        raise AccountError(f"{hscp_code} is not the code of an HSCP; they run from S37000001 to S37000035")
    try:
        return Viewer(username, name, role, hscp_code)
    except ValueError as error:
        raise AccountError(str(error)) from None
