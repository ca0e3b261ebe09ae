"""How long people waited for a first appointment. Medians are never averaged: several units have their range."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.analysis.peers import peers
from app.contract.states import State
from app.display import downloads
from app.display.caseload.alike import PEERS, alike_told
from app.display.caseload.choice import Chosen
from app.display.caseload.courses import course_of, figures_of, has_one_wait, told, what_next
from app.display.caseload.over_time import draw_course
from app.display.charts import finished, quarters_axis
from app.display.control_charts import Figure
from app.display.drawing import draw_chart, draw_table, remembered
from app.display.numbers import interval, number, period_label
from app.display.page import note, provenance_lines
from app.display.theme import CHOSEN, PRIMARY, QUIET
from app.display.words import STATES, count, parts_missing
from app.geography.areas import areas
from app.release import Release

MEDIAN = Figure("wait-median", "Median wait for a first appointment", "days", 0)

_ROW = 24
_SOURCE = "Core dataset returns"
_NO_SUM = "Medians can be neither added up nor averaged, so that there is none for Scotland."


def waits(release: Release, chosen: Chosen) -> None:
    """The waits of one HSCP over the quarters and beside areas like it, or of all HSCPs in one quarter."""
    table = release.waits()
    now = table[table.period == chosen.period]
    key = ("waits", *release.key, chosen.period, chosen.hscp)
    if chosen.hscp:
        _of_hscp(release, table, chosen, key)
    else:
        st.header(spread_told(now), anchor=False)
        st.write(_NO_SUM)
        st.markdown(f"**Every HSCP, {period_label(chosen.period)}**")
        draw_chart((*key, "side by side"), lambda: side_by_side(now, ""))
        note(_LEGEND)
    st.header("Every figure", anchor=False)
    draw_table(remembered((*key, "table"), lambda: for_reading(now)))
    about = [f"Waits for a first appointment, {period_label(chosen.period)}", *provenance_lines(release, _SOURCE)]
    downloads.buttons(
        f"clw-waits-{chosen.period}",
        about,
        {"Table, all quarters": lambda: table},
        {"Side by side": lambda: downloads.image(side_by_side(now, chosen.hscp), about[0], about[1:])},
    )


def _of_hscp(release: Release, table: pd.DataFrame, chosen: Chosen, key: tuple[str, ...]) -> None:
    periods = [each for each in release.periods if each <= chosen.period]
    own = figures_of(table.assign(value=table.median_lowest), chosen.hscp, periods)
    now, row = table[table.period == chosen.period], own.iloc[-1]
    alike = peers(chosen.hscp, areas(), PEERS)
    single = has_one_wait(own)
    of_course = (*key, chosen.limits_from)
    seen = remembered((*of_course, "course"), lambda: course_of(own, chosen.limits_from))
    sentence = f" {told(seen, periods, chosen.limits_from)}" if single else ""
    st.header(f"{row.area_name}. {wait_told(row)}{sentence}", anchor=False)
    st.write(f"{what_next(seen, periods) if single else ''} {spread_told(now)} {_NO_SUM}".strip())
    left, right = st.columns(2, gap="large")
    with left:
        if single:
            nine_in_ten = "Thin line: the 90th percentile, within which nine in ten were seen."
            draw_course(
                own,
                seen,
                MEDIAN,
                chosen.limits_from,
                release,
                of_course,
                beside=own.p90_lowest.to_numpy(dtype=float),
                beside_is=nine_in_ten if own.p90_lowest.notna().any() else "",
            )
        elif own.median_lowest.isna().all():
            st.markdown(f"**{row.area_name}, quarter by quarter**")
            st.write(f"No quarter up to {period_label(chosen.period)} tells of a wait.")
        else:
            st.markdown(f"**{row.area_name}, quarter by quarter**")
            draw_chart((*key, "ranges"), lambda: ranges(own))
            note(
                "Thick: medians from the lowest to the highest of its units or delivery models. Thin: the same of 90th "
                "percentiles. A range of medians has no limits that could tell a change from chance."
            )
    with right:
        st.markdown(f"**Beside the {PEERS} HSCPs most like it, {period_label(chosen.period)}**")
        beside = now[now.area_code.isin([chosen.hscp, *alike.area_code])]
        draw_chart((*key, "side by side"), lambda: side_by_side(beside, chosen.hscp))
        note(f"{_LEGEND} {alike_told(alike)}")


_LEGEND = (
    "A dot is the median of an HSCP with one figure, a line the range of medians of one with several. Hollow: some "
    "units are missing."
)


def wait_told(row: pd.Series) -> str:
    """How long people waited for a first appointment, or why that is not told. `row`: one of `Release.waits()`."""
    if not State(row.state).has_value:
        return f"Wait for a first appointment: {STATES[State(row.state)]}."
    sentence = (
        f"Half of those who had a first appointment waited at most {_days(row.median_lowest, row.median_highest)} days"
    )
    if pd.notna(row.p90_lowest):
        sentence += f", nine in ten at most {_days(row.p90_lowest, row.p90_highest)}"
    whose = f"{sentence}, of {count(int(row.n), 'person', 'people')}"
    return f"{whose} ({parts})." if (parts := _parts(row)) else f"{whose}."


def spread_told(rows: pd.DataFrame) -> str:
    """From where to where medians lie, of HSCPs that have one and of those that have several, each told in full.

    `rows`: of one quarter of `Release.waits()`.
    """
    full = rows[rows.state == State.REPORTED]
    known, several = full[full.rows == 1], full[full.rows > 1]
    rest = ""
    if len(several):
        longest = interval(several.median_lowest.min(), several.median_highest.max(), 0)
        rest = f"; {count(len(several), 'other gives', 'others give')} several, from {longest} days"
    if known.empty:
        return f"No HSCP gives one median wait for a first appointment{rest}."
    days = _days(known.median_lowest.min(), known.median_lowest.max())
    alone = f"{known.area_name.iloc[0]}, the one HSCP that gives"
    who = alone if len(known) == 1 else f"the {len(known)} HSCPs that give"
    return f"Median wait for a first appointment: {days} days in {who} one figure{rest}."


def ranges(rows: pd.DataFrame) -> alt.LayerChart:
    """The range of medians, and of 90th percentiles, in each quarter. `rows`: `figures_of` one HSCP."""
    records = [
        _record(row) | {"when": period_label(row.period), "p90_low": _or_none(row.p90_lowest)} for row in _each(rows)
    ]
    x = quarters_axis([record["when"] for record in records])
    y = alt.Y("low:Q", title="days", axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    tooltip = [alt.Tooltip("when:N", title="Quarter"), alt.Tooltip("told:N", title="Wait")]
    thick = alt.Chart().mark_rule(color=PRIMARY, strokeWidth=6, strokeCap="round")
    thin = alt.Chart().mark_rule(color=QUIET, strokeWidth=2, strokeCap="round", xOffset=6)
    layers = [
        thin.encode(x=x, y=alt.Y("p90_low:Q"), y2="p90_high:Q", tooltip=tooltip),
        thick.encode(x=x, y=y, y2="high:Q", tooltip=tooltip),
    ]
    name = rows.area_name.dropna().iloc[-1]
    return finished(layers, records, 280, f"Waits for a first appointment in {name} by quarter, days")


def side_by_side(rows: pd.DataFrame, chosen: str) -> alt.LayerChart:
    """Median waits of HSCPs in one quarter, longest first: a dot for one, a line for a range, words for none."""
    order = rows.sort_values(["median_highest", "area_name"], ascending=[False, True], na_position="last")
    records = [
        _record(row) | {"name": row.area_name, "colour": CHOSEN if row.area_code == chosen else PRIMARY}
        for row in _each(order)
    ]
    names = [record["name"] for record in records]
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=6))
    x = alt.X("low:Q", title="days", axis=alt.Axis(tickCount=5, orient="top"), scale=alt.Scale(zero=True, nice=True))
    colour = alt.Color("colour:N", scale=None)
    tooltip = [alt.Tooltip("name:N", title="HSCP"), alt.Tooltip("told:N", title="Wait")]
    line = alt.Chart().mark_rule(strokeWidth=3).encode(x=x, x2="high:Q", y=y, color=colour, tooltip=tooltip)
    ends = alt.Chart().mark_point(size=70, opacity=1, strokeWidth=1.5)
    fill = alt.condition("datum.partial", alt.value("#ffffff"), alt.Fill("colour:N", scale=None))
    stroke = alt.Stroke("colour:N", scale=None)
    words = alt.Chart().mark_text(align="left", color=QUIET, fontStyle="italic", dx=4)
    layers = [
        line.transform_filter("isValid(datum.low)"),
        *(
            ends.encode(x=alt.X(f"{end}:Q"), y=y, stroke=stroke, fill=fill, tooltip=tooltip).transform_filter(
                "isValid(datum.low)"
            )
            for end in ("low", "high")
        ),
        words.encode(x=alt.datum(0, type="quantitative"), y=y, text="told:N").transform_filter("!isValid(datum.low)"),
    ]
    return finished(layers, records, _ROW * len(records) + 50, "Median wait for a first appointment by HSCP, days")


def for_reading(rows: pd.DataFrame) -> pd.DataFrame:
    """A table of text, an HSCP a row."""
    each = _each(rows.sort_values("area_name"))
    return pd.DataFrame(
        {
            "HSCP": [row.area_name for row in each],
            "Median wait (days)": [_range_or_mark(row, "median") for row in each],
            "90th percentile (days)": [_range_or_mark(row, "p90") for row in each],
            "People": [number(row.n) for row in each],
            "Note": [_parts(row) if State(row.state).has_value else STATES[State(row.state)] for row in each],
        }
    )


def _record(row: tuple) -> dict[str, Any]:
    return {
        "low": _or_none(row.median_lowest),
        "high": _or_none(row.median_highest),
        "p90_high": _or_none(row.p90_highest),
        "partial": row.state == State.PARTIAL,
        "told": wait_told(row) if State(row.state).has_value else STATES[State(row.state)],
    }


def _parts(row: pd.Series) -> str:
    """Of how many units and delivery models a wait is, and how many are missing; empty for one that is whole."""
    told_of = []
    if row.units > 1:
        some = ", some with several delivery models" if row.rows > row.units else ""
        told_of.append(f"lowest and highest of {row.units:.0f} units{some}")
    elif row.rows > 1:
        told_of.append(f"lowest and highest of {row.rows:.0f} delivery models")
    if row.state == State.PARTIAL:
        told_of.append(parts_missing("hscp", row.parts_reported, row.parts_expected, "caseload"))
    return "; ".join(told_of)


def _range_or_mark(row: tuple, what: str) -> str:
    low, high = getattr(row, f"{what}_lowest"), getattr(row, f"{what}_highest")
    return f"{_days(low, high)} {State(row.state).mark}".strip()


def _days(lowest: float, highest: float) -> str:
    low, high = number(lowest), number(highest)
    return low if low == high else interval(lowest, highest, 0)


def _each(rows: pd.DataFrame) -> Sequence[tuple]:
    return list(rows.itertuples())


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
