"""Who is signed in on this connection, and how that begins and ends."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.access import audit, cookies, demo, sessions, single_sign_on
from app.access.accounts import Accounts
from app.access.attempts import Origin, address_of
from app.events import Event
from app.settings import settings
from app.viewer import Viewer

_SESSION = "session"
_CODE = "session_code"
_SEEN = "seen_unprotected"


def who_is_here() -> Callable[[], Viewer | None]:
    """How to look up who is signed in on this connection: at any time, in any thread."""
    return partial(_look_up, _session_id(), single_sign_on.claims())


def current_viewer() -> Viewer | None:
    """Who is signed in, or None. Looked up anew at each rerun: a removed account or an ended session sees no more."""
    return who_is_here()()


def require_viewer() -> Viewer:
    """The viewer of this rerun. A page that is reached without one, or before a new password was chosen, stops."""
    viewer = current_viewer()
    if not viewer or must_change_password(viewer):
        st.stop()
    return viewer


def must_change_password(viewer: Viewer) -> bool:
    """Whether this person has to choose a password before anything else."""
    return has_password(viewer) and Accounts().must_change_password(viewer.username)


def has_password(viewer: Viewer) -> bool:
    """Whether this person signs in with a password that they can change."""
    return not demo.owns(viewer.username) and not single_sign_on.owns(viewer.username)


def origin() -> Origin:
    """Where this connection comes from, for counting attempts."""
    return Origin(address_of(st.context.ip_address), st.context.cookies.get(cookies.BROWSER, ""))


def begin(username: str) -> None:
    """Sign someone in on this connection, and have the browser keep the session."""
    audit.record(username, Event.SIGNED_IN, f"from {origin().address}")
    renew(username)


def renew(username: str) -> None:
    """Begin another session for whoever is signed in."""
    _hand_over(sessions.start(username))


def _hand_over(session_id: str) -> None:
    st.session_state[_SESSION] = session_id
    st.session_state[_CODE] = sessions.hand_over(session_id)


def keep_signed_in(viewer: Viewer) -> None:
    """Have the browser fetch the cookie of a new session, so that a page opened anew needs no signing in.

    Who came by single sign-on gets it as well: by it their downloads and uploads are known. Takes up one place on the
    page whether there is something to keep or not: what follows must not move.
    """
    if single_sign_on.owns(viewer.username):
        theirs = single_sign_on.session_id(single_sign_on.claims())
        if _session_id() != theirs:
            _hand_over(theirs)
    place = st.empty()
    code = st.session_state.get(_CODE)
    if code and sessions.awaits(code):
        script = f"<script>fetch('{cookies.BEGIN}', {{method: 'POST', body: '{code}'}})</script>"
        place.html(script, unsafe_allow_javascript=True)
    elif code:
        del st.session_state[_CODE]


def note_unprotected(viewer: Viewer, about: str) -> None:
    """Record that someone views unprotected figures; once for what it is about on each connection."""
    seen = st.session_state.setdefault(_SEEN, set())
    if about not in seen:
        seen.add(about)
        audit.record(viewer, Event.VIEWED_UNPROTECTED, about)


def sign_out() -> None:
    """End the session, in every place that has a copy of its token. Runs as a page of the navigation."""
    if viewer := current_viewer():
        audit.record(viewer, Event.SIGNED_OUT)
    sessions.end(_session_id())
    st.session_state.clear()
    st.session_state[_SESSION] = ""
    if said := single_sign_on.claims():
        single_sign_on.end(said)
    st.rerun()


def _session_id() -> str:
    """The id of this connection's own session; empty if it has none."""
    if _SESSION not in st.session_state:
        token = st.context.cookies.get(cookies.SESSION, "")
        st.session_state[_SESSION] = (sessions.find(token) if token else None) or ""
    return st.session_state[_SESSION]


def is_live(token: str) -> bool:
    """Whether the session of a browser's token goes on, for someone who may still sign in."""
    session_id = sessions.find(token)
    username = sessions.username_of(session_id) if session_id else None
    if username and single_sign_on.owns(username):
        return single_sign_on.is_on()
    return bool(username and _with_a_password(username))


def _look_up(session_id: str, claims: dict[str, object]) -> Viewer | None:
    username = sessions.username_of(session_id) if session_id else None
    return (username and _with_a_password(username)) or (single_sign_on.viewer(claims) if claims else None)


def _with_a_password(username: str) -> Viewer | None:
    if demo.owns(username):
        return demo.find(username)
    return Accounts().find(username) if settings().local_accounts else None
