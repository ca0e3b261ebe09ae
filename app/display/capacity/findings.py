"""What the capacity planner says in sentences, computed from the projection."""

from collections.abc import Mapping, Sequence
from math import isinf

import pandas as pd

from app.analysis.capacity import HOW, LEVEL, MOST, PATHS, SURE, Assumptions, Needed, Obstacle, Source, Sureness
from app.analysis.capacity.history import YEAR
from app.contract.states import State
from app.display.capacity.levers import LEVERS, VARIATION
from app.display.numbers import number, period_label
from app.display.words import (
    ASSUMPTIONS,
    FIGURES_OF_A_HISTORY,
    PLANNING_VALUES,
    ROUND_NUMBER,
    STATES,
    VARIATION_SET,
    count,
    listed,
)

_COLUMNS = {
    "referrals": "referrals_received",
    "waiting": "waiting_at_end",
    "open_cases": "open_cases_end",
    "wte": "wte_in_post",
}
_SAME = "the same at both ends of the range"
LONGEST_DAYS = 730
"""About as far as is projected: how much longer than that a wait would be cannot be told."""

BAND = f"{LEVEL:.0%} range"


def days(wait: float) -> str:
    """A wait in words: "43 days", "less than a day", "no wait", "over two years", "no end"."""
    if isinf(wait):
        return "no end"
    if wait > LONGEST_DAYS:
        return "over two years"
    if wait == 0:
        return "no wait"
    return "less than a day" if wait < 1 else count(round(wait), "day", "days")


def outlook_finding(name: str, row: pd.Series, period: str, *, changed: bool) -> str:
    """What becomes of the wait in one quarter. `row`: of `Planner.outlook`, figure `wait_days`."""
    now, planned = _range(row, "nothing"), _range(row, "plan")
    of = "" if now == _SAME else f"{BAND} "
    told = f"With things as they are, {_wait(name, row.nothing)} in {period_label(period)} ({of}{now})"
    if not changed:
        return f"{told}."
    if days(row.plan) == days(row.nothing) and planned == now:
        return f"{told}; your changes make no difference to it."
    return f"{told}; with your changes, {_about(row.plan)} ({planned})."


def _wait(name: str, wait: float) -> str:
    if isinf(wait):
        return f"nobody would be taken on in {name}"
    return f"nobody would wait in {name}" if wait == 0 else f"the wait in {name} would be {_about(wait)}"


def _about(wait: float) -> str:
    if isinf(wait):
        return "nobody would be taken on"
    if wait == 0:
        return "nobody would wait"
    return f"about {days(wait)}" if 1 <= wait <= LONGEST_DAYS else days(wait)


def _range(row: pd.Series, side: str) -> str:
    lower, upper = row[f"{side}_lower"], row[f"{side}_upper"]
    if days(lower) == days(upper):
        return _SAME
    return f"{number(lower) if lower >= 1 and upper <= LONGEST_DAYS else days(lower)} to {days(upper)}"


def needed_finding(
    plan: Assumptions, start: Assumptions, needed: tuple[Needed, Needed], hold: float, period: str
) -> str:
    """How many link workers it takes to hold a wait from one quarter on, and how many there are.

    `needed`: by the plan, and with things as they are (`start`).
    """
    wanted = f"To hold the wait at {days(hold)} or less from {period_label(period)} on"
    planned, as_things_are = needed
    if planned.obstacle:
        return f"{wanted} is not possible with any number of link workers{_why_not(plan, planned.obstacle)}"
    if planned.wte == 0:
        return f"{wanted} takes no link worker, since nobody would wait."
    told = f"{wanted} takes {number(planned.wte, 1)} WTE"
    if planned != as_things_are:
        otherwise = "no number would do" if as_things_are.obstacle else f"{number(as_things_are.wte, 1)}"
        told += f" with your changes ({otherwise} with things as they are)"
    told += f" if all goes as assumed; {_beside(start.wte, planned.wte)} are in post"
    return f"{told}." if plan.wte == start.wte else f"{told}, {number(plan.wte, 1)} in your plan."


def _beside(wte: float, needed: float) -> str:
    """WTE to a tenth, or to a hundredth where a tenth would hide whether it is enough."""
    return number(wte, 2 if abs(wte - needed) < 0.1 and round(wte, 1) != round(wte, 2) else 1)


