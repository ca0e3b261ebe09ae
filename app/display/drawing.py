"""Drawing what has been drawn before without building it again.

Caches are keyed by what decides the result (release, outlines, filters), never by the contents of a table.
"""

from collections.abc import Callable
from typing import Any

import altair as alt
import streamlit as st


@st.cache_data(show_spinner=False, max_entries=2000)
def remembered(key: tuple[Any, ...], _make: Callable[[], Any]) -> Any:
    """What `_make` gives, made once for each `key`: a tuple of scalars that decides the result."""
    return _make()


def draw_chart(key: tuple[Any, ...], make: Callable[[], alt.TopLevelMixin]) -> None:
    """Draw a chart that `key` decides."""
    st.vega_lite_chart(_specification(key, make), theme=None, width="stretch")


def draw_form(
    key: tuple[Any, ...],
    make: Callable[[], alt.TopLevelMixin],
    records: list[dict[str, Any]],
    description: str | None = None,
) -> None:
    """Draw a chart whose form, without any figure, `key` decides, with the records of this view.

    For charts that change with every number a reader sets: only the first of a form is costly. `description`: the name
    for those who hear the page, where it is of this view and not of the form.
    """
    st.vega_lite_chart(_filled(key, make, records, description), theme=None, width="stretch")


def draw_selectable(
    key: tuple[Any, ...],
    make: Callable[[], alt.TopLevelMixin],
    records: list[dict[str, Any]],
    description: str,
    *,
    name: str,
    field: str,
) -> str | None:
    """The same for a chart with a point selection `name`; the `field` of what is selected, or None."""
    answer = st.vega_lite_chart(
        _filled(key, make, records, description),
        theme=None,
        width="content",
        key=f"select_{name}",
        on_select="rerun",
        selection_mode=name,
    )
    picked = answer.selection.get(name, [])
    return picked[0][field] if picked else None


def _filled(
    key: tuple[Any, ...], make: Callable[[], alt.TopLevelMixin], records: list[dict[str, Any]], description: str | None
) -> dict:
    specification = _specification(key, make)
    specification["data"] = {"values": records}
    if description:
        specification["description"] = description
    return specification


def _specification(key: tuple[Any, ...], make: Callable[[], alt.TopLevelMixin]) -> dict:
    return remembered(key, lambda: make().to_dict(validate=False))
