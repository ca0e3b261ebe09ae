"""The services of the directory that are open, counted by whom they reach."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from app.contract.codes import SERVICE_CATEGORIES
from app.measures.estimate import rate

PER = 10_000
_YEAR = timedelta(days=365)


def open_services(services: pd.DataFrame) -> pd.DataFrame:
    """Services that count: active, still in their directory, and not a repeat of another."""
    return services[(services.status == "active") & services.closed_on.isna() & services.duplicate_of.isna()]


def expand(services: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """The services that count, one row for each of the codes that stand in each of `columns`, divided by spaces."""
    rows = open_services(services)
    for column in columns:
        rows = rows.assign(**{column: rows[column].str.split()}).explode(column)
        rows = rows[rows[column].notna()]
    return rows.reset_index(drop=True)


def supply(services: pd.DataFrame, areas: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """The services of every HSCP × category.

    `services`: as the contract's `SERVICES`. `areas`: `app.geography.areas.areas()`. Returns `area_code, category,
    local, wider, online` (services that are open, by reach), `population`, `per_10000, lower, upper` (local services
    per 10,000 people with a 95% interval, see `app.measures.estimate.rate`), `assured` (local services that someone
    made sure of in the 12 months before `as_at`), `waiting_known, waiting_closed` (local services of which it is known
    whether their waiting list is open, and those where it is closed).
    """
    rows = _judged(expand(services, ["hscp_codes", "categories"]), as_at)
    rows = rows.rename(columns={"hscp_codes": "area_code", "categories": "category"})
    hscps = areas.loc[areas.area_level == "hscp", ["area_code", "population"]]
    every = pd.MultiIndex.from_product([hscps.area_code, SERVICE_CATEGORIES], names=["area_code", "category"])
    reaches = rows.groupby(["area_code", "category", "reach"]).size().unstack("reach")
    counts = reaches.reindex(index=every, columns=["local", "wider", "online"]).fillna(0).astype(int)
    local = rows[rows.reach == "local"].groupby(["area_code", "category"])
    known = local[["assured", "waiting_known", "waiting_closed"]].sum().reindex(every).fillna(0).astype(int)
    table = counts.join(known).reset_index().merge(hscps, on="area_code")
    estimate = rate(table.local, table.population, per=PER)
    return table.assign(per_10000=estimate.estimate, lower=estimate.lower, upper=estimate.upper)


def _judged(rows: pd.DataFrame, as_at: date) -> pd.DataFrame:
    since = (as_at - _YEAR).isoformat()
    return rows.assign(
        assured=(rows.last_assured >= since).fillna(False).astype(bool),
        waiting_known=rows.waiting_list.notna(),
        waiting_closed=(rows.waiting_list == "closed").fillna(False).astype(bool),
    )


def listing(services: pd.DataFrame, areas: pd.DataFrame, as_at: date) -> pd.DataFrame:
    """How many services the directory lists for each HSCP, over all categories.

    Returns `area_code, population, listed` (local services that are open and have a category) and `assured` (those that
    someone made sure of in the 12 months before `as_at`).
    """
    rows = _judged(expand(services, ["hscp_codes"]), as_at)
    rows = rows[(rows.reach == "local") & (rows.categories != "")]
    hscps = areas.loc[areas.area_level == "hscp", ["area_code", "population"]].set_index("area_code")
    found = rows.groupby("hscp_codes").agg(listed=("assured", "size"), assured=("assured", "sum"))
    return hscps.join(found).fillna({"listed": 0, "assured": 0}).astype({"listed": int, "assured": int}).reset_index()
