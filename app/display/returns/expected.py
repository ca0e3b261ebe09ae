"""Which units are expected of an HSCP, for stewards who know that one has closed or opened."""

import streamlit as st

from app.acceptance import expect_units, units_expected_of
from app.contract.periods import Quarter
from app.display.numbers import period_label
from app.display.words import count
from app.events import Event, Record
from app.geography.areas import area_names
from app.release import Release
from app.store import StoreError
from app.viewer import Viewer

_DONE = "expected_done"


def expected_units(release: Release, viewer: Viewer, record: Record) -> None:
    """The list of an HSCP, to be changed from a quarter on."""
    st.header("Which units are expected", anchor=False)
    if done := st.session_state.pop(_DONE, None):
        st.success(done, icon=":material/check_circle:")
    st.markdown(
        "A return is complete when it holds all expected units: those of the HSCP's last complete return. Where a unit "
        "has closed, or the list was wrong, put it right here."
    )
    hscps = area_names("hscp")
    codes = [viewer.hscp_code] if viewer.hscp_code else list(hscps)
    code = st.selectbox("HSCP", codes, format_func=hscps.get, key="expected_hscp")
    now = units_expected_of(code)
    with st.form("expected"):
        written = st.text_area("Codes of its units, one on each line", "\n".join(now), height=240, key=f"units_{code}")
        periods = [str(Quarter.parse(release.latest).shift(1)), *release.periods[::-1]]
        period = st.selectbox("From which quarter on", periods, format_func=period_label)
        pressed = st.form_submit_button("Expect these units")
    if not pressed:
        return
    units = [line.strip() for line in written.splitlines() if line.strip()]
    if not units:
        st.error("Name at least one unit.", icon=":material/error:")
        return
    try:
        with st.spinner("Working out who is complete …"):
            expect_units(code, units, period, by=viewer.username, only_hscp=viewer.hscp_code)
    except StoreError as error:
        st.error(str(error), icon=":material/error:")
        return
    record(Event.EXPECTED_UNITS_CHANGED, f"{code} from {period}")
    st.session_state[_DONE] = (
        f"{count(len(set(units)), 'unit is', 'units are')} expected of {hscps[code]} from {period_label(period)} on; "
        f"before, {count(len(now), 'was', 'were')}."
    )
    st.rerun()
