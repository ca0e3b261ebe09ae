"""Single sign-on: Streamlit's `st.login` with an OpenID Connect provider, switched on by settings.

Streamlit checks what the provider says and keeps its claims in a signed cookie for 30 days, wherever it is copied. We
make a session of our own of each sign-in, known by its claims, so that it ends like any other and for good.
"""

import json
import secrets
import time
from hashlib import sha256
from typing import NoReturn

import streamlit as st

from app.access import audit, sessions
from app.access.database import database
from app.contract.codes import hscp_names
from app.events import Event
from app.settings import settings
from app.viewer import AccountError, Role, Viewer

LONGEST_SECONDS = 12 * 3600
_CLOCKS_APART_SECONDS = 120
_PREFIX = "sso:"
_ALL = "all"
_NAMES = ("preferred_username", "email", "sub")


def is_on() -> bool:
    """Whether this installation has an identity provider."""
    return bool(settings().oidc_metadata_url)


def streamlit_secrets() -> dict[str, dict[str, object]]:
    """What `st.login` needs, from our settings. Raises AccountError for a setting that is missing."""
    if not is_on():
        return {}
    here = settings()
    needed = {"CLW_OIDC_CLIENT_ID": here.oidc_client_id, "CLW_OIDC_CLIENT_SECRET": here.oidc_client_secret}
    missing = [name for name, value in (needed | {"CLW_ADDRESS": here.address}).items() if not value]
    if missing:
        raise AccountError(f"CLW_OIDC_METADATA_URL needs {' and '.join(missing)} beside it; docs/access.md says more")
    return {
        "auth": {
            "redirect_uri": f"{here.address.rstrip('/')}/oauth2callback",
            "cookie_secret": _cookie_secret(),
            "client_id": here.oidc_client_id,
            "client_secret": here.oidc_client_secret.get_secret_value(),
            "server_metadata_url": here.oidc_metadata_url,
            "client_kwargs": {"scope": here.oidc_scope},
        }
    }


def claims() -> dict[str, object]:
    """What the provider said about whoever is signed in on this connection; empty if nobody is."""
    return st.user.to_dict() if is_on() and st.user.is_logged_in else {}


def viewer(said: dict[str, object]) -> Viewer | None:
    """Who that is, while their session lasts; None when it has ended or the provider gives them no role."""
    try:
        found = viewer_of(said)
    except AccountError:
        return None
    ours = session_id(said)
    if sessions.username_of(ours):
        return found
    issued = said.get("iat")
    if type(issued) not in (int, float) or not issued <= time.time() + _CLOCKS_APART_SECONDS:
        return None
    if sessions.adopt(ours, found.username, issued + LONGEST_SECONDS) and sessions.username_of(ours):
        audit.record(found, Event.SIGNED_IN, "by single sign-on")
        return found
    return None


def viewer_of(said: dict[str, object]) -> Viewer:
    """Role and HSCP from claims. Raises AccountError when they give none.

    Of several roles, the first in the order of `CLW_OIDC_ROLES` counts. The claim of the HSCP is read only for those
    who manage one and for stewards, of whom it has to say that they look after all.
    """
    here = settings()
    groups = said.get(here.oidc_role_claim)
    groups = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    role = next((role for group, role in here.oidc_roles.items() if group in groups), None)
    if role is None:
        raise AccountError("Your organisation's sign-in gives you no role in this dashboard.")
    hscp = _hscp(said, role) if role in (Role.HSCP, Role.STEWARD) else None
    username = next((said[name] for name in _NAMES if isinstance(said.get(name), str) and said[name]), None)
    if username is None:
        raise AccountError("Your organisation's sign-in gives you no name.")
    return Viewer(f"{_PREFIX}{username}", str(said.get("name") or username), role, hscp)


def _hscp(said: dict[str, object], role: Role) -> str | None:
    """The HSCP of a manager or a steward; None for a steward of all."""
    hscp = said.get(settings().oidc_hscp_claim)
    if not hscp:
        raise AccountError("Your organisation's sign-in does not say which HSCP you look after.")
    if role is Role.STEWARD and hscp == _ALL:
        return None
    if not (isinstance(hscp, str) and hscp in hscp_names()):
        raise AccountError("Your organisation's sign-in names an HSCP that this dashboard does not know.")
    return hscp


def owns(username: str) -> bool:
    """Whether this is the name of someone who signed in here."""
    return username.startswith(_PREFIX)


def end(said: dict[str, object]) -> NoReturn:
    """End the session of a sign-in, wherever its cookie has been copied, and sign out of the provider."""
    sessions.end(session_id(said))
    st.logout()
    st.stop()


def session_id(said: dict[str, object]) -> str:
    """The id of a sign-in's session: no two have the same claims, which hold the time and a random number."""
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _cookie_secret() -> str:
    """The key of Streamlit's cookies: made once, kept in the database that all processes share."""
    with database() as connection:
        connection.execute("INSERT OR IGNORE INTO secret VALUES ('cookies', ?)", (secrets.token_hex(32),))
        return connection.execute("SELECT value FROM secret WHERE name = 'cookies'").fetchone()[0]
