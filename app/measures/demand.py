"""The demand for services: signposts, what was unmet and why, by financial year, area and category."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from app.contract.codes import SERVICE_CATEGORIES
from app.contract.states import State, prevailing
from app.contract.tables import UNMET_REASONS
from app.measures.at_source import AtSource
from app.measures.cube import hscps_to_wholes
from app.measures.estimate import proportion
from app.measures.relations import LeftOver, Link, Relation
from app.measures.reporting import Status
from app.measures.years import of_ended_years, year_cells

BASE = "signposts_unmet_known"
"""Signposts of which it is told how many were unmet: what unmet is a share of."""

_RELATIONS = (
    Relation("unmet", UNMET_REASONS, LeftOver.NOTHING),
    Relation(BASE, ("unmet",)),
    Relation("signposts", (BASE,), LeftOver.OTHER_ROWS),
)
QUANTITIES = ("signposts", BASE, "unmet", *UNMET_REASONS)
_CELL = ["period", "category", "area_code"]


def build_demand(
    demand: pd.DataFrame, returns: pd.DataFrame, reporting: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    """Add the demand of returns up to financial years, HSCPs, NHS Boards and Scotland.

    `demand`, `returns`: rows as accepted, with `hscp_code` and `period`; `reporting`:
    `app.measures.reporting.build_reporting` of the returns; `areas`: `app.geography.areas.areas()`. Only years that
    have ended are counted, those with a return for their last quarter: figures of a year to date could be subtracted
    from each other. Returns one row per quantity × period × category × area: `quantity, period, category, area_code,
    value, state, parts_reported, parts_expected`; `period` is a financial year. The parts of an HSCP are the quarters
    of the year in which it has a programme, those of a larger area the HSCPs that have one. Quarters before the first
    return are parts that are missing. Reasons are not added up to Boards: in a Board of two HSCPs they would tell each
    of the other's, and most would have to be hidden.
    """
    reporting = of_ended_years(reporting)
    every = pd.MultiIndex.from_product(
        [QUANTITIES, reporting.year.unique(), SERVICE_CATEGORIES], names=["quantity", "period", "category"]
    )
    years = year_cells(_quarters(demand, returns, reporting), reporting, every.to_frame(index=False))
    cells = [
        pd.concat([group, *hscps_to_wholes(group, areas, _CELL)]).assign(quantity=quantity)
        for quantity, group in years.groupby("quantity", sort=False)
    ]
    columns = ["quantity", *_CELL, "value", "state", "parts_reported", "parts_expected"]
    if not cells:
        return pd.DataFrame(columns=columns)
    every = pd.concat(cells)[columns]
    boards = areas.area_code[areas.area_level == "board"]
    left_out = every.quantity.isin(UNMET_REASONS) & every.area_code.isin(boards)
    return every[~left_out].sort_values(columns[:4], ignore_index=True)


def links_of_demand(demand: pd.DataFrame) -> Iterator[Link]:
    """How the counts of an HSCP are linked in each year and category; what is part of a part comes first."""
    for year, category in demand[["period", "category"]].drop_duplicates().itertuples(index=False):
        yield from (relation.at(year, category) for relation in _RELATIONS)


def _quarters(demand: pd.DataFrame, returns: pd.DataFrame, reporting: pd.DataFrame) -> pd.DataFrame:
    """What each HSCP told of each category in each quarter: `value`, and whether it is `full`, or `hidden` in part."""
    demand = demand[demand.period.isin(reporting.period.unique())]
    rows = demand.rename(columns={"service_category": "category"})
    at_source = AtSource(rows)
    told = rows.unmet.notna() | at_source.hides("unmet")
    rows = rows.assign(**{BASE: rows.signposts.where(told)})
    long = rows.melt(["hscp_code", "period", "category"], list(QUANTITIES), "quantity", "value")
    written = ("signposts" if quantity == BASE else quantity for quantity in QUANTITIES)
    long["hidden"] = np.concatenate([at_source.hides(field) for field in written])
    long["known"] = long.value.notna()
    groups = long.groupby(["hscp_code", "period", "category", "quantity"])
    sums = groups.agg(hidden=("hidden", "any"), known=("known", "sum")).join(groups.value.sum(min_count=1))
    rows_of = returns.groupby(["hscp_code", "period"]).size().rename("rows").reset_index()
    complete = reporting.loc[reporting.status == Status.COMPLETE, ["area_code", "period"]]
    complete = complete.rename(columns={"area_code": "hscp_code"}).assign(complete=True)
    sums = sums.reset_index().merge(rows_of, on=["hscp_code", "period"])
    sums = sums.merge(complete, on=["hscp_code", "period"], how="left")
    return sums.assign(full=(sums.known == sums["rows"]) & sums.complete.notna())


def demand_values(cube: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Demand as a reader has it: one row per period × area × category.

    `cube`: as `build_demand` makes it, protected or not. Columns: `period, area_code, area_name, area_level,
    board_code, category, signposts, signposts_unmet_known, unmet, unmet_percent, lower, upper, state, parts_reported,
    parts_expected`, the seven reasons, and `…_state` of each count. `unmet_percent` (0 to 100) is unmet ÷
    signposts_unmet_known, which are of the same rows of returns, with a 95% Wilson interval, in the worse `state` of
    the two, `too_few` without any; its parts are those of unmet. Figures are NaN where a state shows none. What is not
    made for an area at all, as the reasons of a Board, is `suppressed`.
    """
    index = ["period", "area_code", "category"]
    values, states = (
        cube.pivot(index=index, columns="quantity", values=name).reindex(columns=QUANTITIES)
        for name in ("value", "state")
    )
    table = values.astype("Float64").astype(float)
    states = states.fillna(State.SUPPRESSED.value)
    pairs = zip(states[BASE], states.unmet, strict=True)
    table["state"] = [prevailing(map(State, pair)).value for pair in pairs]
    table[[f"{name}_state" for name in states.columns]] = states
    nothing = (table[BASE] == 0) & table.state.isin([State.REPORTED, State.PARTIAL])
    table.loc[nothing, "state"] = State.TOO_FEW.value
    interval = proportion(table.unmet, table[BASE])
    shown = table.state.isin([State.REPORTED, State.PARTIAL])
    for name, values in zip(("unmet_percent", "lower", "upper"), interval, strict=True):
        table[name] = pd.Series(100 * values, index=table.index).where(shown)
    parts = cube[cube.quantity == "unmet"].set_index(index)[["parts_reported", "parts_expected"]]
    table = (
        table.join(parts)
        .reset_index()
        .merge(areas[["area_code", "area_name", "area_level", "board_code"]], on="area_code")
    )
    first = ["period", "area_code", "area_name", "area_level", "board_code", "category"]
    return table[[*first, *[name for name in table.columns if name not in first]]]
