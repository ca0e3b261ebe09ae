"""Who is referred: by age, sex and deprivation, over a financial year."""

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.analysis.inequality import Fifths, rates_by_fifth, referred_by_fifth, slope_index
from app.contract.codes import DIMENSIONS
from app.contract.states import State
from app.display import charts, downloads
from app.display.caseload.choice import Chosen
from app.display.drawing import draw_chart, draw_table
from app.display.numbers import interval, number, period_label
from app.display.page import note, provenance_lines
from app.display.theme import PRIMARY, QUIET
from app.display.words import AGES, BREAKDOWNS, FIFTHS, SEXES, parts_missing, states_of
from app.geography.areas import people_by_fifth
from app.measures.estimate import Estimate
from app.release import Release

_FIFTHS = ("1", "2", "3", "4", "5")
_NAMES = {"age_band": AGES, "sex": SEXES, "simd_quintile": FIFTHS}
"""How categories read, where they do not read as they are written."""

_COUNTED = "referred (counted each quarter)"
_TWICE = (
    "People are counted in each quarter and the quarters of the year are added up, so that someone referred in two "
    "quarters counts twice."
)
_SUBJECT = "referred"
_WORDS = states_of(_SUBJECT)


def who_is_referred(release: Release, chosen: Chosen) -> None:
    """Three pictures of the people referred to one area in one year, and how far referral leans to deprivation."""
    source = release if chosen.hscp else release.as_published
    of_year = source.breakdown().query("period == @chosen.period")
    rows = of_year[of_year.area_code == chosen.area]
    if rows.empty:
        st.info("No return has broken down who is referred, in this area and year.", icon=":material/info:")
        return
    name = rows.area_name.iloc[0]
    fifths = referred_by_fifth(of_year[of_year.dimension == "simd_quintile"], chosen.area, people_by_fifth())
    of_fifths = _in_order(rows, "simd_quintile").query("category in @_FIFTHS")
    index = slope_index(fifths.counts, fifths.people)
    st.header(finding(name, index, fifths, of_fifths, chosen.period), anchor=False)
    key = ("who", *release.key, chosen.area, chosen.period)
    columns = st.columns(2, gap="large")
    for column, dimension in zip(columns, ("age_band", "sex"), strict=True):
        with column:
            st.markdown(f"**{name}: {_COUNTED}, by {BREAKDOWNS[dimension].lower()}**")
            of_dimension = _in_order(rows, dimension)
            told = [(_name(dimension, row.category), row.value, _told(row)) for row in of_dimension.itertuples()]
            title = f"{_COUNTED.capitalize()}, by {BREAKDOWNS[dimension].lower()}"
            draw_chart((*key, dimension), lambda told=told, title=title: charts.bars(told, title))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{name}: {_COUNTED}, for every 1,000 people who live in each fifth**")
        rates = rates_by_fifth(fifths.counts, fifths.people)
        draw_chart(
            (*key, "fifths"), lambda: by_fifth(rates, [_why_none(row, fifths) for row in of_fifths.itertuples()])
        )
        if 0 < fifths.hscps < fifths.expected:
            note(
                f"Rates are of {_of_hscps(fifths)}: the people of the others are left out too. In another year "
                "they may be other HSCPs."
            )
    with right:
        st.markdown("**How this is counted**")
        st.write(
            f"{_TWICE} Fifths are those of data zones by the Scottish Index of Multiple Deprivation "
            "(SIMD 2020v2), with the people who live in each. The slope index is how many more are referred for every "
            "1,000 people at the most deprived end than at the least, from a straight line through the five rates "
            "(Pamuk 1985; interval by Zou and Donner 2008). It needs all five fifths and every quarter of the year. "
            "Rates are of the people of those HSCPs only that are counted; where one of them did not tell of every "
            "quarter, Scotland's are of the HSCPs that did and show all five fifths. Bars show intervals of 95% (Byar)."
        )
    st.header("Every figure", anchor=False)
    draw_table(_text(rows))
    about = [
        f"Who is referred, {period_label(chosen.period)}",
        name,
        _TWICE,
        *provenance_lines(release, "Core dataset returns"),
    ]
    downloads.buttons(f"clw-who-is-referred-{chosen.period}", about, {"Table": lambda: rows}, {})


def finding(name: str, index: Estimate, fifths: Fifths, rows: pd.DataFrame, period: str) -> str:
    """Whether more are referred from deprived places.

    `index`: one slope index; `fifths`: what it is of; `rows`: those of the five fifths of the area, as released.
    """
    some = f" ({_of_hscps(fifths)})" if 0 < fifths.hscps < fifths.expected else ""
    where = f"{name}{some}, {period_label(period)}"
    estimate, lower, upper = (float(np.ravel(each)[0]) for each in index)
    if np.isnan(estimate):
        return f"{where}: {_why_no_index(fifths, rows)}, so there is no slope index of inequality."
    amount = number(abs(estimate), 1)
    if amount == number(0, 1):
        told, than = "about as many are", "as"
    else:
        told, than = f"{amount} {'more' if estimate > 0 else 'fewer'} are", "than"
    told += f" {_COUNTED} for every 1,000 people at the most deprived end {than} at the least"
    within = f"slope index, 95% interval {interval(lower, upper, 1)}"
    tail = "" if lower > 0 or upper < 0 else " This is not clearly different from none."
    return f"{where}: {told} ({within}).{tail}"


