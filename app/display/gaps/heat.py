"""The heat table: every HSCP × need with its status, by colour and mark."""

import pandas as pd

from app.analysis.gaps import Status
from app.display.gaps.findings import why
from app.display.grid import Cell, Mark, grid
from app.display.numbers import number
from app.display.theme import STATUSES
from app.display.words import CATEGORIES, count
from app.display.words import STATUSES as WORDS
from app.measures.demand import BASE

_MARKS = {status: Mark(STATUSES[status], sign, words) for status, (sign, words) in WORDS.items()}
_SOFT_HYPHENS = {  # where long words may be parted in a narrow column
    "Bereavement": "Bereave\u00adment",
    "relationships": "relation\u00adships",
    "Immigration": "Immi\u00adgration",
    "Employment": "Employ\u00adment",
}


_TOLD = ("area_name", "category", "status", "why", "unmet_percent", BASE, "local")


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
    areas = table.groupby("area_name")[["gap", "unknown"]].sum().reset_index()
    areas = areas.sort_values(["gap", "unknown", "area_name"], ascending=[False, True, True])
    rows = {(row.area_name, row.category): row for row in table[[*_TOLD]].itertuples()}
    return grid(
        "Status of every HSCP and need",
        _MARKS.values(),
        [_head(category) for category in needs.index],
        [(name, [_cell(rows[name, category]) for category in needs.index]) for name in areas.area_name],
    )


def _head(category: str) -> str:
    return " ".join(_SOFT_HYPHENS.get(word, word) for word in CATEGORIES[category].split())


def _cell(row: tuple) -> Cell:
    mark = _MARKS[Status(row.status)]
    base = number(getattr(row, BASE))
    shown = f", {number(row.unmet_percent, 1)}% of {base} signposts" if row.unmet_percent >= 0 else ""
    reason = f" ({why(row.why)})" if row.why else ""
    services = count(int(row.local), "local service", "local services")
    told = f"{row.area_name}, {CATEGORIES[row.category]}: {mark.words}{reason}{shown}; {services} listed"
    return Cell(mark, told)
