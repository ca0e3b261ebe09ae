"""Charts that tell a change from chance: one large, and small ones of many areas side by side."""

import base64
from collections.abc import Sequence
from html import escape

import altair as alt
import numpy as np

from app.analysis.trends import RECENT, ChartKind, Course
from app.display.charts import TWO_LINES, finished
from app.display.numbers import period_label, with_unit
from app.display.theme import CHOSEN, CLASSES, PRIMARY, QUIET, TEXT
from app.measures.catalogue import Measure

_FLAGGED = CHOSEN
_HAS_VALUE = "isValid(datum.value)"
_WIDTH, _HEIGHT, _MARGIN = 240, 64, 6
_WORDS = {1: "higher than expected", -1: "lower than expected", 0: "part of a trend"}


def control_chart(seen: Course, periods: Sequence[str], name: str, measure: Measure) -> alt.LayerChart:
    """One area's course with its centre line and limits, where it has them; flagged points are large and orange."""
    lower = np.maximum(seen.lower, 0)  # nothing that is counted falls below none
    records = [
        {
            "when": period_label(period),
            "value": _or_none(value),
            "centre": _or_none(centre),
            "lower": _or_none(low),
            "upper": _or_none(high),
            "flagged": bool(flagged),
            "told": with_unit(value, measure) if np.isfinite(value) else "",
            "why": _WORDS[int(move)] if flagged else "",
        }
        for period, value, centre, low, high, flagged, move in zip(
            periods, seen.values, seen.centre, lower, seen.upper, seen.flagged, seen.moves, strict=True
        )
    ]
    order = [record["when"] for record in records]
    x = alt.X(
        "when:O",
        sort=order,
        title=None,
        axis=alt.Axis(
            labelOverlap="greedy",
            labelSeparation=8,
            labelAngle=0,
            values=order[:: -max(1, -(-len(order) // 6))],
            labelExpr=TWO_LINES,
        ),
        scale=alt.Scale(paddingOuter=0.3),
    )
    y = alt.Y("value:Q", title=measure.unit, axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    tooltip = [
        alt.Tooltip("when:N", title="Quarter"),
        alt.Tooltip("told:N", title="Value"),
        alt.Tooltip("why:N", title="Flag"),
    ]
    flagged = "datum.flagged"
    points = (
        alt.Chart()
        .mark_point(filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            tooltip=tooltip,
            shape=alt.condition(flagged, alt.value("diamond"), alt.value("circle")),
            size=alt.condition(flagged, alt.value(110), alt.value(35)),
            fill=alt.condition(flagged, alt.value(_FLAGGED), alt.value(PRIMARY)),
            stroke=alt.condition(flagged, alt.value(TEXT), alt.value(PRIMARY)),
        )
        .transform_filter(_HAS_VALUE)
    )
    band = alt.Chart().mark_area(color=CLASSES[0], opacity=0.6).encode(x=x, y=alt.Y("lower:Q"), y2="upper:Q")
    centre = alt.Chart().mark_line(color=QUIET, strokeDash=[4, 3], strokeWidth=1.5).encode(x=x, y=alt.Y("centre:Q"))
    line = alt.Chart().mark_line(color=PRIMARY, strokeWidth=2).encode(x=x, y=y)
    # A layer without marks has no accessible text, so there is none; but a chart has a line, if an empty one.
    drawn = ((band, seen.upper), (centre, seen.centre), (line, np.zeros(1)), (points, seen.values))
    layers = [layer for layer, figures in drawn if np.isfinite(figures).any()]
    return finished(layers, records, 280, f"{measure.title} of {name} by quarter, {measure.unit}")


def legend_of(kind: ChartKind) -> str:
    """What the lines of a chart stand for."""
    if kind is ChartKind.XMR:
        return (
            "Dashed: the mean. Shaded: where quarters usually lie, from the mean and how far one quarter moves from "
            "the next. Orange diamonds: more than chance explains. The last two quarters are judged by those before."
        )
    if kind is ChartKind.RUN_CHART:
        return "Dashed: the median. Orange diamonds: a run or a trend that chance seldom makes."
    return "With fewer than 8 quarters, no line can tell a change from chance."


def small_multiples(items: Sequence[tuple[str, str, Course]], measure: Measure) -> str:
    """The HTML of one small chart for each area: its name, a sentence on what is seen, the last value.

    `items`: name, sentence and course of each, in the order in which they stand. Each has its own scale from zero; only
    what is flagged in the last two quarters is marked.
    """
    cards = "".join(_card(name, sentence, seen, measure) for name, sentence, seen in items)
    return f"{_STYLE}<div class='multiples'>{cards}</div>"


_STYLE = """
<style>
.multiples {display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 14px 20px;
  font-size: 14px}
.multiples figure {margin: 0; border-top: 1px solid #d9d9d9; padding-top: 6px}
.multiples figcaption {line-height: 1.3; min-height: 3.9em}
.multiples img {width: 100%; height: auto}
</style>
"""


def _card(name: str, sentence: str, seen: Course, measure: Measure) -> str:
    known = seen.values[np.isfinite(seen.values)]
    last = with_unit(float(known[-1]), measure) if len(known) else "no figure"
    picture = base64.b64encode(_picture(seen).encode()).decode()
    alternative = escape(f"{name}, {len(seen.values)} quarters, last {last}. {sentence}")
    return (
        f"<figure><figcaption><strong>{escape(name)}</strong> {escape(last)}<br>{escape(sentence)}</figcaption>"
        f'<img alt="{alternative}" src="data:image/svg+xml;base64,{picture}"></figure>'
    )


def _picture(seen: Course) -> str:
    """The course as SVG: the band of limits, the centre, the line with its gaps, the signal at its end."""
    drawn = np.concatenate([seen.values, seen.upper])
    highest = float(np.nanmax(drawn, initial=0.0, where=np.isfinite(drawn))) or 1.0
    xs = _MARGIN + np.arange(len(seen.values)) * (_WIDTH - 2 * _MARGIN) / max(1, len(seen.values) - 1)

    def y(value: float) -> float:
        return _HEIGHT - _MARGIN - max(value, 0.0) / highest * (_HEIGHT - 2 * _MARGIN)

    parts = []
    banded = np.flatnonzero(np.isfinite(seen.upper))
    if len(banded):
        top = [f"{xs[i]:.1f},{y(seen.upper[i]):.1f}" for i in banded]
        bottom = [f"{xs[i]:.1f},{y(seen.lower[i]):.1f}" for i in banded[::-1]]
        parts.append(f'<polygon points="{" ".join(top + bottom)}" fill="{CLASSES[0]}"/>')
    parts.append(_line(xs, seen.centre, y, f'stroke="{QUIET}" stroke-dasharray="4 3"'))
    parts.append(_line(xs, seen.values, y, f'stroke="{PRIMARY}" stroke-width="2"'))
    recent = np.arange(len(seen.values)) >= len(seen.values) - RECENT
    for i in np.flatnonzero(seen.flagged & recent & np.isfinite(seen.values)):
        parts.append(
            f'<path d="M{xs[i]:.1f} {y(seen.values[i]) - 5:.1f}l5 5l-5 5l-5 -5z" fill="{_FLAGGED}" stroke="{TEXT}"/>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<line x1="0" x2="{_WIDTH}" y1="{y(0)}" y2="{y(0)}" stroke="#d9d9d9"/>{"".join(parts)}</svg>'
    )


def _line(xs: np.ndarray, values: np.ndarray, y: object, style: str) -> str:
    """A line through the known points, begun anew after each gap; a point alone is a dot."""
    path, pen = [], "M"
    for x, value in zip(xs, values, strict=True):
        if not np.isfinite(value):
            pen = "M"
            continue
        path.append(f"{pen}{x:.1f} {y(value):.1f}{'l0 0' if pen == 'M' else ''}")
        pen = "L"
    return f'<path d="{"".join(path)}" fill="none" stroke-linecap="round" {style}/>' if path else ""


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
