"""What every page begins with: what it is about, for where and when, from which data."""

import streamlit as st

from app.display import words
from app.display.as_at import AS_AT, choose_day
from app.display.filters import address, forget
from app.display.numbers import day
from app.release import Release


def header(title: str, *about: str) -> None:
    """The title and the line that is always there: area, period, how recent, and whether the data are made up."""
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    with left:
        st.title(title, anchor=False)
        st.markdown(" · ".join(about))
    with right, st.popover("Link to this view", width="stretch"):
        st.write("This address brings back what you see now:")
        st.code(address(), language=None, wrap_lines=True)
        choose_day()


def note(text: str) -> None:
    """A small line beside what it explains. Streamlit's own captions are too pale to be read by everyone."""
    st.markdown(f":small[{text}]")


def provenance(release: Release) -> list[str]:
    """How recent the data are, and their label."""
    label = {"sample": f"**{words.SAMPLE}**", "mixed": f"**{words.MIXED}**"}.get(release.source)
    return [*_how_recent(release), *([label] if label else [])]


def _how_recent(release: Release) -> list[str]:
    accepted = release.accepted_to
    when = [f"returns accepted to {day(accepted)}"] if accepted else []
    earlier = [f"**as at {day(release.as_at)}**"] if release.as_at else []
    rounded = [words.ROUNDED] if release.is_rounded else []
    return when + earlier + rounded


def provenance_lines(release: Release, source: str) -> list[str]:
    """What every file says about its data: source, how recent, and whether they are made up."""
    made_up = {"sample": words.SAMPLE_NOTE, "mixed": words.MIXED_NOTE}.get(release.source)
    recent = ", ".join(part.strip("*") for part in _how_recent(release))
    return [f"Source: {source}", recent, *([made_up.upper()] if made_up else [])]


def stop_if_empty(release: Release, title: str) -> None:
    """Say what to do, and stop, while nothing has been accepted. `title`: of the page."""
    if release.periods:
        return
    st.title(title, anchor=False)
    if release.as_at:
        st.info(f"Nothing had been accepted by {day(release.as_at)}.", icon=":material/info:")
        st.button("Show the newest figures", on_click=forget, args=([AS_AT],))
    else:
        st.info(words.NOTHING_ACCEPTED, icon=":material/info:")
    st.stop()
