"""Wellbeing of link workers: who answered, what they said, beside Scotland and over the years."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.analysis.wellbeing import one_measure
from app.contract.states import State
from app.display import downloads
from app.display.drawing import draw_chart, remembered
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.display.wellbeing import charts, tables
from app.display.wellbeing.findings import (
    areas_beside_scotland,
    in_a_sentence,
    whose_answers,
    workers_finding,
)
from app.display.wellbeing.method import beside_rules, workers_rules
from app.display.wellbeing.survey import Survey
from app.display.words import ANSWERS_READ, WORKERS_COUNTS
from app.geography.areas import SCOTLAND
from app.measures.catalogue import WORKERS, Measure


def link_workers(survey: Survey) -> None:
    """Who answered first; what they said, by question, year and area; the method and the files."""
    chosen, measure = survey.chosen, survey.chosen.measure
    when = period_label(chosen.year)
    st.header(workers_finding(survey.area, survey.beside), anchor=False)
    if chosen.hscp:
        st.markdown(whose_answers(survey.area, chosen.place))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**How many answered, and what they said, {when} (95% intervals)**")
        _figures(survey)
    with right:
        st.markdown("**How to read this**")
        st.markdown("\n".join(f"- {line}" for line in ANSWERS_READ))
    left, right = st.columns(2, gap="large")
    with left:
        _years(survey, measure)
    with right:
        _areas(survey, measure, when)
    st.header("Every figure", anchor=False)
    _every_figure(survey)
    _take_away(survey, measure, when)


def _figures(survey: Survey) -> None:
    if not State(survey.area.state).has_value:
        st.info("Nothing can be shown for this year. Choose another year, or Scotland.", icon=":material/info:")
        return
    text = remembered(
        (*survey.key, "figures"),
        lambda: tables.beside_scotland(survey.area, survey.beside, WORKERS_COUNTS, WORKERS.values()),
    )
    st.table(text, border="horizontal", hide_index=True)


def _years(survey: Survey, measure: Measure) -> None:
    area = survey.area.area_name
    who = area if survey.beside is None else f"{area} and Scotland"
    rows = survey.over_the_years(measure)
    st.markdown(f"**{measure.title}: {who} by year**")
    draw_chart((*survey.key, "years"), lambda: charts.by_year(rows, measure, survey.orange))
    note(charts.years_explained(rows))
    st.table(tables.over_the_years(rows, measure), border="horizontal", hide_index=True)
    note(f"{measure.definition} {measure.source}.")


def _areas(survey: Survey, measure: Measure, when: str) -> None:
    rows, scotland = one_measure(survey.shown, measure), one_measure(survey.scotland.to_frame().T, measure).iloc[0]
    st.markdown(f"**{measure.title}: every area with at least 10 answers, {when}**")
    if rows.empty:
        note("No HSCP or NHS Board has as many answers. Scotland's are in the table above.")
        return
    draw_chart(
        (*survey.key, "areas"),
        lambda: charts.beside_scotland(rows, scotland, measure, survey.orange),
    )
    note(charts.marks_explained(survey.area.area_name if survey.orange else ""))
    note(areas_beside_scotland(rows, scotland.value))


def _every_figure(survey: Survey) -> None:
    rows = pd.concat([survey.now[survey.now.area_code == SCOTLAND], survey.shown])
    text = remembered((*survey.key, "every"), lambda: tables.every_area(rows, WORKERS_COUNTS, WORKERS.values()))
    st.table(text, border="horizontal", hide_index=True)
    note(
        "HSCPs with at least 10 answers, then the NHS Boards that stand for other HSCPs. HSCPs and Boards that are not "
        "here are not shown to anyone."
    )


def _take_away(survey: Survey, measure: Measure, when: str) -> None:
    rules = [*workers_rules(), *beside_rules()]
    with st.expander("How these figures are worked out"):
        st.markdown("\n".join(f"- {rule}" for rule in rules))
    title = f"{measure.title}, {when}"
    about = ["Wellbeing of link workers", *provenance_lines(survey.release, measure.source)]
    rows, scotland = one_measure(survey.shown, measure), one_measure(survey.scotland.to_frame().T, measure).iloc[0]
    downloads.buttons(
        "clw-wellbeing-of-link-workers",
        [*about, *rules],
        {"Every year and area": lambda: tables.for_file(survey.release.workforce())},
        _images(rows, scotland, survey, measure, title, about),
        "workers",
    )


def _images(
    rows: pd.DataFrame, scotland: pd.Series, survey: Survey, measure: Measure, title: str, about: Sequence[str]
) -> dict:
    years = survey.over_the_years(measure)
    images = {
        "Years": lambda: downloads.image(
            charts.by_year(years, measure, survey.orange), f"{in_a_sentence(measure.title)} by year", about
        )
    }
    if len(rows):
        images["Areas"] = lambda: downloads.image(
            charts.beside_scotland(rows, scotland, measure, survey.orange), title, about
        )
    return images
