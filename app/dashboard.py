"""What each rerun runs: sign in, navigation, the page."""

import sys
from pathlib import Path

import streamlit as st

PROJECT = Path(__file__).resolve().parent.parent
if str(PROJECT) not in sys.path:  # Streamlit puts only this file's folder there
    sys.path.insert(0, str(PROJECT))

from app.access import sign_in, sign_out  # noqa: E402
from app.display.words import SITE  # noqa: E402

st.set_page_config(page_title=SITE, layout="wide")
viewer = sign_in()
st.navigation(
    {
        "": [
            st.Page(PROJECT / "pages" / "overview.py", title="Overview", default=True),
            st.Page(PROJECT / "pages" / "coverage.py", title="Coverage"),
        ],
        viewer.name: [st.Page(sign_out, title="Sign out", url_path="sign-out")],
    },
    position="top",
).run()
