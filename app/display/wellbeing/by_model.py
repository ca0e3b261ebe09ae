"""Scores by delivery model: what was recorded where each model is used, unadjusted, beside what else differs."""

from dataclasses import dataclass

import altair as alt
import pandas as pd
import streamlit as st

from app.display.drawing import draw_chart, draw_table, remembered
from app.display.models import tables
from app.display.models.dots import values_by_model
from app.display.models.findings import left_out, measure_finding, what_else_differs
from app.display.models.method import comparison_rules
from app.display.numbers import period_label
from app.display.page import note
from app.display.wellbeing.picture import Picture
from app.display.words import UNADJUSTED
from app.measures.catalogue import PEOPLE, Measure

_YEAR_RULE = (
    "The main model is that of the whole year: link worker time in post is added up over the ends of its quarters "
    "before the two thirds are asked for."
)
_DOTS = (
    "Dots: HSCPs. Bars: the mean of a model's HSCPs with its 95% interval, from 3 with a full figure. The mark "
    "on a bar says how it compares with all other HSCPs (▲ higher, ● no clear difference, ▼ lower, ■ fewer than 5 "
    "HSCPs, no label). Models are in alphabetical order."
)


@dataclass(frozen=True)
class Told:
    """What is said of models in sentences and tables, comparisons by title; the codes of HSCPs with a value."""

    finding: str
    dots: str
    with_value: list[str]
    differs: str
    areas: pd.DataFrame
    compared: dict[str, pd.DataFrame]
    rules: list[str]


def told(picture: Picture, measure: Measure) -> Told:
    """What is said of one measure, and of the follow-up that stands before it."""
    return remembered((*picture.key_of_all, measure.id, "models told"), lambda: _told(picture, measure))


def _told(picture: Picture, measure: Measure) -> Told:
    year = picture.chosen.year
    summary, balance = picture.by_model(measure), picture.balance(measure)
    return Told(
        finding=measure_finding(summary, measure, year, None),
        dots=f"{_DOTS} {left_out(summary)}".rstrip(),
        with_value=picture.with_models(measure).area_code.tolist(),
        differs=what_else_differs(balance),
        areas=tables.areas_by_model(balance),
        compared={
            f"{each.title} by delivery model, {period_label(year)}: means of HSCPs ({each.unit})": (
                tables.models_compared(picture.by_model(each), each)
            )
            for each in (PEOPLE["follow_up"], measure)
        },
        rules=[_YEAR_RULE, *comparison_rules(summary)],
    )


def comparison(picture: Picture, said: Told) -> None:
    """What can be said, the chart beside what else differs between the areas, and the tables, follow-up first."""
    measure = picture.chosen.measure
    orange = picture.chosen.hscp if picture.chosen.hscp in said.with_value else ""
    st.header(said.finding, anchor=False)
    if not said.with_value:
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{measure.title}: each HSCP by its delivery model, {period_label(picture.chosen.year)}**")
        draw_chart((*picture.key_of_all, measure.id, "models", orange), lambda: _chart(picture, measure))
        note(f"{said.dots} Orange: {picture.chosen.place}." if orange else said.dots)
    with right:
        st.markdown(f"**{UNADJUSTED}**")
        st.markdown(said.differs)
        if len(said.areas):
            draw_table(said.areas)
            note("Medians of the HSCPs with a full figure, the lowest and the highest in brackets.")
    for title, table in said.compared.items():
        st.markdown(f"**{title}**")
        draw_table(table)


def _chart(picture: Picture, measure: Measure) -> alt.LayerChart:
    summary = picture.by_model(measure)
    drawn = summary[summary.with_value + summary.partial > 0]
    return values_by_model(picture.with_models(measure), drawn, measure, picture.chosen.hscp or None)


def hscps_file(picture: Picture, measure: Measure) -> pd.DataFrame:
    """Every HSCP with a value, with its main model of the year."""
    table = picture.with_models(measure)
    return table.assign(measure=measure.id).rename(columns={"lower": "lower_95", "upper": "upper_95"}).round(6)


def summary_file(picture: Picture, measure: Measure) -> pd.DataFrame:
    """The summary of the measure by model."""
    return tables.models_file(picture.by_model(measure).assign(measure=measure.id))
