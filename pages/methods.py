"""Methods: how is each figure made, protected and compared, from what, and for whom can it be read?"""

import streamlit as st

from app.access.current import require_viewer
from app.display.as_at import asked_release
from app.display.drawing import draw_table, remembered
from app.display.filters import switch
from app.display.methods.documents import show_document
from app.display.methods.measures import show_measures
from app.display.methods.software import software
from app.display.page import header, provenance

MEASURES, SOURCES = "measures", "sources"
VIEWS = {
    MEASURES: "Measures",
    "protection": "How people are protected",
    "comparing": "How figures are compared",
    "service_gaps": "Service gaps",
    "capacity": "Capacity planner",
    "accessibility": "Accessibility",
    SOURCES: "Sources and licences",
}

release = asked_release(require_viewer())
header("Methods", "How each figure is made, protected and compared", *provenance(release))
view = switch("view", "View", list(VIEWS), default=MEASURES, names=VIEWS)
if view == MEASURES:
    show_measures()
else:
    show_document(view)
if view == SOURCES:
    st.header("Software", anchor=False)
    draw_table(remembered(("software",), software))
