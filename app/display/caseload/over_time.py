"""The course of one area, quarter by quarter: its chart, its figures, its files."""

import pandas as pd
import streamlit as st

from app.analysis.trends import Course, Floats, Rule
from app.contract.states import State
from app.display import downloads
from app.display.caseload.courses import about_limits, partial_of
from app.display.control_charts import Figure, control_chart, legend_of
from app.display.drawing import draw_chart, draw_table, remembered
from app.display.numbers import interval, number, period_label
from app.display.page import note, provenance_lines
from app.display.words import STATES, parts_missing
from app.measures.catalogue import Measure
from app.release import Release

_RULES = {
    Rule.OUTSIDE: "outside the limits",
    Rule.ONE_SIDE: "a run on one side",
    Rule.TREND: "a trend",
    Rule.NEAR_LIMIT: "2 of 3 near a limit",
}


def draw_course(
    rows: pd.DataFrame,
    seen: Course,
    measure: Measure | Figure,
    limits_from: str,
    release: Release,
    key: tuple[str, ...],
    *,
    beside: Floats | None = None,
    beside_is: str = "",
) -> None:
    """The chart of `figures_of` one area, what its lines are, and its figures to read and to take away.

    `beside`: other figures of the same unit, drawn as a thin line; `beside_is` says what they are.
    """
    name, periods, partial = rows.area_name.dropna().iloc[-1], rows.period.tolist(), partial_of(rows)

    def chart() -> object:
        return control_chart(seen, periods, name, measure, partial=partial, beside=beside)

    st.markdown(f"**{name}, quarter by quarter**")
    draw_chart((*key, "control"), chart)
    limits = about_limits(seen, periods, limits_from)
    hollow = "Hollow: partial, shown and not judged." if (rows.state == State.PARTIAL).any() else ""
    note(" ".join(part for part in (limits, legend_of([seen.kind]), hollow, beside_is) if part))
    with st.expander("Figures of this chart", on_change="rerun") as figures:
        if not figures.open:
            return
        draw_table(remembered((*key, "course table"), lambda: for_reading(rows, seen, measure)))
        title = f"{measure.title}: {name}, quarter by quarter"
        about = [title, measure.unit, *([limits] if limits else []), *provenance_lines(release, "Core dataset returns")]
        downloads.buttons(
            f"clw-{measure.id}-course",
            about,
            {"Course": lambda: for_file(rows, seen, measure)},
            {"Course": lambda: downloads.image(chart(), title, about[1:])},
        )


def for_reading(rows: pd.DataFrame, seen: Course, measure: Measure | Figure) -> pd.DataFrame:
    """A table of text, the newest quarter first: value with its mark, centre and limits, what is flagged, a note."""
    flagged = {rule: seen.flags[rule] for rule in seen.flags}
    table = pd.DataFrame(
        {
            "Quarter": [period_label(period) for period in rows.period],
            measure.unit[0].upper() + measure.unit[1:]: [
                f"{number(row.value, measure.decimals)} {State(row.state).mark}".strip() for row in rows.itertuples()
            ],
            "Centre": [number(each, measure.decimals) for each in seen.centre],
            "Limits": [
                interval(max(low, 0), high, measure.decimals) for low, high in zip(seen.lower, seen.upper, strict=True)
            ],
            "Flag": [
                ", ".join(_RULES[rule] for rule, places in flagged.items() if places[at]) for at in range(len(rows))
            ],
            "Note": [_note(row) for row in rows.itertuples()],
        }
    )
    return table.iloc[::-1]


def for_file(rows: pd.DataFrame, seen: Course, measure: Measure | Figure) -> pd.DataFrame:
    """A table of numbers, a row a quarter: value and state, centre and limits, and which rules flag it.

    `limits_from`: the quarter from which these limits are computed; missing where there are none.
    """
    starts = pd.Series(rows.period.where([at in seen.starts for at in range(len(rows))])).ffill()
    lines = seen.table().drop(columns="value").round(6)
    known = rows[["period", "area_code", "area_name"]].assign(
        measure=measure.id,
        value=rows.value.round(6),
        state=rows.state,
        mark=[State(state).mark for state in rows.state],
        limits_from=starts,
    )
    return pd.concat([known, lines], axis=1)


def _note(row: tuple) -> str:
    state = State(row.state)
    if state is State.PARTIAL:
        return parts_missing(row.area_level, row.parts_reported, row.parts_expected, "caseload")
    return "" if state is State.REPORTED else STATES[state]