def _why_no_index(fifths: Fifths, rows: pd.DataFrame) -> str:
    if not fifths.hscps:
        return _why_not_whole(rows)
    hidden = rows[~rows.state.isin([State.REPORTED, State.PARTIAL])]
    return _WORDS[State(hidden.state.iloc[0])] if len(hidden) else "nobody lives in one of the five fifths"


def _why_not_whole(rows: pd.DataFrame) -> str:
    """Why no HSCP's year can be held against the people who live there."""
    if (rows.area_level != "hscp").any():
        return "no HSCP told of every quarter and shows all five fifths"
    short = rows[rows.state.isin([State.PARTIAL, State.SUPPRESSED])]
    if short.empty:
        return _WORDS[State(rows.state.iloc[0])]
    row = short.sort_values("parts_reported").iloc[0]
    return f"figures are {parts_missing(row.area_level, row.parts_reported, row.parts_expected, _SUBJECT)}"


def _why_none(row: tuple, fifths: Fifths) -> str:
    """Why a fifth has no rate, if it has none."""
    state = State(row.state)
    if not state.has_value:
        return _WORDS[state]
    return _WORDS[State.TOO_FEW if fifths.hscps else State.PARTIAL]


def _of_hscps(fifths: Fifths) -> str:
    return f"{fifths.hscps} of {fifths.expected} HSCPs"


def by_fifth(rates: Estimate, why_none: list[str]) -> alt.LayerChart:
    """Rates by fifth with their intervals. `why_none`: for each fifth, what stands there if it has none."""
    estimates, lowers, uppers = (np.ravel(each) for each in rates)
    records = [
        {
            "fifth": FIFTHS[fifth],
            "value": _or_none(estimates[at]),
            "lower": _or_none(lowers[at]),
            "upper": _or_none(uppers[at]),
            "told": number(estimates[at], 1) if np.isfinite(estimates[at]) else why_none[at],
        }
        for at, fifth in enumerate(_FIFTHS)
    ]
    y = alt.Y("fifth:N", sort=[FIFTHS[each] for each in _FIFTHS], title=None, axis=alt.Axis(ticks=False, domain=False))
    x = alt.X("value:Q", title=f"{_COUNTED}, per 1,000 people", axis=alt.Axis(orient="top", tickCount=5))
    layers = [
        alt.Chart()
        .mark_rule(color=PRIMARY, opacity=0.55, strokeWidth=1.5)
        .encode(x=alt.X("lower:Q"), x2="upper:Q", y=y),
        alt.Chart()
        .mark_point(filled=True, color=PRIMARY, size=70, opacity=1)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("fifth:N", title="Fifth"), alt.Tooltip("told:N", title="Per 1,000")])
        .transform_filter("isValid(datum.value)"),
        alt.Chart()
        .mark_text(align="left", dx=4, color=QUIET, fontStyle="italic")
        .encode(x=alt.datum(0, type="quantitative"), y=y, text="told:N")
        .transform_filter("!isValid(datum.value)"),
    ]
    return charts.finished(
        layers, records, 40 * len(records) + 40, f"{_COUNTED.capitalize()}, per 1,000 people by fifth of deprivation"
    )


def _in_order(rows: pd.DataFrame, dimension: str) -> pd.DataFrame:
    order = DIMENSIONS[dimension]
    of_dimension = rows[rows.dimension == dimension]
    return of_dimension.sort_values("category", key=lambda column: column.map(order.index))


def _told(row: tuple) -> str:
    return number(row.value) if pd.notna(row.value) else _WORDS[State(row.state)]


def _name(dimension: str, category: str) -> str:
    return _NAMES[dimension].get(category, category)


def _text(rows: pd.DataFrame) -> pd.DataFrame:
    ordered = pd.concat([_in_order(rows, dimension) for dimension in _NAMES])
    return pd.DataFrame(
        {
            "By": [BREAKDOWNS[row.dimension] for row in ordered.itertuples()],
            "Who": [_name(row.dimension, row.category) for row in ordered.itertuples()],
            _COUNTED.capitalize(): [
                f"{number(row.value)} {State(row.state).mark}".strip() for row in ordered.itertuples()
            ],
            "Note": [_note(row) for row in ordered.itertuples()],
        }
    )


def _note(row: tuple) -> str:
    if row.state == State.REPORTED:
        return ""
    if row.state == State.PARTIAL:
        return parts_missing(row.area_level, row.parts_reported, row.parts_expected, _SUBJECT)
    return _WORDS[State(row.state)]


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
