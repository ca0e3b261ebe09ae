"""Service gaps: where what people need meets no service.

Two sides are put beside each other for each HSCP and category of need. *Demand*: how often people were pointed to a
service in a financial year, and how often none could meet the need. *Supply*: the services of the directory that are
open, by whom they reach. A status follows from both by stated rules (`gap_statuses`), each of which can be checked by
hand from the figures beside it. It says "cannot tell" rather than take a thin directory for a missing service.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd

from app.contract.states import State
from app.measures.demand import BASE
from app.measures.supply import PER
from app.settings import settings


class Status(StrEnum):
    """What can be said of one category in one HSCP."""

    FEW_SERVICES = "few_services"
    SERVICES_EXIST = "services_exist"
    MET = "met"
    LITTLE_ASKED = "little_asked"
    CANNOT_TELL = "cannot_tell"

    @property
    def is_gap(self) -> bool:
        """Whether needs are unmet."""
        return self in (Status.FEW_SERVICES, Status.SERVICES_EXIST)


class Directory(StrEnum):
    """Whether the directory says enough of an HSCP for a missing service to mean something."""

    GOOD = "good"
    THIN = "thin"
    STALE = "stale"
    NONE = "none"


@dataclass(frozen=True)
class Thresholds:
    """The bounds of the rules; `app.settings` has their defaults and says what each means."""

    little_asked: int
    unmet_percent: float
    few_ratio: float
    thin_ratio: float
    stale_percent: float


def thresholds_in_use() -> Thresholds:
    """The bounds of the rules, as this installation has set them."""
    chosen = settings()
    return Thresholds(
        little_asked=chosen.gap_little_asked,
        unmet_percent=chosen.gap_unmet_percent,
        few_ratio=chosen.gap_few_ratio,
        thin_ratio=chosen.directory_thin_ratio,
        stale_percent=chosen.directory_stale_percent,
    )


def directory_quality(listed: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Whether the directory says enough of each HSCP to judge what is missing there.

    `listed`: as `listing` gives it. Returns `area_code, listed, listed_per_10000, assured_percent` (of what is listed)
    and `directory`: `none` where no local service is listed, `thin` where listed_per_10000 is below `thin_ratio` × that
    of Scotland (all HSCPs' listings ÷ all their people), `stale` where assured_percent is below `stale_percent`, else
    `good`.
    """
    per = PER * listed.listed / listed.population
    share = 100 * listed.assured / listed.listed.replace(0, np.nan)
    # Compared without division, so that a figure at a bound is at it, as when done by hand.
    thin = listed.listed * listed.population.sum() < thresholds.thin_ratio * listed.listed.sum() * listed.population
    stale = 100 * listed.assured < thresholds.stale_percent * listed.listed
    verdict = np.select(
        [listed.listed == 0, thin, stale],
        [Directory.NONE.value, Directory.THIN.value, Directory.STALE.value],
        default=Directory.GOOD.value,
    )
    return listed[["area_code", "listed"]].assign(listed_per_10000=per, assured_percent=share, directory=verdict)


def gap_statuses(
    demand: pd.DataFrame, supplied: pd.DataFrame, quality: pd.DataFrame, thresholds: Thresholds
) -> pd.DataFrame:
    """What can be said of every HSCP × category in one financial year.

    `demand`: released rows of HSCPs of that year (`app.measures.demand.demand_values`); `supplied`, `quality`: as
    `supply` and `directory_quality` give them. The first rule that fits decides:

    1. signposts not known → cannot tell;
    2. fewer than `little_asked` signposts → little asked; but where they are known for a part of the year only, more
       may have been asked → cannot tell;
    3. unmet not known, or told of fewer than `little_asked` signposts → cannot tell;
    4. unmet_percent (unmet ÷ signposts_unmet_known) below `unmet_percent` → met;
    5. the directory of the HSCP is not good → cannot tell;
    6. no local service, or fewer per 10,000 people than `few_ratio` × Scotland's → unmet and few services, Scotland's
       being `local` of the category added up over all HSCPs ÷ their `population` (a service of two HSCPs counts in
       each);
    7. else → unmet though services exist.

    A share that is told for a part of a year counts as that of the year; its `state` says so.

    Returns the rows of `demand` with those of the two others, `scotland_per_10000`, `per_100_signposts` (local
    services), `status`, and `why` one cannot tell: the state of the figure that is missing, or the directory's.
    """
    table = demand.drop(columns=["lower", "upper"], errors="ignore").assign(
        unmet_lower=demand.lower, unmet_upper=demand.upper
    )
    table = table.merge(supplied, on=["area_code", "category"]).merge(quality, on="area_code")
    totals = supplied.groupby("category")[["local", "population"]].sum()
    services, people = (table.category.map(totals[name]) for name in ("local", "population"))
    table["scotland_per_10000"] = PER * services / people
    table["per_100_signposts"] = 100 * table.local / table.signposts.replace(0, np.nan)
    little = table.signposts < thresholds.little_asked
    partial = table.signposts_state == State.PARTIAL
    # Compared without division, so that a figure at a bound is at it, as when done by hand.
    met = 100 * table.unmet < thresholds.unmet_percent * table[BASE]
    few = (table.local == 0) | (table.local * people < thresholds.few_ratio * services * table.population)
    rules = [
        (table.signposts.isna(), Status.CANNOT_TELL, table.signposts_state),
        (little & partial, Status.CANNOT_TELL, State.PARTIAL.value),
        (little, Status.LITTLE_ASKED, ""),
        (table.unmet_percent.isna(), Status.CANNOT_TELL, table.state),
        (table[BASE] < thresholds.little_asked, Status.CANNOT_TELL, State.PARTIAL.value),
        (met, Status.MET, ""),
        (table.directory != Directory.GOOD, Status.CANNOT_TELL, table.directory),
        (few, Status.FEW_SERVICES, ""),
    ]
    conditions = [condition.to_numpy(dtype=bool) for condition, _, _ in rules]
    statuses = [status.value for _, status, _ in rules]
    table["status"] = np.select(conditions, statuses, default=Status.SERVICES_EXIST.value)
    table["why"] = np.select(conditions, [why for _, _, why in rules], default="")
    return table


