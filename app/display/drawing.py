"""Drawing what has been drawn before without building it again.

Caches are keyed by what decides the result (release, outlines, filters), never by the contents of a table.
"""

import re
from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

_SENTENCE = 60
"""Characters: from a cell longer than that on, a column is one of sentences."""

_NUMBER = re.compile(r"-?\d[\d,.]*%?( to -?\d[\d,.]*%?)?( \[\w])?|\[\w]|")


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


def draw_table(table: pd.DataFrame) -> None:
    """Draw a table of text. Columns of numbers or their marks, but for the first column, stand to the right.

    A column of sentences keeps the width to read them, on a phone too.
    """
    numbers = [at for at, name in enumerate(table) if at and is_of_numbers(table[name])]
    sentences = [at for at, name in enumerate(table) if table[name].astype(str).str.len().max() > _SENTENCE]
    looks = [
        *({"selector": f"th.col{at}, td.col{at}", "props": "text-align: right !important"} for at in numbers),
        *({"selector": f"td.col{at} p", "props": "white-space: nowrap"} for at in numbers),
        *({"selector": f"td.col{at}", "props": "min-width: 15rem"} for at in sentences),
    ]
    # Left to itself, a style has another name each time.
    named = "_".join(map(str, ["right", *numbers, "wide", *sentences]))
    styled = table.style.set_uuid(named).set_table_styles(looks) if looks else table
    st.table(styled, border="horizontal", hide_index=True)


def is_of_numbers(column: pd.Series) -> bool:
    """Whether a column of a table holds numbers, intervals as "10.4 to 14.0" and marks as "[c]", and no other text."""
    cells = [str(cell) for cell in column]
    return any(cells) and all(_NUMBER.fullmatch(cell.replace("\u00a0", " ")) for cell in cells)


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
