"""The heat table: every HSCP × need with its status, by colour and mark."""

from html import escape

import pandas as pd

from app.analysis.gaps import Status
from app.display.gaps.findings import why
from app.display.numbers import number
from app.display.theme import OUTLINE, RULES, STATUSES, ink_on
from app.display.words import CATEGORIES, count
from app.display.words import STATUSES as WORDS

_SOFT_HYPHENS = {
    "Bereavement": "Bereave\u00adment",
    "relationships": "relation\u00adships",
    "Immigration": "Immi\u00adgration",
    "Employment": "Employ\u00adment",
}
_STYLE = f"""
<style>
.gaps {{position: relative; width: 0; min-width: 100%; overflow-x: auto; font-size: 14px}}
.gaps table {{border-collapse: separate; border-spacing: 1px; width: 100%; min-width: 1040px}}
.gaps th {{font-weight: 400; text-align: left; white-space: nowrap; padding: 0 8px 0 0}}
.gaps tbody th {{position: sticky; left: 0; z-index: 1; background: #ffffff}}
.gaps thead th {{font-size: 12px; line-height: 1.15; white-space: normal; vertical-align: bottom; text-align: center;
  padding: 0 1px 4px 1px; width: 5.4%}}
.gaps td {{position: relative; text-align: center; height: 23px; padding: 0; border: 1px solid {RULES}}}
.gaps .said {{position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)}}
.gaps ul {{display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; padding: 0; margin: 0 0 8px 0}}
.gaps li {{margin: 0}}
.gaps li span {{display: inline-block; width: 24px; text-align: center; border: 1px solid {OUTLINE}; margin-right: 6px}}
{"".join(f".gaps .{s} {{background: {fill}; color: {ink_on(fill)}}}" for s, fill in STATUSES.items())}
</style>
"""


def heat_table(statuses: pd.DataFrame) -> str:
    """The HTML of the table with its legend.

    HSCPs with the most unmet needs stand first, those of which least can be told last; the needs that are unmet in
    most HSCPs stand first.
    """
    table = statuses.assign(
        gap=statuses.status.map(lambda status: Status(status).is_gap),
        unknown=statuses.status == Status.CANNOT_TELL,
    )
    needs = table.groupby("category")[["gap", "unknown"]].sum().sort_values(["gap", "unknown"], ascending=[False, True])
    areas = table.groupby("area_name")[["gap", "unknown"]].sum()
    areas = areas.reset_index().sort_values(["gap", "unknown", "area_name"], ascending=[False, True, True])
    rows = {(row.area_name, row.category): row for row in table.itertuples()}
    heads = "".join(f'<th scope="col">{_head(category)}</th>' for category in needs.index)
    cells = {name: "".join(_cell(rows[name, category]) for category in needs.index) for name in areas.area_name}
    body = "".join(f'<tr><th scope="row">{escape(name)}</th>{row}</tr>' for name, row in cells.items())
    return (
        f'{_STYLE}<div class="gaps" tabindex="0" role="region" aria-label="Status of every HSCP and need">{_legend()}'
        f'<table><thead><tr><th scope="col"><span class="said">HSCP</span></th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _head(category: str) -> str:
    return " ".join(_SOFT_HYPHENS.get(word, word) for word in CATEGORIES[category].split())


def _cell(row: tuple) -> str:
    mark, words = WORDS[Status(row.status)]
    shown = f", {number(row.unmet_percent, 1)}% of {number(row.signposts)} signposts" if row.unmet_percent >= 0 else ""
    reason = f" ({why(row.why)})" if row.why else ""
    services = count(int(row.local), "local service", "local services")
    told = escape(f"{row.area_name}, {CATEGORIES[row.category]}: {words}{reason}{shown}; {services} listed")
    return (
        f'<td class="{row.status}" title="{told}"><span aria-hidden="true">{mark}</span>'
        f'<span class="said">{words}</span></td>'
    )


def _legend() -> str:
    entries = (
        f'<li><span class="{status}" aria-hidden="true">{mark}</span>{words}</li>'
        for status, (mark, words) in WORDS.items()
    )
    return f"<ul>{''.join(entries)}</ul>"