def sensitivity(
    demand: pd.DataFrame, supplied: pd.DataFrame, listed: pd.DataFrame, thresholds: Thresholds
) -> pd.DataFrame:
    """How many HSCP × categories have each status when one threshold is moved.

    `demand`, `supplied`: as for `gap_statuses`; `listed`: as `listing` gives it. Returns one row per alternative:
    `threshold, value, in_use`, and a count for each status.
    """
    alternatives = {
        "unmet_percent": (10.0, 15.0, 20.0, 25.0),
        "few_ratio": (0.25, 0.5, 0.75),
        "little_asked": (10, 20, 50),
        "thin_ratio": (0.25, 0.5, 0.75),
        "stale_percent": (25.0, 50.0, 75.0),
    }
    rows = []
    for name, values in alternatives.items():
        used = getattr(thresholds, name)
        for value in sorted({*values, used}):
            tried = replace(thresholds, **{name: value})
            quality = directory_quality(listed, tried)
            counts = gap_statuses(demand, supplied, quality, tried).status.value_counts()
            row = {"threshold": name, "value": value, "in_use": value == used}
            rows.append(row | {status.value: int(counts.get(status, 0)) for status in Status})
    return pd.DataFrame(rows)


def systemic(statuses: pd.DataFrame) -> pd.DataFrame:
    """How widely each category is unmet: `category, unmet` (HSCPs with a gap), `few_services`, `judged` (HSCPs of
    which it can be said whether there is one), most widely unmet first.
    """
    rows = statuses.assign(
        unmet=statuses.status.isin([Status.FEW_SERVICES, Status.SERVICES_EXIST]),
        few_services=statuses.status == Status.FEW_SERVICES,
        judged=~statuses.status.isin([Status.CANNOT_TELL, Status.LITTLE_ASKED]),
    )
    table = rows.groupby("category", as_index=False)[["unmet", "few_services", "judged"]].sum()
    return table.sort_values(["unmet", "judged", "category"], ascending=[False, True, True], ignore_index=True)


def changed(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """The HSCP × categories that became a gap, or stopped being one, between two years in which both can be judged.

    `now`, `before`: as `gap_statuses` gives them. Returns `area_code, area_name, category, was, status, change` with
    `change` {new, gone}.
    """
    both = now.merge(before[["area_code", "category", "status"]], on=["area_code", "category"], suffixes=("", "_was"))
    judged = both[~both.status.eq(Status.CANNOT_TELL) & ~both.status_was.eq(Status.CANNOT_TELL)]
    gap, was_gap = (judged[name].isin([s for s in Status if s.is_gap]) for name in ("status", "status_was"))
    rows = judged[gap != was_gap].rename(columns={"status_was": "was"})
    rows = rows.assign(change=np.where(rows.status.isin([s for s in Status if s.is_gap]), "new", "gone"))
    return rows[["area_code", "area_name", "category", "was", "status", "change"]].reset_index(drop=True)


def reasons(row: pd.Series, names: Sequence[str]) -> list[tuple[str, float]]:
    """Why a need was unmet, by how often, as far as the reasons are shown: (reason, count), largest first."""
    shown = [(name, row[name]) for name in names if State(row[f"{name}_state"]).has_value and row[name] > 0]
    return sorted(shown, key=lambda each: -each[1])
