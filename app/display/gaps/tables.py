"""The tables of the page on service gaps, for reading and as files."""

from datetime import date

import pandas as pd

from app.analysis.gaps import Status, Thresholds
from app.contract.states import State
from app.display.gaps.findings import reasons_told, why
from app.display.numbers import day as day_told
from app.display.numbers import interval, number
from app.display.plain import plain
from app.display.words import CATEGORIES, DIRECTORIES, REACHES, STATUSES, UNMET_REASONS
from app.measures.demand import BASE

_SIDES = ("local", "wider", "online", "assured", "waiting_known", "waiting_closed", "population", "per_10000")
_REASONS_NAMED = 2
_NO_BREAK = "\u00a0"
_LISTED = ("listed", "listed_per_10000", "assured_percent", "directory")


def gaps_in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """The needs of one HSCP: unmet ones first, by how much is unmet; then met, little asked, cannot tell."""
    order = {status: number for number, status in enumerate(STATUSES)}
    gap = rows.status.map(lambda status: Status(status).is_gap)
    first = rows.assign(place=rows.status.map(order).where(~gap, -1))
    return first.sort_values(["place", "unmet_percent", "category"], ascending=[True, False, True])


def of_an_hscp(rows: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """The needs of one HSCP as text, in the order given. `before`: their statuses the year before, or None."""
    was = before.set_index("category").status if before is not None else {}
    told = [row for _, row in rows.iterrows()]
    table = {
        "Need": [CATEGORIES[row.category] for row in told],
        "Status": [status_told(row.status) for row in told],
        "Unmet (%)": [f"{number(row.unmet_percent, 1)} {State(row.state).mark}".strip() for row in told],
        "95% interval": [interval(row.unmet_lower, row.unmet_upper, 1).replace(" ", _NO_BREAK) for row in told],
        "Signposts": [_signposts(row) for row in told],
        "Why": [_why(row) for row in told],
        "Local services": [number(row.local) for row in told],
        "Services per 10,000 people": [number(row.per_10000, 2) for row in told],
        "The same in Scotland": [number(row.scotland_per_10000, 2) for row in told],
    }
    if before is not None:
        table["Year before"] = [status_told(was[row.category]) for row in told]
    return pd.DataFrame(table)


def _signposts(row: pd.Series) -> str:
    """How many signposts there were and, where the percentage is of fewer, of how many."""
    every = f"{number(row.signposts)} {State(row.signposts_state).mark}".strip()
    of_fewer = State(row.state).has_value and row[BASE] != row.signposts
    return f"{every}, {number(row[BASE])} of which tell what was unmet" if of_fewer else every


def _why(row: pd.Series) -> str:
    """Why a need is unmet, or why nothing can be told of it."""
    if Status(row.status).is_gap:
        return reasons_told(row, _REASONS_NAMED)
    return why(row.why) if row.why else ""


def status_told(status: str) -> str:
    """A status with its mark."""
    return " ".join(STATUSES[Status(status)])


def services_table(rows: pd.DataFrame, since: str) -> pd.DataFrame:
    """Services for a table, which reads Markdown. `since`: the day (ISO) before which a check was too long ago."""
    return pd.DataFrame(
        {
            "Service": rows.name.map(plain),
            "Organisation": rows.organisation.fillna("").map(plain),
            "For": rows.reach.map(REACHES),
            "Checked": [_checked(day, since) for day in rows.last_assured],
            "Waiting list": rows.waiting_list.fillna("not told").map(plain),
            "Directory": rows.directory.map(plain),
        }
    )


def _checked(day: str | None, since: str) -> str:
    if pd.isna(day):
        return "never · stale"
    told = day_told(date.fromisoformat(day))
    return told if day >= since else f"{told} · stale"


def demand_file(statuses: pd.DataFrame) -> pd.DataFrame:
    """Demand, one row per HSCP × category, with its status."""
    columns = ["period", "area_code", "area_name", "category"]
    columns += [name for count in ("signposts", BASE, "unmet") for name in (count, f"{count}_state")]
    reasons = [name for reason in UNMET_REASONS for name in (reason, f"{reason}_state")]
    table = statuses[[*columns, "unmet_percent", "unmet_lower", "unmet_upper", "state", *reasons, "status", "why"]]
    return table.rename(columns={"unmet_lower": "lower_95", "unmet_upper": "upper_95"}).round(6)


def supply_file(statuses: pd.DataFrame) -> pd.DataFrame:
    """Supply, one row per HSCP × category, and how much the directory lists of the HSCP in all."""
    return statuses[["area_code", "area_name", "category", *_SIDES, *_LISTED]].round(6)


def services_file(services: pd.DataFrame) -> pd.DataFrame:
    """Services as their directory tells them."""
    return services.drop(columns=["duplicate_of"], errors="ignore")


def rules(thresholds: Thresholds) -> list[str]:
    """The rules by which a status is decided, in order, with the bounds in use."""
    status = {each: words for each, (_, words) in STATUSES.items()}
    return [
        f"How many signposts there were is not known: {status[Status.CANNOT_TELL]}.",
        f"Fewer than {thresholds.little_asked} signposts, told of a part of the year only: "
        f"{status[Status.CANNOT_TELL]}.",
        f"Fewer than {thresholds.little_asked} signposts in the year: {status[Status.LITTLE_ASKED]}.",
        f"How many were unmet, or of how many, is not known: {status[Status.CANNOT_TELL]}.",
        f"How many were unmet is told of fewer than {thresholds.little_asked} signposts: {status[Status.CANNOT_TELL]}.",
        f"Less than {thresholds.unmet_percent:g}% were unmet, of the signposts of which it is told how many were: "
        f"{status[Status.MET]}.",
        "The directory lists no local service in the HSCP, or over all needs fewer for 10,000 people than "
        f"{thresholds.thin_ratio:g} of Scotland's number, or less than {thresholds.stale_percent:g}% of what it lists "
        f"was checked in the last 12 months: {status[Status.CANNOT_TELL]}.",
        "The directory lists no local service for this need, or fewer for 10,000 people than "
        f"{thresholds.few_ratio:g} of Scotland's number: {status[Status.FEW_SERVICES]}.",
        f"Otherwise: {status[Status.SERVICES_EXIST]}.",
    ]


def key_of_files() -> list[str]:
    """What the codes of the two tables stand for, and which of their columns the rules speak of."""
    return [
        "Scotland's number for 10,000 people: the services of all HSCPs ÷ the population of all HSCPs × 10,000.",
        "Columns: signposts (told of a part of the year only where signposts_state is partial), unmet, "
        "signposts_unmet_known (of how many); listed (local services over all needs), assured_percent (checked), "
        "local (local services for this need), population.",
        *(f"status {status}: {told}" for status, (_, told) in STATUSES.items()),
        *(f"directory {directory}: {told}" for directory, told in DIRECTORIES.items()),
    ]
