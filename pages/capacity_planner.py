"""Capacity planner: what becomes of the wait in an HSCP, and what would change it?"""

import streamlit as st

from app.access.current import require_viewer
from app.analysis.capacity import NothingToPlan
from app.display.as_at import asked_release
from app.display.capacity import blocks
from app.display.capacity.choice import ask, goal_filters, hscp_filter
from app.display.capacity.planner import Planner
from app.display.capacity.reading import reading
from app.display.numbers import period_label
from app.display.page import header, provenance, stop_if_empty

TITLE = "Capacity planner"

viewer = require_viewer()
release = asked_release(viewer)
stop_if_empty(release, TITLE)
top = st.container()
left, right = st.columns([2, 3])
with left:
    planner = Planner(release, hscp_filter(viewer))
name = blocks.name_of(planner.hscp)
try:
    start = planner.start
except NothingToPlan as why:
    with top:
        header(TITLE, name, *provenance(release))
    blocks.no_plan(planner, why)
    st.stop()

with top:
    header(TITLE, name, f"from returns up to {period_label(planner.last)}", *provenance(release))
with right:
    goal = goal_filters(planner.to_come)
answer = st.container()
try:
    asked = ask(start, goal)
except ValueError as impossible:
    st.error(f"{impossible}.", icon=":material/error:")
    st.stop()
read = reading(planner, name, asked)
with answer:
    blocks.answer(read)
blocks.the_charts(planner, read, asked.scale)
blocks.every_figure(planner, read, asked)
blocks.the_check(planner)
blocks.what_it_rests_on(planner, asked)
