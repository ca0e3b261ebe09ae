"""Charts of released figures: ranked dots, a trend, a sparkline."""

import altair as alt
import pandas as pd

from app.display.numbers import interval, period_label, shown
from app.display.theme import CHOSEN, PRIMARY, QUIET, TEXT, styled
from app.measures.catalogue import Measure

_ROW, _AXIS = 18, 60


def ranked(figures: pd.DataFrame, scotland: pd.Series, measure: Measure, chosen: str | None) -> alt.Chart:
    """HSCPs and Scotland by value, with intervals where the measure has them; the chosen one is orange.

    `figures`: released rows of one quarter, one per HSCP; those without a value stand below, saying why. `scotland`:
    the row of Scotland, whose value is a dashed line through all rows.
    """
    everyone = pd.concat([figures, scotland.to_frame().T.astype(figures.dtypes)])
    rows = everyone.sort_values(["value", "area_name"], ascending=[False, True], na_position="last")
    rows = rows.assign(
        shown=[shown(row, measure) for row in rows.itertuples()],
        interval=[interval(row.lower, row.upper, measure.decimals) or "none" for row in rows.itertuples()],
        colour=[
            CHOSEN if row.area_code == chosen else TEXT if row.area_level == "scotland" else PRIMARY
            for row in rows.itertuples()
        ],
        partial=rows.state == "partial",
    )
    order = rows.area_name.tolist()
    x_title = measure.unit + (", with 95% interval" if rows.lower.notna().any() else "")
    tooltip = [
        alt.Tooltip("area_name:N", title="HSCP"),
        alt.Tooltip("shown:N", title="Value"),
        alt.Tooltip("interval:N", title="95% interval"),
    ]
    y = alt.Y("area_name:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    colour = alt.Color("colour:N", scale=None)
    with_value, without = rows[rows.value.notna()], rows[rows.value.isna()]
    base = alt.Chart(with_value).encode(y=y)
    x = alt.X("value:Q", title=x_title, axis=alt.Axis(tickCount=5, orient="top"), scale=alt.Scale(zero=True, nice=True))
    layers = []
    if with_value.lower.notna().any():
        layers.append(
            base.mark_rule(strokeWidth=1.5).encode(
                x=alt.X("lower:Q", title=x_title), x2="upper:Q", color=colour, opacity=alt.value(0.55)
            )
        )
    layers += [
        base.mark_point(size=70, opacity=1, strokeWidth=1.5).encode(
            x=x,
            stroke=alt.Stroke("colour:N", scale=None),
            fill=alt.condition("datum.partial", alt.value("#ffffff"), alt.Fill("colour:N", scale=None)),
            tooltip=tooltip,
        ),
        alt.Chart(without)
        .mark_text(align="left", color=QUIET, fontStyle="italic", dx=4)
        .encode(y=y, x=alt.datum(0, type="quantitative"), text="shown:N"),
    ]
    if pd.notna(scotland.value):
        line = alt.Chart(pd.DataFrame({"value": [scotland.value]}))
        layers.append(line.mark_rule(color=TEXT, strokeDash=[4, 3]).encode(x="value:Q"))
    description = f"{measure.title} by HSCP, {measure.unit}. The table below holds every figure."
    return styled(
        alt.layer(*layers)
        .resolve_scale(y="shared")
        .properties(height=_ROW * len(rows) + _AXIS, width="container", description=description)
    )


def trend(figures: pd.DataFrame, measure: Measure, chosen: str | None) -> alt.Chart:
    """One measure over the quarters: Scotland dashed, the chosen area in orange, names at the ends of the lines.

    `figures`: released rows of every quarter, of Scotland and the chosen area. A quarter without a value is a gap; a
    partial one is a hollow dot.
    """
    rows = figures.assign(
        when=figures.period.map(period_label),
        shown=[shown(row, measure) for row in figures.itertuples()],
        colour=[CHOSEN if code == chosen else TEXT for code in figures.area_code],
        partial=figures.state == "partial",
    )
    order = [period_label(period) for period in sorted(rows.period.unique())]
    every = max(1, -(-len(order) // 6))
    x = alt.X(
        "when:O",
        sort=order,
        title=None,
        axis=alt.Axis(
            labelOverlap="greedy",
            labelSeparation=8,
            labelAngle=0,
            values=order[::-1][::every],
            labelExpr="[slice(datum.label, 0, 10), slice(datum.label, 11)]",
        ),
        scale=alt.Scale(paddingOuter=0.3),
    )
    y = alt.Y("value:Q", title=measure.unit, axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    colour = alt.Color("colour:N", scale=None)
    dash = alt.StrokeDash(
        "area_level:N", scale=alt.Scale(domain=["scotland", "hscp"], range=[[4, 3], [1, 0]]), legend=None
    )
    base = alt.Chart(rows).encode(x=x, y=y, color=colour)
    ends = rows[rows.value.notna()].sort_values("period").groupby("area_code").tail(1).sort_values("value")
    layers = [
        base.mark_line(strokeWidth=2).encode(detail="area_code:N", strokeDash=dash),
        alt.Chart(rows)
        .mark_point(size=40, strokeWidth=1.5, opacity=1)
        .encode(
            x=x,
            y=y,
            fill=alt.condition("datum.partial", alt.value("#ffffff"), alt.Fill("colour:N", scale=None)),
            stroke=alt.Stroke("colour:N", scale=None),
            tooltip=[
                alt.Tooltip("area_name:N", title="Area"),
                alt.Tooltip("when:N", title="Quarter"),
                alt.Tooltip("shown:N", title="Value"),
            ],
        ),
        *(
            alt.Chart(end.to_frame().T)
            .mark_text(align="right", dy=dy, fontWeight=600)
            .encode(x=x, y=y, text="area_name:N", color=colour)
            for dy, (_, end) in zip(((), (-14,), (18, -14))[len(ends)], ends.iterrows(), strict=True)
        ),
    ]
    description = f"{measure.title} by quarter, {measure.unit}. The table below holds every figure."
    return styled(alt.layer(*layers).properties(height=260, width="container", description=description))


def sparkline(figures: pd.DataFrame, description: str) -> alt.Chart:
    """The course of one figure, without axes. `figures`: released rows of one area."""
    rows = figures.assign(when=figures.period)
    x = alt.X("when:O", axis=None)
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=True))
    base = alt.Chart(rows).encode(x=x, y=y)
    last = alt.Chart(rows[rows.value.notna()].tail(1)).mark_point(filled=True, size=45, color=PRIMARY, opacity=1)
    return styled(
        alt.layer(base.mark_line(color=PRIMARY, strokeWidth=1.5), last.encode(x=x, y=y)).properties(
            height=44, width="container", description=description
        )
    )