def sure_finding(sure: Sureness, wte: float, hold: float, scale: float) -> str:
    """How often the WTE named holds a wait when figures stray, and how many make it sure.

    `scale`: how far they may, times the area's own variation.
    """
    strays = "as much as this HSCP's own have" if scale == 1 else f"{scale:.0%} as much as this HSCP's own have"
    missed = " that goal is missed more often than held:" if sure.share < 0.5 else ""
    told = (
        f"With {number(wte, 1)} WTE{missed} the wait stays at {days(hold)} or less in **{_share(sure.share)}** of "
        f"{PATHS:,} projections whose figures vary {strays}."
    )
    if sure.share >= SURE:
        return told
    if sure.wte is not None:
        return f"{told} For {SURE:.0%} of them it takes **{number(sure.wte, 1)} WTE**."
    return (
        f"{told} **No number up to {number(sure.most, 1)} WTE** ({MOST} times as many) reaches {SURE:.0%} of them: "
        f"that many reach {_share(sure.share_of_most)}. A goal of more days is easier to be sure of."
    )


def _share(share: float) -> str:
    if 0 < share < 0.005:
        return "fewer than 1%"
    return "more than 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def _why_not(plan: Assumptions, obstacle: Obstacle) -> str:
    if obstacle is Obstacle.NO_TIME:
        return ": by the assumptions, a link worker has no time for contacts."
    shortest = LEVERS["shortest_wait_days"].shown(plan.shortest_wait_days)
    return (
        f": when time is no obstacle the wait is {shortest} days. That assumption can be changed under “More "
        "assumptions”, if people can be taken on sooner."
    )


def how(name: str, source: Source) -> str:
    """How an assumption was derived."""
    return HOW[name] if source is not Source.DEFAULT else PLANNING_VALUES.get(name, ROUND_NUMBER)


def changes_told(start: Assumptions, plan: Assumptions, scale: float) -> list[str]:
    """Each assumption that was changed, from what to what, and the `scale` of the variation if that was."""
    told = []
    for name, (label, unit) in ASSUMPTIONS.items():
        before, after = getattr(start, name), getattr(plan, name)
        if before != after:
            lever = LEVERS[name]
            told.append(f"{label}: {lever.shown(before)} → **{lever.shown(after)}** {unit}")
    if scale != 1:
        label, unit = VARIATION_SET
        told.append(f"{label}: {VARIATION.shown(1)} → **{VARIATION.shown(scale)}** {unit}")
    return told


def nothing_to_plan(name: str, why: Mapping[str, Sequence[State]]) -> str:
    """Which figures a plan lacks, and why. `why`: as `why_missing` gives it."""
    reasons = {}
    for figure, states in why.items():
        reasons.setdefault("; ".join(STATES[state] for state in states), []).append(figure)
    told = "; ".join(f"{listed(figures)} ({reason})" for reason, figures in reasons.items())
    return f"No plan can be made for {name}: not one of its last four quarters tells of {told}."


def why_missing(history: pd.DataFrame, missing: Sequence[str]) -> dict[str, list[State]]:
    """The states of each figure without which there is no plan, by its name, in the last four quarters.

    `history`: with states; `missing`: as `NothingToPlan` names them.
    """
    year = history.tail(YEAR)
    return {
        FIGURES_OF_A_HISTORY[column]: [State(state) for state in year[f"{column}_state"].unique()]
        for column in (_COLUMNS[each] for each in missing)
    }


def check_finding(check: pd.DataFrame, before: str) -> str:
    """How the last year would have been foretold. `check`: of `back_test`; `before`: the quarter it starts from."""
    known = check[check.inside.notna()]
    if known.empty:
        return "None of the last year's figures is known in full, so that nothing can be checked."
    inside = int(known.inside.sum())
    first = f"From what was known at the end of {period_label(before)}"
    told = f"{first}, {inside} of the {len(known)} figures of the year after lie inside the band"
    told += f", which is to hold {LEVEL:.0%}."
    if inside < len(known) / 2:
        told += " That is few: take what is said here of the time to come with much caution."
    return told
