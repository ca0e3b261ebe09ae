"""From what HSCPs told of quarters to financial years that have ended."""

import pandas as pd

from app.contract.states import State
from app.measures.cube import with_state
from app.measures.reporting import Status

_QUARTERS = 4


def of_ended_years(reporting: pd.DataFrame) -> pd.DataFrame:
    """The rows of `reporting` in years that have ended, those with a return for their last quarter, with their `year`.

    Figures of a year to date could be subtracted from each other.
    """
    reporting = reporting.assign(year=reporting.period.str[:7])
    return reporting[reporting.year.isin(reporting.year[reporting.period.str.endswith("Q4")].unique())]


def hscp_years(rows: pd.DataFrame, reporting: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """What each HSCP told of each year that has ended: one row per year × area × key that occurs in the year.

    `rows`: one for each row of a return that could tell, and key: `hscp_code, period`, the columns `keys`, `value`
    (missing where it is not told) and `hidden` (at source). `reporting`: `app.measures.reporting.build_reporting`.
    Returns `period` (the year), `area_code`, the keys, `value, state, parts_reported, parts_expected`: the parts are
    the quarters of the year in which the HSCP has a programme, quarters before the first return included; one is
    reported when the return is complete and all its rows told.
    """
    reporting = of_ended_years(reporting)
    rows = rows[rows.period.isin(reporting.period)].assign(known=lambda told: told.value.notna())
    groups = rows.groupby(["hscp_code", "period", *keys])
    quarters = groups.agg(known=("known", "all"), hidden=("hidden", "any")).assign(value=groups.value.sum(min_count=1))
    quarters = quarters.reset_index()
    complete = reporting[reporting.status == Status.COMPLETE].set_index(["area_code", "period"]).index
    full = quarters.known & pd.MultiIndex.from_frame(quarters[["hscp_code", "period"]]).isin(complete)
    quarters = quarters.assign(full=full)
    return year_cells(quarters, reporting, quarters.assign(period=quarters.period.str[:7])[["period", *keys]])


def year_cells(quarters: pd.DataFrame, reporting: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """The years of every HSCP, from what it told of quarters.

    `quarters`: `hscp_code, period`, keys, `value`, `hidden` (at source) and whether they are told in `full`;
    `reporting`: as `of_ended_years` gives it; `every`: the years and keys that there are to be, `period` and keys.
    Returns what `hscp_years` does.
    """
    every = every.drop_duplicates()
    keys = [name for name in every if name != "period"]
    groups = quarters.assign(period=quarters.period.str[:7]).groupby(["period", "hscp_code", *keys])
    sums = groups.agg(hidden=("hidden", "any"), full=("full", "sum")).assign(value=groups.value.sum(min_count=1))
    programme = reporting.assign(
        programme=reporting.status != Status.NO_PROGRAMME,
        sent=~reporting.status.isin([Status.NO_PROGRAMME, Status.NOT_SUBMITTED]),
    ).groupby(["year", "area_code"])
    expected = programme.agg(expected=("programme", "sum"), sent=("sent", "sum"), told=("programme", "size"))
    expected["expected"] += (_QUARTERS - expected.told).where(expected.expected > 0, 0)
    cells = every.merge(expected.reset_index().rename(columns={"year": "period"}), on="period")
    cells = cells.merge(sums.reset_index().rename(columns={"hscp_code": "area_code"}), how="left")
    hidden = cells.hidden.fillna(False).astype(bool)
    cells = cells.assign(parts_reported=cells.full.fillna(0).astype(int), parts_expected=cells.expected)
    return with_state(
        cells,
        {
            State.NO_PROGRAMME: cells.expected == 0,
            State.NOT_SUBMITTED: cells.sent == 0,
            State.NOT_COLLECTED: cells.value.isna() & ~hidden,
            State.SUPPRESSED: hidden,
            State.PARTIAL: cells.parts_reported < cells.parts_expected,
        },
        ["period", "area_code", *keys],
    )
