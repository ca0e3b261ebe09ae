"""The charts of the page on wellbeing: areas beside Scotland, and the course of the years, each with intervals."""

import altair as alt
import pandas as pd

from app.analysis.models import Label
from app.analysis.wellbeing import against
from app.contract.states import State
from app.display.charts import finished
from app.display.models.looks import LABELS
from app.display.numbers import interval, period_label, shown
from app.display.theme import CHOSEN, QUIET, TEXT
from app.display.words import LABELS as WORDS
from app.display.words import STATES
from app.measures.catalogue import Measure

_ROW, _AXIS, _HEIGHT = 18, 84, 260
_HAS_VALUE = "isValid(datum.value)"
_NARROW = "[slice(datum.label, 0, 8), slice(datum.label, 9, 15), slice(datum.label, 16)]"
"""A year such as "Apr 2024 to Mar 2025" on three lines, so that a telephone has room for four of them."""

_BESIDE = 7
"""Pixels to either side of a year at which an area and Scotland stand, so that both intervals can be seen."""


def beside_scotland(
    rows: pd.DataFrame, scotland: pd.Series | None, measure: Measure, chosen: str | None
) -> alt.LayerChart:
    """Areas in the order given, with intervals, each marked by how it compares with Scotland; the chosen one is orange.

    `rows`: as `app.analysis.wellbeing.one_measure` gives them, of one year; those without a value say why. `scotland`:
    its row, whose value is a dashed line through all rows; without it nothing is compared.
    """
    base = scotland.value if scotland is not None else float("nan")
    records = [_beside(row, base, measure, chosen) for row in rows.itertuples()]
    x_title = [measure.unit, "with 95% interval"]
    x = alt.X("value:Q", title=x_title, axis=alt.Axis(tickCount=5, orient="top"), scale=_scale(measure))
    y = alt.Y(
        "name:N",
        sort=rows.area_name.tolist(),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelPadding=6),
    )
    colour = alt.Color("colour:N", scale=None)
    layers = [
        alt.Chart()
        .mark_rule(strokeWidth=1.5, opacity=0.6)
        .encode(x=alt.X("lower:Q", title=x_title), x2="upper:Q", y=y, color=colour)
        .transform_filter(_HAS_VALUE),
        alt.Chart()
        .mark_point(size=70, opacity=1, strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.condition("datum.partial", alt.value("#ffffff"), alt.Fill("colour:N", scale=None)),
            shape=alt.Shape("shape:N", scale=None),
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("interval:N", title="95% interval"),
                alt.Tooltip("label:N", title="Beside Scotland"),
            ],
        )
        .transform_filter(_HAS_VALUE),
        alt.Chart()
        .mark_text(align="left", color=QUIET, fontStyle="italic", dx=4)
        .encode(x=alt.value(0), y=y, text="shown:N")
        .transform_filter(f"!{_HAS_VALUE}"),
    ]
    if pd.notna(base):
        layers.append(alt.Chart().mark_rule(color=TEXT, strokeDash=[4, 3]).encode(x=alt.datum(base)))
    return finished(layers, records, _ROW * len(rows) + _AXIS, f"{measure.title} by area, {measure.unit}")


def marks_explained(chosen: str) -> str:
    """What the marks of `beside_scotland` stand for. `chosen`: the name of the orange area, or empty."""
    told = (
        "Dashed: Scotland. ▲ higher, ▼ lower: the area's interval leaves out Scotland's value. ● no clear difference. "
        "■ no interval. Hollow: a part is missing."
    )
    return f"{told} Orange: {chosen}." if chosen else told


def _beside(row: tuple, scotland: float, measure: Measure, chosen: str | None) -> dict:
    label = against(row.value, row.lower, row.upper, scotland)
    shape, colour = LABELS[label]
    return {
        "name": row.area_name,
        "value": _or_none(row.value),
        "lower": _or_none(row.lower),
        "upper": _or_none(row.upper),
        "shown": STATES[State(row.state)] if pd.isna(row.value) else shown(row, measure),
        "interval": interval(row.lower, row.upper, measure.decimals),
        "label": "" if label is Label.NOT_SAID else WORDS[label][1],
        "shape": shape,
        "colour": CHOSEN if row.area_code == chosen else colour,
        "partial": row.state == State.PARTIAL,
    }


