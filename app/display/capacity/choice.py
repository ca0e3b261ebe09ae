"""The filters of the capacity planner, and its assumptions as set by the reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app.analysis.capacity import QUARTERS, Assumptions, Source, Start
from app.display.capacity.findings import changes_told, how
from app.display.capacity.levers import LEVERS, MAIN, MORE, VARIATION, Lever
from app.display.filters import adjust, choose, forget
from app.display.numbers import period_label
from app.display.page import note
from app.display.words import ASSUMPTIONS, SOURCES_OF_ASSUMPTIONS, VARIATION_EXPLAINED, VARIATION_SET
from app.geography.areas import area_names
from app.viewer import Viewer

_HOLD = 28.0
_FROM = "4"
_A_ROW = 5
_SET = [*LEVERS, VARIATION.name]


def hscp_filter(viewer: Viewer) -> str:
    """The HSCP to plan for. An HSCP manager begins with their own. Another one begins without changes."""
    names = area_names("hscp")
    default = viewer.hscp_code or next(iter(names))
    return choose("hscp", "HSCP", list(names), default=default, names=names, forgets=_SET)


@dataclass(frozen=True)
class Goal:
    """A wait, in days, to be held from one of the quarters to come, counted from 1."""

    days: float
    from_quarter: int


@dataclass(frozen=True)
class Asked:
    """What a reader asks: a plan, the wait it is to hold, and how far figures may stray, times their own variation."""

    plan: Assumptions
    goal: Goal
    scale: float = 1


def goal_filters(to_come: Sequence[str]) -> Goal:
    """Which wait is to be held, and from when."""
    left, right = st.columns(2)
    with left:
        days = adjust("hold", "Hold the wait at (days)", default=_HOLD, lowest=1, highest=365, step=7, decimals=0)
    with right:
        names = {str(ahead): period_label(period) for ahead, period in enumerate(to_come[:QUARTERS], start=1)}
        from_quarter = choose("from", "From", list(names), default=_FROM, names=names)
    return Goal(days, int(from_quarter))


def ask(start: Start, goal: Goal) -> Asked:
    """The assumptions and the variation as the reader sets them; those not touched are exactly as things are.

    Raises ValueError, in words for the reader, for what cannot be.
    """
    values = {}
    _row_of_levers(MAIN, start, values)
    with st.expander("More assumptions"):
        for first in range(0, len(MORE), _A_ROW):
            _row_of_levers(MORE[first : first + _A_ROW], start, values)
        scale = _set_variation()
    try:
        plan = replace(start.assumptions, **values)
    except ValueError as error:
        name, rest = str(error).split(" ", 1)
        raise ValueError(f"{ASSUMPTIONS[name][0]} {rest}") from error
    asked = Asked(plan, goal, scale)
    _what_is_changed(start.assumptions, asked)
    return asked


def _row_of_levers(levers: Sequence[Lever], start: Start, values: dict[str, float]) -> None:
    for column, lever in zip(st.columns(_A_ROW), levers, strict=True):
        with column:
            values[lever.name] = _set(lever, start)


def _set(lever: Lever, start: Start) -> float:
    label, unit = ASSUMPTIONS[lever.name]
    before = getattr(start.assumptions, lever.name)
    explained = how(lever.name, start.sources[lever.name])
    source = SOURCES_OF_ASSUMPTIONS[start.sources[lever.name]]
    return _adjusted(lever, f"{label} ({unit})", before, f"{explained[0].upper()}{explained[1:]}.", source)


def _set_variation() -> float:
    label, unit = VARIATION_SET
    with st.columns(_A_ROW)[0]:
        return _adjusted(VARIATION, f"{label} ({unit})", 1.0, VARIATION_EXPLAINED, SOURCES_OF_ASSUMPTIONS[Source.OWN])


def _adjusted(lever: Lever, label: str, before: float, explained: str, source: str) -> float:
    """What the reader sets; exactly what it was `before` until then."""
    default = lever.per * before
    value = adjust(
        lever.name,
        label,
        default=default,
        lowest=lever.lowest,
        highest=lever.highest,
        step=lever.step,
        decimals=lever.decimals,
        explained=explained,
    )
    if value == default:
        note(f"From {source}")
        return before
    note(f"**✎ Changed** from {lever.shown(before)} ({source})")
    return value / lever.per


def _what_is_changed(start: Assumptions, asked: Asked) -> None:
    told = changes_told(start, asked.plan, asked.scale)
    if not told:
        note("Nothing is changed: this is what follows if all stays as it is. Change a number to see what it does.")
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        note(f"✎ Changed: {'; '.join(told)}.")
    with right:
        st.button("Undo all changes", on_click=lambda: forget(_SET), icon=":material/undo:", width="stretch")
