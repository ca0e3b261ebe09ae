"""The charts of the page on wellbeing: areas beside Scotland, and the course of the years, each with intervals.

A chart is made of records. Without them it is a form that few things decide, so that a view of another area costs
little: `app.display.drawing.draw_form`.
"""

import json
from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd

from app.analysis.models import Label
from app.analysis.wellbeing import against
from app.contract.states import State
from app.display.charts import finished
from app.display.drawing import draw_form, remembered
from app.display.models.looks import LABELS
from app.display.numbers import interval, period_label, shown
from app.display.page import note
from app.display.theme import CHOSEN, QUIET, TEXT
from app.display.words import LABELS as WORDS
from app.display.words import STATES
from app.measures.catalogue import Measure

Records = list[dict[str, Any]]

_ROW, _AXIS, _HEIGHT = 18, 84, 260
_NO_DATA = alt.Data(values=[])
_COLOUR = alt.Color("colour:N", scale=None)
_BESIDE = 0.07
"""Of the way from one year to the next: how far an area and Scotland stand from it, so that both can be seen."""


def areas_drawn(rows: pd.DataFrame, measure: Measure, chosen: str | None) -> Records:
    """The records of areas in the order given, each marked by how it compares with Scotland; the chosen one is orange.

    `rows`: as `app.analysis.wellbeing.one_measure` gives them, of one year; where there is none of Scotland, or
    without a value, nothing is compared. Areas without a value say why. The last record is the line of Scotland, if it
    has one.
    """
    scotland = rows.value[rows.area_level == "scotland"].sum(min_count=1)
    records = [_area(row, scotland, measure, chosen) for row in rows.itertuples()]
    return [*records, {"kind": "scotland", "value": scotland}] if pd.notna(scotland) else records


def _area(row: tuple, scotland: float, measure: Measure, chosen: str | None) -> dict[str, Any]:
    if pd.isna(row.value):
        return {"kind": "none", "name": row.area_name, "shown": STATES[State(row.state)]}
    label = against(row.value, row.lower, row.upper, scotland)
    shape, colour = LABELS[label]
    if row.area_level == "scotland":
        label, shape, colour = Label.NOT_SAID, "circle", TEXT
    elif row.area_code == chosen:
        colour = CHOSEN
    return {
        "kind": "value",
        "name": row.area_name,
        "value": row.value,
        "lower": _or_none(row.lower),
        "upper": _or_none(row.upper),
        "shown": shown(row, measure),
        "interval": interval(row.lower, row.upper, measure.decimals),
        "label": "" if label is Label.NOT_SAID else WORDS[label][1],
        "shape": shape,
        "colour": colour,
        "fill": "#ffffff" if row.state == State.PARTIAL else colour,
    }


def beside_scotland(records: Records, measure: Measure) -> alt.LayerChart:
    """Areas, one a row, with intervals, Scotland's value a dashed line through all. `records`: of `areas_drawn`."""
    x_title = [measure.unit, "with 95% interval"]
    x = alt.X("value:Q", title=x_title, axis=alt.Axis(tickCount=5, orient="top"), scale=_scale(measure))
    y = alt.Y("name:N", sort=_names(records), title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    layers = {
        "value": [
            alt.Chart()
            .mark_rule(strokeWidth=1.5, opacity=0.6)
            .encode(x=alt.X("lower:Q", title=x_title), x2=alt.X2("upper"), y=y, color=_COLOUR),
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
            ),
        ],
        "none": [
            alt.Chart()
            .mark_text(align="left", color=QUIET, fontStyle="italic", dx=4)
            .encode(x=alt.value(0), y=y, text=alt.Text("shown:N"))
        ],
        "scotland": [alt.Chart().mark_rule(color=TEXT, strokeDash=[4, 3]).encode(x=x)],
    }
    title = f"{measure.title} by area, {measure.unit}"
    return finished(_that_occur(layers, records), records, _ROW * len(_names(records)) + _AXIS, title)


def draw_areas(key: tuple[str, ...], make: Callable[[], Records], measure: Measure) -> None:
    """Draw `beside_scotland`, of the records that `key` decides."""
    records = remembered(key, make)
    form = ("wellbeing, areas", measure.id, measure.decimals, *_names(records), *_kinds(records))
    draw_form(form, lambda: beside_scotland(records, measure).properties(data=_NO_DATA), records)


def _names(records: Records) -> list[str]:
    return [each["name"] for each in records if "name" in each]


def _kinds(records: Records) -> list[str]:
    return list(dict.fromkeys(each["kind"] for each in records))


def _that_occur(layers: dict[str, list[alt.Chart]], records: Records) -> list[alt.Chart]:
    """The layers of the kinds of records there are: one without marks would be a picture without a name."""
    kinds = _kinds(records)
    return [
        layer.transform_filter(f"datum.kind === '{kind}'")
        for kind, of_kind in layers.items()
        if kind in kinds
        for layer in of_kind
    ]


def marks_explained(chosen: str, *, compared: bool = True) -> str:
    """What the marks of `beside_scotland` stand for.

    `chosen`: the name of the orange area, or empty; `compared`: whether areas are held against Scotland.
    """
    told = (
        "Dashed: Scotland. ▲ higher, ▼ lower: the area's interval leaves out Scotland's value. ● no clear difference. "
        "■ no interval."
        if compared
        else "■ with a line: the figure with its 95% interval."
    )
    return " ".join([told, "Hollow: a part is missing.", *([f"Orange: {chosen}."] if chosen else [])])


