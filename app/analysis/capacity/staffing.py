"""How many link workers it takes to hold a wait, read from the projection, and how sure that is."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.analysis.capacity.assumptions import DAYS_IN_QUARTER, Assumptions
from app.analysis.capacity.projection import QUARTERS, Factors, as_assumed, flow, unvaried

SURE = 0.8
"""The share of paths in which a wait is held by as many link workers as make it sure."""

MOST = 5
"""How many times the WTE that the projection names is tried at most to make it sure."""

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


class Sureness(NamedTuple):
    """How often a wait is held when figures stray.

    `share`: of the paths, with the WTE in question; `wte`: the least from there on that holds it in `SURE` of them, or
    None where not even `most` does, which holds it in `share_of_most`.
    """

    share: float
    wte: float | None
    most: float
    share_of_most: float


def wte_needed(assumptions: Assumptions, days: float, quarters: int = QUARTERS, *, from_quarter: int = 1) -> Needed:
    """The least WTE, to a tenth, with which the projection's `wait_days` stay at or under `days`.

    They must from `from_quarter` to the last: to clear a long list within the first quarter takes more WTE than within
    a year. Read from the projection by bisection: more WTE never lengthens its wait.
    """

    def holds(tenths: int) -> bool:
        return _held(assumptions, tenths, days, unvaried(quarters), from_quarter).item()

    if holds(0):
        return Needed(0.0)
    if assumptions.contacts_per_wte == 0:
        return Needed(None, Obstacle.NO_TIME)
    everyone = assumptions.open_cases + assumptions.waiting + as_assumed(assumptions, quarters).accepted.sum()
    enough = ceil(10 * everyone * assumptions.contacts_per_case / assumptions.contacts_per_wte)
    if not holds(enough):
        return Needed(None, Obstacle.SHORTEST_WAIT)
    return Needed(bisect_left(range(enough), True, key=holds) / 10)


def how_sure(assumptions: Assumptions, wte: float, days: float, factors: Factors, *, from_quarter: int = 1) -> Sureness:
    """On how many paths of `factors` so much WTE holds a wait as `wte_needed` has it, and how much makes it sure.

    Read from the paths by bisection, to a tenth: on none of them does more WTE lengthen the wait.
    """

    def share(tenths: int) -> float:
        return _held(assumptions, tenths, days, factors, from_quarter).mean().item()

    named = round(10 * wte)
    most = MOST * named
    shares = share(named), share(most)
    if shares[1] < SURE:
        return Sureness(shares[0], None, most / 10, shares[1])
    enough = bisect_left(range(most), SURE, lo=named, key=share)
    return Sureness(shares[0], enough / 10, most / 10, shares[1])


def _held(assumptions: Assumptions, tenths: int, days: float, factors: Factors, from_quarter: int) -> NDArray[np.bool_]:
    """On which paths so many tenths of WTE hold the wait."""
    flows = flow(replace(assumptions, wte=tenths / 10), factors)
    too_many = flows.waiting - flows.started * days / DAYS_IN_QUARTER
    return (too_many[:, from_quarter - 1 :] <= _HARDLY_ANYONE).all(axis=1)
