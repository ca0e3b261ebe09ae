"""All HSCPs side by side: where something has newly changed beyond chance comes first."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from app.analysis.trends import RECENT, ChartKind, Course, carried_over, course, expected_by_chance
from app.display.caseload.courses import LIMITS_FROM, courses_of, told
from app.display.control_charts import legend_of, small_multiples
from app.display.drawing import remembered
from app.display.numbers import number, period_label
from app.display.page import note
from app.display.words import count, listed
from app.geography.areas import area_names
from app.measures.catalogue import Measure
from app.release import Release

_MOST_NAMED = 4


class Item(NamedTuple):
    """An HSCP: its name, what is seen of it, its course."""

    name: str
    sentence: str
    seen: Course

    @property
    def long_known(self) -> bool:
        """Whether it has a signal that was one two quarters ago already."""
        return self.seen.signal and not self.seen.news


def all_hscps(release: Release, measure: Measure, period: str) -> None:
    """One small chart for each HSCP up to a quarter."""
    key = ("multiples", *release.key, measure.id, period)
    items = remembered(key, lambda: _items(release, measure, period))
    st.header(finding(items, measure, period), anchor=False)
    long_known = sum(item.long_known for item in items)
    if long_known:
        st.write(
            f"{_capital(count(long_known, 'HSCP has', 'HSCPs have'))} a change that began earlier and was known two "
            "quarters ago. Each says below since when. To see what has happened since then, look at the HSCP under "
            f'"One measure" and choose that quarter under "{LIMITS_FROM}".'
        )
    note(remembered((*key, "by chance"), lambda: by_chance([item.seen for item in items])))
    st.html(remembered((*key, "drawn"), lambda: small_multiples(items, measure)))
    note(
        f"{legend_of({item.seen.kind for item in items})} Only what is new has diamonds. Partial figures are gaps. "
        f"Each on its own scale from zero: {measure.unit}."
    )


def finding(items: Sequence[Item], measure: Measure, period: str) -> str:
    """In which HSCPs the last two quarters bring a change beyond chance, of those that can be judged."""
    what = f"{measure.title}, up to {period_label(period)}"
    few = sum(item.seen.kind is ChartKind.LINE for item in items)
    silent = sum(item.seen.kind is not ChartKind.LINE and _is_silent(item.seen) for item in items)
    judged = len(items) - few - silent
    others = [f"{few} {'has' if few == 1 else 'have'} too few quarters"] if few else []
    others += [f"{silent} {'has' if silent == 1 else 'have'} no full figure in the last two"] if silent else []
    rest = f"; {listed(others)}" if others else ""
    if not judged:
        return f"{what}: no HSCP can be judged{rest}."
    of_judged = f"the {count(judged, 'HSCP', 'HSCPs')} that can be judged"
    names = [item.name for item in items if item.seen.news]
    if not names:
        nothing = "no new change beyond chance" if any(item.seen.signal for item in items) else _NOTHING
        return f"{what}: {nothing} in {'any of ' if judged > 1 else ''}{of_judged}{rest}."
    more = len(names) - _MOST_NAMED
    who = listed(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMED])} and {count(more, 'other', 'others')}"
    return f"{what}: a new change beyond chance in {len(names)} of {of_judged} ({who}){rest}."


_NOTHING = "nothing beyond the usual ups and downs"


def by_chance(courses: Sequence[Course]) -> str:
    """How many of the HSCPs chance alone would mark, added up over charts of each kind and length."""
    carried = round(carried_over(courses), 1)
    independent, alike = (
        sum(expected_by_chance(1, len(seen.values), seen.kind, each) for seen in courses) for each in (0, carried)
    )
    told = f"Chance alone would mark about {number(independent, 1)} of these {len(courses)} HSCPs if quarters were "
    told += "independent of each other. Stocks such as the caseload carry over from quarter to quarter, and more of "
    told += "them get marked though nothing has changed"
    if carried > 0:
        told += (
            f": about {number(alike, 1)} with a correlation of {carried} from one quarter to the next, as in these "
            "charts, where real changes add to it"
        )
    return f"{told}. A mark is a reason to ask, not an answer."


def _is_silent(seen: Course) -> bool:
    return bool(np.isnan(seen.values[-RECENT:]).all() or np.isnan(seen.centre[-RECENT:]).all())


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _items(release: Release, measure: Measure, period: str) -> list[Item]:
    """The HSCPs, those with news first, then by name."""
    periods = [each for each in release.periods if each <= period]
    courses = courses_of(release.measure(measure.id), periods)
    nothing = course(np.full(len(periods), np.nan))
    seen = {name: courses.get(code, nothing) for code, name in area_names("hscp").items()}
    items = [Item(name, told(each, periods), each) for name, each in seen.items()]
    return sorted(items, key=lambda item: (not item.seen.news, item.name))
