"""The page that asks who is looking."""

import streamlit as st

from app.access import attempts, audit, cookies, current, demo, single_sign_on
from app.access.accounts import Accounts
from app.events import Event
from app.settings import settings
from app.viewer import AccountError

_NOBODY = "(unknown name)"  # what is typed as a name may be a password


def sign_in_page(title: str) -> None:
    """Ask who is looking; runs the app again, at the same address, once someone has answered."""
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        st.title(title, anchor=False)
        st.write("Where link workers are, how that changes, and what nobody can say yet.")
        if single_sign_on.is_on():
            _elsewhere()
        username = _with_a_password() if settings().local_accounts or demo.accounts() else None
        if demo.accounts():
            _demonstration()
    if username:
        current.begin(username)
        st.rerun()


def _elsewhere() -> None:
    """The way to the identity provider; and, for someone it knows who has no role here, why they go no further."""
    st.html(cookies.remember_address(), unsafe_allow_javascript=True)
    if not (said := single_sign_on.claims()):
        st.button("Sign in with your organisation", type="primary", width="stretch", on_click=st.login)
        return
    try:
        single_sign_on.viewer_of(said)
    except AccountError as error:
        if not st.session_state.get("told_refusal"):
            st.session_state["told_refusal"] = True
            audit.record(_NOBODY, Event.REFUSED, "single sign-on gave no role")
        st.error(f"{error} Ask whoever looks after the dashboard for access.", icon=":material/error:")
        st.button("Sign out", on_click=st.logout)
    else:
        st.button("Sign in with your organisation again", type="primary", width="stretch", on_click=st.login)


def _with_a_password() -> str | None:
    from app.access.form import ask  # the library in it declares a component, which it may only while a page runs

    try:
        return ask(_who)
    except AccountError as error:
        st.error(str(error), icon=":material/error:")
        return None


def _who(name: str, password: str) -> str | None:
    """The username of whoever has this name and password."""
    if password == demo.PASSWORD and (viewer := demo.accounts().get(name)):
        return viewer.username
    origin, known = current.origin(), Accounts().find(name) is not None
    try:
        if attempts.judge(name, origin, lambda: Accounts().password_fits(name, password)):
            return name if settings().local_accounts else None
    except AccountError:
        audit.record(name if known else _NOBODY, Event.REFUSED, f"too many attempts, from {origin.address}")
        raise
    audit.record(name if known else _NOBODY, Event.REFUSED, f"from {origin.address}")
    return None


def _demonstration() -> None:
    """A button for each demonstration account. Callbacks, because no other rerun can come before one."""
    with st.container(border=True):
        st.markdown(
            "**Demonstration on sample data.** All figures are made up. Look as one of these, or sign in above with "
            f"`{'`, `'.join(demo.accounts())}` and the password `{demo.PASSWORD}`."
        )
        for name, viewer in demo.accounts().items():
            key = f"demo_{name}"
            st.button(viewer.name, key=key, width="stretch", on_click=_begin_demonstration, args=(viewer.username,))


def _begin_demonstration(username: str) -> None:
    if demo.find(username):
        current.begin(username)
