"""A table of marks: one row an area, one column a need or a quarter, each cell a colour with a sign and words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from app.display.theme import OUTLINE, RULES, ink_on

_STYLE = f"""
<style>
.grid {{position: relative; width: 0; min-width: 100%; overflow-x: auto; font-size: 14px}}
.grid table {{border-collapse: separate; border-spacing: 1px; width: 100%}}
.grid th {{font-weight: 400; text-align: left; white-space: nowrap; padding: 0 8px 0 0}}
.grid tbody th {{position: sticky; left: 0; z-index: 1; background: #ffffff}}
.grid thead th {{font-size: 12px; line-height: 1.15; white-space: normal; vertical-align: bottom; text-align: center;
  padding: 0 1px 4px 1px; min-width: 54px}}
.grid td {{position: relative; text-align: center; height: 23px; padding: 0; border: 1px solid {RULES}}}
.grid .said {{position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)}}
.grid ul {{display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; margin: 0 0 8px 0;
  font-size: inherit}}
.grid li {{margin: 0}}
@media (max-width: 640px) {{.grid tbody th {{white-space: normal; min-width: 7rem; line-height: 1.15}}}}
.grid li span {{display: inline-block; width: 24px; text-align: center; border: 1px solid {OUTLINE}; margin-right: 6px}}
</style>
"""


@dataclass(frozen=True)
class Mark:
    """What a cell can say: its colour, its sign, and the words for both."""

    fill: str
    sign: str
    words: str


@dataclass(frozen=True)
class Cell:
    """One cell: which mark, and what more is told when it is pointed at."""

    mark: Mark
    told: str = ""


def grid(label: str, marks: Iterable[Mark], heads: Sequence[str], rows: Iterable[tuple[str, Sequence[Cell]]]) -> str:
    """The HTML of a table with its legend; names and texts may hold anything.

    `label`: what the table is, for those who hear it; `marks`: those of the legend; `rows`: name and cells of each.
    """
    marks = list(marks)
    classes = {mark: f"mark-{number}" for number, mark in enumerate(marks)}
    colours = "".join(f".grid .{name} {{background: {m.fill}; color: {ink_on(m.fill)}}}" for m, name in classes.items())
    legend = "".join(f'<li><span class="{classes[m]}" aria-hidden="true">{m.sign}</span>{m.words}</li>' for m in marks)
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{"".join(_cell(cell, classes[cell.mark]) for cell in cells)}</tr>'
        for name, cells in rows
    )
    return (
        f'{_STYLE}<style>{colours}</style><div class="grid" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<ul>{legend}</ul><table><thead><tr><th scope="col"><span class="said">HSCP</span></th>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(cell: Cell, name: str) -> str:
    return (
        f'<td class="{name}" title="{escape(cell.told)}"><span aria-hidden="true">{cell.mark.sign}</span>'
        f'<span class="said">{cell.mark.words}</span></td>'
    )
