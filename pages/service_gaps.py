"""Service gaps: what do people need, and where does no service meet it?"""

import streamlit as st

from app.access.current import require_viewer
from app.display import words
from app.display.as_at import asked_release
from app.display.gaps.area import one_hscp
from app.display.gaps.choice import AREA, SCOTLAND, filters
from app.display.gaps.need import one_need
from app.display.gaps.picture import Picture
from app.display.gaps.scotland import all_of_scotland
from app.display.numbers import day, period_label
from app.display.page import header, provenance, stop_if_empty

TITLE = "Service gaps"

viewer = require_viewer()
release = asked_release(viewer)
stop_if_empty(release, TITLE)
top = st.container()
if not release.years:
    with top:
        header(TITLE, *provenance(release))
    st.info(words.NO_DEMAND, icon=":material/info:")
    st.stop()

chosen = filters(release, viewer)
picture = Picture(release, chosen.year)
as_at = picture.as_at
with top:
    listed = [f"directory as at {day(as_at)}"] if as_at else []
    header(TITLE, chosen.of_measure.place, period_label(chosen.year), *listed, *provenance(release))
if not as_at:
    st.warning(words.NO_DIRECTORY, icon=":material/info:")

if chosen.view == SCOTLAND:
    all_of_scotland(picture)
elif chosen.view == AREA:
    one_hscp(picture, chosen)
else:
    one_need(picture, chosen)
