"""The chart of one measure by model: every HSCP a dot, the means with their intervals below."""

import json
from collections.abc import Collection, Sequence
from typing import Any

import altair as alt
import pandas as pd

from app.analysis.models import Label, Why
from app.contract.states import State
from app.display.charts import finished
from app.display.models.looks import LABELS
from app.display.numbers import interval, shown, with_unit
from app.display.theme import CHOSEN, PRIMARY, RULES, TEXT
from app.display.words import LABELS as WORDS
from app.display.words import MODELS, count
from app.measures.catalogue import Measure

_ROW, _AXIS = 84, 50
_FILL = alt.Fill("colour:N", scale=None)
_DOTS_AT, _MEAN_AT = 0.02, 0.24  # within a row, from its middle, downwards
_LEVEL, _LEVELS_UP_TO = 0.1, 0.4
_ACROSS = 55  # dots beside each other on the width of the chart


def drawn(figures: pd.DataFrame, summary: pd.DataFrame, measure: Measure, chosen: str | None) -> list[dict[str, Any]]:
    """The records of the chart: each HSCP a dot in the row of its model, and the means that there are.

    `figures`: released rows of HSCPs with their `model`; `summary`: as `app.analysis.models.by_model` gives it, whose
    order the rows have. The chosen HSCP is orange; partial figures, which are in no mean, are hollow.
    """
    between = [{"kind": "edge", "y": row + 0.5} for row in range(len(summary) - 1)]
    return [*between, *_dots(figures, list(summary.model), measure, chosen), *_means(summary, measure)]


def row_names(summary: pd.DataFrame) -> list[list[str]]:
    """What stands before each row, line by line: the model, how many HSCPs have a full figure, the label."""
    return [_row_name(row) for row in summary.itertuples()]


def kinds_of(records: list[dict[str, Any]]) -> list[str]:
    """The kinds of marks that `records` have."""
    return sorted({record["kind"] for record in records})


def values_by_model(
    figures: pd.DataFrame, summary: pd.DataFrame, measure: Measure, chosen: str | None
) -> alt.LayerChart:
    """The chart with its records. Its inputs are those of `drawn`; one HSCP with a model needs a value at least."""
    records = drawn(figures, summary, measure, chosen)
    return form(measure, row_names(summary), kinds_of(records), records)


def form(
    measure: Measure, names: list[list[str]], kinds: Collection[str], records: list[dict[str, Any]]
) -> alt.LayerChart:
    """The chart, with dots above the means and their intervals; the shape of a mean tells its label.

    `names`: as `row_names` gives them; `kinds`: those of the records that it is for.
    """
    x = alt.X(
        "value:Q", title=measure.unit, axis=alt.Axis(tickCount=5, orient="top"), scale=alt.Scale(zero=True, nice=True)
    )
    y = _axis_of_models(names)
    layers = {
        "edge": [alt.Chart().mark_rule(color=RULES).encode(y=y)],
        "hscp": [_hscps(x, y)],
        "mean": _means_with_intervals(x, y),
    }
    drawn_layers = [  # a layer without marks would be a picture without a name
        layer.transform_filter(f"datum.kind === '{kind}'")
        for kind, of_kind in layers.items()
        for layer in of_kind
        if kind in kinds
    ]
    title = f"{measure.title} of each HSCP by delivery model, with means, {measure.unit}"
    return finished(drawn_layers, records, _ROW * len(names) + _AXIS, title)


def _axis_of_models(names: list[list[str]]) -> alt.Y:
    return alt.Y(
        "y:Q",
        title=None,
        scale=alt.Scale(domain=[-0.55, len(names) - 0.45], reverse=True, nice=False, zero=False),
        axis=alt.Axis(
            values=list(range(len(names))),
            labelExpr=f"{json.dumps(names)}[datum.value]",
            labelBaseline="middle",
            grid=False,
            ticks=False,
            domain=False,
            labelPadding=8,
            labelLineHeight=16,
        ),
    )