def years_explained(rows: pd.DataFrame) -> str:
    """What the lines and marks of `by_year` stand for, of those that occur."""
    told = "Lines up and down: 95% intervals."
    return f"{told} Hollow: a part is missing." if (rows.state == State.PARTIAL).any() else told


def by_year(rows: pd.DataFrame, measure: Measure, chosen: str | None) -> alt.LayerChart:
    """The chosen area (orange) and Scotland (dashed) over the years, with intervals, their names at the last value.

    `rows`: as `app.analysis.wellbeing.one_measure` gives them, of Scotland and perhaps one more area. A year without a
    value is a gap; a partial one is a hollow dot.
    """
    rows = rows.sort_values("period")
    last = rows[rows.value.notna()].groupby("area_code").tail(1).sort_values("value", ascending=False)
    ends = dict(zip(last.index, ("above", "below"), strict=False))
    records = [
        {
            "name": row.area_name,
            "when": period_label(row.period),
            "value": _or_none(row.value),
            "lower": _or_none(row.lower),
            "upper": _or_none(row.upper),
            "shown": shown(row, measure),
            "interval": interval(row.lower, row.upper, measure.decimals),
            "partial": row.state == State.PARTIAL,
            "end": ends.get(row.Index),
            "who": "chosen" if row.area_code == chosen else "scotland",
        }
        for row in rows.itertuples()
    ]
    order = [period_label(period) for period in rows.period.unique()]
    x = alt.X(
        "when:O",
        sort=order,
        title=None,
        axis=alt.Axis(labelAngle=0, labelExpr=_NARROW, labelOverlap="greedy"),
        scale=alt.Scale(paddingOuter=0.5),
    )
    y = alt.Y("value:Q", title=measure.unit, axis=alt.Axis(tickCount=5), scale=_scale(measure))
    layers = []
    for who, colour, dash, offset in (("scotland", TEXT, [4, 3], -_BESIDE), ("chosen", CHOSEN, [1, 0], _BESIDE)):
        if who not in {record["who"] for record in records}:
            continue
        of_one = f"datum.who === '{who}'"
        offset = offset if chosen else 0
        layers += [
            alt.Chart()
            .mark_line(color=colour, strokeWidth=2, strokeDash=dash, xOffset=offset)
            .encode(x=x, y=y)
            .transform_filter(of_one),
            alt.Chart()
            .mark_rule(color=colour, strokeWidth=1.5, opacity=0.6, xOffset=offset)
            .encode(x=x, y=alt.Y("lower:Q"), y2="upper:Q")
            .transform_filter(f"{of_one} && {_HAS_VALUE}"),
            alt.Chart()
            .mark_point(size=55, stroke=colour, strokeWidth=1.5, opacity=1, xOffset=offset)
            .encode(
                x=x,
                y=y,
                fill=alt.condition("datum.partial", alt.value("#ffffff"), alt.value(colour)),
                tooltip=[
                    alt.Tooltip("name:N", title="Area"),
                    alt.Tooltip("when:N", title="Year"),
                    alt.Tooltip("shown:N", title="Value"),
                    alt.Tooltip("interval:N", title="95% interval"),
                ],
            )
            .transform_filter(f"{of_one} && {_HAS_VALUE}"),
        ]
        layers += [
            alt.Chart()
            .mark_text(align="right", dy=dy, dx=-10, fontWeight=600, color=colour)
            .encode(x=x, y=alt.Y(f"{bound}:Q"), text="name:N")
            .transform_filter(f"{of_one} && datum.end === '{place}'")
            for place, bound, dy in (("above", "upper", -8), ("below", "lower", 12))
        ]
    return finished(layers, records, _HEIGHT, f"{measure.title} by year, {measure.unit}")


def _scale(measure: Measure) -> alt.Scale:
    """From zero, but for scores of link workers, whose scale begins at 7."""
    return alt.Scale(zero=measure.id != "swemwbs", nice=True)


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
