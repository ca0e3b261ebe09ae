"""Charts of released figures: ranked dots, a trend, a sparkline.

Each chart has one list of records and its layers filter it: building a chart is most of what a new view costs.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from app.display.numbers import interval, period_label, shown
from app.display.theme import CHOSEN, PRIMARY, QUIET, TEXT, styled
from app.measures.catalogue import Measure

_ROW, _AXIS, _BAR = 18, 60, 26
TWO_LINES = (  # "Apr to Jun 2025" and "Apr 2024 to Mar 2025", each before its last part
    "datum.label.length > 16 ? [slice(datum.label, 0, 11), slice(datum.label, 12)]"
    " : [slice(datum.label, 0, 10), slice(datum.label, 11)]"
)
_HAS_VALUE = "isValid(datum.value)"
_HOLLOW_IF_PARTIAL = alt.condition("datum.partial", alt.value("#ffffff"), alt.Fill("colour:N", scale=None))


def ranked(figures: pd.DataFrame, scotland: pd.Series, measure: Measure, chosen: str | None) -> alt.LayerChart:
    """HSCPs and Scotland by value, with intervals where the measure has them; the chosen one is orange.

    `figures`: released rows of one quarter, one per HSCP; those without a value stand below, saying why. `scotland`:
    the row of Scotland, whose value is a dashed line through all rows; left out of counts, of which it is the sum.
    """
    return ranking(order(figures, scotland, measure, chosen), measure)


def order(figures: pd.DataFrame, scotland: pd.Series, measure: Measure, chosen: str | None) -> list[dict[str, Any]]:
    """The records of a `ranking`, from the highest value to the lowest; arguments as `ranked` takes them."""
    rows = figures if measure.additive else pd.concat([figures, scotland.to_frame().T.astype(figures.dtypes)])
    rows = rows.sort_values(["value", "area_name"], ascending=[False, True], na_position="last")
    return [
        {
            "name": row.area_name,
            "value": _or_none(row.value),
            "lower": _or_none(row.lower),
            "upper": _or_none(row.upper),
            "shown": shown(row, measure),
            "interval": interval(row.lower, row.upper, measure.decimals),
            "colour": CHOSEN if row.area_code == chosen else TEXT if row.area_level == "scotland" else PRIMARY,
            "partial": row.state == "partial",
            "scotland": row.area_level == "scotland",
            "place": place,
        }
        for place, row in enumerate(rows.itertuples())
    ]


def ranking(records: list[dict[str, Any]], measure: Measure) -> alt.LayerChart:
    """HSCPs by value, see `ranked`. Of the `records`, only their number and `has_intervals` decide the form."""
    intervals = has_intervals(records)
    x_title = measure.unit + (", with 95% interval" if intervals else "")
    x = alt.X(
        "value:Q",
        title=x_title,
        axis=alt.Axis(tickCount=5, orient="top"),
        scale=alt.Scale(zero=True, nice=True),
    )
    y = alt.Y(
        "name:N",
        sort=alt.EncodingSortField("place", op="min"),
        title=None,
        axis=alt.Axis(ticks=False, domain=False, labelPadding=6),
    )
    colour = alt.Color("colour:N", scale=None)
    layers = [
        alt.Chart()
        .mark_point(size=70, opacity=1, strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=_HOLLOW_IF_PARTIAL,
            tooltip=[
                alt.Tooltip("name:N", title="HSCP"),
                alt.Tooltip("shown:N", title="Value"),
                *([alt.Tooltip("interval:N", title="95% interval")] if intervals else []),
            ],
        )
        .transform_filter(_HAS_VALUE),
        alt.Chart()
        .mark_text(align="left", color=QUIET, fontStyle="italic", dx=4)
        .encode(x=alt.datum(0, type="quantitative"), y=y, text="shown:N")
        .transform_filter(f"!{_HAS_VALUE}"),
    ]
    if not measure.additive:
        line = alt.Chart().mark_rule(color=TEXT, strokeDash=[4, 3]).encode(x=x)
        layers.append(line.transform_filter(f"datum.scotland && {_HAS_VALUE}"))
    if intervals:
        lower = alt.X("lower:Q", title=x_title)
        bars = alt.Chart().mark_rule(strokeWidth=1.5, opacity=0.55).encode(x=lower, x2="upper:Q", y=y, color=colour)
        layers.insert(0, bars.transform_filter(_HAS_VALUE))
    return finished(layers, records, _ROW * len(records) + _AXIS, title_of_ranking(measure))


def title_of_ranking(measure: Measure) -> str:
    """What a ranking shows."""
    return f"{measure.title} by HSCP, {measure.unit}"


def has_intervals(records: list[dict[str, Any]]) -> bool:
    """Whether any of the records of a `ranking` has an interval."""
    return any(record["lower"] is not None for record in records)


def course(figures: pd.DataFrame, measure: Measure, chosen: str | None) -> list[dict[str, Any]]:
    """The records of a `trend`. `figures`: released rows of every quarter, of Scotland and the chosen area."""
    rows = figures.sort_values("period")
    last = rows[rows.value.notna()].groupby("area_code").tail(1).sort_values("value", ascending=False)
    ends = dict(zip(last.index, ("above", "below"), strict=False))
    return [
        {
            "name": row.area_name,
            "when": period_label(row.period),
            "value": _or_none(row.value),
            "shown": shown(row, measure),
            "colour": CHOSEN if row.area_code == chosen else TEXT,
            "partial": row.state == "partial",
            "scotland": row.area_level == "scotland",
            "end": ends.get(row.Index),
        }
        for row in rows.itertuples()
    ]


def quarters_axis(quarters: list[str]) -> alt.X:
    """Quarters from left to right, about six of them named, each on two lines."""
    return alt.X(
        "when:O",
        sort=quarters,
        title=None,
        axis=alt.Axis(
            labelOverlap="greedy",
            labelSeparation=8,
            labelAngle=0,
            values=quarters[:: -max(1, -(-len(quarters) // 6))],
            labelExpr=TWO_LINES,
        ),
        scale=alt.Scale(paddingOuter=0.3),
    )


def trend(records: list[dict[str, Any]], measure: Measure) -> alt.LayerChart:
    """One measure over the quarters: Scotland dashed, the chosen area in orange, names at the ends of the lines.

    `records`: as `course` gives them; of these, only their quarters decide the form. A quarter without a value is a
    gap; a partial one is a hollow dot.
    """
    x = quarters_axis(quarters_of(records))
    y = alt.Y("value:Q", title=measure.unit, axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    colour = alt.Color("colour:N", scale=None)
    dashed = alt.condition("datum.scotland", alt.value([4, 3]), alt.value([1, 0]))
    layers = [
        alt.Chart().mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, detail="name:N", strokeDash=dashed),
        alt.Chart()
        .mark_point(size=40, strokeWidth=1.5, opacity=1)
        .encode(
            x=x,
            y=y,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=_HOLLOW_IF_PARTIAL,
            tooltip=[
                alt.Tooltip("name:N", title="Area"),
                alt.Tooltip("when:N", title="Quarter"),
                alt.Tooltip("shown:N", title="Value"),
            ],
        )
        .transform_filter(_HAS_VALUE),
    ]
    layers += [
        alt.Chart()
        .mark_text(align="right", dy=dy, fontWeight=600)
        .encode(x=x, y=y, text="name:N", color=colour)
        .transform_filter(f"datum.end === '{place}'")
        for place, dy in (("above", -14), ("below", 18))
    ]
    return finished(layers, records, 260, title_of_trend(measure))


def title_of_trend(measure: Measure) -> str:
    """What a trend shows."""
    return f"{measure.title} by quarter, {measure.unit}"


def quarters_of(records: list[dict[str, Any]]) -> list[str]:
    """The quarters of a `course`, in words, earliest first."""
    return list(dict.fromkeys(record["when"] for record in records))


def sparkline(figures: pd.DataFrame, title: str) -> alt.LayerChart:
    """The course of one figure, without axes. `figures`: released rows of one area."""
    records = [{"when": row.period, "value": _or_none(row.value)} for row in figures.itertuples()]
    known = [record for record in records if record["value"] is not None]
    if known:
        known[-1]["last"] = True
    x, y = alt.X("when:O", axis=None), alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True))
    layers = [
        alt.Chart().mark_line(color=PRIMARY, strokeWidth=1.5).encode(x=x, y=y),
        alt.Chart()
        .mark_point(filled=True, size=45, color=PRIMARY, opacity=1)
        .encode(x=x, y=y)
        .transform_filter("datum.last === true"),
    ]
    return finished(layers, records, 44, title)


def bars(rows: Sequence[tuple[str, float, str]], title: str) -> alt.LayerChart:
    """Bars from zero with words at their ends. `rows`: name, value and words of each; one without a value has words."""
    records = [{"name": name, "value": _or_none(value), "told": told} for name, value, told in rows]
    y = alt.Y("name:N", sort=[name for name, _, _ in rows], title=None, axis=alt.Axis(ticks=False, domain=False))
    words = alt.Chart().mark_text(align="left", dx=5)
    layers = [
        alt.Chart().mark_bar(color=PRIMARY, height=16).encode(x=alt.X("value:Q", axis=None), y=y),
        words.encode(x="value:Q", y=y, text="told:N", color=alt.value(TEXT)).transform_filter(_HAS_VALUE),
        words.encode(x=alt.datum(0, type="quantitative"), y=y, text="told:N", color=alt.value(QUIET)).transform_filter(
            f"!{_HAS_VALUE}"
        ),
    ]
    return finished(layers, records, _BAR * len(records) + 10, title)


def finished(layers: list[alt.Chart], records: list[dict[str, Any]], height: int, title: str) -> alt.LayerChart:
    """The layers over their records, as wide as the page allows, with an accessible name."""
    return styled(
        alt.layer(*layers, data=alt.Data(values=records)).properties(
            height=height,
            width="container",
            padding={"left": 5, "top": 16, "right": 5, "bottom": 5},  # room for names above the highest point
            description=described(title),
        )
    )


def described(title: str) -> str:
    """The accessible name of a chart."""
    return f"{title}. A table on the page holds the figures."


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else value
