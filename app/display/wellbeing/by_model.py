"""Scores by delivery model: what was recorded where each model is used, unadjusted, beside what else differs."""

import pandas as pd
import streamlit as st

from app.display.drawing import draw_chart, remembered
from app.display.models import tables
from app.display.models.dots import values_by_model
from app.display.models.findings import measure_finding, what_else_differs
from app.display.models.method import comparison_rules
from app.display.numbers import period_label
from app.display.page import note
from app.display.wellbeing.picture import Picture
from app.display.words import UNADJUSTED
from app.measures.catalogue import Measure

_RULE = (
    "The main model is that of the whole year: link worker time in post is added up over the ends of its quarters "
    "before the two thirds are asked for."
)


def comparison(picture: Picture, measure: Measure) -> None:
    """What can be said, the chart beside what else differs between the areas, and the tables, follow-up first."""
    figures, summary = picture.with_models(measure), picture.by_model(measure)
    when = period_label(picture.chosen.year)
    st.header(measure_finding(summary, measure, picture.chosen.year, None), anchor=False)
    if figures.empty:
        return
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{measure.title}: each HSCP by its delivery model, {when}**")
        hscp = picture.chosen.hscp if picture.chosen.hscp in set(figures.area_code) else None
        drawn = summary[summary.with_value > 0]
        draw_chart((*picture.key, "models"), lambda: values_by_model(figures, drawn, measure, hscp))
        note(
            "Dots: HSCPs. Bars: the mean of a model's HSCPs with its 95% interval, from 3 HSCPs. The mark on a bar "
            "says how it compares with all other HSCPs (▲ higher, ● no clear difference, ▼ lower, ■ fewer than 5 "
            "HSCPs, no label). Models are in alphabetical order."
            + (f" Orange: {picture.chosen.place}." if hscp else "")
        )
    with right:
        _what_else_differs(picture, measure)
    for each in (picture.measures["follow_up"], measure):
        st.markdown(f"**{each.title} by delivery model, {when}: means of HSCPs ({each.unit})**")
        st.table(_text(picture, each), border="horizontal", hide_index=True)


def _what_else_differs(picture: Picture, measure: Measure) -> None:
    balance = picture.balance(measure)
    st.markdown(f"**{UNADJUSTED}**")
    st.markdown(what_else_differs(balance))
    text = remembered((*picture.key, measure.id, "areas by model"), lambda: tables.areas_by_model(balance))
    st.table(text, border="horizontal", hide_index=True)
    note("Medians of the HSCPs with a figure, the lowest and the highest in brackets.")


def _text(picture: Picture, measure: Measure) -> pd.DataFrame:
    return remembered(
        (*picture.key, measure.id, "table by model"), lambda: tables.models_compared(picture.by_model(measure), measure)
    )


def rules(picture: Picture, measure: Measure) -> list[str]:
    """How models are compared."""
    return [_RULE, *comparison_rules(picture.by_model(measure))]


def hscps_file(picture: Picture, measure: Measure) -> pd.DataFrame:
    """Every HSCP with its main model of the year and its value."""
    table = picture.with_models(measure)
    return table.assign(measure=measure.id).rename(columns={"lower": "lower_95", "upper": "upper_95"}).round(6)


def summary_file(picture: Picture, measure: Measure) -> pd.DataFrame:
    """The summary of the measure by model."""
    return tables.models_file(picture.by_model(measure).assign(measure=measure.id))
