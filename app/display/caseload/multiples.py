"""All HSCPs side by side: where something has changed beyond chance comes first."""

import streamlit as st

from app.analysis.trends import ChartKind, Course, expected_by_chance, what_is_seen
from app.display.caseload.courses import course_of
from app.display.control_charts import legend_of, small_multiples
from app.display.drawing import remembered
from app.display.numbers import number, period_label
from app.display.page import note
from app.display.words import count, listed
from app.geography.areas import areas
from app.measures.catalogue import Measure
from app.release import Release

_MOST_NAMED = 4
_Items = list[tuple[str, str, Course]]


def all_hscps(release: Release, measure: Measure, period: str) -> None:
    """One small chart for each HSCP up to a quarter."""
    key = ("multiples", *release.key, measure.id, period)
    items = remembered(key, lambda: _items(release, measure, period))
    with_signal = [(name, seen) for name, _, seen in items if seen.signal]
    st.header(finding([name for name, _ in with_signal], measure, period), anchor=False)
    note(_by_chance([seen for _, _, seen in items]))
    st.html(remembered((*key, "drawn"), lambda: small_multiples(items, measure)))
    note(f"{legend_of(ChartKind.XMR)} Each on its own scale from zero: {measure.unit}.")


def finding(names: list[str], measure: Measure, period: str) -> str:
    """In which HSCPs the last two quarters are beyond chance."""
    what = f"{measure.title}, up to {period_label(period)}"
    if not names:
        return f"{what}: nothing beyond the usual ups and downs in any HSCP."
    more = len(names) - _MOST_NAMED
    who = listed(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMED])} and {count(more, 'other', 'others')}"
    return f"{what}: a change beyond chance in {count(len(names), 'HSCP', 'HSCPs')}, {who}."


def _by_chance(courses: list[Course]) -> str:
    """How many flags chance alone would raise, added up over charts of each kind and length."""
    expected = sum(expected_by_chance(1, len(seen.values), seen.kind) for seen in courses)
    return (
        f"Chance alone would mark about {number(expected, 1)} of these {len(courses)} HSCPs. A mark is a reason to "
        "ask, not an answer."
    )


def _items(release: Release, measure: Measure, period: str) -> _Items:
    """Name, sentence and course of each HSCP, those with a signal first."""
    figures = release.measure(measure.id)
    periods = [each for each in release.periods if each <= period]
    hscps = areas()[areas().area_level == "hscp"]
    seen = {row.area_name: course_of(figures, row.area_code, measure, periods) for row in hscps.itertuples()}
    order = sorted(seen, key=lambda name: (not seen[name].signal, name))
    return [(name, what_is_seen(seen[name]), seen[name]) for name in order]
