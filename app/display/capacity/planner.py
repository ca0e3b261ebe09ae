"""What the capacity planner tells of one HSCP, from one release: everything costly, remembered by what decides it."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from app.analysis.capacity import (
    QUARTERS,
    Assumptions,
    Needed,
    NothingToPlan,
    Start,
    Sureness,
    Variation,
    back_test,
    band,
    compare,
    draw,
    from_history,
    how_sure,
    variation,
    wte_needed,
)
from app.analysis.capacity.history import TWO_YEARS, YEAR
from app.contract.periods import Quarter
from app.display.capacity import histories
from app.display.drawing import remembered
from app.release import Release


@dataclass(frozen=True)
class Planner:
    """The past of one HSCP, its assumptions, and what plans lead to."""

    release: Release
    hscp: str

    @property
    def key(self) -> tuple[Any, ...]:
        """For the keys of caches."""
        return ("capacity", *self.release.key, self.hscp)

    @cached_property
    def history(self) -> pd.DataFrame:
        """The quarters of the HSCP up to its last return: `app.display.capacity.histories.of_hscp`."""
        return self._remembered("history", lambda: histories.of_hscp(self._table, self.hscp))

    @cached_property
    def last(self) -> str:
        """The quarter after which the projection begins."""
        return self._remembered("last", lambda: self.history.period.iloc[-1])

    @cached_property
    def to_come(self) -> list[str]:
        """The quarters of the projection."""
        return [str(Quarter.parse(self.last).shift(ahead)) for ahead in range(1, QUARTERS + 1)]

    @cached_property
    def scotland(self) -> tuple[pd.DataFrame, int]:
        """The history that stands for Scotland, and of how many HSCPs it is: `histories.of_scotland`."""
        return self._scotland(self.last)

    @cached_property
    def start(self) -> Start:
        """Things as they are, and where each assumption comes from. Raises NothingToPlan."""
        return self._remembered("start", lambda: from_history(self.history, self.scotland[0]))

    @cached_property
    def variation(self) -> Variation:
        """How far its own figures have strayed: `app.analysis.capacity.variation`."""
        return self._remembered("variation", lambda: variation(self.start.assumptions, self.history))

    def outlook(self, plan: Assumptions, scale: float = 1) -> pd.DataFrame:
        """A plan beside things as they are: `app.analysis.capacity.compare`, with the bounds of the band of both.

        These are `plan_lower, plan_upper, nothing_lower, nothing_upper`. `scale`: of the variation.
        """

        def made() -> pd.DataFrame:
            table = compare(plan, self.start.assumptions)
            for side, assumptions in (("plan", plan), ("nothing", self.start.assumptions)):
                bounds = self._band(assumptions, scale)
                table = table.merge(bounds.rename(columns={"lower": f"{side}_lower", "upper": f"{side}_upper"}))
            return table

        return self._remembered("outlook", made, *astuple(plan), scale)

    def needed(self, assumptions: Assumptions, days: float, from_quarter: int) -> Needed:
        """The least WTE that holds a wait: `app.analysis.capacity.wte_needed`."""
        return self._remembered(
            "needed",
            lambda: wte_needed(assumptions, days, from_quarter=from_quarter),
            *astuple(assumptions),
            days,
            from_quarter,
        )

    def sure(self, plan: Assumptions, wte: float, days: float, from_quarter: int, scale: float = 1) -> Sureness:
        """How often so much WTE holds a wait: `app.analysis.capacity.how_sure`. `scale`: of the variation."""
        return self._remembered(
            "sure",
            lambda: how_sure(plan, wte, days, draw(self.variation.scaled(scale)), from_quarter=from_quarter),
            *astuple(plan),
            wte,
            days,
            from_quarter,
            scale,
        )

    @cached_property
    def check(self) -> pd.DataFrame | None:
        """Whether the last year would have been foretold: `back_test`, or None where too little was known before."""

        def made() -> pd.DataFrame | None:
            if len(self.history) < TWO_YEARS:
                return None
            periods = self.history.period
            known, _ = self._scotland(periods.iloc[-YEAR - 1])
            # Nothing of Scotland's last year was known then.
            before = known.set_index("period").reindex(periods).reset_index()
            try:
                return back_test(self.history, before)
            except NothingToPlan:
                return None

        return self._remembered("check", made)

    def _scotland(self, last: str) -> tuple[pd.DataFrame, int]:
        key = ("capacity", *self.release.key, "scotland", last)
        return remembered(key, lambda: histories.of_scotland(_histories(self.release.as_published), last))

    def _band(self, assumptions: Assumptions, scale: float) -> pd.DataFrame:
        return self._remembered(
            "band", lambda: band(assumptions, self.variation.scaled(scale)), *astuple(assumptions), scale
        )

    @property
    def _table(self) -> pd.DataFrame:
        """The histories of all HSCPs."""
        return _histories(self.release)

    def _remembered(self, what: str, make: Callable[[], Any], *decided_by: float) -> Any:
        return remembered((*self.key, what, *decided_by), make)


def _histories(release: Release) -> pd.DataFrame:
    return remembered(("capacity", *release.key, "histories"), lambda: histories.released_histories(release))
