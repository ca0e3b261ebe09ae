"""How many link workers it takes to hold a wait, read from the projection."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from app.analysis.capacity.assumptions import DAYS_IN_QUARTER, Assumptions
from app.analysis.capacity.projection import QUARTERS, as_assumed

_HARDLY_ANYONE = 1e-4  # people: more than the projection's grain, less than is ever shown


class Obstacle(StrEnum):
    """Why no number of link workers holds a wait."""

    SHORTEST_WAIT = "shortest_wait"  # it is shorter than the wait when time is no obstacle
    NO_TIME = "no_time"  # a link worker has no time for contacts


@dataclass(frozen=True)
class Needed:
    """The least WTE that holds a wait, or None and why there is none."""

    wte: float | None
    obstacle: Obstacle | None = None


def wte_needed(assumptions: Assumptions, days: float, quarters: int = QUARTERS, *, from_quarter: int = 1) -> Needed:
    """The least WTE, to a tenth, with which the projection's `wait_days` stay at or under `days`.

    They must from `from_quarter` to the last: to clear a long list within the first quarter takes more WTE than within
    a year. Read from the projection by bisection: more WTE never lengthens its wait.
    """

    def holds(tenths: int) -> bool:
        flows = as_assumed(replace(assumptions, wte=tenths / 10), quarters)
        too_many = flows.waiting - flows.started * days / DAYS_IN_QUARTER
        return bool((too_many[:, from_quarter - 1 :] <= _HARDLY_ANYONE).all())

    if holds(0):
        return Needed(0.0)
    if assumptions.contacts_per_wte == 0:
        return Needed(None, Obstacle.NO_TIME)
    everyone = assumptions.open_cases + assumptions.waiting + as_assumed(assumptions, quarters).accepted.sum()
    enough = ceil(10 * everyone * assumptions.contacts_per_case / assumptions.contacts_per_wte)
    if not holds(enough):
        return Needed(None, Obstacle.SHORTEST_WAIT)
    return Needed(bisect_left(range(enough), True, key=holds) / 10)
