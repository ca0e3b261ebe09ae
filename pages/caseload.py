"""Caseload: who comes, who is supported, who waits, and is it more than before?"""

import streamlit as st

from app.access.current import require_viewer
from app.display.as_at import asked_release
from app.display.caseload.choice import ALL_HSCPS, MEASURE, WAITS, WARNING, filters
from app.display.caseload.multiples import all_hscps
from app.display.caseload.one import one_of_caseload
from app.display.caseload.people import who_is_referred
from app.display.caseload.waits import waits
from app.display.caseload.warning import early_warning
from app.display.numbers import period_label
from app.display.page import header, provenance, stop_if_empty
from app.measures.catalogue import MEASURES

TITLE = "Caseload of link workers"

viewer = require_viewer()
release = asked_release(viewer)
stop_if_empty(release, TITLE)
top = st.container()
chosen = filters(release, viewer)
with top:
    header(TITLE, chosen.of_measure.place, period_label(chosen.period), *provenance(release))

if chosen.view == MEASURE:
    one_of_caseload(release, chosen)
elif chosen.view == ALL_HSCPS:
    all_hscps(release, MEASURES[chosen.measure], chosen.period)
elif chosen.view == WAITS:
    waits(release, chosen)
elif chosen.view == WARNING:
    early_warning(release, chosen.period, chosen.hscp)
else:
    who_is_referred(release, chosen)
