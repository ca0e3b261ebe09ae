"""Which totals are held back for now, and which counts of nobody everyone knows of."""

from datetime import date, timedelta

import pandas as pd

from app.contract.periods import Quarter
from app.contract.states import State
from app.measures.reporting import Status


def withheld_periods(reporting: pd.DataFrame, today: date, days: int) -> frozenset[str]:
    """Quarters in which returns are still expected, and the financial years that they are in.

    `reporting`: `app.measures.reporting.build_reporting`. A quarter is waited for until every HSCP with a programme has
    sent a complete return, or `days` after its end: totals that grow by one HSCP at a time would tell of each.
    """
    missing = reporting.status.isin([Status.NOT_SUBMITTED, Status.PARTIAL])
    waited_for = [
        period
        for period in reporting.period[missing].unique()
        if Quarter.parse(period).end + timedelta(days=days) >= today
    ]
    return frozenset({*waited_for, *(Quarter.parse(period).financial_year for period in waited_for)})


def nobody(counts: pd.DataFrame, cube: pd.DataFrame) -> pd.Series:
    """True for each count that is 0 because the HSCP had no link worker and nobody open, in all of the period.

    `counts`: rows with `period` (a quarter or financial year), `area_code`, `value`, `state`; `cube`:
    `app.measures.cube.build_cube`. Everyone can see that there was nobody, so that hiding it would protect nobody else.
    """
    idle = cube[cube.quantity.isin(["wte_in_post", "open_cases_end"])].assign(
        none=lambda rows: rows.value.eq(0).fillna(False) & (rows.state == State.REPORTED)
    )
    quarters = idle.groupby(["period", "area_code"]).none.agg(lambda told: len(told) == 2 and told.all())
    years = quarters.groupby([quarters.index.get_level_values(0).str[:7], "area_code"]).all()
    known = pd.concat([quarters, years])
    of = pd.MultiIndex.from_frame(counts[["period", "area_code"]])
    return counts.value.eq(0).fillna(False) & pd.Series(of.isin(known.index[known]), index=counts.index)
