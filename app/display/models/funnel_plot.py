"""The funnel plot: HSCPs by how much their figure is of, between the limits of a funnel."""

from typing import Any

import altair as alt

from app.display.charts import finished
from app.display.models.funnels import Funnelled
from app.display.models.looks import LOOKS
from app.display.models.tables import base_label
from app.display.numbers import number, with_unit
from app.display.theme import CHOSEN, QUIET, TEXT
from app.display.words import LIMITS, MODELS
from app.measures.catalogue import Measure
from app.measures.funnel import Mark

_HEIGHT = 380
_STEPS = [step * 10**power for power in range(8) for step in (1, 2, 5)]
"""The numbers that stand along the axis, where they lie within it: 1, 2, 5, 10, 20, …"""


def plotted(funnelled: Funnelled, measure: Measure, chosen: str | None) -> list[dict[str, Any]]:
    """The records of the plot: the lines of the funnel, and each HSCP in the shape and colour of its model.

    The chosen HSCP is orange.
    """
    points = [
        {
            "kind": "hscp",
            "name": row.area_name,
            "model": MODELS[row.model],
            "base": row.denominator,
            "value": row.value,
            "shown": with_unit(row.value, measure),
            "of": f"{number(row.numerator)} of {number(row.denominator)}",
            "limits": LIMITS[Mark(row.mark)],
            "shape": LOOKS[row.model].shape,
            "colour": CHOSEN if row.area_code == chosen else LOOKS[row.model].colour,
            "chosen": int(row.area_code == chosen),
        }
        for row in funnelled.rows.itertuples()
    ]
    lines = [
        {"kind": name, "base": row.denominator, "value": getattr(row, name)}
        for name in ("lower_998", "lower_95", "upper_95", "upper_998")
        for row in funnelled.lines.itertuples()
    ]
    lines += [
        {"kind": "target", "base": base, "value": funnelled.funnel.target}
        for base in (funnelled.lines.denominator.iloc[0], funnelled.lines.denominator.iloc[-1])
    ]
    return [*lines, *points]


def funnel_plot(funnelled: Funnelled, measure: Measure, chosen: str | None) -> alt.LayerChart:
    """The plot with its records."""
    named = bool((funnelled.rows.area_code == chosen).any())
    return form(measure, named=named, records=plotted(funnelled, measure, chosen))


def form(measure: Measure, *, named: bool, records: list[dict[str, Any]]) -> alt.LayerChart:
    """The plot; `named`: whether a chosen HSCP is among the records that it is for, which is then large and named."""
    x = alt.X(
        "base:Q",
        title=f"{base_label(measure)} (logarithmic scale)",
        scale=alt.Scale(type="log", nice=False),
        axis=alt.Axis(values=_STEPS, format=",~f", labelOverlap="greedy", grid=False),
    )
    y = alt.Y("value:Q", title=measure.unit, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=6))
    chosen_size = alt.condition("datum.chosen === 1", alt.value(190), alt.value(100))
    layers = [
        alt.Chart()
        .mark_line(color=QUIET, strokeWidth=1.2)
        .encode(
            x=x,
            y=y,
            detail="kind:N",
            strokeDash=alt.condition(
                "datum.kind === 'lower_95' || datum.kind === 'upper_95'", alt.value([3, 3]), alt.value([1, 0])
            ),
        )
        .transform_filter("datum.kind !== 'hscp' && datum.kind !== 'target'"),
        alt.Chart()
        .mark_line(color=TEXT, strokeWidth=1.5, strokeDash=[8, 3])
        .encode(x=x, y=y)
        .transform_filter("datum.kind === 'target'"),
        alt.Chart()
        .mark_point(filled=True, opacity=0.9, stroke="#ffffff", strokeWidth=0.6)
        .encode(
            x=x,
            y=y,
            fill=alt.Fill("colour:N", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            size=chosen_size,
            order=alt.Order("chosen:Q"),
            tooltip=[
                alt.Tooltip("name:N", title="HSCP"),
                alt.Tooltip("model:N", title="Main model"),
                alt.Tooltip("shown:N", title="Value"),
                alt.Tooltip("of:N", title="Count"),
                alt.Tooltip("limits:N", title="In the funnel"),
            ],
        )
        .transform_filter("datum.kind === 'hscp'"),
    ]
    if named:  # a layer without marks would be a picture without a name
        name = alt.Chart().mark_text(dy=-14, fontWeight=600, color=TEXT).encode(x=x, y=y, text="name:N")
        layers.append(name.transform_filter("datum.chosen === 1"))
    return finished(layers, records, _HEIGHT, f"Funnel plot: {measure.title} of each HSCP")
