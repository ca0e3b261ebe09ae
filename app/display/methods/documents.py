"""The documents of the project, as they are read on a page."""

import re

import streamlit as st

from app.display.drawing import remembered
from app.settings import PROJECT

_TITLE = re.compile(r"\A# .*\n+")
_LINK_TO_A_FILE = re.compile(r"\[([^]]+)\]\((?!https?://)[^)]+\)")


def show_document(name: str) -> None:
    """Show a document of `docs` below the page's own title."""
    st.markdown(remembered(("document", name), lambda: as_read(_written(name))))


def as_read(written: str) -> str:
    """A document without its title, and without links to files, which lead nowhere from a page."""
    return _LINK_TO_A_FILE.sub(r"\1", _TITLE.sub("", written))


def _written(name: str) -> str:
    return (PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8")
