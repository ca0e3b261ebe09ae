"""What was accepted, by whom and when; and taking it back."""

import pandas as pd
import streamlit as st

from app.acceptance import list_submissions, withdraw
from app.contract.tables import TABLES
from app.display.drawing import draw_table
from app.display.numbers import period_label
from app.display.page import note
from app.display.plain import plain
from app.events import Event, Record
from app.geography.areas import area_names
from app.store import StoreError
from app.viewer import Viewer

_SHOWN = 50
_DONE = "withdrawal_done"


def what_was_accepted(viewer: Viewer, record: Record) -> None:
    """The submissions of returns that this person answers for, newest first, and a way to take one back."""
    st.header("What was accepted", anchor=False)
    if done := st.session_state.pop(_DONE, None):
        st.success(done, icon=":material/check_circle:")
    listed = [each for each in reversed(list_submissions()) if each["rows"].keys() & TABLES.keys()]
    if viewer.hscp_code:
        listed = [each for each in listed if viewer.hscp_code in each["hscps"]]
    if not listed:
        st.info("Nothing has been accepted yet.", icon=":material/info:")
        return
    draw_table(pd.DataFrame([_row(each) for each in listed[:_SHOWN]]).map(plain))
    if len(listed) > _SHOWN:
        note(f"The newest {_SHOWN} of {len(listed):,}; `python -m app submissions` lists all.")
    _take_back([each for each in listed if _may_withdraw(each, viewer)], viewer, record)


def _row(submission: dict) -> dict[str, str]:
    names = area_names()
    hscps = [names[code] for code in submission["hscps"]]
    periods = [period_label(period) for period in submission["periods"]]
    withdrawn = submission["withdrawn"]
    return {
        "Submission": submission["id"],
        "State": f"Taken back {withdrawn['at'][:10]}: {withdrawn['reason']}" if withdrawn else "Accepted",
        "Area": hscps[0] if len(hscps) == 1 else f"{len(hscps)} areas" if hscps else "",
        "Quarters": periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}" if periods else "",
        "Accepted (UTC)": submission["accepted_at"][:16].replace("T", " "),
        "By": submission["accepted_by"],
        "Files": ", ".join(submission["files"]),
        "Rows": f"{sum(submission['rows'].values()):,}",
    }


def _may_withdraw(submission: dict, viewer: Viewer) -> bool:
    own_only = not viewer.hscp_code or submission["hscps"] == [viewer.hscp_code]
    return own_only and not submission["withdrawn"]


def _take_back(mine: list[dict], viewer: Viewer, record: Record) -> None:
    if not mine:
        return
    st.subheader("Take one back", anchor=False)
    note("What it had replaced counts again. Nothing is deleted, and the act is recorded with your name.")
    with st.form("withdraw", border=True):
        names = {each["id"]: f"{each['id']}: {', '.join(each['files'])}" for each in mine}
        submission = st.selectbox("Submission", list(names), format_func=names.get)
        reason = st.text_input("Why", max_chars=200)
        pressed = st.form_submit_button("Take it back")
    if not pressed:
        return
    if not reason.strip():
        st.error("Say why, for whoever asks later.", icon=":material/error:")
        return
    try:
        with st.spinner("Working out all figures without it …"):
            own = viewer.hscp_code
            withdraw(submission, by=viewer.username, reason=reason.strip(), only_hscp=own, progress=lambda step: None)
    except StoreError as error:
        st.error(str(error), icon=":material/error:")
        return
    record(Event.WITHDREW, f"submission {submission}")
    st.session_state[_DONE] = f"Submission {submission} counts no more."
    st.rerun()
