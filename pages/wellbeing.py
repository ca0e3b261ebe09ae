"""Wellbeing: what did people score who were supported, and, apart from them, how are link workers themselves?"""

import streamlit as st

from app.access.current import require_viewer
from app.display import words
from app.display.as_at import asked_release
from app.display.numbers import period_label
from app.display.page import header, provenance, stop_if_empty
from app.display.wellbeing.choice import (
    LINK_WORKERS,
    SUPPORTED,
    TITLES,
    known_instruments,
    of_people,
    of_workers,
    whose,
)
from app.display.wellbeing.people import people_supported
from app.display.wellbeing.picture import Picture
from app.display.wellbeing.survey import Survey
from app.display.wellbeing.workers import link_workers

viewer = require_viewer()
release = asked_release(viewer)
if release.workforce().empty:  # a survey may come without returns
    stop_if_empty(release, TITLES[SUPPORTED])
top = st.container()
subject = whose()
of_link_workers = subject == LINK_WORKERS

nothing = release.workforce().empty if of_link_workers else not known_instruments(release, viewer)
if nothing:
    with top:
        header(TITLES[subject], *provenance(release))
    st.info(words.NO_SURVEY if of_link_workers else words.NO_OUTCOMES, icon=":material/info:")
    st.stop()

chosen = of_workers(release, viewer) if of_link_workers else of_people(release, viewer)
with top:
    header(TITLES[subject], chosen.place, period_label(chosen.year), *provenance(release))
if of_link_workers:
    link_workers(Survey(release, chosen))
else:
    people_supported(Picture(release, chosen))
