"""Loading a service directory: drop files, see what is wrong and what would change, then accept."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.acceptance import CheckedDirectory, Refused, accept_directory, check_directory
from app.display.drawing import remembered
from app.display.page import note
from app.display.returns.faults import tell_faults
from app.display.returns.uploads import contents, names, saved
from app.display.words import count
from app.events import Event, Record, submitting
from app.intake.directory.flat import write_template
from app.intake.directory.package import is_package
from app.release import Release
from app.store import StoreError
from app.viewer import Viewer

_LOADED = "directory_loaded"
_ROUND = "directory_round"
_FORMATS = (
    "These can be read: Open Referral UK 3.0 (answers of its API saved as JSON, or the CSV files of its tabular "
    "package), ALISS v3 and v4 (JSON), and CSV files of our own format, for which there is a template. Several files "
    "together are one load, and nothing is stored before you load it. What stands at an address on the web is fetched "
    "with the command `python -m app directory load ADDRESS`."
)


def load_a_directory(release: Release, viewer: Viewer, record: Record) -> None:
    """The steward's part: nothing is stored before the button is pressed."""
    st.header("Load a service directory", anchor=False)
    if done := st.session_state.pop(_LOADED, None):
        st.success(done, icon=":material/check_circle:")
    st.markdown(_FORMATS)
    st.download_button(
        "Template of our own format (CSV)",
        _template,
        "services.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
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
    _offer(uploads, name, checked, viewer, record)


def _checked(uploads: Sequence[UploadedFile], name: str, release: Release) -> CheckedDirectory:
    key = ("directory", *release.key, name, *contents(uploads))

    def check() -> CheckedDirectory:
        with _saved(uploads) as sources:
            return check_directory(sources, name=name or None)

    return remembered(key, check)


@contextmanager
def _saved(uploads: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploads as files; those of a tabular package as their folder."""
    with saved(uploads) as files:
        folder = files[0].parent
        yield [folder] if is_package(folder) else files


def _template() -> bytes:
    with tempfile.TemporaryDirectory(prefix="clw-template-") as folder:
        path = Path(folder) / "services.csv"
        write_template(path)
        return path.read_bytes()


def _tell(checked: CheckedDirectory) -> None:
    """What the files hold, what would change, and every fault."""
    read, merged = checked.read, checked.merged
    told = [f"**{count(len(read.services), 'service', 'services')}** can be used"]
    if read.unplaced:
        told.append(f"{count(read.unplaced, 'is', 'are')} in no known HSCP")
    if read.refused:
        told.append(f"{count(read.refused, 'has an error', 'have errors')}")
    are = "is" if merged.closed == 1 else "are"
    st.markdown(
        f"{'; '.join(told)}. Loading would add {merged.new:,}, change {merged.updated:,}, "
        f"close {merged.closed:,} that {are} gone, and open {merged.reopened:,} again."
    )
    tell_faults(checked.faults, ["Faults of a service directory"])


def _offer(
    uploads: Sequence[UploadedFile], name: str, checked: CheckedDirectory, viewer: Viewer, record: Record
) -> None:
    without = False
    if checked.has_errors:
        if checked.read.services.empty:
            note("Nothing can be loaded before the errors are put right.")
            return
        without = st.checkbox("Leave out the services with errors; none is then closed as gone")
    if not st.button("Load the directory", type="primary", disabled=checked.has_errors and not without):
        return
    try:
        with submitting(record, names(uploads)), _saved(uploads) as sources, st.spinner("Loading …"):
            accepted = accept_directory(
                sources, by=viewer.username, name=name or None, without_faulty=without, progress=lambda step: None
            )
    except (Refused, StoreError) as error:
        st.error(str(error), icon=":material/error:")
        return
    record(Event.DIRECTORY_LOADED, f"submission {accepted.submission.id}")
    merged = accepted.merged
    st.session_state[_LOADED] = (
        f"Loaded: {merged.new:,} new, {merged.updated:,} changed, {merged.closed:,} closed, "
        f"{merged.reopened:,} open again."
    )
    st.session_state[_ROUND] += 1
    st.rerun()
