"""The figures of a version: what all accepted rows add up to, as it is and as it may be published."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime

import pandas as pd

from app.acceptance.protection_report import NAME as REPORT
from app.acceptance.protection_report import build_report
from app.acceptance.reporting import who_has_sent_what
from app.acceptance.withheld import nobody, withheld_periods
from app.geography.areas import areas
from app.measures.breakdown import PEOPLE, as_counts, build_breakdown, links_of_breakdown
from app.measures.catalogue import QUANTITIES
from app.measures.cube import build_cube
from app.measures.delivery import BASE, build_attributes, build_delivery, hide_contacts
from app.measures.demand import QUANTITIES as DEMAND
from app.measures.demand import build_demand, links_of_demand
from app.measures.outcomes import (
    COUNTS,
    build_outcome_counts,
    build_outcomes,
    links_of_outcomes,
    still_few,
    with_wholes,
)
from app.measures.relations import Link, links_of_returns
from app.measures.reporting import COLUMNS as REPORTING
from app.measures.waits import FEWEST, build_waits, hide_waits
from app.measures.workforce import build_workforce
from app.protection import Choices, Thresholds, Told, nearest, protect_after, round_counts
from app.settings import settings
from app.store import Version

Tables = dict[str, pd.DataFrame]

_CHOICES = "choices"
_TOLD = "told"
_TOLD_OF_SURVEY = "workforce_told"  # stays where a later version has no survey

OF_RETURNS = (
    "reporting",
    "cube",
    "published",
    "breakdown",
    "published_breakdown",
    "demand",
    "published_demand",
    "waits",
    "published_waits",
    "attributes",
    "published_attributes",
    "outcomes",
    "published_outcomes",
    "delivery",
    "workforce",
    REPORT,
    _CHOICES,
    _TOLD,
)
"""The tables that are derived from returns."""


def figures(version: Version, edited: pd.DataFrame, today: date | None = None) -> Tables:
    """Every table that is derived from the rows that count in `version`; without returns, the survey and what was told.

    `version` still has the tables that are published until now; `edited`: the units that stewards expect, as
    `app.acceptance.reporting.edited_units` gives them; `today` (now, if not given) says which quarters wait for more.
    `reporting` says who has sent what. `cube`, `breakdown`, `demand`, `waits`, `attributes` and `outcomes` are true,
    `published_…` the same as anyone may see them. `delivery` and `workforce` are for everyone. `protection` says what
    is hidden, and why; `choices` of what to hide are used again by the next version, where nothing has changed; `told`
    is all that any version has told of counts of people.
    """
    returns = version.rows("returns")
    if returns is None:
        told = {_TOLD: version.derived(_TOLD)} if _TOLD in version.derived_in else {}
        return told | _survey(version, pd.DataFrame(columns=list(REPORTING)))
    reporting = who_has_sent_what(version, returns, edited)
    tables = {"reporting": reporting, "delivery": build_delivery(returns)}
    withheld = withheld_periods(reporting, today or datetime.now(UTC).date(), settings().on_time_days)
    protection = _Protection(version, withheld)
    tables |= _counts(returns, _counting(version, "breakdowns", returns), reporting, protection)
    tables |= _waits_and_attributes(returns, reporting, tables["published"]) | _outcomes(returns, reporting, protection)
    demanded = _counting(version, "service_demand", returns)
    if demanded is not None:
        demand = build_demand(demanded, returns, reporting, areas())
        known = nobody(demand, tables["cube"])
        protected = protection.of(demand, DEMAND, links_of_demand(demand), known)
        tables |= {"demand": demand, "published_demand": protected}
    tables |= _survey(version, reporting)
    tables[REPORT] = build_report(tables, protection.before, settings().protection, _thresholds())
    return tables | {_CHOICES: protection.choices.table(), _TOLD: protection.told.table}


def of_counting(told: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table whose return counts: a resubmission or a withdrawal may have left others behind.

    An id that is free again may name a return of another HSCP or quarter by now.
    """
    key = ["return_id", "hscp_code", "period"]
    return told[pd.MultiIndex.from_frame(told[key]).isin(pd.MultiIndex.from_frame(returns[key]))]


def _counting(version: Version, name: str, returns: pd.DataFrame) -> pd.DataFrame | None:
    rows = version.rows(name)
    return None if rows is None else of_counting(rows, returns)


