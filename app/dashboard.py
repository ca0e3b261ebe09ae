"""What each rerun runs: sign in, navigation, the page."""

import sys
from pathlib import Path

import streamlit as st

PROJECT = Path(__file__).resolve().parent.parent
if str(PROJECT) not in sys.path:  # Streamlit puts only this file's folder there
    sys.path.insert(0, str(PROJECT))

from app.access import audit  # noqa: E402
from app.access.current import (  # noqa: E402
    keep_signed_in,
    must_change_password,
    note_unprotected,
    sign_out,
    who_is_here,
)
from app.access.own_password import change_password_page, first_password_page  # noqa: E402
from app.access.sign_in import sign_in_page  # noqa: E402
from app.display.surroundings import Surroundings, surround  # noqa: E402
from app.display.words import SITE  # noqa: E402
from app.events import Event  # noqa: E402
from app.release import Release  # noqa: E402

st.set_page_config(page_title=SITE, layout="wide")
st.html(
    "<style>[data-testid=stMainBlockContainer] {padding-top: 4.5rem; padding-bottom: 3rem}"
    "[data-testid=stTable] td {vertical-align: top; font-variant-numeric: tabular-nums}"
    "[data-testid=stTable] td div {max-width: none !important}"
    "@media (max-width: 640px) {[data-testid=stTable] :is(th, td) {min-width: 6rem}"
    "[data-testid=stTable] td:last-child:nth-child(n + 4) {min-width: 12rem}}</style>"  # mostly notes
)


def note_own_figures(release: Release) -> None:
    """Write into the log that a manager sees figures of their own HSCP in full."""
    if viewer.own_area and page in of_figures:
        note_unprotected(viewer, f"{page.title} of {viewer.own_area}, version {release.key[1]}")


look_up = who_is_here()
viewer = look_up()
reads_the_log = viewer is not None and viewer.may_read_the_log
leave = st.Page(sign_out, title="Sign out", url_path="sign-out")
of_figures = [
    st.Page(PROJECT / "pages" / "overview.py", title="Overview", default=True),
    st.Page(PROJECT / "pages" / "coverage.py", title="Coverage"),
    st.Page(PROJECT / "pages" / "caseload.py", title="Caseload"),
    st.Page(PROJECT / "pages" / "capacity_planner.py", title="Capacity planner"),
    st.Page(PROJECT / "pages" / "delivery_models.py", title="Delivery models"),
    st.Page(PROJECT / "pages" / "service_gaps.py", title="Service gaps"),
    st.Page(PROJECT / "pages" / "wellbeing.py", title="Wellbeing"),
    st.Page(PROJECT / "pages" / "returns.py", title="Returns"),
]
pages = {
    "": [
        *of_figures,
        st.Page(PROJECT / "pages" / "data_dictionary.py", title="Data dictionary"),
        st.Page(PROJECT / "pages" / "methods.py", title="Methods"),
    ],
    viewer.name if viewer else "Account": [
        st.Page(
            PROJECT / "pages" / "audit_log.py", title="Audit log", visibility="visible" if reads_the_log else "hidden"
        ),
        st.Page(change_password_page, title="Change password", url_path="password"),
        leave,
    ],
}
# The addresses are known before anyone has signed in, so that a link still leads to its page afterwards.
first_use = viewer is not None and must_change_password(viewer)
page = st.navigation(pages, position="top" if viewer and not first_use else "hidden")
if not viewer and page == leave:
    st.switch_page(of_figures[0])  # signing in there would sign out again
elif not viewer:
    sign_in_page(SITE)
elif first_use and page != leave:
    keep_signed_in(viewer)
    first_password_page()
else:
    keep_signed_in(viewer)
    surround(
        Surroundings(
            still_there=lambda: look_up() == viewer,
            downloaded=lambda file: audit.record(viewer, Event.DOWNLOADED, file),
            opened=note_own_figures,
        )
    )
    page.run()
