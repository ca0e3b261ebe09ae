"""A dashboard of one map, one table of marks and one of services, of names that try to run a script."""

import streamlit as st
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from streamlit_app import LEAFLET

app = st.App(
    __file__.replace("hostile_name.py", "hostile_page.py"),
    routes=[Mount("/assets/leaflet", StaticFiles(directory=LEAFLET))],
)
