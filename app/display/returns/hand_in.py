"""Handing in a return: drop files, see what is wrong and what would change, then accept."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.acceptance import Preview, Refused, accept, keep_refused, preview, protection_told, template
from app.contract.periods import Quarter
from app.display.numbers import period_label
from app.display.page import note
from app.display.plain import plain
from app.display.returns.changes import tell_changes
from app.display.returns.excerpts import tell_rows
from app.display.returns.faults import tell_faults
from app.display.returns.uploads import contents, names, saved
from app.display.surroundings import told
from app.display.words import count
from app.events import Event, Record, submitting
from app.geography.areas import area_names
from app.release import open_release
from app.store import StoreError
from app.viewer import Viewer

_DONE = "return_done"
_ROUND = "return_round"
_PREVIEW = "return_preview"
_QUARTERS_OFFERED = 6
_NAMED = 5
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hand_in(viewer: Viewer, record: Record) -> None:
    """Template, upload, faults, changes, and the button: nothing is stored before it is pressed."""
    st.header("Hand in a return", anchor=False)
    if done := st.session_state.pop(_DONE, None):
        _tell_done(*done)
    _offer_template(viewer, record)
    st.markdown(
        "**2. Drop the file here.** Nothing counts before you accept it. Files with errors are kept aside, with their "
        "faults."
    )
    number = st.session_state.setdefault(_ROUND, 0)
    uploads = st.file_uploader(
        "Files of one return: the workbook, or CSV or Parquet files of its tables",
        type=["xlsx", "xlsm", "csv", "txt", "tsv", "parquet"],
        accept_multiple_files=True,
        key=f"return_{number}",
    )
    if not uploads:
        st.session_state.pop(_PREVIEW, None)
        return
    seen = _previewed(uploads, viewer, record)
    st.markdown(f"**3. What is in it:** {_rows(seen.rows)}.")
    if seen.has_errors:
        st.error(
            "Nothing can be accepted yet. Put the errors right in your file, save it, and drop it again.",
            icon=":material/error:",
        )
    tell_faults(seen.faults, ["Faults of a return"])
    tell_rows(seen.excerpts)
    if seen.changes is None:
        return
    if not any(seen.rows.values()):
        note("There is nothing to accept yet: no row is filled in.")
        return
    st.markdown("**4. What would change**")
    tell_changes(seen.changes)
    if st.button("Accept this return", type="primary"):
        _accept(uploads, viewer, record)


def _tell_done(what: str, protection: list[str]) -> None:
    """What accepting did, and how much is hidden since; why would help to guess what is, so it is not said."""
    st.success(what, icon=":material/check_circle:")
    if protection:
        with st.expander("What is hidden to protect people"):
            st.markdown("\n".join(f"- {sentence[0].upper()}{sentence[1:]}." for sentence in protection))


def _offer_template(viewer: Viewer, record: Record) -> None:
    hscps = area_names("hscp")
    st.markdown("**1. Fill in the template**, or use a file of your own with the same columns.")
    left, middle, right = st.columns([2, 2, 3], vertical_alignment="bottom")
    with left:
        own = viewer.hscp_code
        code = own or st.selectbox("HSCP", list(hscps), format_func=hscps.get, key="template_hscp")
        if own:
            st.text_input("HSCP", hscps[own], disabled=True)
    with middle:
        period = st.selectbox("Quarter", _quarters(), format_func=period_label, key="template_quarter")
    with right:
        name = f"return-{code}-{period}.xlsx"
        st.download_button(
            f"Template for {hscps[code]}, {period_label(period)} (XLSX)",
            told(name, lambda: _template(code, period, viewer, record)),
            name,
            _XLSX,
            on_click="ignore",
            icon=":material/download:",
        )


def _template(code: str, period: str, viewer: Viewer, record: Record) -> bytes:
    """The workbook, which holds figures as they were handed in."""
    record(Event.VIEWED_UNPROTECTED, f"Template of {code} for {period}, version {open_release(viewer).key[1]}")
    return template(code, period)


def _quarters() -> list[str]:
    """The quarters that a return may be for, the one that is due first: the last that has ended, and those before."""
    today = date.today()
    last = Quarter(today.year - (today.month < 4), (today.month - 4) % 12 // 3 + 1).shift(-1)
    return [str(last.shift(-back)) for back in range(_QUARTERS_OFFERED)]


def _previewed(uploads: Sequence[UploadedFile], viewer: Viewer, record: Record) -> Preview:
    """The preview of these uploads, worked out once for what is stored now; it tells of figures as they are stored."""
    release = open_release(viewer)
    key = (release.key, viewer.hscp_code, contents(uploads))
    if key not in st.session_state.get(_PREVIEW, {}):
        with st.spinner("Reading and checking every row …"), saved(uploads) as files:
            seen = preview(files, only_hscp=viewer.hscp_code, progress=lambda step: None)
            if seen.has_errors:
                _keep_aside(files, names(uploads), seen, viewer, record)
        record(Event.VIEWED_UNPROTECTED, f"Hand in a return{_of_hscps(seen, viewer)}, version {release.key[1]}")
        st.session_state[_PREVIEW] = {key: seen}
    return st.session_state[_PREVIEW][key]


def _keep_aside(files: list[Path], called: str, seen: Preview, viewer: Viewer, record: Record) -> None:
    """Keep files with errors, as whoever loads them by command does; that they cannot be kept changes nothing else."""
    record(Event.SUBMITTED, called)
    record(Event.REFUSED_SUBMISSION, called)
    try:
        keep_refused(files, by=viewer.username, faults=seen.faults)
    except StoreError as error:
        st.warning(f"These files could not be kept aside: {error}.", icon=":material/warning:")


def _of_hscps(seen: Preview, viewer: Viewer) -> str:
    """Whose it is, in few words; nothing while that cannot be read."""
    codes = [viewer.hscp_code] if viewer.hscp_code else []
    if seen.changes is not None:
        codes = sorted(seen.changes.rows.hscp_code.unique())
    return f" of {', '.join(codes) if len(codes) <= _NAMED else f'{len(codes)} HSCPs'}" if codes else ""


def _rows(rows: dict[str, int]) -> str:
    told_rows = [f"{name.replace('_', ' ')}, {count(number, 'row', 'rows')}" for name, number in rows.items()]
    return "; ".join(told_rows) or "no table that can be read"


def _accept(uploads: Sequence[UploadedFile], viewer: Viewer, record: Record) -> None:
    try:
        with (
            submitting(record, names(uploads)),
            saved(uploads) as files,
            st.status("Accepting …", expanded=True) as status,
        ):
            accepted = accept(
                files,
                by=viewer.username,
                only_hscp=viewer.hscp_code,
                progress=lambda step: status.update(label=f"{plain(step[0].upper() + step[1:])} …"),
            )
    except (Refused, StoreError) as error:
        st.error(f"{str(error)[0].upper()}{str(error)[1:]}.", icon=":material/error:")
        return
    if accepted.again:
        what = f"These files were accepted before, as submission {accepted.submission.id}; nothing was changed."
        st.session_state[_DONE] = what, []
    else:
        record(Event.ACCEPTED, f"submission {accepted.submission.id}")
        what = (
            f"Accepted as submission {accepted.submission.id}. All pages show it from now on; it can be taken back "
            "under “What was accepted”."
        )
        st.session_state[_DONE] = what, protection_told(accepted.version, reasons=False)
    st.session_state[_ROUND] += 1
    st.rerun()
