"""The form for signing in. streamlit-authenticator draws it; names and passwords are ours to judge.

Its own cookie is not used: scripts can read it, it outlives sign-out and it is not tied to the account. Import this
while a page runs: the library declares a component.
"""

from collections.abc import Callable

import streamlit as st
import streamlit_authenticator
from streamlit_authenticator.controllers import AuthenticationController

_FIELDS = {"Form name": "Sign in", "Username": "Name", "Password": "Password", "Login": "Sign in"}


def ask(who: Callable[[str, str], str | None]) -> str | None:
    """Draw the form; the username that `who(name, password)` has just given for what was typed, or None."""
    form = _FormOnly()
    accepted: list[str] = []

    def check(username: str, password: str) -> bool:
        if found := who(username, password or ""):
            accepted.append(found)
        return False  # the library keeps no state of its own about who is signed in

    form.authentication_controller.authentication_model.check_credentials = check
    st.session_state["authentication_status"] = None
    form.login(fields=_FIELDS)
    if accepted:
        return accepted[0]
    if st.session_state["authentication_status"] is False:
        st.error("This name and password do not go together.", icon=":material/error:")
    return None


class _FormOnly(streamlit_authenticator.Authenticate):
    """The library without its cookie, whose frame in the page reruns it while someone presses a button there."""

    def __init__(self) -> None:
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = _NoCookie()
        self.authentication_controller = AuthenticationController({"usernames": {}})


class _NoCookie:
    def get_cookie(self) -> None:
        return None
