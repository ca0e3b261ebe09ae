"""Returns: what has been received, and, for stewards, what is loaded."""

import streamlit as st

from app.access import require_viewer
from app.display.numbers import period_label
from app.display.page import header, provenance
from app.display.returns.calendar import calendar
from app.display.returns.directory import load_a_directory
from app.release import open_release

viewer = require_viewer()
release = open_release(viewer)
as_at = release.directory_as_at

about = [f"quarters up to {period_label(release.latest)}"] if release.latest else []
about += [f"directory as at {as_at.day} {as_at:%b %Y}"] if as_at else []
header("Returns and directory", *about, *provenance(release))
if release.periods:
    calendar(release)
else:
    st.info("No returns have been accepted yet.", icon=":material/info:")
if viewer.may_load_directories:
    load_a_directory(release, viewer)
