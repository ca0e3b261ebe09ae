"""One measure of the work: the course of an area, areas like it, the way from referral to closure."""

import pandas as pd
import streamlit as st

from app.analysis.peers import peers
from app.analysis.trends import rolling_year, what_is_seen
from app.contract.states import State
from app.display import charts, one_measure
from app.display.caseload.choice import Chosen
from app.display.caseload.courses import course_of
from app.display.control_charts import control_chart, legend_of
from app.display.drawing import draw_chart, remembered
from app.display.findings import course_finding, spread_finding
from app.display.numbers import number, period_label, shown, with_unit
from app.display.page import note
from app.display.words import STATES, parts_missing
from app.geography.areas import areas
from app.measures.catalogue import MEASURES, Measure
from app.release import Release

FLOW = (
    ("referrals", "Referrals received"),
    ("referrals_accepted", "Referrals accepted"),
    ("first_appointments", "First appointments attended"),
    ("cases_opened", "Cases opened"),
    ("cases_closed", "Cases closed"),
)
"""The way through the service, step by step: measures with what each step is called."""

STOCKS = ("waiting", "open_cases")
_PEERS = 5


def one_of_caseload(release: Release, chosen: Chosen) -> None:
    """The course of one area with limits, beside areas like it; then every HSCP."""
    measure = MEASURES[chosen.measure]
    choice = chosen.of_measure
    figures = release.measure(measure.id)
    now = figures[figures.period == chosen.period]
    hscps = one_measure.in_board(now, choice.board)
    scotland = now[now.area_level == "scotland"].iloc[0]
    row = now[now.area_code == chosen.area].iloc[0]
    periods = [each for each in release.periods if each <= chosen.period]
    key = ("caseload", *release.key, *choice.key)
    seen = remembered((*key, "course"), lambda: course_of(figures, chosen.area, measure, periods))

    st.header(course_finding(row, scotland, measure, what_is_seen(seen)), anchor=False)
    st.write(spread_finding(hscps, measure))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{row.area_name}, quarter by quarter**")
        draw_chart((*key, "control"), lambda: control_chart(seen, periods, row.area_name, measure))
        note(legend_of(seen.kind))
        _over_a_year(figures, chosen, measure, key)
    with right:
        if chosen.hscp:
            _with_peers(now, scotland, chosen, measure, key)
        else:
            one_measure.ranking(hscps, scotland, choice, measure, key)
    st.header(f"From referral to closure: {row.area_name}, {period_label(chosen.period)}", anchor=False)
    _flow(release, chosen, key)
    left, right = st.columns(2, gap="large")
    with left:
        one_measure.map_and_tiles(one_measure.told_of(now, measure, choice.board), measure, choice, key)
    with right:
        one_measure.what_it_is(measure)
    st.header("Every figure", anchor=False)
    one_measure.table(hscps, measure, key, choice)
    one_measure.take_away(figures, choice, measure, release)


def _over_a_year(figures: pd.DataFrame, chosen: Chosen, measure: Measure, key: tuple[str, ...]) -> None:
    """The rolling year: flows are summed, stocks averaged."""
    own = figures[figures.area_code == chosen.area]
    base = measure.base.kind if measure.base else "stock"
    years = remembered((*key, "year"), lambda: rolling_year(own, measure.kind, base, per=measure.per))
    years = years[years.period == chosen.period]
    if years.empty:
        note("A rolling year needs four quarters up to this one.")
        return
    year = years.iloc[0]
    how = "the sum of" if measure.kind == "flow" and not measure.denominator else "over"
    if not State(year.state).has_value:
        note(f"Over a rolling year: {STATES[State(year.state)]}.")
        return
    note(f"Rolling year, {how} four quarters to {period_label(chosen.period)}: {with_unit(year.value, measure)}.")


def _with_peers(now: pd.DataFrame, scotland: pd.Series, chosen: Chosen, measure: Measure, key: tuple[str, ...]) -> None:
    """The area beside those most like it, and Scotland."""
    alike = remembered(("peers", chosen.hscp), lambda: peers(chosen.hscp, areas(), _PEERS))
    rows = now[now.area_code.isin([chosen.hscp, *alike.area_code])]
    st.markdown(f"**Beside the {_PEERS} HSCPs most like it, {period_label(chosen.period)}**")
    draw_chart((*key, "peers"), lambda: charts.ranked(rows, scotland, measure, chosen.hscp))
    told = ", ".join(f"{row.area_name} ({number(row.distance, 1)})" for row in alike.itertuples())
    note(
        f"Most alike in deprivation, rurality and population, with the distance between them: {told}. From about 2, "
        "the likeness is weak."
    )


def _flow(release: Release, chosen: Chosen, key: tuple[str, ...]) -> None:
    """How many came to each step in the quarter, and how many were there at its end."""
    rows = {each: _row(release, each, chosen) for each in (*(step for step, _ in FLOW), *STOCKS)}
    left, right = st.columns([2, 1], gap="large")
    with left:
        steps = [(name, rows[each].value, shown(rows[each], MEASURES[each])) for each, name in FLOW]
        draw_chart((*key, "flow"), lambda: charts.bars(steps, "How many came to each step from referral to closure"))
        note(
            "Bars count what happened in the quarter. They are not the same people at each step: someone referred in "
            "one quarter may be seen in the next."
        )
    with right:
        for each in STOCKS:
            _stock(rows[each], MEASURES[each])
        if chosen.hscp:
            waits = release.waits()
            row = waits[(waits.area_code == chosen.hscp) & (waits.period == chosen.period)].iloc[0]
            st.markdown(waits_finding(row))


def _stock(row: pd.Series, measure: Measure) -> None:
    """How many there were at the end of the quarter, and below it why that is not told, or not of all."""
    st.metric(f"{measure.title} at the end of the quarter", number(row.value) or "–")
    state = State(row.state)
    if state is State.PARTIAL:
        told = parts_missing(row.area_level, row.parts_reported, row.parts_expected, measure.subject)
        note(f"F{told[1:]}.")
    elif not state.has_value:
        note(f"{STATES[state].capitalize()}.")


def waits_finding(row: pd.Series) -> str:
    """How long people waited for a first appointment, or why that is not told. `row`: one of `Release.waits()`.

    Medians are never averaged: an HSCP of several units has their range.
    """
    if not State(row.state).has_value:
        return f"Wait for a first appointment: {STATES[State(row.state)]}."
    median = _days(row.median_lowest, row.median_highest)
    told = f"Half of those who had a first appointment waited at most **{median} days**"
    if pd.notna(row.p90_lowest):
        told += f", nine in ten at most **{_days(row.p90_lowest, row.p90_highest)}**"
    if row.units > 1:
        told += f" (the range of {row.units:.0f} units)"
    return f"{told}, of {number(row.n)} people."


def _days(lowest: float, highest: float) -> str:
    low, high = number(lowest), number(highest)
    return low if low == high else f"{low} to {high}"


def _row(release: Release, measure: str, chosen: Chosen) -> pd.Series:
    figures = release.measure(measure)
    return figures[(figures.area_code == chosen.area) & (figures.period == chosen.period)].iloc[0]
