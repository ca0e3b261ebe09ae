"""The filters of the capacity planner, and its assumptions as set by the reader."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app.analysis.capacity import QUARTERS, Assumptions, Start
from app.display.capacity.findings import changes_told, how
from app.display.capacity.levers import LEVERS, MAIN, MORE, Lever
from app.display.filters import adjust, choose, forget
from app.display.numbers import period_label
from app.display.page import note
from app.display.words import ASSUMPTIONS, SOURCES_OF_ASSUMPTIONS
from app.geography.areas import areas
from app.viewer import Viewer

_HOLD = 28.0
_FROM = "4"
_A_ROW = 5


def hscp_filter(viewer: Viewer) -> str:
    """The HSCP to plan for. An HSCP manager begins with their own. Another one begins without changes."""
    names = dict(areas()[areas().area_level == "hscp"].set_index("area_code").area_name)
    default = viewer.hscp_code or next(iter(names))
    return choose("hscp", "HSCP", list(names), default=default, names=names, forgets=list(LEVERS))


@dataclass(frozen=True)
class Goal:
    """A wait, in days, to be held from one of the quarters to come, counted from 1."""

    days: float
    from_quarter: int


def goal_filters(to_come: Sequence[str]) -> Goal:
    """Which wait is to be held, and from when."""
    left, right = st.columns(2)
    with left:
        days = adjust("hold", "Hold the wait at (days)", default=_HOLD, lowest=1, highest=365, step=7, decimals=0)
    with right:
        names = {str(ahead): period_label(period) for ahead, period in enumerate(to_come[:QUARTERS], start=1)}
        from_quarter = choose("from", "From", list(names), default=_FROM, names=names)
    return Goal(days, int(from_quarter))


def set_assumptions(start: Start) -> Assumptions:
    """The assumptions as the reader sets them; those not touched are exactly as things are.

    Raises ValueError, in words for the reader, for what cannot be.
    """
    values = {}
    _row_of_levers(MAIN, start, values)
    with st.expander("More assumptions"):
        for first in range(0, len(MORE), _A_ROW):
            _row_of_levers(MORE[first : first + _A_ROW], start, values)
    try:
        plan = replace(start.assumptions, **values)
    except ValueError as error:
        name, rest = str(error).split(" ", 1)
        raise ValueError(f"{ASSUMPTIONS[name][0]} {rest}") from error
    _what_is_changed(start.assumptions, plan)
    return plan


def _row_of_levers(levers: Sequence[Lever], start: Start, values: dict[str, float]) -> None:
    for column, lever in zip(st.columns(_A_ROW), levers, strict=True):
        with column:
            values[lever.name] = _set(lever, start)


def _set(lever: Lever, start: Start) -> float:
    label, unit = ASSUMPTIONS[lever.name]
    before = getattr(start.assumptions, lever.name)
    default = lever.per * before
    explained = how(lever.name, start.sources[lever.name])
    value = adjust(
        lever.name,
        f"{label} ({unit})",
        default=default,
        lowest=lever.lowest,
        highest=lever.highest,
        step=lever.step,
        decimals=lever.decimals,
        explained=f"{explained[0].upper()}{explained[1:]}.",
    )
    source = SOURCES_OF_ASSUMPTIONS[start.sources[lever.name]]
    if value == default:
        note(f"From {source}")
        return before
    note(f"**✎ Changed** from {lever.shown(before)} ({source})")
    return value / lever.per


def _what_is_changed(start: Assumptions, plan: Assumptions) -> None:
    told = changes_told(start, plan)
    if not told:
        note("Nothing is changed: this is what follows if all stays as it is. Change a number to see what it does.")
        return
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        note(f"✎ Changed: {'; '.join(told)}.")
    with right:
        st.button("Undo all changes", on_click=lambda: forget(LEVERS), icon=":material/undo:", width="stretch")
