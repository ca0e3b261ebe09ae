"""What the page on service gaps says in sentences, computed from the figures on it."""

from datetime import date

import pandas as pd

from app.analysis.gaps import Status, reasons
from app.contract.states import State
from app.display.numbers import interval, number, period_label
from app.display.words import CATEGORIES, DIRECTORIES, STATUSES, UNMET_REASONS, count, listed, states_of

_MOST_NAMED = 3
_NOT_JUDGED = (Status.CANNOT_TELL, Status.LITTLE_ASKED)


def need(category: str) -> str:
    """A category within a sentence."""
    name = CATEGORIES[category]
    return name[0].lower() + name[1:]


def scotland_finding(statuses: pd.DataFrame, systemic: pd.DataFrame) -> str:
    """Which needs go unmet most widely, and how many pairs of HSCP and need have which status.

    `statuses`, `systemic`: as `app.analysis.gaps` gives them.
    """
    told = {status: int((statuses.status == status).sum()) for status in Status}
    unmet = told[Status.FEW_SERVICES] + told[Status.SERVICES_EXIST]
    judged = unmet + told[Status.MET]
    if not judged:
        return "Nothing can be said yet: no need can be judged in any HSCP."
    if not unmet:
        first = f"No need is unmet in any HSCP, of {judged} pairs of HSCP and need that can be judged."
    else:
        widest = systemic[systemic.unmet > 0].head(_MOST_NAMED)
        names = [f"{need(row.category)} ({row.unmet} of {row.judged})" for row in widest.itertuples()]
        top = f"{widest.unmet.iloc[0]} of the {widest.judged.iloc[0]} HSCPs that can be judged"
        names[0] = f"{CATEGORIES[widest.category.iloc[0]]} (in {top})"
        first = f"{listed(names)} {'goes' if len(names) == 1 else 'go'} unmet most widely."
    rest = [
        f"{count(unmet, 'is', 'are')} unmet",
        f"{told[Status.MET]:,} met",
        f"{told[Status.LITTLE_ASKED]:,} little asked for",
        f"{told[Status.CANNOT_TELL]:,} cannot be told",
    ]
    few = f" ({told[Status.FEW_SERVICES]:,} with few services)" if unmet else ""
    return f"{first} Of {len(statuses):,} pairs of HSCP and need, {rest[0]}{few}, {listed(rest[1:])}."


def area_finding(rows: pd.DataFrame) -> str:
    """Which needs are unmet in one HSCP. `rows`: its statuses, those that are unmet in the order to name them."""
    name = rows.area_name.iloc[0]
    unmet = rows[rows.status.isin([Status.FEW_SERVICES, Status.SERVICES_EXIST])]
    judged = int((~rows.status.isin(_NOT_JUDGED)).sum())
    if not judged:
        return f"{name}: nothing can be said yet; {_why_mostly(rows)}."
    if unmet.empty:
        return f"{name}: no need is unmet, of the {judged} that can be judged."
    named = [f"{need(row.category)} ({number(row.unmet_percent, 1)}%)" for row in unmet.itertuples()]
    named[0] = named[0].replace("%)", "% of signposts)")
    more = len(named) - _MOST_NAMED
    told = listed(named) if more <= 0 else f"{', '.join(named[:_MOST_NAMED])} and {count(more, 'other', 'others')}"
    few = [need(row.category) for row in unmet[unmet.status == Status.FEW_SERVICES].itertuples()]
    tail = f" Few services are listed for {listed(few)}." if few else " Services are listed for each of them."
    return f"{name}: {count(len(unmet), 'need is', 'needs are')} unmet, {told}.{tail}"


def _why_mostly(rows: pd.DataFrame) -> str:
    reason = rows.loc[rows.why != "", "why"]
    return why(reason.mode().iloc[0]) if len(reason) else STATUSES[Status.LITTLE_ASKED][1]


def why(reason: str) -> str:
    """Why a status cannot be told: what state a figure is in, or what is wrong with the directory."""
    return DIRECTORIES[reason] if reason in DIRECTORIES else states_of("gaps")[State(reason)]


def reasons_told(row: pd.Series, most: int = len(UNMET_REASONS)) -> str:
    """Why a need was unmet, with the largest counts that are shown, at most so many: "no local service 62, cost 7"."""
    told = reasons(row, tuple(UNMET_REASONS))[:most]
    return ", ".join(f"{UNMET_REASONS[name]} {number(value)}" for name, value in told)


def for_a_paper(row: pd.Series, scotland: pd.Series | None, as_at: date | None, about: str) -> str:
    """Sentences on one need in one HSCP that can stand in a paper.

    `row`: of the statuses; `scotland`: the row of the demand of Scotland for the same need and year, or None; `as_at`:
    the day of the directory; `about`: where the data are from.
    """
    year = period_label(row.period)
    if State(row.state).has_value:
        told = (
            f"From {year}, {number(row.unmet_percent, 1)}% (95% interval "
            f"{interval(row.unmet_lower, row.unmet_upper, 1)}) of {number(row.signposts)} signposts for "
            f"{need(row.category)} in {row.area_name} met no service"
        )
        if scotland is not None and State(scotland.state).has_value:
            told += f"; in Scotland it was {number(scotland.unmet_percent, 1)}%"
        if reasons_told(row):
            told += f". Reasons recorded: {reasons_told(row)}"
    else:
        told = (
            f"From {year}, what was unmet of signposts for {need(row.category)} in {row.area_name} is not shown: "
            f"{states_of('gaps')[State(row.state)]}"
        )
    services = f"{count(int(row.local), 'local service', 'local services')} of this category"
    listing = f"The directory lists {services} ({number(row.per_10000, 2)} per 10,000 people"
    listing += f"; Scotland {number(row.scotland_per_10000, 2)})"
    if as_at:
        listing += f" as at {as_at.day} {as_at:%B %Y}"
    return f"{told}. {listing}. {about.rstrip('.')}."
