"""The legend of maps and tiles: real text beside outlined swatches, with the states that occur and no others."""

from collections.abc import Collection
from html import escape
from itertools import pairwise

import streamlit as st

from app.contract.states import PRECEDENCE, State
from app.display.numbers import number
from app.display.theme import CHOSEN, CIRCLE, CLASSES, FILLS, OUTLINE
from app.display.words import states_of
from app.measures.catalogue import Measure

PATTERNS = {
    State.NOT_SUBMITTED: '<path d="M-1,1 l2,-2 M0,8 l8,-8 M7,9 l2,-2" stroke="#5e5e5e" stroke-width="1.4"/>',
    State.NOT_COLLECTED: '<circle cx="4" cy="4" r="1.3" fill="#5e5e5e"/>',
    State.TOO_FEW: '<path d="M2,4 h4" stroke="#5e5e5e" stroke-width="1.4"/>',
    State.NOT_AVAILABLE: '<text x="2" y="7.4" font-size="8" font-family="sans-serif" fill="#5e5e5e">?</text>',
}
"""What is drawn over the ground of a state, as SVG in a square of 8 by 8."""

_GROUNDS = {  # the same, as CSS backgrounds
    State.NO_PROGRAMME: "#ffffff",
    State.NOT_SUBMITTED: f"repeating-linear-gradient(135deg,#ffffff 0 4px,{OUTLINE} 4px 5px)",
    State.NOT_COLLECTED: f"radial-gradient({OUTLINE} 25%,#ffffff 30%) 0 0/5px 5px",
    State.SUPPRESSED: FILLS[State.SUPPRESSED],
    State.TOO_FEW: f"linear-gradient({OUTLINE},{OUTLINE}) center/8px 1px no-repeat {FILLS[State.TOO_FEW]}",
    State.NOT_AVAILABLE: "#ffffff",
}

_CIRCLE = (
    f'<span aria-hidden="true" style="flex:none;width:13px;height:13px;border-radius:50%;background:#ffffff;'
    f'border:2px solid {CIRCLE}"></span>'
)


def pattern_definitions() -> str:
    """The patterns as SVG definitions with the ids `state-…`, for documents that fill shapes with them."""
    tiles = (
        f'<pattern id="state-{state}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{FILLS[state]}"/>{drawing}</pattern>'
        for state, drawing in PATTERNS.items()
    )
    return f"<defs>{''.join(tiles)}</defs>"


def class_labels(measure: Measure) -> list[str]:
    """The five classes in words: "under 20", "20 to 40", … "80 or more"."""
    bounds = [f"{bound:g}" if bound < 1000 else number(bound) for bound in measure.breaks]
    middle = [f"{low} to {high}" for low, high in pairwise(bounds)]
    return [f"under {bounds[0]}", *middle, f"{bounds[-1]} or more"]


def classes(measure: Measure) -> list[tuple[str, str]]:
    """The fills of a measure's five classes with their words."""
    return list(zip(CLASSES, class_labels(measure), strict=True))


def draw_legend(
    title: str, fills: list[tuple[str, str]], states: Collection[str], *, chosen: bool, subject: str, circles: str = ""
) -> None:
    """Draw the legend: each fill with its words, the `states` that occur, and how the chosen area is marked.

    `subject`: of the measure, for the words of states. `circles`: what circles on the map stand for, if there are any.
    """
    words = states_of(subject)
    title = title[0].upper() + title[1:]
    entries = [(_swatch(fill), label) for fill, label in fills]
    if State.PARTIAL in states:
        entries.append((_swatch(CLASSES[1], f"2px dotted {OUTLINE}"), words[State.PARTIAL]))
    entries += [
        (_swatch(_GROUNDS[state], sign="?" if state is State.NOT_AVAILABLE else ""), words[state])
        for state in (*PRECEDENCE, State.NOT_AVAILABLE)
        if state in states and not state.has_value
    ]
    if chosen:
        entries.append((_swatch("#ffffff", f"3px solid {CHOSEN}"), "the area you chose"))
    if circles:
        entries.append((_CIRCLE, circles))
    items = "".join(
        f'<li style="display:flex;gap:6px;align-items:center;margin:0">{swatch}<span>{escape(label)}</span></li>'
        for swatch, label in entries
    )
    st.html(
        f'<div style="font-size:14px"><strong>{escape(title)}</strong><ul style="display:flex;flex-wrap:wrap;'
        f'gap:4px 16px;list-style:none;padding:0;margin:4px 0 0 0;font-size:inherit">{items}</ul></div>'
    )


def _swatch(ground: str, outline: str = f"1px solid {OUTLINE}", sign: str = "") -> str:
    return (
        f'<span aria-hidden="true" style="display:inline-block;flex:none;width:20px;height:13px;background:{ground};'
        f'border:{outline};font-size:10px;line-height:11px;text-align:center">{sign}</span>'
    )
