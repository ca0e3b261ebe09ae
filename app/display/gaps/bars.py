"""Bars: in how many HSCPs each need is unmet."""

from typing import Any

import altair as alt
import pandas as pd

from app.analysis.gaps import Status
from app.display.theme import OUTLINE, STATUSES, TEXT, styled
from app.display.words import CATEGORIES
from app.display.words import STATUSES as WORDS

_ROW, _AXIS = 24, 50
_GAPS = [status for status in Status if status.is_gap]


def widely_unmet(systemic: pd.DataFrame) -> list[dict[str, Any]]:
    """Two records a need: in how many HSCPs it has either status of a gap. `systemic`: see `app.analysis.gaps`."""
    counts = {Status.FEW_SERVICES: systemic.few_services, Status.SERVICES_EXIST: systemic.unmet - systemic.few_services}
    return [
        {
            "need": CATEGORIES[row.category],
            "status": " ".join(WORDS[status]),
            "hscps": int(counts[status][row.Index]),
            "order": order,
            "unmet": int(row.unmet),
            "told": f"of {row.judged}",
            "place": row.Index,
        }
        for row in systemic.itertuples()
        for order, status in enumerate(_GAPS)
    ]


def form(records: int) -> alt.LayerChart:
    """The chart of so many records, without them: a bar for each need, and beside it of how many HSCPs one can tell."""
    names = [" ".join(WORDS[status]) for status in _GAPS]
    y = alt.Y("need:N", sort=alt.EncodingSortField("place", op="min"), title=None, axis=alt.Axis(ticks=False))
    bars = (
        alt.Chart()
        .mark_bar(stroke=OUTLINE, strokeWidth=0.5)
        .encode(
            x=alt.X("hscps:Q", title="HSCPs", axis=alt.Axis(tickMinStep=1, orient="top"), stack=True),
            y=y,
            order=alt.Order("order:Q"),
            color=alt.Color(
                "status:N",
                scale=alt.Scale(domain=names, range=[STATUSES[status] for status in _GAPS]),
                legend=alt.Legend(
                    title=None, orient="bottom", columns=1, labelLimit=300, labelFontSize=13, symbolStrokeColor=OUTLINE
                ),
            ),
            tooltip=[
                alt.Tooltip("need:N", title="Need"),
                alt.Tooltip("status:N", title="Status"),
                alt.Tooltip("hscps:Q", title="HSCPs"),
            ],
        )
    )
    told = (
        alt.Chart()
        .mark_text(align="left", dx=5, color=TEXT)
        .encode(x=alt.X("unmet:Q"), y=y, text="told:N")
        .transform_filter("datum.order === 0")
    )
    return styled(
        alt.layer(bars, told, data=alt.Data(values=[])).properties(
            height=_ROW * records // len(_GAPS) + _AXIS,
            width="container",
            padding={"left": 5, "top": 5, "right": 45, "bottom": 5},  # room for what is told beside the longest bar
            description="In how many HSCPs each need is unmet. The table above has the status of each.",
        )
    )
