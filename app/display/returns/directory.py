"""Loading a service directory: drop files, see what is wrong and what would change, then accept."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.acceptance import CheckedDirectory, Refused, accept_directory, check_directory
from app.display.downloads import csv_file
from app.display.drawing import remembered
from app.display.page import note
from app.display.words import count
from app.intake.directory.flat import write_template
from app.intake.directory.package import is_package
from app.intake.faults import Fault, Severity
from app.release import Release
from app.store import StoreError
from app.viewer import Viewer

_LOADED = "directory_loaded"
_ROUND = "directory_round"
_FAULTS_SHOWN = 100
_FORMATS = (
    "Open Referral UK 3.0 as saved answers of its API (JSON) or as the CSV files of its tabular package, ALISS v3 or "
    "v4 JSON, or a CSV file of our own format. Several files together are one load. What stands at an address on the "
    "web is fetched with the command `python -m app directory load ADDRESS`."
)


def load_a_directory(release: Release, viewer: Viewer) -> None:
    """The steward's part: nothing is stored before the button is pressed."""
    st.header("Load a service directory", anchor=False)
    if done := st.session_state.pop(_LOADED, None):
        st.success(done, icon=":material/check_circle:")
    st.markdown(_FORMATS)
    st.download_button(
        "Template (CSV)", _template, "services.csv", "text/csv", on_click="ignore", icon=":material/download:"
    )
    number = st.session_state.setdefault(_ROUND, 0)
    uploads = st.file_uploader(
        "Files of the directory", type=["json", "jsonl", "csv"], accept_multiple_files=True, key=f"directory_{number}"
    )
    if not uploads:
        return
    name = st.text_input("Name of the directory, if the files do not say it", key=f"directory_name_{number}").strip()
    with st.spinner("Reading and checking …"):
        checked = _checked(uploads, name, release)
    _tell(checked)
    _offer(uploads, name, checked, viewer)


def _checked(uploads: Sequence[UploadedFile], name: str, release: Release) -> CheckedDirectory:
    contents = tuple(sha256(upload.getvalue()).hexdigest() for upload in uploads)

    def check() -> CheckedDirectory:
        with _saved(uploads) as sources:
            return check_directory(sources, name=name or None)

    return remembered(("directory", *release.key, name, *contents), check)


@contextmanager
def _saved(uploads: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploads as files, for as long as they are read; those of one name are numbered."""
    with tempfile.TemporaryDirectory(prefix="clw-directory-") as folder:
        for number, upload in enumerate(uploads, start=1):
            path = Path(folder) / Path(upload.name).name
            path = path.with_name(f"{number}-{path.name}") if path.exists() else path
            path.write_bytes(upload.getvalue())
        yield [Path(folder)] if is_package(Path(folder)) else sorted(Path(folder).iterdir())


def _template() -> bytes:
    with tempfile.TemporaryDirectory(prefix="clw-template-") as folder:
        path = Path(folder) / "services.csv"
        write_template(path)
        return path.read_bytes()


def _tell(checked: CheckedDirectory) -> None:
    """What the files hold, what would change, and every fault."""
    read, merged = checked.read, checked.merged
    errors = sum(fault.severity is Severity.ERROR for fault in read.faults)
    told = [f"**{count(len(read.services), 'service', 'services')}** can be used"]
    if read.unplaced:
        told.append(f"{count(read.unplaced, 'is', 'are')} in no known HSCP")
    if read.refused:
        told.append(f"{count(read.refused, 'has an error', 'have errors')}")
    st.markdown(
        f"{'; '.join(told)}. Loading would add {merged.new:,}, change {merged.updated:,}, close {merged.closed:,} that "
        f"are gone, and open {merged.reopened:,} again."
    )
    if not checked.faults:
        st.success("Nothing is wrong with these files.", icon=":material/check_circle:")
        return
    st.markdown(f"**{count(errors, 'error', 'errors')}, {count(len(checked.faults) - errors, 'warning', 'warnings')}**")
    st.table(_grouped(checked.faults), border="horizontal", hide_index=True)
    table = _table(checked.faults)
    with st.expander(f"Each fault with its place ({min(len(table), _FAULTS_SHOWN):,} of {len(table):,})"):
        st.table(table.head(_FAULTS_SHOWN), border="horizontal", hide_index=True)
    st.download_button(
        "All faults (CSV)",
        lambda: csv_file(table, ["Faults of a service directory"]),
        "faults.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _grouped(faults: list[Fault]) -> pd.DataFrame:
    table = _table(faults)
    return (
        table.groupby(["Level", "Rule"], sort=False)
        .agg(Times=("Rule", "size"), Example=("What to do", "first"))
        .reset_index()
        .sort_values(["Level", "Times"], ascending=[True, False])
    )


def _table(faults: list[Fault]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Level": [fault.severity.value for fault in faults],
            "Rule": [fault.rule for fault in faults],
            "File": [fault.file for fault in faults],
            "Row": ["" if fault.row is None else f"{fault.row}" for fault in faults],
            "Field": [fault.column or "" for fault in faults],
            "Found": [fault.found or "" for fault in faults],
            "What to do": [fault.message for fault in faults],
        }
    )


def _offer(uploads: Sequence[UploadedFile], name: str, checked: CheckedDirectory, viewer: Viewer) -> None:
    without = False
    if checked.has_errors:
        if checked.read.services.empty:
            note("Nothing can be loaded before the errors are put right.")
            return
        without = st.checkbox("Leave out the services with errors; none is then closed as gone")
    if not st.button("Load the directory", type="primary", disabled=checked.has_errors and not without):
        return
    try:
        with _saved(uploads) as sources, st.spinner("Loading …"):
            accepted = accept_directory(
                sources, by=viewer.username, name=name or None, without_faulty=without, progress=lambda step: None
            )
    except (Refused, StoreError) as error:
        st.error(str(error), icon=":material/error:")
        return
    merged = accepted.merged
    st.session_state[_LOADED] = (
        f"Loaded: {merged.new:,} new, {merged.updated:,} changed, {merged.closed:,} closed, "
        f"{merged.reopened:,} open again."
    )
    st.session_state[_ROUND] += 1
    st.rerun()
