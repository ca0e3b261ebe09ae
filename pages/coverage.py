"""Coverage: where are link workers, and how much of them is there?"""

import streamlit as st

from app.access.current import require_viewer
from app.display import coverage, one_measure, words
from app.display.as_at import asked_release
from app.display.numbers import period_label
from app.display.occasions import occasions
from app.display.page import header, provenance, stop_if_empty
from app.display.published import show_published
from app.measures.catalogue import MEASURES

TITLE = "Coverage of link workers"

viewer = require_viewer()
release = asked_release(viewer)
stop_if_empty(release, TITLE)

top = st.container()
choice = coverage.filters(release, viewer)

if choice.measure == words.PUBLISHED:
    occasion = next(each for each in occasions(release.published_figures()) if each.id == choice.period)
    with top:
        header(TITLE, choice.place, occasion.label, "published figures, not from returns")
    show_published(release, occasion, choice)
else:
    with top:
        header(TITLE, choice.place, period_label(choice.period), *provenance(release))
    measure = MEASURES[choice.measure]
    figures = release.measure(measure.id)
    now = figures[figures.period == choice.period]
    rows = one_measure.in_board(now, choice.board)
    scotland = now[now.area_level == "scotland"].iloc[0]

    one_measure.finding(rows, scotland, choice, measure)
    left, right = st.columns(2, gap="large")
    with left:  # first on a narrow screen
        one_measure.ranking(rows, scotland, choice, measure, release.key)
    with right:
        one_measure.map_and_tiles(one_measure.told_of(now, measure, choice.board), measure, choice, release.key)

    left, right = st.columns(2, gap="large")
    with left:
        one_measure.trend(figures, choice, measure, release.key)
    with right:
        one_measure.what_it_is(measure)

    st.header("Every figure", anchor=False)
    one_measure.table(rows, measure, release.key, choice)
    one_measure.take_away(figures, choice, measure, release)
