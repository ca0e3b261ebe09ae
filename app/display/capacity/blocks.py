"""The blocks of the page, top to bottom."""

import streamlit as st

from app.analysis.capacity import LEVEL, LEVEL_FACTOR, PATHS, SEED, NothingToPlan
from app.contract.states import State
from app.display import downloads, words
from app.display.capacity import courses, tables
from app.display.capacity.choice import Asked
from app.display.capacity.findings import BAND, changes_told, nothing_to_plan, why_missing
from app.display.capacity.planner import Planner
from app.display.capacity.reading import Reading, check_read, courses_of
from app.display.drawing import draw_form, draw_table
from app.display.numbers import period_label
from app.display.page import note, provenance_lines
from app.geography.areas import area_names

_SOURCE = "Core dataset returns from Health and Social Care Partnerships"


def name_of(code: str) -> str:
    """The name of an area."""
    return area_names()[code]


def no_plan(planner: Planner, why: NothingToPlan) -> None:
    """Which figures are missing, and what to do."""
    reasons = why_missing(planner.history, why.missing)
    st.header(nothing_to_plan(name_of(planner.hscp), reasons), anchor=False)
    states = {state for each in reasons.values() for state in each}
    if State.SUPPRESSED in states:
        st.info(words.PLAN_HIDDEN, icon=":material/info:")
    if states & {State.NOT_SUBMITTED, State.PARTIAL, State.NOT_COLLECTED}:
        st.info(words.PLAN_NOT_SENT, icon=":material/info:")
    note("Another HSCP can be chosen above.")


def answer(read: Reading) -> None:
    """What becomes of the wait, and how many link workers it takes to hold it."""
    st.header(read.outlook, anchor=False)
    st.markdown(f"**{read.needed}**")
    if read.sure:
        st.markdown(read.sure)
    note(words.PLANNER_SAYS)


def the_charts(planner: Planner, read: Reading, scale: float) -> None:
    """The wait, the people waiting and the open cases for each WTE."""
    for column, drawing in zip(st.columns(len(read.drawings), gap="medium"), read.drawings, strict=True):
        with column:
            st.markdown(f"**{drawing.title}**")
            order = drawing.order
            draw_form(
                ("capacity", "form", drawing.figure.name, order[0], len(order)),
                lambda drawing=drawing: courses.form(drawing.figure, drawing.order),
                drawing.records,
            )
            note(drawing.note)
    times = "" if scale == 1 else f"{scale:.0%} of "
    note(
        f"Up to {period_label(planner.last)}: {_SOURCE}. From then on: the projection, each line with the band that "
        f"is to hold {LEVEL:.0%} of what may come, by {times}how much the HSCP's own figures have varied in two years."
    )


def the_check(planner: Planner) -> None:
    """Whether the planner would have foretold the last year."""
    st.header("Would it have foretold the last year?", anchor=False)
    read = check_read(planner)
    if read is None:
        note("This cannot be checked: it needs two years of figures, of which too many are missing or hidden.")
        return
    st.markdown(read.finding)
    draw_table(read.table)
    marks = "; ".join(["✓ inside it", "✗ outside", *([read.marks] if read.marks else [])])
    note(
        f"Foretold: the projection and, in brackets, its {BAND} by how the HSCP's own figures varied in the two years "
        f"before, whatever is set above. Marks: {marks}."
    )


def every_figure(planner: Planner, read: Reading, asked: Asked) -> None:
    """The projection quarter by quarter, and files with everything."""
    st.header("The projection, quarter by quarter", anchor=False)
    draw_table(read.projection)
    endless = read.projection.map(lambda cell: "no end" in cell).any(axis=None)
    note(f"In brackets: the {BAND}." + (" No end: people wait and nobody is taken on." if endless else ""))
    downloads.buttons(
        f"clw-capacity-{planner.hscp}-{planner.last}",
        about_files(planner, asked),
        {
            "Projection": lambda: tables.projection_file(planner.outlook(asked.plan, asked.scale), planner.to_come),
            "Variation": lambda: tables.variation_file(planner.variation, asked.scale),
            "History": lambda: tables.history_file(planner.history),
        }
        | ({"Check on the last year": lambda: tables.check_file(planner.check)} if check_read(planner) else {}),
        {"Chart of the wait": lambda: wait_image(planner, asked)},
        "caseload",
    )


def about_files(planner: Planner, asked: Asked) -> list[str]:
    """What the files say of themselves: the area, the source, and every assumption."""
    return [
        *_about(planner),
        words.PLANNER_SAYS,
        *tables.about_assumptions(planner.start, asked.plan),
        f"variation: {asked.scale:.0%} of its own; what is drawn from stands in the file of the variation",
        f"lower and upper: the band that is to hold {LEVEL:.0%} of what may come",
        "inf: people wait and nobody is taken on",
    ]


def wait_image(planner: Planner, asked: Asked) -> bytes:
    """A PNG of the chart of the wait."""
    course = courses_of(planner, asked)[0]
    title, *source = _about(planner)
    told = changes_told(planner.start.assumptions, asked.plan, asked.scale)
    changes = [f"Changed: {each.replace('**', '')}" for each in told]
    return downloads.image(courses.chart(course), title, [courses.seen(course), *changes, *source])


def _about(planner: Planner) -> list[str]:
    title = f"Capacity plan for {name_of(planner.hscp)}, from returns up to {period_label(planner.last)}"
    return [title, *provenance_lines(planner.release, _SOURCE)]


def what_it_rests_on(planner: Planner, asked: Asked) -> None:
    """Every assumption with its source, the limits, the method."""
    st.header("What it rests on", anchor=False)
    draw_table(tables.assumptions_table(planner.start, asked.plan))
    note(words.PLANNER_CLOSING)
    with st.expander("How each of them was derived"):
        st.markdown("\n".join(f"- {line}" for line in tables.derived(planner.start)))
    history, hscps = planner.scotland
    note(
        f"Scotland's figures: the sum of the {hscps} HSCPs that reported every figure in full in each of the eight "
        f"quarters to {period_label(history.period.iloc[-1])}, the same in every quarter."
        if hscps
        else "Scotland's figures: too few HSCPs reported every figure in full for two years."
    )
    st.subheader("How far figures may stray", anchor=False)
    draw_table(tables.variation_table(planner.variation, asked.scale))
    note(
        f"{words.PLANNER_VARIATION} Level factor: {LEVEL_FACTOR:g}. Projections drawn: {PATHS:,}. Seed: {SEED}. "
        "The formula stands on the page Methods, under “Capacity planner”."
    )
    st.header("What it cannot tell", anchor=False)
    st.markdown("\n".join(f"- {limit}" for limit in (*words.PLANNER_LIMITS, words.WHY_ONE_HSCP)))
    with st.expander("How it is worked out"):
        for paragraph in words.PLANNER_METHOD:
            st.markdown(paragraph)
        note(f"Sources: {words.PLANNER_SOURCES}")
