"""Wellbeing of the people supported: how many have a later score first, then how it differs from the first."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from app.display.drawing import draw_table, remembered
from app.display.numbers import period_label
from app.display.one_measure import what_it_is
from app.display.page import note, provenance_lines
from app.display.wellbeing import by_model, charts, tables
from app.display.wellbeing.findings import (
    areas_beside_scotland,
    each_alone,
    lower_stands_for,
    missing_follow_ups,
    people_finding,
    unlike_instruments,
)
from app.display.wellbeing.method import beside_rules, people_rules
from app.display.wellbeing.picture import Picture
from app.display.wellbeing.take_away import take_away
from app.display.words import INSTRUMENTS, INSTRUMENTS_READ, RECORDED, REGRESSION
from app.geography.areas import SCOTLAND
from app.measures.catalogue import PEOPLE, Measure


@dataclass(frozen=True)
class _Told:
    """What a view says in sentences and tables; nothing of models where scores are not compared."""

    finding: str
    figures: pd.DataFrame
    caveats: list[str]
    drawn: bool
    beside: dict[str, str]
    marks: str
    years: pd.DataFrame
    years_marks: str
    models: by_model.Told | None
    every: pd.DataFrame


def people_supported(picture: Picture) -> None:
    """Completeness first; the change, by area, year and delivery model; the method and the files."""
    chosen = picture.chosen
    told = remembered((*picture.key, "told"), lambda: _told(picture))
    when, instrument = period_label(chosen.year), INSTRUMENTS[chosen.instrument]
    st.header(told.finding, anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**How many have a later score, and what was recorded: {instrument}, {when} (95% intervals)**")
        draw_table(told.figures)
    with right:
        st.markdown("**What a change does not tell**")
        st.markdown("\n".join(f"- {line}" for line in told.caveats))
        note(INSTRUMENTS_READ[chosen.instrument])
    left, right = st.columns(2, gap="large")
    with left:
        _areas(picture, PEOPLE["follow_up"], told, when)
    with right:
        _areas(picture, chosen.measure, told, when)
    note(told.marks)
    _years(picture, chosen.measure, told)
    if told.models:
        by_model.comparison(picture, told.models)
    st.header("Every figure", anchor=False)
    draw_table(told.every)
    _take_away(picture, told, f"{chosen.measure.title}, {instrument}, {when}")


def _told(picture: Picture) -> _Told:
    chosen, figures, area = picture.chosen, picture.figures, picture.area
    years = picture.over_the_years(chosen.measure)
    without = len(picture.hscps) - len(picture.using)
    instrument = INSTRUMENTS[chosen.instrument]
    orange = chosen.place if chosen.hscp and pd.notna(area.n_first) else ""
    marks = [
        charts.marks_explained(orange, compared=picture.alike),
        lower_stands_for(chosen.instrument),
        "Areas are in alphabetical order.",
        unlike_instruments(without, instrument, picture.unlisted),
    ]
    every = [*picture.whole, *picture.hscps.area_code]
    return _Told(
        finding=people_finding(area, picture.beside, picture.other_instruments),
        figures=tables.beside_scotland(figures, chosen.area),
        caveats=[*([] if picture.alike else [each_alone(instrument)]), REGRESSION, missing_follow_ups(area), RECORDED],
        drawn=bool(picture.using),
        beside={
            name: areas_beside_scotland(rows.loc[picture.using], rows.value[SCOTLAND])
            for name, rows in figures.values.items()
            if picture.alike
        },
        marks=" ".join(filter(None, marks)),
        years=tables.over_the_years(years, chosen.measure),
        years_marks=charts.years_explained(years),
        models=by_model.told(picture, chosen.measure) if picture.alike else None,
        every=remembered((*picture.key_of_all, "every"), lambda: tables.every_area(figures, every)),
    )


def _areas(picture: Picture, measure: Measure, told: _Told, when: str) -> None:
    st.markdown(f"**{measure.title} by HSCP, {when}**")
    if not told.drawn:
        note("No HSCP recorded scores of this instrument in this year. Choose another above.")
        return
    charts.draw_areas(
        (*picture.key_of_all, measure.id, "areas", picture.chosen.hscp), lambda: _areas_drawn(picture, measure), measure
    )
    if measure.id in told.beside:
        note(told.beside[measure.id])


def _areas_drawn(picture: Picture, measure: Measure) -> charts.Records:
    rows = picture.figures.values[measure.id].loc[[*picture.whole, *picture.using]]
    return charts.areas_drawn(rows, measure, picture.chosen.hscp)


def _years(picture: Picture, measure: Measure, told: _Told) -> None:
    chosen = picture.chosen
    who = chosen.place if picture.beside is None else f"{chosen.place} and Scotland"
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{measure.title}: {who} by year**")
        charts.draw_years((*picture.key, "years"), lambda: _years_drawn(picture), measure)
        note(told.years_marks)
    with right:
        what_it_is(measure)
        draw_table(told.years)


def _years_drawn(picture: Picture) -> charts.Records:
    chosen = picture.chosen
    return charts.years_drawn(picture.over_the_years(chosen.measure), chosen.measure, chosen.hscp)


def _take_away(picture: Picture, told: _Told, title: str) -> None:
    measure = picture.chosen.measure
    rules, files = people_rules(), {"Every year, area and instrument": lambda: tables.for_file(picture.listed)}
    if told.models:
        rules += [*beside_rules(), *told.models.rules]
        files["Models of HSCPs"] = lambda: by_model.hscps_file(picture, measure)
        files["Summary by model"] = lambda: by_model.summary_file(picture, measure)
    drawn = {"Years": (f"{title} and other years", lambda: charts.by_year(_years_drawn(picture), measure))}
    if told.drawn:
        drawn["Areas"] = (title, lambda: charts.beside_scotland(_areas_drawn(picture, measure), measure))
    take_away(
        "clw-wellbeing-of-people",
        ["Wellbeing of the people supported", *provenance_lines(picture.release, measure.source)],
        rules,
        files,
        drawn,
        "people",
    )
