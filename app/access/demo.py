"""Demonstration accounts: one for each role, only where nobody's real figures can be seen with them."""

import ipaddress

import streamlit as st

from app.release import holds_only_sample_data
from app.settings import settings
from app.viewer import Role, Viewer

PASSWORD = "demonstration"  # noqa: S105 - shown on the sign-in page, and of use on made-up data alone

_ACCOUNTS = {
    viewer.username: viewer
    for viewer in (
        Viewer("policy", "Policy officer, Scottish Government", Role.POLICY),
        Viewer("hscp", "HSCP manager, Glasgow City", Role.HSCP, "S37000034"),
        Viewer("advisory", "Advisory group member", Role.ADVISORY),
        Viewer("steward", "Data steward", Role.STEWARD),
    )
}


def accounts() -> dict[str, Viewer]:
    """The demonstration accounts by name; none unless asked for, on loopback, over nothing but sample data."""
    if settings().demo and _on_loopback() and holds_only_sample_data():
        return _ACCOUNTS
    return {}


def _on_loopback() -> bool:
    address = st.get_option("server.address") or ""
    try:
        return address == "localhost" or ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
