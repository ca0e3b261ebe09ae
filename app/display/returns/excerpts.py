"""The rows at fault as they stand in a file, with the cells at fault marked."""

from html import escape

import streamlit as st

from app.display.page import note
from app.display.words import count
from app.intake.excerpts import Excerpt

_STYLE = """
<style>
.excerpt {position: relative; width: 0; min-width: 100%; overflow-x: auto; font-size: 14px}
.excerpt table {border-collapse: collapse}
.excerpt :is(th, td) {border: 1px solid #d9d9d9; padding: 2px 8px; text-align: left; white-space: nowrap}
.excerpt thead th {font-weight: 600}
.excerpt .wrong {background: #fbe3d3; outline: 2px solid #b85c00; outline-offset: -2px}
.excerpt .said {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)}
</style>
"""


def tell_rows(excerpts: list[Excerpt]) -> None:
    """The first rows at fault of each table."""
    for excerpt in excerpts:
        place = f"{excerpt.file}, sheet {excerpt.sheet}" if excerpt.sheet else excerpt.file
        st.html(rows_at_fault(excerpt, f"Rows to look at in {place}"))
        if excerpt.more:
            more = count(excerpt.more, "more row of this table is", "more rows of this table are")
            note(f"{more} to be looked at.")


def rows_at_fault(excerpt: Excerpt, label: str) -> str:
    """The HTML of the rows; cells may hold anything."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in excerpt.columns)
    body = "".join(
        f'<tr><th scope="row">{number}</th>'
        + "".join(
            _cell(cell, (number, column) in excerpt.wrong) for column, cell in zip(excerpt.columns, cells, strict=True)
        )
        + "</tr>"
        for number, cells in excerpt.rows
    )
    return (
        f'{_STYLE}<div class="excerpt" tabindex="0" role="region" aria-label="{escape(label)}"><table>'
        f'<caption style="text-align: left">{escape(label)}</caption>'
        f'<thead><tr><th scope="col">Row</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _cell(text: str | None, wrong: bool) -> str:
    shown = escape(text or "") or "(blank)" if wrong else escape(text or "")
    sign = '<span aria-hidden="true">✕ </span><span class="said">Look here: </span>' if wrong else ""
    return f"<td{' class=wrong' if wrong else ''}>{sign}{shown}</td>"
