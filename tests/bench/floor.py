"""The floor: a server whose page sends the elements of a real view, recorded in `CLW_BENCH_ELEMENTS`, as constants."""

import streamlit as st

app = st.App(__file__.replace("floor.py", "floor_page.py"))
