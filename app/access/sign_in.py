"""Signing in and out. streamlit-authenticator draws the form; names, passwords and sessions are ours to judge.

Its own cookie is not used: it outlives sign-out and is not tied to the account. Ours holds a random token that means
nothing without the database.
"""

import streamlit as st
import streamlit_authenticator
from streamlit_authenticator.controllers import AuthenticationController

from app.access import demo, sessions
from app.access.accounts import Accounts
from app.viewer import AccountError, Viewer

_COOKIE = "clw_session"
_TOKEN = "session_token"  # noqa: S105 - the name of a place, not a secret
_KEEP_COOKIE = "keep_session_cookie"
_KEPT_SECONDS = 7 * 24 * 3600


def current_viewer() -> Viewer | None:
    """Who is signed in, or None. Looked up anew at each rerun: a removed account or an ended session sees no more."""
    token = st.session_state.get(_TOKEN)
    if token is None:
        token = st.context.cookies.get(_COOKIE, "")
        st.session_state[_TOKEN] = token
    username = sessions.username_of(token) if token else None
    if username is None:
        return None
    return demo.accounts().get(username) or Accounts().find(username)


def require_viewer() -> Viewer:
    """The viewer of this rerun. A page that is reached without anyone signed in shows nothing."""
    viewer = current_viewer()
    if not viewer:
        st.stop()
    return viewer


def keep_signed_in() -> None:
    """Have the browser keep the token of a new session, so that a page opened anew needs no signing in.

    Takes up one place on the page whether there is something to keep or not: what follows must not move.
    """
    place = st.empty()
    if st.session_state.pop(_KEEP_COOKIE, False):
        token = st.session_state[_TOKEN]
        place.html(
            f"<script>document.cookie = '{_COOKIE}={token}; path=/; max-age={_KEPT_SECONDS}; samesite=strict'</script>",
            unsafe_allow_javascript=True,
        )


def sign_out() -> None:
    """End the session, in every place that has a copy of its token. Runs as a page of the navigation."""
    sessions.end(st.session_state.get(_TOKEN) or "")
    st.session_state.clear()
    st.session_state[_TOKEN] = ""
    st.rerun()


def sign_in_page(title: str) -> None:
    """The page that asks who is looking; runs the app again, at the same address, once someone has answered."""
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        st.title(title, anchor=False)
        st.write("Where link workers are, how that changes, and what nobody can say yet.")
        username = _form()
        if demo.accounts():
            _demonstration()
    if username:
        _begin(username)
        st.rerun()


def _begin(username: str) -> None:
    st.session_state[_TOKEN] = sessions.start(username)
    st.session_state[_KEEP_COOKIE] = True


class _FormOnly(streamlit_authenticator.Authenticate):
    """The library without its cookie, whose frame in the page reruns it while someone presses a button there."""

    def __init__(self) -> None:
        self.attrs = {"login_sleep_time": 0}
        self.cookie_controller = _NoCookie()
        self.authentication_controller = AuthenticationController({"usernames": {}})


class _NoCookie:
    def get_cookie(self) -> None:
        return None


def _form() -> str | None:
    """The form; the name of the account whose password has just been given, or None."""
    form = _FormOnly()
    model = form.authentication_controller.authentication_model
    accepted: list[str] = []

    def check(username: str, password: str) -> bool:
        if _password_fits(username, password):
            accepted.append(username)
        return False  # the library keeps no state of its own about who is signed in

    model.check_credentials = check
    fields = {"Form name": "Sign in", "Username": "Name", "Password": "Password", "Login": "Sign in"}
    try:
        form.login(fields=fields)
    except AccountError as error:
        st.error(str(error), icon=":material/error:")
        return None
    if accepted:
        return accepted[0]
    if st.session_state.get("authentication_status") is False:
        st.error("This name and password do not go together.", icon=":material/error:")
    return None


def _password_fits(username: str, password: str) -> bool:
    if username in demo.accounts():
        return password == demo.PASSWORD
    return Accounts().password_fits(username, password or "")


def _demonstration() -> None:
    """A button for each demonstration account. Callbacks, because no other rerun can come before one."""
    with st.container(border=True):
        st.markdown(
            "**Demonstration on sample data.** All figures are made up. Look as one of these, or sign in above with "
            f"`{'`, `'.join(demo.accounts())}` and the password `{demo.PASSWORD}`."
        )
        for viewer in demo.accounts().values():
            key = f"demo_{viewer.username}"
            st.button(viewer.name, key=key, width="stretch", on_click=_begin_demonstration, args=(viewer.username,))


def _begin_demonstration(username: str) -> None:
    if username in demo.accounts():
        _begin(username)
