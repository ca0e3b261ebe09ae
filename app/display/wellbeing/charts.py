"""The charts of the page on wellbeing: areas beside Scotland, and the course of the years, each with intervals."""

import json

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
_BESIDE = 0.07
"""Of the way from one year to the next: how far an area and Scotland stand from it, so that both can be seen."""


def beside_scotland(rows: pd.DataFrame, measure: Measure, chosen: str | None) -> alt.LayerChart:
    """Areas in the order given, with intervals, each marked by how it compares with Scotland; the chosen one is orange.

    `rows`: as `app.analysis.wellbeing.one_measure` gives them, of one year, with that of Scotland, whose value is a
    dashed line through all of them; where it has none, nothing is compared. Areas without a value say why.
    """
    scotland = rows.value[rows.area_level == "scotland"].item()
    records = [_beside(row, scotland, measure, chosen) for row in rows.itertuples()]
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
        .encode(x=alt.X("lower:Q", title=x_title), x2=alt.X2("upper"), y=y, color=colour)
        .transform_filter(_HAS_VALUE),
        alt.Chart()
        .mark_point(size=70, opacity=1, strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
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
        .encode(x=alt.value(0), y=y, text=alt.Text("shown:N"))
        .transform_filter(f"!{_HAS_VALUE}"),
    ]
    if pd.notna(scotland):
        layers.append(alt.Chart().mark_rule(color=TEXT, strokeDash=[4, 3]).encode(x=alt.datum(scotland)))
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
    if row.area_level == "scotland":
        label, shape, colour = Label.NOT_SAID, "circle", TEXT
    elif row.area_code == chosen:
        colour = CHOSEN
    return {
        "name": row.area_name,
        "value": _or_none(row.value),
        "lower": _or_none(row.lower),
        "upper": _or_none(row.upper),
        "shown": STATES[State(row.state)] if pd.isna(row.value) else shown(row, measure),
        "interval": interval(row.lower, row.upper, measure.decimals),
        "label": "" if label is Label.NOT_SAID else WORDS[label][1],
        "shape": shape,
        "colour": colour,
        "fill": "#ffffff" if row.state == State.PARTIAL else colour,
    }


def years_explained(rows: pd.DataFrame) -> str:
    """What the lines and marks of `by_year` stand for, of those that occur."""
    told = "Lines up and down: 95% intervals."
    return f"{told} Hollow: a part is missing." if (rows.state == State.PARTIAL).any() else told


def by_year(rows: pd.DataFrame, measure: Measure, chosen: str | None) -> alt.LayerChart:
    """The chosen area (orange) and Scotland (dashed) over the years, with intervals, their names at the last value.

    `rows`: as `app.analysis.wellbeing.one_measure` gives them, of Scotland and perhaps one more area. A year without a
    value is a gap; a partial one is a hollow dot. The two stand a little to either side of a year.
    """
    rows = rows.sort_values("period")
    last = rows[rows.value.notna()].groupby("area_code").tail(1).sort_values("value", ascending=False)
    ends = dict(zip(last.index, ("above", "below"), strict=False))
    years = {period: place for place, period in enumerate(rows.period.unique())}
    records = [
        {
            "name": row.area_name,
            "when": period_label(row.period),
            "x": years[row.period] + (_BESIDE if row.area_code == chosen else -_BESIDE if chosen else 0),
            "value": _or_none(row.value),
            "lower": _or_none(row.lower),
            "upper": _or_none(row.upper),
            "shown": shown(row, measure),
            "interval": interval(row.lower, row.upper, measure.decimals),
            "colour": CHOSEN if row.area_code == chosen else TEXT,
            "fill": "#ffffff" if row.state == State.PARTIAL else CHOSEN if row.area_code == chosen else TEXT,
            "scotland": row.area_level == "scotland",
            "end": ends.get(row.Index),
        }
        for row in rows.itertuples()
    ]
    labels = json.dumps([period_label(period).replace(" to", "|to").rsplit(" ", 1) for period in years])
    x = alt.X(
        "x:Q",
        title=None,
        axis=alt.Axis(
            values=list(years.values()),
            labelExpr=f"split(join({labels}[datum.value], '|'), '|')",
            labelOverlap="greedy",
            grid=False,
        ),
        scale=alt.Scale(domain=[-0.5, len(years) - 0.5], nice=False, zero=False),
    )
    y = alt.Y("value:Q", title=measure.unit, axis=alt.Axis(tickCount=5), scale=_scale(measure))
    colour, stroke = alt.Color("colour:N", scale=None), alt.Stroke("colour:N", scale=None)
    dash = alt.condition("datum.scotland", alt.value([4, 3]), alt.value([1, 0]))
    layers = [
        alt.Chart()
        .mark_line(strokeWidth=2)
        .encode(x=x, y=y, color=colour, detail=alt.Detail("name:N"), strokeDash=dash),
        alt.Chart()
        .mark_rule(strokeWidth=1.5, opacity=0.6)
        .encode(x=x, y=alt.Y("lower:Q"), y2=alt.Y2("upper"), color=colour)
        .transform_filter(_HAS_VALUE),
        alt.Chart()
        .mark_point(size=55, strokeWidth=1.5, opacity=1)
        .encode(
            x=x,
            y=y,
            stroke=stroke,
            fill=alt.Fill("fill:N", scale=None),
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("when:N", title="Year"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("interval:N", title="95% interval"),
            ],
        )
        .transform_filter(_HAS_VALUE),
    ]
    layers += [
        alt.Chart()
        .mark_text(align="right", dy=dy, dx=-10, fontWeight=600)
        .encode(x=x, y=alt.Y(f"{bound}:Q"), text=alt.Text("name:N"), color=colour)
        .transform_filter(f"datum.end === '{place}'")
        for place, bound, dy in (("above", "upper", -8), ("below", "lower", 12))
        if place in ends.values()
    ]
    return finished(layers, records, _HEIGHT, f"{measure.title} by year, {measure.unit}")


def _scale(measure: Measure) -> alt.Scale:
    """From zero, but for scores of link workers, whose scale begins at 7."""
    return alt.Scale(zero=measure.id != "swemwbs", nice=True)


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
