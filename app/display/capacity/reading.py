"""What a reader is told of one plan: sentences, charts and the table, worked out once for each plan and goal."""

from dataclasses import astuple, dataclass
from typing import Any

import pandas as pd

from app.analysis.capacity.history import YEAR
from app.display.capacity import courses, tables
from app.display.capacity.choice import Asked
from app.display.capacity.courses import FIGURES, Course, Figure
from app.display.capacity.findings import check_finding, days, needed_finding, outlook_finding, sure_finding
from app.display.capacity.planner import Planner
from app.display.drawing import remembered


@dataclass(frozen=True)
class Drawing:
    """One chart: its title, the quarters along it, its records, and the note below it."""

    figure: Figure
    title: str
    order: list[str]
    records: list[dict[str, Any]]
    note: str


@dataclass(frozen=True)
class Reading:
    """What becomes of the wait, how many link workers it takes to hold it, the charts, and the projection as text.

    `sure`: how often that many hold it; empty where no number does, or none is needed.
    """

    outlook: str
    needed: str
    sure: str
    drawings: list[Drawing]
    projection: pd.DataFrame


@dataclass(frozen=True)
class Checked:
    """The finding of the check on the last year, its table, and the marks in it with their words."""

    finding: str
    table: pd.DataFrame
    marks: str


def reading(planner: Planner, name: str, asked: Asked) -> Reading:
    """What is told of a plan. `name`: of the area."""
    decided_by = (*astuple(asked.plan), *astuple(asked.goal), asked.scale)
    return remembered((*planner.key, "reading", *decided_by), lambda: _read(planner, name, asked))


def courses_of(planner: Planner, asked: Asked) -> list[Course]:
    """The course of each of `FIGURES`; the wait has the goal across it."""
    outlook = planner.outlook(asked.plan, asked.scale).sort_values("quarter")
    past = courses.so_far(planner.history)
    return [
        Course(
            figure,
            past,
            outlook[outlook.figure == figure.name],
            planner.to_come,
            changed=asked.plan != planner.start.assumptions,
            goal=asked.goal.days if figure.name == "wait_days" else None,
        )
        for figure in FIGURES
    ]


def check_read(planner: Planner) -> Checked | None:
    """What is told of the check on the last year; None where too little was known before."""

    def read() -> Checked | None:
        check, history = planner.check, planner.history
        if check is None:
            return None
        finding = check_finding(check, history.period.iloc[-YEAR - 1])
        return Checked(finding, tables.check_table(check, history), tables.marks_of_check(history))

    return remembered((*planner.key, "check read"), read)


def _read(planner: Planner, name: str, asked: Asked) -> Reading:
    start, to_come = planner.start.assumptions, planner.to_come
    plan, goal, scale = asked.plan, asked.goal, asked.scale
    drawn = courses_of(planner, asked)
    needed = (planner.needed(plan, *astuple(goal)), planner.needed(start, *astuple(goal)))
    changed = plan != start
    return Reading(
        outlook_finding(name, drawn[0].rows.iloc[-1], to_come[-1], changed=changed),
        needed_finding(plan, start, needed, goal.days, to_come[goal.from_quarter - 1]),
        _sure(planner, asked, needed[0].wte),
        [Drawing(each.figure, courses.seen(each), each.order, each.records(), _note(each)) for each in drawn],
        tables.projection_table(planner.outlook(plan, scale), to_come, changed=changed),
    )


def _sure(planner: Planner, asked: Asked, wte: float | None) -> str:
    if not wte:
        return ""
    sure = planner.sure(asked.plan, wte, *astuple(asked.goal), asked.scale)
    return sure_finding(sure, wte, asked.goal.days, asked.scale)


def _note(course: Course) -> str:
    told = f"{course.figure.about}."
    if course.goal:
        told += f" Dotted: {days(course.goal)}."
    return f"{told} The band reaches higher than is drawn." if course.cut else told