class _Protection:
    """The policy of this installation; `before`: what earlier versions have told; `told`: that and what this one tells.

    When counts are rounded, nothing is remembered.
    """

    def __init__(self, version: Version, withheld: frozenset[str]) -> None:
        self.choices = Choices(version.derived(_CHOICES) if _CHOICES in version.derived_in else None)
        self.before = Told(version.derived(_TOLD)) if _TOLD in version.derived_in else Told.nothing()
        self.told = self.before if settings().protection == "suppression" else Told.nothing()
        self._withheld = withheld

    def of(
        self, counts: pd.DataFrame, people: Collection[str], links: Iterable[Link], known: pd.Series | None = None
    ) -> pd.DataFrame:
        """Counts as they may be published; `known`: counts that everyone knows."""
        if counts.empty:
            return counts
        how = {"person_quantities": people, "thresholds": _thresholds(), "links": list(links), "choices": self.choices}
        if settings().protection == "rounding":
            return round_counts(counts, areas(), **how)
        protected, self.told = protect_after(self.told, counts, areas(), withheld=self._withheld, known=known, **how)
        return protected


def _thresholds() -> Thresholds:
    chosen = settings()
    return Thresholds(chosen.small_count, chosen.small_count_sensitive, chosen.sensitive)


def _counts(
    returns: pd.DataFrame,
    breakdowns: pd.DataFrame | None,
    reporting: pd.DataFrame,
    protection: _Protection,
) -> Tables:
    """The cube, and who is referred, protected together: people are no more than referrals."""
    cube = build_cube(returns, reporting, areas())
    counts, links = [cube.assign(category="")], list(links_of_returns(reporting.period.unique()))
    if breakdowns is not None:
        breakdown = build_breakdown(breakdowns, returns, reporting, areas())
        counts.append(as_counts(breakdown))
        links += links_of_breakdown(breakdown.period.unique())
    people = [quantity.id for quantity in QUANTITIES.values() if quantity.sensitivity == "person"]
    together = pd.concat(counts, ignore_index=True)
    known = nobody(together, cube)
    shown = protection.of(together, [*people, PEOPLE], links, known)[["value", "state"]]
    tables = {"cube": cube, "published": cube.assign(**shown.iloc[: len(cube)])}
    if breakdowns is not None:
        of_breakdown = shown.iloc[len(cube) :].reset_index(drop=True)
        tables |= {"breakdown": breakdown, "published_breakdown": breakdown.assign(**of_breakdown)}
    return tables


def _survey(version: Version, reporting: pd.DataFrame) -> Tables:
    """The link workers' own survey, which may come without returns, and what this and earlier versions told of it."""
    survey = version.rows("workforce_survey")
    if survey is None:
        return {}
    told = version.derived(_TOLD_OF_SURVEY) if _TOLD_OF_SURVEY in version.derived_in else None
    workforce = build_workforce(survey, reporting, areas(), told)
    return {"workforce": workforce.figures, _TOLD_OF_SURVEY: workforce.told}


def _waits_and_attributes(returns: pd.DataFrame, reporting: pd.DataFrame, published: pd.DataFrame) -> Tables:
    """What is no count of people, and hidden only where its base is."""
    threshold = settings().small_count
    waits, attributes = build_waits(returns, reporting), build_attributes(returns)
    published_waits = hide_waits(waits, published, threshold)
    if settings().protection == "rounding":
        published_waits["n"] = nearest(published_waits.n)
    return {
        "waits": waits.drop(columns=FEWEST),
        "published_waits": published_waits,
        "attributes": attributes.drop(columns=BASE),
        "published_attributes": hide_contacts(attributes, published, threshold),
    }


def _outcomes(returns: pd.DataFrame, reporting: pd.DataFrame, protection: _Protection) -> Tables:
    """Wellbeing of people: of HSCPs as it is, and as it may be published, with the larger areas made of that."""
    counts = build_outcome_counts(returns, reporting)
    of_instruments = counts.rename(columns={"instrument": "category"})
    protected = protection.of(of_instruments, COUNTS, links_of_outcomes(counts))
    protected = protected.rename(columns={"category": "instrument"})
    protected["value"] = still_few(protected.value, counts.value)
    return {
        "outcomes": build_outcomes(counts, returns),
        "published_outcomes": with_wholes(build_outcomes(protected, returns), areas()),
    }
