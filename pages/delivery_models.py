"""Delivery models: how do the ways of working differ, and what can and cannot be said?"""

import streamlit as st

from app.access.current import require_viewer
from app.display.as_at import asked_release
from app.display.models.choice import MEASURE, WHO, filters
from app.display.models.measure import one_measure_by_model
from app.display.models.picture import Picture
from app.display.models.side_by_side import all_measures
from app.display.models.who import who_works_how
from app.display.numbers import period_label
from app.display.page import header, provenance, stop_if_empty

TITLE = "Delivery models"

viewer = require_viewer()
release = asked_release(viewer)
stop_if_empty(release, TITLE)
top = st.container()
chosen = filters(release, viewer)
picture = Picture(release, chosen.period)
with top:
    header(TITLE, chosen.place, period_label(chosen.period), *provenance(release))

if chosen.view == WHO:
    who_works_how(picture, chosen)
elif chosen.view == MEASURE:
    one_measure_by_model(picture, chosen)
else:
    all_measures(picture)
