"""Overview: how many link workers does Scotland have, who has reported, and what has changed?"""

import streamlit as st

from app.access.current import require_viewer
from app.contract.periods import Quarter
from app.display import overview
from app.display.as_at import asked_release
from app.display.numbers import period_label
from app.display.page import header, note, provenance, stop_if_empty
from app.geography.areas import SCOTLAND, area_names

TITLE = "Overview of link workers"

viewer = require_viewer()
release = asked_release(viewer)
stop_if_empty(release, TITLE)
period = release.latest
before = Quarter.parse(period).shift(-1).label

names = area_names()

top = st.container()
area = SCOTLAND
if viewer.hscp_code:
    area = st.segmented_control(
        "Area",
        [viewer.hscp_code, SCOTLAND],
        default=viewer.hscp_code,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        required=True,
    )
with top:
    header(TITLE, names[area], period_label(period), *provenance(release))

left, right = st.columns([3, 2], gap="large")
with left:
    st.header(f"{names[area]} in six figures", anchor=False)
    overview.six_figures(release, period, area)
    compared = ", over the HSCPs that have a full figure in both quarters" if area == SCOTLAND else ""
    note(f"Changes are since {before}{compared}.")
    note("WTE: whole-time equivalents. A gap in a line: a quarter without a figure.")
with right:
    st.header(f"What changed across Scotland since {before}", anchor=False)
    overview.what_changed(release, period)
    st.header("Who has reported", anchor=False)
    overview.who_reported(release, period)
