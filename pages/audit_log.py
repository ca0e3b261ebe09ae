"""Audit log: who did what, and when? For stewards of all HSCPs only."""

import pandas as pd
import streamlit as st

from app.access import audit
from app.access.current import require_viewer
from app.display.downloads import csv_file
from app.display.drawing import draw_table
from app.display.page import note
from app.display.plain import plain
from app.display.surroundings import told
from app.display.words import count
from app.events import Event

PAGE = 50
ANY = "Anything"
ANYONE = "Anyone"


def table(entries: list[audit.Entry]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "When (UTC)": [f"{entry.at:%Y-%m-%d %H:%M:%S}" for entry in entries],
            "Who": [entry.username for entry in entries],
            "What": [entry.event.label for entry in entries],
            "About": [entry.about for entry in entries],
        }
    )


st.title("Audit log", anchor=False)
if not require_viewer().may_read_the_log:
    st.info("Only data stewards of all HSCPs may read the audit log.", icon=":material/info:")
    st.stop()

left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
event = left.selectbox("What", [ANY, *Event], format_func=lambda each: each.label if isinstance(each, Event) else each)
who = middle.selectbox("Who", [ANYONE, *audit.usernames()])
chosen = {"event": event if isinstance(event, Event) else None, "username": None if who == ANYONE else who}
total = audit.count(**chosen)
page = right.number_input("Page", 1, max(1, -(-total // PAGE)))

if not total:
    st.info("There is no such entry.", icon=":material/info:")
    st.stop()
first = (page - 1) * PAGE
here = f"; here {first + 1:,} to {min(first + PAGE, total):,}" if total > PAGE else ""
note(f"{count(total, 'entry', 'entries')}, newest first{here}. The log holds no figures.")
draw_table(table(audit.entries(**chosen, limit=PAGE, skip=first)).map(plain))
st.download_button(
    "All of these entries (CSV)",
    told("clw-audit-log.csv", lambda: csv_file(table(audit.entries(**chosen)), ["Audit log, newest first"])),
    "clw-audit-log.csv",
    "text/csv",
    on_click="ignore",
    icon=":material/download:",
)
