"""Choosing a new password: whenever someone wants to, and on first use of one that somebody else chose."""

import streamlit as st

from app.access import attempts, audit, current
from app.access.accounts import Accounts
from app.access.passwords import SHORTEST
from app.events import Event
from app.viewer import AccountError, Viewer

_RULES = (
    f"At least {SHORTEST} characters that nobody would guess: four words that have nothing to do with each other are "
    "easy to remember. All your other sessions end, here and on other machines."
)
_DONE = "password_changed"


def first_password_page() -> None:
    """Ask for a new password, right after signing in with one that somebody else chose."""
    viewer = current.current_viewer()
    if not viewer:
        st.stop()
    _page("Choose your own password", viewer, asks_for_the_present_one=False)


def change_password_page() -> None:
    """Ask for the present password and a new one. Runs as a page of the navigation."""
    viewer = current.require_viewer()
    if not current.has_password(viewer):
        st.title("Change password", anchor=False)
        st.info(
            "There is no password to change: you came with a demonstration account or through your organisation.",
            icon=":material/info:",
        )
        return
    _page("Change password", viewer, asks_for_the_present_one=True)


def _page(title: str, viewer: Viewer, *, asks_for_the_present_one: bool) -> None:
    _, middle, _ = st.columns([1, 2, 1])
    with middle:
        st.title(title, anchor=False)
        if st.session_state.pop(_DONE, False):
            st.success("Your password has been changed.", icon=":material/check_circle:")
        with st.form("new_password", clear_on_submit=True):
            st.markdown(_RULES)
            present = st.text_input("Present password", type="password") if asks_for_the_present_one else None
            new = st.text_input("New password", type="password", autocomplete="new-password")
            again = st.text_input("New password again", type="password", autocomplete="new-password")
            asked = st.form_submit_button("Change password")
        if not asked:
            return
        try:
            _change(viewer, present, new, again)
        except AccountError as error:
            st.error(f"{str(error)[0].upper()}{str(error)[1:].rstrip('.')}.", icon=":material/error:")
            return
    st.rerun()


def _change(viewer: Viewer, present: str | None, new: str, again: str) -> None:
    """Change it, and sign the person in anew. Raises AccountError with what is wrong."""
    if new != again:
        raise AccountError("the two new passwords are not the same")
    accounts, name = Accounts(), viewer.username
    if present is not None and not attempts.judge(
        name, current.origin(), lambda: accounts.password_fits(name, present)
    ):
        audit.record(viewer, Event.REFUSED, "change of password")
        raise AccountError("this is not your present password")
    accounts.set_password(name, new)
    audit.record(viewer, Event.PASSWORD_CHANGED)
    current.renew(name)
    st.session_state[_DONE] = True
