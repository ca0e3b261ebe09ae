"""One need: how often it is unmet in each HSCP, and where its services are."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from app.analysis.services import services_of
from app.display import one_measure
from app.display.drawing import remembered
from app.display.gaps.choice import Chosen
from app.display.gaps.findings import need
from app.display.gaps.picture import Picture
from app.display.maps import Circle
from app.display.words import count
from app.geography.grouping import group_points
from app.measures.catalogue import GAPS
from app.settings import settings

MOST_CIRCLES = 1_200
"""With 31 outlines and the chosen one's rim far below 1,500 features, however many services there are."""

_NAMED = 3


def one_need(picture: Picture, chosen: Chosen) -> None:
    """The map with the services, the ranked chart, the course of the years, the table."""
    measure = GAPS[chosen.measure]
    measure = replace(measure, title=f"{measure.title} ({need(chosen.category)})")
    choice = chosen.of_measure
    key = (*picture.key, chosen.category)
    figures = picture.measure(GAPS[chosen.measure], chosen.category)
    now = figures[figures.period == picture.year]
    rows = one_measure.in_board(now, choice.board)
    scotland = now[now.area_level == "scotland"].iloc[0]
    one_measure.finding(rows, scotland, choice, measure)
    left, right = st.columns(2, gap="large")
    with left:
        one_measure.ranking(rows, scotland, choice, measure, key)
    with right:
        one_measure.map_and_tiles(
            remembered(("told", *key, *choice.key), lambda: one_measure.told_of(now, measure, choice.board)),
            measure,
            choice,
            key,
            circles=lambda: circles(picture.release.services(), picture.release.places(), chosen.category),
            circles_are=f"services listed for {need(chosen.category)}",
        )
    left, right = st.columns(2, gap="large")
    with left:
        if figures.period.nunique() > 1:
            one_measure.trend(figures, choice, measure, key)
    with right:
        one_measure.what_it_is(measure)
        if chosen.measure in ("people_near", "most_deprived_near"):
            st.write(f"The distance is {settings().reach_metres / 1000:g} km.")
    st.header("Every figure", anchor=False)
    one_measure.table(rows, measure, key, choice)
    one_measure.take_away(figures, choice, measure, picture.release)


def circles(services: pd.DataFrame, places: pd.DataFrame, category: str) -> list[Circle]:
    """The open services of one category where they can be found, those close to each other as one circle."""
    names = places.service_id.map(services_of(services, category).set_index("service_id").name)
    points = places.assign(name=names)[names.notna()].dropna(subset=["latitude", "longitude"])
    if points.empty:
        return []
    latitude, longitude = (points[name].to_numpy(dtype=float) for name in ("latitude", "longitude"))
    group = group_points(latitude, longitude, MOST_CIRCLES)
    counts = np.bincount(group)
    names = points.name.to_numpy()[np.argsort(group, kind="stable")]
    ends = counts.cumsum()
    return [
        Circle(north, east, number, _told(names[end - number : end][:_NAMED], number))
        for north, east, number, end in zip(
            (np.bincount(group, latitude) / counts).tolist(),
            (np.bincount(group, longitude) / counts).tolist(),
            counts.tolist(),
            ends.tolist(),
            strict=True,
        )
    ]


def _told(first: Sequence[str], number: int) -> str:
    """The names of the first of so many services."""
    told, more = "; ".join(first), number - len(first)
    return f"{told} and {count(more, 'other', 'others')}" if more else told
