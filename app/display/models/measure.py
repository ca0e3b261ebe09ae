"""One measure by delivery model: the HSCPs of each, their means, a funnel, and what else differs."""

import json
from collections.abc import Callable

import pandas as pd
import streamlit as st

from app.analysis.models import Why
from app.display import downloads
from app.display.drawing import draw_form, draw_table, remembered
from app.display.models import dots, funnel_plot, tables
from app.display.models.choice import Chosen
from app.display.models.findings import (
    by_chance,
    completeness,
    funnel_finding,
    left_out,
    measure_finding,
    outside_by_chance,
    spread_used,
    what_else_differs,
)
from app.display.models.looks import signs, signs_in_words
from app.display.models.method import comparison_rules, funnel_rules, no_funnel
from app.display.models.picture import ByModel, Picture
from app.display.numbers import period_label
from app.display.one_measure import what_it_is
from app.display.page import note, provenance_lines
from app.display.words import UNADJUSTED, listed
from app.measures.catalogue import MEASURES

_BARS = "Dots: HSCPs. Bars: the mean of a model's HSCPs with its 95% interval, from 3 HSCPs with a full figure."
_LABELS = "▲ higher, ● no clear difference, ▼ lower than all other HSCPs, ■ fewer than 5 HSCPs, no label."
_LINES = "Long dashes: all HSCPs together. Short dashes: the 95% limits; solid lines: the 99.8% limits."


def one_measure_by_model(picture: Picture, chosen: Chosen) -> None:
    """Completeness, the comparison, what else differs, the funnel, every figure, the method."""
    of = picture.of(MEASURES[chosen.measure])
    own = of.figures[of.figures.area_code == chosen.hscp]
    said, complete = remembered((*of.key, chosen.hscp, "said"), lambda: _said(of, own))
    st.markdown(complete)
    st.header(said, anchor=False)
    if of.summary.empty:
        return
    measure, when = of.measure, period_label(picture.period)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{measure.title}: each HSCP by its delivery model, {when}**")
        _dots(of, own)
    with right:
        what_it_is(measure)
        unadjusted(of.balance)
    st.markdown(f"**{measure.title} by delivery model, {when}: means of HSCPs ({measure.unit})**")
    _table((*of.key, "models"), lambda: tables.models_compared(of.summary, measure))
    note(by_chance(int((of.summary.comparison == Why.GIVEN).any())))
    areas_beside(of.balance, of.key, when, "the HSCPs of each model with a full figure of this measure")

    st.header("Beyond chance? A funnel of HSCPs", anchor=False)
    _funnel(of, chosen, when)
    st.header("Every figure", anchor=False)
    _table((*of.key, "every"), lambda: tables.every_hscp(of.figures, measure, of.funnelled))
    with st.expander("How all this is worked out"):
        st.markdown("\n".join(f"- {rule}" for rule in _rules(of)))
    _take_away(of, chosen)


def unadjusted(balance: pd.DataFrame) -> None:
    """That nothing is adjusted, and what else differs between the areas: `app.analysis.models.balance`."""
    st.markdown(f"**{UNADJUSTED}**")
    st.markdown(what_else_differs(balance))


def areas_beside(balance: pd.DataFrame, key: tuple[str, ...], when: str, whose: str) -> None:
    """The table of what else differs. `key` decides `balance`; `whose`: of which HSCPs it is."""
    if balance.empty:
        return
    st.markdown(f"**What else differs between the areas of each model, {when}**")
    _table((*key, "areas"), lambda: tables.areas_by_model(balance))
    note(
        f"Medians of {whose}, the lowest and the highest in brackets. Population of mid-2022, deprivation by SIMD "
        "2020v2, rural by the urban-rural classification of 2016."
    )


def _said(of: ByModel, own: pd.DataFrame) -> tuple[str, str]:
    mine = own.iloc[0] if len(own) else None
    said = measure_finding(of.summary, of.measure, of.picture.period, mine)
    return said, completeness(of.figures, of.measure)