def _hscps(x: alt.X, y: alt.Y) -> alt.Chart:
    return (
        alt.Chart()
        .mark_point(strokeWidth=1.5, opacity=0.85)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.condition("datum.partial", alt.value("#ffffff"), _FILL),
            size=alt.condition("datum.chosen === 1", alt.value(120), alt.value(55)),
            order=alt.Order("chosen:Q"),
            tooltip=[
                alt.Tooltip("name:N", title="HSCP"),
                alt.Tooltip("model:N", title="Main model"),
                alt.Tooltip("shown:N", title="Value"),
            ],
        )
    )


def _means_with_intervals(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    return [
        alt.Chart()
        .mark_rule(strokeWidth=3)
        .encode(x=alt.X("lower:Q"), x2="upper:Q", y=y, color=alt.Color("colour:N", scale=None)),
        alt.Chart()
        .mark_point(filled=True, size=120, opacity=1, stroke=TEXT, strokeWidth=0.8)
        .encode(
            x=x,
            y=y,
            fill=_FILL,
            shape=alt.Shape("shape:N", scale=None),
            tooltip=[
                alt.Tooltip("model:N", title="Mean of"),
                alt.Tooltip("shown:N", title="Mean"),
                alt.Tooltip("interval:N", title="95% interval"),
                alt.Tooltip("label:N", title="Beside all others"),
            ],
        ),
    ]


def _row_name(row: tuple) -> list[str]:
    lines = [MODELS[row.model], count(row.with_value, "HSCP with a full figure", "HSCPs with a full figure")]
    if row.comparison == Why.GIVEN:
        return [*lines, " ".join(WORDS[Label(row.label)])]
    return [*lines, "too few for a label" if row.summary == Why.GIVEN else "too few for a mean"]


def _dots(figures: pd.DataFrame, models: list[str], measure: Measure, chosen: str | None) -> list[dict]:
    valued = figures[figures.value.notna() & figures.model.notna()].sort_values(["value", "area_name"])
    apart = (valued.value.max() - min(valued.value.min(), 0)) / _ACROSS
    dots = list(valued.itertuples())
    records = []
    for position, model in enumerate(models):
        rows = [row for row in dots if row.model == model]
        levels = stacked([row.value for row in rows], apart)
        step = min(_LEVEL, _LEVELS_UP_TO / max(max(levels, default=0), 1))
        records += [
            {
                "kind": "hscp",
                "name": row.area_name,
                "model": MODELS[model],
                "value": row.value,
                "shown": shown(row, measure),
                "y": position + _DOTS_AT - step * level,
                "colour": CHOSEN if row.area_code == chosen else PRIMARY,
                "chosen": int(row.area_code == chosen),
                "partial": row.state == State.PARTIAL,
            }
            for row, level in zip(rows, levels, strict=True)
        ]
    return records


def stacked(values: Sequence[float], apart: float) -> list[int]:
    """On which level each dot stands, 0 the lowest, so that those of one level are at least `apart` from each other.

    `values` in rising order; each takes the lowest level that is free.
    """
    taken: list[float] = []
    levels = []
    for value in values:
        level = next((number for number, last in enumerate(taken) if value - last >= apart), len(taken))
        taken[level : level + 1] = [value]
        levels.append(level)
    return levels


def _means(summary: pd.DataFrame, measure: Measure) -> list[dict]:
    records = []
    for position, row in enumerate(summary.itertuples()):
        if row.summary != Why.GIVEN:
            continue
        shape, colour = LABELS[Label(row.label)]
        records.append(
            {
                "kind": "mean",
                "model": MODELS[row.model],
                "value": row.mean,
                "lower": row.lower if measure.estimator == "mean" else max(row.lower, 0),  # no count falls below none
                "upper": row.upper,
                "shown": with_unit(row.mean, measure),
                "interval": interval(row.lower, row.upper, measure.decimals),
                "label": " ".join(WORDS[Label(row.label)]),
                "y": position + _MEAN_AT,
                "shape": shape,
                "colour": colour,
            }
        )
    return records
