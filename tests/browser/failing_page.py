"""The page of `failing.py`."""

import streamlit as st

st.title("A page that fails")
raise RuntimeError("an inner secret: 4711")
