"""Charts of the planner: one figure so far, and what becomes of it with things as they are and with a plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite, isinf, isnan

import altair as alt
import numpy as np
import pandas as pd

from app.analysis.capacity.assumptions import DAYS_IN_QUARTER
from app.analysis.capacity.history import TWO_YEARS, people_taken_on
from app.display.capacity.findings import BAND, LONGEST_DAYS, days
from app.display.charts import TWO_LINES, finished
from app.display.numbers import number, period_label
from app.display.theme import CLASSES, PRIMARY, QUIET, TEXT

_SO_FAR, _NOTHING, _PLAN, _GOAL = "so far", "as things are", "with your changes", "goal"
_PLANNED, _PLANNED_BAND = "#6a2063", "#e9dcec"
_BAND_TO = 3  # times the highest line: a wide band may not press the lines flat
_HEIGHT = 250
_OFF = 0.08  # of the chart's height: how far a name stands from its line


@dataclass(frozen=True)
class Figure:
    """A column of the projection that has a chart: what it is called, its unit, and how it is worked out."""

    name: str
    title: str
    unit: str
    decimals: int
    about: str

    def told(self, value: float | None) -> str:
        """A value without its unit, as far as it can be told; empty when there is none."""
        if value is None or isnan(value):
            return ""
        if self.unit == "days" and value > LONGEST_DAYS:
            return "no end" if isinf(value) else f"over {LONGEST_DAYS}"
        return number(value, self.decimals)


FIGURES = (
    Figure("wait_days", "The wait", "days", 0, "People waiting ÷ people taken on in a day"),
    Figure("waiting", "People waiting", "people", 0, "At the end of the quarter"),
    Figure("cases_per_wte", "Open cases per WTE", "open cases for each WTE", 1, "At the end of the quarter"),
)


def so_far(history: pd.DataFrame) -> pd.DataFrame:
    """What the charts show of a history: `period`, and each of `FIGURES`, NaN where it is not known."""
    started = people_taken_on(history)
    wait = (DAYS_IN_QUARTER * history.waiting_at_end / started.where(started > 0)).mask(history.waiting_at_end == 0, 0)
    return pd.DataFrame(
        {
            "period": history.period,
            "wait_days": wait,
            "waiting": history.waiting_at_end,
            "cases_per_wte": history.open_cases_end / history.wte_in_post.where(history.wte_in_post > 0),
        }
    ).tail(TWO_YEARS)


@dataclass(frozen=True)
class Course:
    """One figure over time. `rows`: of `Planner.outlook`; a `goal` is a line across."""

    figure: Figure
    past: pd.DataFrame
    rows: pd.DataFrame
    to_come: Sequence[str]
    changed: bool
    goal: float | None = None

    @property
    def order(self) -> list[str]:
        """The quarters of the chart."""
        return [period_label(period) for period in (*self.past.period, *self.to_come)]

    @property
    def sides(self) -> dict[str, str]:
        """Which ways on there are, as columns of `rows`, and what each is called."""
        return {"nothing": _NOTHING} | ({"plan": _PLAN} if self.changed else {})

    @cached_property
    def top(self) -> float:
        """What the chart reaches up to: all lines, and the bands as far as they leave the lines readable."""
        lines = np.concatenate([self.past[self.figure.name], *(self.rows[side] for side in self.sides)])
        highest = max([*lines[np.isfinite(lines)], self.goal or 0]) or 1
        return min(max(highest, self._upper_end), _BAND_TO * highest)

    @property
    def cut(self) -> bool:
        """Whether a band reaches higher than the chart."""
        return self._upper_end > self.top

    @cached_property
    def _upper_end(self) -> float:
        ends = self.rows[[f"{side}_upper" for side in self.sides]].to_numpy()
        return np.nanmax(ends, initial=0)

    def records(self) -> list[dict[str, object]]:
        """One record for each point of each line."""
        past = [
            {"when": period_label(row.period), "line": _SO_FAR, "value": _or_none(getattr(row, self.figure.name))}
            for row in self.past.itertuples()
        ]
        for record in past:
            record["told"] = self.figure.told(record["value"])
        records = past + [record for side, line in self.sides.items() for record in self._to_come(side, line, past[-1])]
        ends = sorted((each for each in records if each.get("last")), key=lambda each: each["value"])
        for record, label in zip(ends, _labels([each["value"] for each in ends], self.top), strict=True):
            record["label"] = label
        if self.goal is not None:
            records.append({"line": _GOAL, "value": self.goal})
        return records

    def _to_come(self, side: str, line: str, last: dict[str, object]) -> list[dict[str, object]]:
        """The line of one side, begun where the past ends."""
        begun = {"when": last["when"], "line": line, "value": last["value"], "joint": True}
        begun |= {"lower": last["value"], "upper": last["value"]}
        records = [begun]
        for period, row in zip(self.to_come, self.rows.to_dict("records"), strict=True):
            value, lower, upper = figures = [row[name] for name in (side, f"{side}_lower", f"{side}_upper")]
            told = [self.figure.told(each) for each in figures]
            records.append(
                {
                    "when": period_label(period),
                    "line": line,
                    "value": _or_none(value),
                    "lower": _or_none(min(lower, self.top)),
                    "upper": _or_none(min(upper, self.top)),
                    "told": f"{told[0]} ({BAND} {told[1]} to {told[2]})",
                }
            )
        known = [record for record in records[1:] if record["value"] is not None]
        if known:
            known[-1]["last"] = True
        return records


def seen(course: Course) -> str:
    """What the chart shows, as its title: the figure now, at the end as things are, and with changes."""
    figure = course.figure
    known = course.past[["period", figure.name]].dropna().tail(1)
    parts = [f"{_amount(course, value)} in {period_label(period)}" for period, value in known.to_numpy()]
    end = course.rows.iloc[-1]
    parts.append(f"{_amount(course, end.nothing)} in {period_label(course.to_come[-1])} as things are")
    if course.changed:
        parts.append(f"{_amount(course, end.plan)} with your changes")
    return f"{figure.title}: {', '.join(parts)}"


def _amount(course: Course, value: float) -> str:
    if np.isnan(value):
        return "none"
    return days(value) if course.figure.unit == "days" else course.figure.told(value)


def chart(course: Course) -> alt.LayerChart:
    """The chart of a course: what was so far, then both ways on, each with its band."""
    return _drawn(course.figure, course.order, course.records())


def form(figure: Figure, order: list[str]) -> alt.LayerChart:
    """The same without any record. `order`: the quarters."""
    return _drawn(figure, order, [])


def _drawn(figure: Figure, order: list[str], records: list[dict[str, object]]) -> alt.LayerChart:
    return finished(_layers(figure, order), records, _HEIGHT, f"{figure.title} by quarter, {figure.unit}")


def _layers(figure: Figure, order: list[str]) -> list[alt.Chart]:
    x = alt.X(
        "when:O",
        sort=order,
        title=None,
        axis=alt.Axis(labelAngle=0, values=order[:: -max(1, -(-len(order) // 5))], labelExpr=TWO_LINES),
        scale=alt.Scale(paddingOuter=0.3, domain=order),
    )
    y = alt.Y("value:Q", title=figure.unit, axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    lines = [_SO_FAR, _NOTHING, _PLAN]
    colour = alt.Color("line:N", scale=alt.Scale(domain=lines, range=[PRIMARY, QUIET, _PLANNED]), legend=None)
    dash = alt.StrokeDash("line:N", scale=alt.Scale(domain=lines, range=[[1, 0], [4, 3], [1, 0]]), legend=None)
    bands = [
        alt.Chart()
        .mark_area(color=fill, opacity=0.6, aria=False)
        .encode(x=x, y=alt.Y("lower:Q"), y2="upper:Q")
        .transform_filter(f"datum.line === '{line}'")
        for line, fill in ((_NOTHING, CLASSES[0]), (_PLAN, _PLANNED_BAND))
    ]
    tooltip = [
        alt.Tooltip("when:N", title="Quarter"),
        alt.Tooltip("line:N", title="Line"),
        alt.Tooltip("told:N", title=figure.title),
    ]
    names = alt.Chart().encode(x=x, y=alt.Y("label:Q"), text="line:N", color=colour)
    names = names.transform_filter("isValid(datum.label)")
    name = {"align": "right", "fontWeight": 600, "aria": False}
    of_lines = f"datum.line !== '{_GOAL}'"
    return [
        *bands,
        alt.Chart()
        .mark_rule(color=TEXT, strokeWidth=1, strokeDash=[1, 3], aria=False)
        .encode(y=y)
        .transform_filter(f"datum.line === '{_GOAL}'"),
        alt.Chart().mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash).transform_filter(of_lines),
        alt.Chart()
        .mark_point(filled=True, size=30, opacity=1)
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
        .transform_filter(f"{of_lines} && !datum.joint && isValid(datum.value)"),
        *(names.mark_text(**mark) for mark in ({**name, "stroke": "#ffffff", "strokeWidth": 4}, name)),
    ]


def _labels(ends: Sequence[float], top: float) -> list[float]:
    """How high the names of lines stand, whose `ends` begin with the lowest: off the lines, the axis and each other."""
    above = [end + _OFF * top for end in ends]
    if len(ends) < 2 or ends[1] - ends[0] > 2 * _OFF * top:
        return above
    if ends[0] > 2 * _OFF * top:
        return [ends[0] - _OFF * top, above[1]]
    return [above[1], above[1] + 1.2 * _OFF * top]


def _or_none(value: float) -> float | None:
    return float(value) if isfinite(value) else None
