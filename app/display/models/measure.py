"""One measure by delivery model: the HSCPs of each, their means, a funnel, and what else differs."""

import pandas as pd
import streamlit as st

from app.contract.states import State
from app.display import downloads
from app.display.drawing import draw_chart, remembered
from app.display.models import tables
from app.display.models.choice import Chosen
from app.display.models.dots import values_by_model
from app.display.models.findings import (
    by_chance,
    completeness,
    funnel_finding,
    measure_finding,
    outside_by_chance,
    spread_used,
    what_else_differs,
)
from app.display.models.funnel_plot import funnel_plot
from app.display.models.funnels import Funnelled
from app.display.models.looks import signs
from app.display.models.method import comparison_rules, funnel_rules, no_funnel
from app.display.models.picture import Picture
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.display.words import UNADJUSTED, listed
from app.measures.catalogue import MEASURES, Measure


def one_measure_by_model(picture: Picture, chosen: Chosen) -> None:
    """Completeness, the comparison, what else differs, the funnel, every figure, the method."""
    measure = MEASURES[chosen.measure]
    key = (*picture.key, measure.id, chosen.hscp)
    figures, summary, funnelled = picture.figures(measure), picture.by_model(measure), picture.funnelled(measure)
    own = figures[figures.area_code == chosen.hscp]
    st.markdown(completeness(figures, measure))
    st.header(measure_finding(summary, measure, picture.period, own.iloc[0] if len(own) else None), anchor=False)
    if summary.empty:
        return
    when = period_label(picture.period)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{measure.title}: each HSCP by its delivery model, {when}**")
        draw_chart((*key, "dots"), lambda: values_by_model(figures, summary, measure, chosen.hscp or None))
        note(_dots_explained(figures, own))
    with right:
        st.markdown(f"**{measure.question}**")
        st.write(measure.definition)
        note(f"{measure.unit}. {measure.source}.")
        unadjusted(picture)
    st.markdown(f"**{measure.title} by delivery model, {when}: means of HSCPs ({measure.unit})**")
    st.table(
        remembered((*key, "models"), lambda: tables.models_compared(summary, measure)),
        border="horizontal",
        hide_index=True,
    )
    note(by_chance(1))
    areas_beside(picture)

    st.header("Beyond chance? A funnel of HSCPs", anchor=False)
    _funnel(funnelled, measure, key, chosen, when)
    st.header("Every figure", anchor=False)
    st.table(
        remembered((*key, "every"), lambda: tables.every_hscp(figures, measure, funnelled)),
        border="horizontal",
        hide_index=True,
    )
    _method(summary, funnelled)
    _take_away(picture, measure, figures, summary, funnelled, chosen)


def unadjusted(picture: Picture) -> None:
    """That nothing is adjusted, and what else differs between the areas."""
    st.markdown(f"**{UNADJUSTED}**")
    st.markdown(what_else_differs(picture.balance))


def areas_beside(picture: Picture) -> None:
    """The table of what else differs."""
    st.markdown(f"**What else differs between the areas of each model, {period_label(picture.period)}**")
    st.table(
        remembered((*picture.key, "areas"), lambda: tables.areas_by_model(picture.balance)),
        border="horizontal",
        hide_index=True,
    )
    note(
        "Medians of the HSCPs of each model, the lowest and the highest in brackets. Population of mid-2022, "
        "deprivation by SIMD 2020v2, rural by the urban-rural classification of 2016."
    )


def _dots_explained(figures: pd.DataFrame, own: pd.DataFrame) -> str:
    told = (
        "Dots: HSCPs. Bars: the mean of a model's HSCPs with its 95% interval, from 3 HSCPs. Marks on the bars: "
        "▲ higher, ● no clear difference, ▼ lower than all other HSCPs, ■ fewer than 5 HSCPs, no label. Models are in "
        "alphabetical order."
    )
    if (figures.state == State.PARTIAL).any():
        told += " Hollow dots: a part of the figure is missing."
    return told + "".join(f" Orange: {name}." for name in own.area_name[own.value.notna() & own.model.notna()])


def _funnel(funnelled: Funnelled | None, measure: Measure, key: tuple, chosen: Chosen, when: str) -> None:
    if not funnelled:
        st.markdown(no_funnel(measure))
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**{measure.title}: each HSCP against the limits of a funnel, {when}**")
        draw_chart((*key, "funnel"), lambda: funnel_plot(funnelled, measure, chosen.hscp or None))
        own = funnelled.rows.area_name[funnelled.rows.area_code == chosen.hscp]
        st.html(signs(funnelled.rows.model, own.iloc[0] if len(own) else None))
    with right:
        st.markdown(f"**{funnel_finding(funnelled)}**")
        st.markdown(spread_used(funnelled, measure))
        note(
            "Long dashes: all HSCPs together. Short dashes: the 95% limits; solid lines: the 99.8% limits. "
            f"{outside_by_chance(funnelled)} A figure outside is a reason to ask what is recorded differently there."
        )
        if funnelled.left_out:
            note(f"Left out, for a part of the figure is missing: {listed(funnelled.left_out)}.")


def _method(summary: pd.DataFrame, funnelled: Funnelled | None) -> None:
    with st.expander("How all this is worked out"):
        rules = [*comparison_rules(summary), *(funnel_rules(funnelled) if funnelled else [])]
        st.markdown("\n".join(f"- {rule}" for rule in rules))


def _take_away(
    picture: Picture,
    measure: Measure,
    figures: pd.DataFrame,
    summary: pd.DataFrame,
    funnelled: Funnelled | None,
    chosen: Chosen,
) -> None:
    title = f"{measure.title} by delivery model, {period_label(picture.period)}"
    about = [title, f"{measure.unit}. {UNADJUSTED}", *provenance_lines(picture.release, measure.source)]
    images = {
        "Models": lambda: downloads.image(
            values_by_model(figures, summary, measure, chosen.hscp or None), title, about[2:]
        )
    }
    if funnelled:
        images["Funnel plot"] = lambda: downloads.image(
            funnel_plot(funnelled, measure, chosen.hscp or None), title, about[2:]
        )
    downloads.buttons(
        f"clw-models-{measure.id}-{picture.period}",
        [*about, *comparison_rules(summary), *(funnel_rules(funnelled) if funnelled else [])],
        {
            "HSCPs": lambda: tables.hscps_file(figures, measure, funnelled),
            "Models": lambda: tables.models_file(summary),
            "Areas by model": lambda: tables.models_file(picture.balance),
        },
        images,
    )
