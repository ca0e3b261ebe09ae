"""A dashboard whose only page fails."""

import streamlit as st

from streamlit_app import say_that_it_failed

app = st.App(__file__.replace("failing.py", "failing_page.py"), on_script_error=say_that_it_failed)
