"""What is around a page: whether its viewer may still see it, and who wants to know what is seen and downloaded.

What is drawn knows nothing of accounts. `app.dashboard` says it here, in the session's state, because a fragment runs
again without the dashboard, and a file is made when its button is pressed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

import streamlit as st

from app.release import Release

_KEY = "surroundings"
_Given = ParamSpec("_Given")


@dataclass(frozen=True)
class Surroundings:
    """All but `opened` may be called in any thread."""

    still_there: Callable[[], bool] = lambda: True
    """Whether the viewer for whom the page was drawn is still signed in, in the same role."""

    downloaded: Callable[[str], None] = lambda file: None
    """Told of each file by its name, before it is handed over."""

    opened: Callable[[Release], None] = lambda release: None
    """Told of the release that a page draws, before it does."""


def surround(surroundings: Surroundings) -> None:
    """Say what is around this page, until it is said again."""
    st.session_state[_KEY] = surroundings


def fragment(draw: Callable[_Given, None]) -> Callable[_Given, None]:
    """Like `st.fragment`, but runs the whole app anew, and so to the sign-in page, once the viewer is gone."""

    @st.fragment
    @wraps(draw)
    def draw_for_a_viewer(*args: _Given.args, **kwargs: _Given.kwargs) -> None:
        if not _around().still_there():
            st.rerun()
        draw(*args, **kwargs)

    return draw_for_a_viewer


def told(file: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """`make` for a download button: tells of the file, and makes none for a viewer who is gone."""
    around = _around()

    def make_for_a_viewer() -> bytes:
        if not around.still_there():
            raise PermissionError("whoever asks for this file is no longer signed in")
        around.downloaded(file)
        return make()

    return make_for_a_viewer


def opened(release: Release) -> Release:
    """Tell that this release is drawn, and hand it on."""
    _around().opened(release)
    return release


def _around() -> Surroundings:
    return st.session_state.get(_KEY, Surroundings())
