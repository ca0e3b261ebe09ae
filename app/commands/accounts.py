"""Who may sign in."""

import sys
from getpass import getpass
from typing import Annotated

import typer

from app.access import sessions
from app.access.accounts import Accounts, as_kept
from app.commands.telling import record
from app.events import Event
from app.viewer import AccountError, Role

cli = typer.Typer(help="Who may sign in.", no_args_is_help=True)

Username = Annotated[str, typer.Argument(parser=as_kept, metavar="NAME")]


@cli.command("add")
def add_account(
    username: Username,
    role: Annotated[Role, typer.Option(help="What the person may see.")],
    name: Annotated[str, typer.Option(help="The person's name as the dashboard shows it.")] = "",
    hscp: Annotated[
        str | None, typer.Option(help="Code of their HSCP, S37…: for hscp, and a steward of one HSCP.")
    ] = None,
) -> None:
    """Add an account. The password is asked for, or read from standard input; it has to be changed on first use."""
    added = Accounts().add(
        username, name=name or username, role=role, hscp_code=hscp, password=_password(), must_change=True
    )
    record(Event.ACCOUNT_ADDED, f"{added.username} as {role}{f' of {hscp}' if hscp else ''}")
    print(f"{added.username} can sign in now, and will be asked for a password of their own.")


@cli.command("role")
def set_role(
    username: Username,
    role: Annotated[Role, typer.Option(help="What the person may see from now on.")],
    hscp: Annotated[
        str | None, typer.Option(help="Code of their HSCP, S37…: for hscp, and a steward of one HSCP.")
    ] = None,
) -> None:
    """Give an account another role; it counts from whatever its person does next."""
    Accounts().set_role(username, role, hscp)
    record(Event.ROLE_CHANGED, f"{username} as {role}{f' of {hscp}' if hscp else ''}")


@cli.command("password")
def set_password(username: Username) -> None:
    """Give an account a new password, to be changed on first use; every session of it ends."""
    Accounts().set_password(username, _password(), must_change=True)
    record(Event.PASSWORD_CHANGED, username)


@cli.command("remove")
def remove_account(username: Username) -> None:
    """Remove an account; every session of it ends."""
    Accounts().remove(username)
    record(Event.ACCOUNT_REMOVED, username)


@cli.command("sign-out")
def sign_out(username: Username) -> None:
    """End every session of a person, `sso:…` for one of single sign-on, wherever they are signed in."""
    ended = sessions.end_all(username)
    if not ended and not Accounts().find(username):
        raise AccountError(f"there is no account and no session of {username!r}; account list shows all accounts")
    record(Event.SIGNED_OUT, f"{username}, everywhere")
    print(f"{username} is signed out everywhere. Sessions that ended: {ended}")


@cli.command("list")
def list_accounts() -> None:
    """List the accounts."""
    for viewer in Accounts().all():
        print("\t".join((viewer.username, viewer.role, viewer.hscp_code or "", viewer.name)))


def _password() -> str:
    return getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
