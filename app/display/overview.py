"""The blocks of the overview page."""

import math

import pandas as pd
import streamlit as st

from app.analysis.changes import Change, change_since, reporting_change
from app.contract.periods import Quarter
from app.display import charts
from app.display.drawing import draw_chart
from app.display.findings import reporting_finding, staffing_finding, work_finding
from app.display.numbers import number, period_label, with_unit
from app.display.words import REPORTING, SHORT_TITLES, STATES
from app.measures.catalogue import MEASURES, Measure
from app.release import Release

SIX = ("practices_covered", "wte_in_post", "wte_per_10000", "referrals", "open_cases", "waiting")
"""The measures of the overview."""


def six_figures(release: Release, period: str, area: str) -> None:
    """Six figures of one area, each with its change since the quarter before and its course."""
    for row in range(0, len(SIX), 3):
        for column, measure_id in zip(st.columns(3), SIX[row : row + 3], strict=True):
            with column.container(border=True, height="stretch"):
                _figure(release, MEASURES[measure_id], period, area)


def _figure(release: Release, measure: Measure, period: str, area: str) -> None:
    figures = release.measure(measure.id)
    course = figures[(figures.area_code == area) & (figures.period <= period)]
    now = course[course.period == period].iloc[0]
    here = figures if now.area_level == "scotland" else figures[figures.area_code == area]
    told = STATES[now.state] if math.isnan(now.value) else with_unit(now.value, measure)
    st.metric(SHORT_TITLES[measure.id], told, _direction(here, period, measure), delta_color="off", delta_arrow="off")
    draw_chart(
        ("sparkline", *release.key, measure.id, period, area),
        lambda: charts.sparkline(course, f"{measure.title} by quarter up to {period_label(period)}"),
    )


def _direction(figures: pd.DataFrame, period: str, measure: Measure) -> str:
    """The change since the quarter before, in words, over the HSCPs that have a full figure in both."""
    before = str(Quarter.parse(period).shift(-1))
    change = change_since(figures, period, before, per=measure.per)
    if not change.compared:
        return "no comparison"
    difference = round(change.like_for_like, measure.decimals)
    if not difference:
        return "unchanged"
    points = " points" if measure.unit.startswith("%") else ""
    way = "▲ up" if difference > 0 else "▼ down"
    return f"{way} {number(abs(difference), measure.decimals)}{points}"


def what_changed(release: Release, period: str) -> None:
    """Three sentences on what changed since the quarter before, comparing only HSCPs that reported in both."""
    before = str(Quarter.parse(period).shift(-1))
    changes: dict[str, Change] = {
        each: change_since(release.measure(each), period, before, per=MEASURES[each].per)
        for each in ("wte_in_post", "referrals", "waiting")
    }
    reporting = release.reporting()
    sentences = (
        reporting_finding(reporting[reporting.period == period], reporting_change(reporting, period, before), period),
        staffing_finding(changes["wte_in_post"], before),
        work_finding(changes["referrals"], changes["waiting"], before),
    )
    for sentence in sentences:
        st.markdown(f"- {sentence}")


def who_reported(release: Release, period: str) -> None:
    """What each HSCP has sent for a quarter, those with something missing first."""
    reporting = release.reporting()
    rows = reporting[reporting.period == period]
    for status in ("not_submitted", "partial", "no_programme", "complete"):
        these = rows[rows.status == status].sort_values("area_name")
        if these.empty:
            continue
        names = these.area_name.tolist()
        if status == "partial":
            names = [
                f"{row.area_name} ({row.units_reported} of {row.units_expected} units)" for row in these.itertuples()
            ]
        st.markdown(f"**{REPORTING[status]}: {len(these)}.** {', '.join(names)}")
