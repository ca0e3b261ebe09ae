"""What each rerun runs: sign in, navigation, the page."""

import sys
from pathlib import Path

import streamlit as st

PROJECT = Path(__file__).resolve().parent.parent
if str(PROJECT) not in sys.path:  # Streamlit puts only this file's folder there
    sys.path.insert(0, str(PROJECT))

from app.access import current_viewer, keep_signed_in, sign_in_page, sign_out  # noqa: E402
from app.display.words import SITE  # noqa: E402

st.set_page_config(page_title=SITE, layout="wide")
st.html(
    "<style>[data-testid=stMainBlockContainer] {padding-top: 4.5rem; padding-bottom: 3rem}"
    "@media (max-width: 640px) {[data-testid=stTable] :is(th, td) {min-width: 6rem}}</style>"
)
viewer = current_viewer()
pages = {
    "": [
        st.Page(PROJECT / "pages" / "overview.py", title="Overview", default=True),
        st.Page(PROJECT / "pages" / "coverage.py", title="Coverage"),
        st.Page(PROJECT / "pages" / "caseload.py", title="Caseload"),
        st.Page(PROJECT / "pages" / "capacity_planner.py", title="Capacity planner"),
        st.Page(PROJECT / "pages" / "delivery_models.py", title="Delivery models"),
        st.Page(PROJECT / "pages" / "service_gaps.py", title="Service gaps"),
        st.Page(PROJECT / "pages" / "wellbeing.py", title="Wellbeing"),
        st.Page(PROJECT / "pages" / "returns.py", title="Returns"),
        st.Page(PROJECT / "pages" / "data_dictionary.py", title="Data dictionary"),
    ],
    viewer.name if viewer else "Account": [st.Page(sign_out, title="Sign out", url_path="sign-out")],
}
# The addresses are known before anyone has signed in, so that a link still leads to its page afterwards.
page = st.navigation(pages, position="top" if viewer else "hidden")
if viewer:
    keep_signed_in()
    page.run()
else:
    sign_in_page(SITE)
