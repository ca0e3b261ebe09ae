"""Demonstration accounts: one for each role, only where nobody's real figures can be seen with them.

Their usernames begin with `demo:`, as no other does, so that a session of one is nobody's once the demonstration ends.
"""

import ipaddress

import streamlit as st

from app.release import holds_only_sample_data
from app.settings import settings
from app.viewer import Role, Viewer

PASSWORD = "demonstration"  # noqa: S105 - shown on the sign-in page, and of use on made-up data alone

_PREFIX = "demo:"
_ACCOUNTS = {
    viewer.username.removeprefix(_PREFIX): viewer
    for viewer in (
        Viewer(f"{_PREFIX}policy", "Policy officer, Scottish Government", Role.POLICY),
        Viewer(f"{_PREFIX}hscp", "HSCP manager, Glasgow City", Role.HSCP, "S37000034"),
        Viewer(f"{_PREFIX}advisory", "Advisory group member", Role.ADVISORY),
        Viewer(f"{_PREFIX}steward", "Data steward", Role.STEWARD),
    )
}


def accounts() -> dict[str, Viewer]:
    """The demonstration accounts by the names that people type; none unless `CLW_DEMO` asks for them.

    None either where the server does not listen on loopback alone, or the store holds more than sample data.
    """
    if settings().demo and _on_loopback() and holds_only_sample_data():
        return _ACCOUNTS
    return {}


def find(username: str) -> Viewer | None:
    """The demonstration account with this username, while there is a demonstration."""
    return accounts().get(username.removeprefix(_PREFIX)) if owns(username) else None


def owns(username: str) -> bool:
    """Whether this is the name of a demonstration account, be there a demonstration or not."""
    return username.startswith(_PREFIX)


def _on_loopback() -> bool:
    address = st.get_option("server.address") or ""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
