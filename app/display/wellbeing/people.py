"""Wellbeing of the people supported: how many have a later score first, then how it differs from the first."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.analysis.wellbeing import one_measure
from app.contract.states import State
from app.display import downloads
from app.display.drawing import draw_chart, remembered
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.display.wellbeing import by_model, charts, tables
from app.display.wellbeing.findings import (
    areas_beside_scotland,
    missing_follow_ups,
    people_finding,
    unlike_instruments,
)
from app.display.wellbeing.method import beside_rules, people_rules
from app.display.wellbeing.picture import Picture
from app.display.words import INSTRUMENTS, INSTRUMENTS_READ, PEOPLE_COUNTS, RECORDED, REGRESSION
from app.measures.catalogue import Measure


def people_supported(picture: Picture) -> None:
    """Completeness first; the change, by area, year and delivery model; the method and the files."""
    chosen, measures, measure = picture.chosen, picture.measures, picture.chosen.measure
    when, instrument = period_label(chosen.year), INSTRUMENTS[chosen.instrument]
    beside = picture.scotland if chosen.hscp else None
    st.header(people_finding(picture.area, beside, picture.other_instruments), anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**How many have a later score, and what was recorded: {instrument}, {when} (95% intervals)**")
        text = remembered(
            (*picture.key, "figures"),
            lambda: tables.beside_scotland(picture.area, beside, PEOPLE_COUNTS, measures.values()),
        )
        st.table(text, border="horizontal", hide_index=True)
    with right:
        st.markdown("**Before a change is read as an effect**")
        lines = [REGRESSION, missing_follow_ups(picture.area), RECORDED]
        st.markdown("\n".join(f"- {line}" for line in lines))
        note(INSTRUMENTS_READ[chosen.instrument])
    left, right = st.columns(2, gap="large")
    with left:
        _areas(picture, measures["follow_up"], when)
    with right:
        _areas(picture, measure, when)
    marks = charts.marks_explained(chosen.place if chosen.hscp and pd.notna(picture.area.n_first) else "")
    note(f"{marks} Areas are in alphabetical order. {_left_out(picture)}")
    _years(picture, measure)
    by_model.comparison(picture, measure)
    st.header("Every figure", anchor=False)
    rows = pd.concat([picture.scotland.to_frame().T, picture.hscps])
    text = remembered((*picture.key, "every"), lambda: tables.every_area(rows, PEOPLE_COUNTS, measures.values()))
    st.table(text, border="horizontal", hide_index=True)
    _take_away(picture, measure, when)


def _areas(picture: Picture, measure: Measure, when: str) -> None:
    """HSCPs that use the instrument, or may: those without a figure because they use none are named below."""
    rows = one_measure(picture.using, measure)
    st.markdown(f"**{measure.title} by HSCP, {when}**")
    if rows.empty:
        note("No HSCP recorded scores of this instrument in this year. Choose another above.")
        return
    scotland = one_measure(picture.scotland.to_frame().T, measure).iloc[0]
    draw_chart(
        (*picture.key, "areas", measure.id),
        lambda: charts.beside_scotland(rows, scotland, measure, picture.chosen.hscp or None),
    )
    note(areas_beside_scotland(rows, scotland.value))


def _left_out(picture: Picture) -> str:
    return unlike_instruments(
        len(picture.hscps) - len(picture.using), INSTRUMENTS[picture.chosen.instrument], picture.not_alike
    )


def _years(picture: Picture, measure: Measure) -> None:
    chosen = picture.chosen
    rows = picture.over_the_years(measure)
    who = f"{chosen.place} and Scotland" if chosen.hscp else "Scotland"
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{measure.title}: {who} by year**")
        draw_chart((*picture.key, "years"), lambda: charts.by_year(rows, measure, chosen.hscp or None))
        note(charts.years_explained(rows))
    with right:
        st.markdown(f"**{measure.question}**")
        st.write(measure.definition)
        note(f"Unit: {measure.unit}. {measure.source}.")
        st.table(tables.over_the_years(rows, measure), border="horizontal", hide_index=True)


def _take_away(picture: Picture, measure: Measure, when: str) -> None:
    rules = [*people_rules(), *beside_rules(), *by_model.rules(picture, measure)]
    with st.expander("How these figures are worked out"):
        st.markdown("\n".join(f"- {rule}" for rule in rules))
    instrument = INSTRUMENTS[picture.chosen.instrument]
    title = f"{measure.title}, {instrument}, {when}"
    about = ["Wellbeing of the people supported", *provenance_lines(picture.release, measure.source)]
    downloads.buttons(
        "clw-wellbeing-of-people",
        [*about, *rules],
        {
            "Every year, area and instrument": lambda: tables.for_file(picture.release.outcomes()),
            "Models of HSCPs": lambda: by_model.hscps_file(picture, measure),
            "Summary by model": lambda: by_model.summary_file(picture, measure),
        },
        _images(picture, measure, title, about),
        "people",
    )


def _images(picture: Picture, measure: Measure, title: str, about: Sequence[str]) -> dict:
    rows = one_measure(picture.using, measure)
    scotland = one_measure(picture.scotland.to_frame().T, measure).iloc[0]
    chosen = picture.chosen.hscp or None
    images = {
        "Years": lambda: downloads.image(
            charts.by_year(picture.over_the_years(measure), measure, chosen), f"{title} and before", about
        )
    }
    if State(scotland.state).has_value:
        images["Areas"] = lambda: downloads.image(charts.beside_scotland(rows, scotland, measure, chosen), title, about)
    return images
