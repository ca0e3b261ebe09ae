"""Who may sign in."""

import sys
from getpass import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from app.viewer import Role

if TYPE_CHECKING:
    from app.access.accounts import Accounts

cli = typer.Typer(help="Who may sign in.", no_args_is_help=True)


@cli.command("add")
def add_account(
    username: str,
    role: Annotated[Role, typer.Option(help="What the person may see.")],
    name: Annotated[str, typer.Option(help="The person's name as the dashboard shows it.")] = "",
    hscp: Annotated[
        str | None, typer.Option(help="Code of their HSCP, S37…: for hscp, and a steward of one HSCP.")
    ] = None,
) -> None:
    """Add an account. The password is asked for, or read from standard input."""
    _accounts().add(username, name=name or username, role=role, hscp_code=hscp, password=_password())
    print(f"{username} can sign in now.")


@cli.command("password")
def set_password(username: str) -> None:
    """Give an account a new password; every session of it ends."""
    _accounts().set_password(username, _password())


@cli.command("remove")
def remove_account(username: str) -> None:
    """Remove an account; every session of it ends."""
    _accounts().remove(username)


@cli.command("list")
def list_accounts() -> None:
    """List the accounts."""
    for viewer in _accounts().all():
        print("\t".join((viewer.username, viewer.role, viewer.hscp_code or "", viewer.name)))


def _accounts() -> "Accounts":
    """The accounts, imported when they are needed: with them comes Streamlit, which no other command needs."""
    from app.access.accounts import Accounts

    return Accounts()


def _password() -> str:
    return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
