"""Charts that tell a change from chance: one large, and small ones of many areas side by side."""

import base64
from collections.abc import Collection, Sequence
from html import escape
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from app.analysis.trends import FEWEST, RECENT, ChartKind, Course, Floats
from app.display.charts import finished, quarters_axis
from app.display.numbers import period_label, with_unit
from app.display.theme import CHOSEN, CLASSES, PRIMARY, QUIET, TEXT
from app.measures.catalogue import Measure

_FLAGGED = CHOSEN
_HAS_VALUE = "isValid(datum.value)"
_WIDTH, _HEIGHT, _MARGIN = 240, 64, 6
_WORDS = {1: "higher than expected", -1: "lower than expected", 0: "part of a trend"}


class Figure(NamedTuple):
    """What a chart says of figures that are no measure of the catalogue."""

    id: str
    title: str
    unit: str
    decimals: int


def control_chart(
    seen: Course,
    periods: Sequence[str],
    name: str,
    measure: Measure | Figure,
    *,
    partial: Floats | None = None,
    beside: Floats | None = None,
) -> alt.LayerChart:
    """One area's course with its centre line and limits, where it has them; flagged points are large and orange.

    `partial`: figures that are not judged, which are hollow points beside the line; `beside`: other figures of the same
    unit, a thin line without limits. Both one for each quarter, NaN where there is none.
    """
    nothing = np.full(len(periods), np.nan)
    hollow, other = (nothing if each is None else each for each in (partial, beside))
    records = _records(seen, periods, measure, hollow, other)
    x, y = quarters_axis([record["when"] for record in records]), alt.Y("value:Q", title=measure.unit)
    y = y.axis(tickCount=5).scale(zero=True)
    layers = [
        layer for layer, figures in _layers(x, y, seen, hollow, other) if np.isfinite(np.asarray(figures, float)).any()
    ]
    if any(record["anew"] for record in records):
        layers.append(alt.Chart().mark_rule(color=TEXT, strokeDash=[2, 2]).encode(x=x).transform_filter("datum.anew"))
    return finished(layers, records, 280, f"{measure.title} of {name} by quarter, {measure.unit}")


def _records(
    seen: Course, periods: Sequence[str], measure: Measure | Figure, partial: Floats, beside: Floats
) -> list[dict[str, Any]]:
    lower = np.maximum(seen.lower, 0)  # nothing that is counted falls below none
    return [
        {
            "when": period_label(period),
            "value": _or_none(seen.values[at]),
            "centre": _or_none(seen.centre[at]),
            "lower": _or_none(lower[at]),
            "upper": _or_none(seen.upper[at]),
            "flagged": bool(seen.flagged[at]),
            "partial": _or_none(partial[at]),
            "beside": _or_none(beside[at]),
            "anew": at > 0 and at in seen.starts,
            "told": with_unit(seen.values[at], measure) if np.isfinite(seen.values[at]) else "",
            "partly": f"{with_unit(partial[at], measure)}, partial" if np.isfinite(partial[at]) else "",
            "why": _WORDS[int(seen.moves[at])] if seen.flagged[at] else "",
        }
        for at, period in enumerate(periods)
    ]


def _layers(x: alt.X, y: alt.Y, seen: Course, partial: Floats, beside: Floats) -> list[tuple[alt.Chart, Floats]]:
    """The layers from the ground up, each with the figures that it draws.

    A layer without marks has no accessible text, so it is left out; but a chart has a line, if an empty one.
    """
    when, flagged = alt.Tooltip("when:N", title="Quarter"), "datum.flagged"
    band = alt.Chart().mark_area(color=CLASSES[0], opacity=0.6, interpolate="step")
    centre = alt.Chart().mark_line(color=QUIET, strokeDash=[4, 3], strokeWidth=1.5, interpolate="step")
    thin = alt.Chart().mark_line(color=QUIET, strokeWidth=1, point={"size": 12, "color": QUIET})
    line = alt.Chart().mark_line(color=PRIMARY, strokeWidth=2)
    hollow = alt.Chart().mark_point(filled=True, opacity=1, size=35, fill="#ffffff", stroke=PRIMARY, strokeWidth=1.5)
    points = (
        alt.Chart()
        .mark_point(filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            tooltip=[when, alt.Tooltip("told:N", title="Value"), alt.Tooltip("why:N", title="Flag")],
            shape=alt.condition(flagged, alt.value("diamond"), alt.value("circle")),
            size=alt.condition(flagged, alt.value(110), alt.value(35)),
            fill=alt.condition(flagged, alt.value(_FLAGGED), alt.value(PRIMARY)),
            stroke=alt.condition(flagged, alt.value(TEXT), alt.value(PRIMARY)),
        )
    )
    partly = hollow.encode(x=x, y=alt.Y("partial:Q"), tooltip=[when, alt.Tooltip("partly:N", title="Value")])
    return [
        (band.encode(x=x, y=alt.Y("lower:Q"), y2="upper:Q"), seen.upper),
        (centre.encode(x=x, y=alt.Y("centre:Q")), seen.centre),
        (thin.encode(x=x, y=alt.Y("beside:Q")), beside),
        (line.encode(x=x, y=y), np.zeros(1)),
        (partly.transform_filter("isValid(datum.partial)"), partial),
        (points.transform_filter(_HAS_VALUE), seen.values),
    ]


def legend_of(kinds: Collection[ChartKind]) -> str:
    """What the lines of charts stand for, of the kinds that are drawn."""
    told = []
    if ChartKind.XMR in kinds:
        told.append(
            "Dashed: the mean. Shaded: where quarters usually lie, from the mean and how far one quarter moves from "
            "the next. Orange diamonds: more than chance explains. The last two quarters are judged by those before."
        )
    if ChartKind.RUN_CHART in kinds:
        told.append(
            "Dashed with nothing shaded: the median. Orange diamonds: a run or a trend that chance seldom makes."
        )
    if ChartKind.LINE in kinds:
        told.append(f"A line alone: fewer than {FEWEST} quarters, which cannot tell a change from chance.")
    return " ".join(told)


def small_multiples(items: Sequence[tuple[str, str, Course]], measure: Measure) -> str:
    """The HTML of one small chart for each area: its name, a sentence on what is seen, the last value.

    `items`: name, sentence and course of each, in the order in which they stand. Each has its own scale from zero; only
    news is marked, in the last two quarters.
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
    shown = f"last full figure {last}" if len(known) and np.isnan(seen.values[-1]) else last
    picture = base64.b64encode(_picture(seen).encode()).decode()
    alternative = escape(f"{name}, {len(seen.values)} quarters, last {last}. {sentence}")
    return (
        f"<figure><figcaption><strong>{escape(name)}</strong> {escape(shown)}<br>{escape(sentence)}</figcaption>"
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
    marked = seen.news & seen.flagged & (np.arange(len(seen.values)) >= len(seen.values) - RECENT)
    for i in np.flatnonzero(marked):
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
