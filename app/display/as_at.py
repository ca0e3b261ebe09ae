"""Figures as they stood on an earlier day, which the address of a page may ask for."""

from datetime import date

import streamlit as st

from app.display.filters import write
from app.display.surroundings import opened
from app.release import Release, open_release
from app.viewer import Viewer

AS_AT = "as_at"
"""Its name in the address."""


def asked_release(viewer: Viewer) -> Release:
    """The newest figures, or those of the day that the address asks for as `as_at=2026-11-26`."""
    return opened(open_release(viewer, _asked()))


def choose_day() -> None:
    """A day to choose; it goes into the address."""
    st.session_state[AS_AT] = _asked()

    def chosen() -> None:
        day = st.session_state[AS_AT]
        write(AS_AT, day.isoformat() if day else "")

    st.date_input(
        "Show figures as they stood at the end of",
        key=AS_AT,
        max_value=date.today(),
        format="DD/MM/YYYY",
        on_change=chosen,
        help="Leave it empty for the newest figures.",
    )


def _asked() -> date | None:
    try:
        day = date.fromisoformat(st.query_params.get(AS_AT, ""))
    except ValueError:
        return None
    return min(day, date.today())
