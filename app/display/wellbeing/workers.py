"""Wellbeing of link workers: who answered, what they said, beside Scotland and over the years."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app.contract.states import State
from app.display.drawing import draw_table, remembered
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.display.wellbeing import charts, tables
from app.display.wellbeing.findings import areas_beside_scotland, whose_answers, workers_finding
from app.display.wellbeing.method import beside_rules, workers_rules
from app.display.wellbeing.survey import Survey
from app.display.wellbeing.take_away import take_away
from app.display.words import ANSWERS_READ
from app.geography.areas import SCOTLAND


@dataclass(frozen=True)
class _Told:
    """What a view says in sentences and tables; no table of figures where none can be shown."""

    finding: str
    whose: str
    figures: pd.DataFrame | None
    who: str
    years: pd.DataFrame
    years_marks: str
    drawn: bool
    marks: str
    beside: str
    every: pd.DataFrame


def link_workers(survey: Survey) -> None:
    """Who answered first; what they said, by question, year and area; the method and the files."""
    when = period_label(survey.chosen.year)
    told = remembered((*survey.key, "told"), lambda: _told(survey))
    st.header(told.finding, anchor=False)
    if told.whose:
        st.markdown(told.whose)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**How many answered, and what they said, {when} (95% intervals)**")
        if told.figures is None:
            st.info("Nothing can be shown of this year. Choose another year.", icon=":material/info:")
        else:
            draw_table(told.figures)
    with right:
        st.markdown("**How to read this**")
        st.markdown("\n".join(f"- {line}" for line in ANSWERS_READ))
    left, right = st.columns(2, gap="large")
    with left:
        _years(survey, told)
    with right:
        _areas(survey, told, when)
    st.header("Every figure", anchor=False)
    draw_table(told.every)
    note(
        "HSCPs with at least 10 answers, then the NHS Boards that stand for other HSCPs. HSCPs and Boards that are not "
        "here are not shown to anyone."
    )
    _take_away(survey, told, f"{survey.chosen.measure.title}, {when}")


def _told(survey: Survey) -> _Told:
    chosen, figures, area = survey.chosen, survey.figures, survey.area
    years, rows = survey.over_the_years(chosen.measure), figures.values[chosen.measure.id]
    has_value = State(area.state).has_value
    every = [SCOTLAND, *survey.shown]
    return _Told(
        finding=workers_finding(area, survey.beside),
        whose=whose_answers(area, chosen.place) if chosen.hscp else "",
        figures=tables.beside_scotland(figures, area.area_code) if has_value else None,
        who=f"{area.area_name} and Scotland" if survey.orange else "Scotland",
        years=tables.over_the_years(years, chosen.measure),
        years_marks=charts.years_explained(years),
        drawn=bool(survey.shown),
        marks=charts.marks_explained(area.area_name if survey.orange else ""),
        beside=areas_beside_scotland(rows.loc[survey.shown], rows.value[SCOTLAND]),
        every=remembered((*survey.key_of_all, "every"), lambda: tables.every_area(figures, every)),
    )


def _years(survey: Survey, told: _Told) -> None:
    measure = survey.chosen.measure
    st.markdown(f"**{measure.title}: {told.who} by year**")
    charts.draw_years((*survey.key, "years"), lambda: _years_drawn(survey), measure)
    note(told.years_marks)
    draw_table(told.years)
    note(f"{measure.definition} {measure.source}.")


def _years_drawn(survey: Survey) -> charts.Records:
    measure = survey.chosen.measure
    return charts.years_drawn(survey.over_the_years(measure), measure, survey.orange)


def _areas(survey: Survey, told: _Told, when: str) -> None:
    st.markdown(f"**{survey.chosen.measure.title}: every area with at least 10 answers, {when}**")
    if not told.drawn:
        note("No HSCP or NHS Board has as many answers.")
        return
    charts.draw_areas((*survey.key, "areas"), lambda: _areas_drawn(survey), survey.chosen.measure)
    note(told.marks)
    note(told.beside)


def _areas_drawn(survey: Survey) -> charts.Records:
    measure = survey.chosen.measure
    return charts.areas_drawn(survey.figures.values[measure.id].loc[[SCOTLAND, *survey.shown]], measure, survey.orange)


def _take_away(survey: Survey, told: _Told, title: str) -> None:
    measure = survey.chosen.measure
    drawn = {"Years": (f"{title} and other years", lambda: charts.by_year(_years_drawn(survey), measure))}
    if told.drawn:
        drawn["Areas"] = (title, lambda: charts.beside_scotland(_areas_drawn(survey), measure))
    take_away(
        "clw-wellbeing-of-link-workers",
        ["Wellbeing of link workers", *provenance_lines(survey.release, measure.source)],
        [*workers_rules(), *beside_rules()],
        {"Every year and area": lambda: tables.for_file(survey.release.workforce())},
        drawn,
        "workers",
    )
