"""Returns: what has been received, and, for those who answer for them, handing in and taking back."""

import streamlit as st

from app.access import audit
from app.access.current import require_viewer
from app.display.as_at import asked_release
from app.display.numbers import day, period_label
from app.display.page import header, provenance
from app.display.returns.accepted import what_was_accepted
from app.display.returns.calendar import calendar
from app.display.returns.choice import ACCEPTED, CALENDAR, DIRECTORY, EXPECTED, HAND_IN, view
from app.display.returns.directory import load_a_directory
from app.display.returns.expected import expected_units
from app.display.returns.hand_in import hand_in
from app.events import Event


def record(event: Event, about: str) -> None:
    audit.record(viewer, event, about)


viewer = require_viewer()
release = asked_release(viewer)
as_at = release.directory_as_at

about = [f"Quarters up to {period_label(release.latest)}"] if release.latest else []
about += [f"directory as at {day(as_at)}"] if as_at else []
header("Returns and directory", *about, *provenance(release))
chosen = view(viewer)
if chosen == HAND_IN:
    hand_in(viewer, record)
elif chosen == ACCEPTED:
    what_was_accepted(viewer, record)
elif chosen == DIRECTORY:
    load_a_directory(release, viewer, record)
elif not release.periods:
    st.info("No returns have been accepted yet.", icon=":material/info:")
elif chosen == EXPECTED:
    expected_units(release, viewer, record)
elif chosen == CALENDAR:
    calendar(release)
