"""From referral to closure: how many came to each step of the service in one quarter."""

import pandas as pd
import streamlit as st

from app.contract.states import State
from app.display import charts
from app.display.caseload.choice import Chosen
from app.display.caseload.waits import wait_told
from app.display.drawing import draw_chart
from app.display.numbers import number, period_label, shown
from app.display.page import note
from app.display.words import STATES, parts_missing
from app.measures.catalogue import MEASURES, Measure
from app.release import Release

STEPS = (
    ("referrals", "Referrals received"),
    ("referrals_accepted", "Referrals accepted"),
    ("first_appointments", "First appointments attended"),
    ("cases_opened", "Cases opened"),
    ("cases_closed", "Cases closed"),
)
"""The way through the service, step by step: measures with what each step is called."""

STOCKS = ("waiting", "open_cases")


def flow(release: Release, chosen: Chosen, key: tuple[str, ...]) -> None:
    """How many came to each step in the quarter, and how many were there at its end."""
    rows = {each: _row(release, each, chosen) for each in (*(step for step, _ in STEPS), *STOCKS)}
    name = rows["waiting"].area_name
    st.header(f"From referral to closure: {name}, {period_label(chosen.period)}", anchor=False)
    left, right = st.columns([2, 1], gap="large")
    with left:
        steps = [(name, rows[each].value, shown(rows[each], MEASURES[each])) for each, name in STEPS]
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
            st.write(wait_told(waits[(waits.area_code == chosen.hscp) & (waits.period == chosen.period)].iloc[0]))


def _stock(row: pd.Series, measure: Measure) -> None:
    """How many there were at the end of the quarter, and below it why that is not told, or not of all."""
    st.metric(f"{measure.title} at the end of the quarter", number(row.value) or "–")
    state = State(row.state)
    if state is State.PARTIAL:
        told = parts_missing(row.area_level, row.parts_reported, row.parts_expected, measure.subject)
        note(f"F{told[1:]}.")
    elif not state.has_value:
        note(f"{STATES[state].capitalize()}.")


def _row(release: Release, measure: str, chosen: Chosen) -> pd.Series:
    figures = release.measure(measure)
    return figures[(figures.area_code == chosen.area) & (figures.period == chosen.period)].iloc[0]