def _table(key: tuple[str, ...], make: Callable[[], pd.DataFrame]) -> None:
    draw_table(remembered(key, make))


def _dots(of: ByModel, own: pd.DataFrame) -> None:
    if not of.has_values:
        note("There is nothing to draw: no HSCP with a main model has a figure of this measure in this quarter.")
        return
    chosen = own.area_code.iloc[0] if len(own) else None
    records = remembered((*of.key, chosen, "dots"), lambda: dots.drawn(of.figures, of.summary, of.measure, chosen))
    names = dots.row_names(of.summary)
    kinds = dots.kinds_of(records)
    draw_form(
        ("models", "dots", of.measure.id, json.dumps(names), *kinds),
        lambda: dots.form(of.measure, names, kinds, []),
        records,
    )
    told = f"{_BARS} Marks on the bars: {_LABELS} Models are in alphabetical order."
    orange = [f"Orange: {name}." for name in own.area_name[own.value.notna() & own.model.notna()]]
    note(" ".join(filter(None, [told, left_out(of.summary), *orange])))


def _funnel(of: ByModel, chosen: Chosen, when: str) -> None:
    funnelled = of.funnelled
    if not funnelled:
        st.markdown(no_funnel(of.measure))
        return
    own = funnelled.rows.area_name[funnelled.rows.area_code == chosen.hscp]
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(f"**{of.measure.title}: each HSCP against the limits of a funnel, {when}**")
        draw_form(
            ("models", "funnel", of.measure.id, bool(len(own))),
            lambda: funnel_plot.form(of.measure, named=bool(len(own)), records=[]),
            remembered(
                (*of.key, chosen.hscp, "plotted"), lambda: funnel_plot.plotted(funnelled, of.measure, chosen.hscp)
            ),
        )
        st.html(signs(funnelled.rows.model, own.iloc[0] if len(own) else None))
    with right:
        st.markdown(f"**{funnel_finding(funnelled)}**")
        st.markdown(spread_used(funnelled, of.measure))
        note(
            f"{_LINES} {outside_by_chance(funnelled)} A figure outside is a reason to ask what is recorded differently "
            "there."
        )
        if funnelled.left_out:
            note(f"Left out, for a part of the figure is missing: {listed(funnelled.left_out)}.")


def _rules(of: ByModel) -> list[str]:
    return [*comparison_rules(of.summary), *(funnel_rules(of.funnelled) if of.funnelled else [])]


def _take_away(of: ByModel, chosen: Chosen) -> None:
    title = f"{of.measure.title} by delivery model, {period_label(of.picture.period)}"
    source = provenance_lines(of.picture.release, of.measure.source)
    images = {}
    if of.has_values:
        images["Models"] = lambda: downloads.image(
            dots.values_by_model(of.figures, of.summary, of.measure, chosen.hscp),
            title,
            [
                *source,
                f"Unadjusted. {_BARS} {left_out(of.summary)}".rstrip(),
                _LABELS,
                *([f"Orange: {chosen.place}"] if chosen.hscp else []),
            ],
        )
    if of.funnelled:
        images["Funnel plot"] = lambda: downloads.image(
            funnel_plot.funnel_plot(of.funnelled, of.measure, chosen.hscp),
            title,
            [*source, f"Unadjusted. {_LINES}", signs_in_words(of.funnelled.rows.model)],
        )
    downloads.buttons(
        f"clw-models-{of.measure.id}-{of.picture.period}",
        [title, f"{of.measure.unit}. {UNADJUSTED}", *source, *_rules(of)],
        {
            "HSCPs": lambda: tables.hscps_file(of.figures, of.measure, of.funnelled),
            "Models": lambda: tables.models_file(of.summary),
            "Areas by model": lambda: tables.models_file(of.balance),
        },
        images,
    )