def years_drawn(rows: pd.DataFrame, measure: Measure, chosen: str | None) -> Records:
    """The records of an area (orange) and Scotland over the years, each a little to its side of a year.

    `rows`: as `app.analysis.wellbeing.one_measure` gives them, of Scotland and perhaps of the chosen area. A year
    without a value is a record of the kind `gap`. Two more say where the names stand, at the last values.
    """
    rows = rows.sort_values("period")
    places = {period: place for place, period in enumerate(rows.period.unique())}
    records = [_year(row, places[row.period], measure, chosen) for row in rows.itertuples()]
    last = {each["name"]: each for each in records if each["kind"] == "value"}
    ordered = sorted(last.values(), key=lambda each: -each["value"])
    names = [
        {"kind": kind, "name": each["name"], "x": each["x"], "value": each[bound] or each["value"]}
        | {"colour": each["colour"]}
        for (kind, bound), each in zip((("above", "upper"), ("below", "lower")), ordered, strict=False)
    ]
    return [*records, *names]


def _year(row: tuple, place: int, measure: Measure, chosen: str | None) -> dict[str, Any]:
    orange = row.area_code == chosen
    return {
        "kind": "gap" if pd.isna(row.value) else "value",
        "name": row.area_name,
        "when": period_label(row.period),
        "x": place + (_BESIDE if orange else -_BESIDE if chosen else 0),
        "value": _or_none(row.value),
        "lower": _or_none(row.lower),
        "upper": _or_none(row.upper),
        "shown": shown(row, measure),
        "interval": interval(row.lower, row.upper, measure.decimals),
        "colour": CHOSEN if orange else TEXT,
        "fill": "#ffffff" if row.state == State.PARTIAL else CHOSEN if orange else TEXT,
        "scotland": row.area_level == "scotland",
    }


def by_year(records: Records, measure: Measure) -> alt.LayerChart:
    """The course of the years, Scotland dashed, with intervals and names at the ends. `records`: of `years_drawn`."""
    x = _axis_of_years(_years(records))
    y = alt.Y("value:Q", title=measure.unit, axis=alt.Axis(tickCount=5), scale=_scale(measure))
    layers = {
        "value": _values_of_years(x, y),
        "above": [_names_at_the_end(x, y, dy=-8)],
        "below": [_names_at_the_end(x, y, dy=12)],
    }
    title = f"{measure.title} by year, {measure.unit}"
    return finished([_lines(x, y), *_that_occur(layers, records)], records, _HEIGHT, title)


def _axis_of_years(years: list[str]) -> alt.X:
    labels = [year.replace(" to", "|to").rsplit(" ", 1) for year in years]
    return alt.X(
        "x:Q",
        title=None,
        axis=alt.Axis(
            values=list(range(len(labels))),
            labelExpr=f"split(join({json.dumps(labels)}[datum.value], '|'), '|')",
            labelOverlap="greedy",
            grid=False,
        ),
        scale=alt.Scale(domain=[-0.5, len(labels) - 0.5], nice=False, zero=False),
    )


def _lines(x: alt.X, y: alt.Y) -> alt.Chart:
    dash = alt.condition("datum.scotland", alt.value([4, 3]), alt.value([1, 0]))
    return (
        alt.Chart()
        .mark_line(strokeWidth=2)
        .encode(x=x, y=y, color=_COLOUR, detail=alt.Detail("name:N"), strokeDash=dash)
        .transform_filter("datum.kind === 'value' || datum.kind === 'gap'")
    )


def _values_of_years(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Intervals with the values on them."""
    return [
        alt.Chart()
        .mark_rule(strokeWidth=1.5, opacity=0.6)
        .encode(x=x, y=alt.Y("lower:Q"), y2=alt.Y2("upper"), color=_COLOUR),
        alt.Chart()
        .mark_point(size=55, strokeWidth=1.5, opacity=1)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.Fill("fill:N", scale=None),
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("when:N", title="Year"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("interval:N", title="95% interval"),
            ],
        ),
    ]


def _names_at_the_end(x: alt.X, y: alt.Y, dy: int) -> alt.Chart:
    return (
        alt.Chart()
        .mark_text(align="right", dy=dy, dx=-10, fontWeight=600)
        .encode(x=x, y=y, text=alt.Text("name:N"), color=_COLOUR)
    )


def draw_years(key: tuple[str, ...], make: Callable[[], Records], measure: Measure) -> None:
    """Draw `by_year`, of the records that `key` decides; say so where none has a value."""
    records = remembered(key, make)
    if "value" not in _kinds(records):
        note("There is no figure in any year.")
        return
    form = ("wellbeing, years", measure.id, measure.decimals, *_years(records), *_kinds(records))
    draw_form(form, lambda: by_year(records, measure).properties(data=_NO_DATA), records)


def _years(records: Records) -> list[str]:
    return list(dict.fromkeys(each["when"] for each in records if "when" in each))


def years_explained(rows: pd.DataFrame) -> str:
    """What the lines and marks of `by_year` stand for, of those that occur. `rows`: as `years_drawn` takes them."""
    told = "Lines up and down: 95% intervals."
    return f"{told} Hollow: a part is missing." if (rows.state == State.PARTIAL).any() else told


def _scale(measure: Measure) -> alt.Scale:
    """From zero, but for scores of link workers, whose scale begins at 7."""
    return alt.Scale(zero=measure.id != "swemwbs", nice=True)


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
