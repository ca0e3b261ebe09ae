"""A stock-and-flow projection of one area's waiting list and caseload.

Two stocks and the flows between them (Forrester 1961, Industrial Dynamics; Sterman 2000, Business Dynamics, ch. 6). In
each quarter, in this order:

1. accepted referrals join the people waiting, and a share of all these leaves without support;
2. of those who stay, all are taken on but the part that the shortest wait holds back, as far as link workers have the
   time: the cases open and taken on may not call for more contacts than are possible;
3. a share of the cases open and taken on closes, but no more than the contacts that are possible allow: each that
   closes has taken its contacts.

    waiting(t) = waiting(t - 1) + accepted - left - started        open(t) = open(t - 1) + started - closed

Little's law (Little 1961, A proof for the queuing formula L = λW, Operations Research 9:383-387) ties each stock to its
flow: mean number present = number passing a day × mean days of stay. By it, cases of L quarters close at open(t) ÷ L a
quarter, and a list implies a wait of waiting ÷ people taken on a day. The law is exact over a long steady time; while
a list grows or shrinks, this is how long the list would take to clear at the quarter's pace.

Seasons are not projected: they are part of the variation that the band shows.
"""

from math import inf, nan
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.analysis.capacity.assumptions import DAYS_IN_QUARTER, Assumptions

QUARTERS = 8

_GRAIN = 2.0**20  # people are counted in parts as fine as this, whose sums are exact in floating point

Paths = NDArray[np.float64]


class Factors(NamedTuple):
    """What each figure is multiplied with, arrays (paths, quarters); 1 is as assumed."""

    referrals: Paths
    closures: Paths
    contacts: Paths
    waits: Paths


class Flows(NamedTuple):
    """The columns of `project`, as arrays (paths, quarters)."""

    referrals: Paths
    accepted: Paths
    left: Paths
    started: Paths
    closed: Paths
    waiting: Paths
    open_cases: Paths
    cases_per_wte: Paths
    contacts_needed: Paths
    contacts_possible: Paths
    wait_days: Paths


def project(assumptions: Assumptions, quarters: int = QUARTERS) -> pd.DataFrame:
    """The projection: one row for each quarter from 1.

    Returns `quarter`; `referrals, accepted, left` (without support), `started` (people taken on), `closed`, in the
    quarter; `waiting, open_cases, cases_per_wte` (NaN without WTE), at its end; `contacts_needed` to take on in time
    everyone who stays, `contacts_possible`; `wait_days` implied by the list (0 when nobody waits, infinite when
    people wait and nobody is taken on). Where the cases already open need more contacts than are possible, nobody is
    taken on, and `contacts_possible` ÷ contacts per case close: without link workers, none.
    """
    flows = as_assumed(assumptions, quarters)._asdict()
    return pd.DataFrame({"quarter": range(1, quarters + 1)} | {name: figure[0] for name, figure in flows.items()})


def compare(plan: Assumptions, nothing: Assumptions, quarters: int = QUARTERS) -> pd.DataFrame:
    """A plan beside doing nothing: `quarter, figure, plan, nothing, difference` (plan - nothing), figures of `project`.

    The difference is NaN where both are infinite.
    """
    plan_rows, nothing_rows = (
        project(assumptions, quarters).melt("quarter", var_name="figure", value_name=side)
        for side, assumptions in (("plan", plan), ("nothing", nothing))
    )
    both = plan_rows.merge(nothing_rows, on=["quarter", "figure"])
    return both.assign(difference=both.plan - both.nothing)


def as_assumed(assumptions: Assumptions, quarters: int) -> Flows:
    """One path on which everything goes as assumed."""
    return flow(assumptions, unvaried(quarters))


def unvaried(quarters: int) -> Factors:
    """Of one path on which everything goes as assumed."""
    return Factors(*[np.ones((1, quarters))] * len(Factors._fields))


def flow(assumptions: Assumptions, factors: Factors) -> Flows:
    """Let people flow through the two stocks, on as many paths and for as many quarters as there are factors."""
    paths, quarters = factors.referrals.shape
    waiting, open_cases = (np.full(paths, _grains(stock)) for stock in (assumptions.waiting, assumptions.open_cases))
    rows = []
    for quarter in range(quarters):
        row = _quarter(assumptions, quarter, waiting, open_cases, *(factor[:, quarter] for factor in factors))
        waiting, open_cases = row.waiting, row.open_cases
        rows.append(row)
    return Flows(*(np.stack(figure, axis=1) for figure in zip(*rows, strict=True)))


def _quarter(
    assumed: Assumptions,
    number: int,
    waited: Paths,
    open_before: Paths,
    referral: Paths,
    closure: Paths,
    contact: Paths,
    wait: Paths,
) -> Flows:
    # The middle of the year before lies two and a half quarters before the middle of the first quarter to come.
    referrals = assumed.referrals * (1 + assumed.growth) ** ((number + 2.5) / 4) * referral
    accepted = _grains(referrals * assumed.share_accepted)
    queue = waited + accepted
    left = _grains(queue * assumed.share_leaving)
    in_time = (queue - left) / (1 + assumed.shortest_wait_days / DAYS_IN_QUARTER * wait)
    # A case's contacts are spread over its life, so that those of a quarter go with the cases closed in it.
    contacts_per_load = assumed.contacts_per_case / (1 + assumed.case_quarters)
    possible = assumed.wte * assumed.contacts_per_wte * contact
    room = np.maximum(possible / contacts_per_load - open_before, 0)
    started = _grains(np.minimum(in_time, room))
    load = open_before + started
    as_usual = load * np.minimum(closure / (1 + assumed.case_quarters), 1)
    closed = _grains(np.minimum(as_usual, possible / assumed.contacts_per_case))
    waiting, open_cases = queue - left - started, load - closed
    return Flows(
        referrals=referrals,
        accepted=accepted,
        left=left,
        started=started,
        closed=closed,
        waiting=waiting,
        open_cases=open_cases,
        cases_per_wte=open_cases / assumed.wte if assumed.wte else np.full_like(open_cases, nan),
        contacts_needed=contacts_per_load * (open_before + in_time),
        contacts_possible=possible,
        wait_days=_implied_wait(waiting, started),
    )


def _implied_wait(waiting: Paths, started: Paths) -> Paths:
    quarters = np.divide(waiting, started, out=np.full_like(waiting, inf), where=started > 0)
    return np.where(waiting > 0, DAYS_IN_QUARTER * quarters, 0)


def _grains(people: float | Paths) -> Paths:
    return np.floor(np.multiply(people, _GRAIN)) / _GRAIN
