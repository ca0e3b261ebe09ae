"""One measure of the work: the course of an area, areas like it, the way from referral to closure."""

import pandas as pd
import streamlit as st

from app.analysis.peers import peers
from app.analysis.rolling_years import rolling_year
from app.contract.states import State
from app.display import charts, one_measure
from app.display.caseload.alike import PEERS, alike_told
from app.display.caseload.choice import Chosen
from app.display.caseload.courses import course_of, figures_of, told, what_next
from app.display.caseload.flow import flow
from app.display.caseload.over_time import draw_course
from app.display.drawing import draw_chart, remembered
from app.display.findings import course_finding, spread_finding
from app.display.numbers import period_label, with_unit
from app.display.page import note
from app.display.words import STATES
from app.geography.areas import areas
from app.measures.catalogue import MEASURES, Measure
from app.release import Release


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
    of_course = (*key, chosen.limits_from)
    own = figures_of(figures, chosen.area, periods)
    seen = remembered((*of_course, "course"), lambda: course_of(own, chosen.limits_from))

    st.header(course_finding(row, scotland, measure, told(seen, periods, chosen.limits_from)), anchor=False)
    st.write(f"{what_next(seen, periods)} {spread_finding(hscps, measure)}".strip())
    left, right = st.columns(2, gap="large")
    with left:
        draw_course(own, seen, measure, chosen.limits_from, release, of_course)
        note(remembered((*key, "year"), lambda: over_a_year(own, measure, chosen.period)))
    with right:
        if chosen.hscp:
            _with_peers(now, scotland, chosen, measure, key)
        else:
            one_measure.ranking(hscps, scotland, choice, measure, key)
    flow(release, chosen, key)
    left, right = st.columns(2, gap="large")
    with left:
        one_measure.map_and_tiles(one_measure.told_of(now, measure, choice.board), measure, choice, key)
    with right:
        one_measure.what_it_is(measure)
    st.header("Every figure", anchor=False)
    one_measure.table(hscps, measure, key, choice)
    one_measure.take_away(figures, choice, measure, release)


def over_a_year(rows: pd.DataFrame, measure: Measure, period: str) -> str:
    """The rolling year up to a quarter in words: what flowed in a year, or how much there was on average.

    `rows`: released rows of one area, of every quarter up to it.
    """
    base = measure.base.kind if measure.base else "stock"
    years = rolling_year(rows, measure.kind, base, per=measure.per)
    if years.empty:
        return "A rolling year needs four quarters up to this one."
    year = years.iloc[-1]
    what = f"Rolling year up to {period_label(period)}"
    state = State(year.state)
    if not state.has_value:
        return f"{what}: {STATES[state]}."
    partly = ", of which some are partial" if state is State.PARTIAL else ""
    of_what = measure.unit.removesuffix(" per quarter").removeprefix("%").strip()
    if measure.additive:
        of_what = f"{measure.title[0].lower()}{measure.title[1:]}"
    amount = f"{with_unit(year.value, measure)} {of_what}"
    if measure.kind == "stock":
        return f"{what}, mean of four quarter-ends{partly}: {amount}."
    return f"{what}: {amount} in a year{f', from four quarters{partly}' if partly else ''}."


def _with_peers(now: pd.DataFrame, scotland: pd.Series, chosen: Chosen, measure: Measure, key: tuple[str, ...]) -> None:
    """The area beside those most like it, and Scotland where it is no sum of them."""
    alike = remembered(("peers", chosen.hscp), lambda: peers(chosen.hscp, areas(), PEERS))
    rows = now[now.area_code.isin([chosen.hscp, *alike.area_code])]
    st.markdown(f"**Beside the {PEERS} HSCPs most like it, {period_label(chosen.period)}**")
    draw_chart((*key, "peers"), lambda: charts.ranked(rows, scotland, measure, chosen.hscp))
    note(alike_told(alike))
