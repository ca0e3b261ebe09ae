"""How long people waited for a first appointment. Medians are never averaged: an HSCP has the range of its rows."""

import pandas as pd

from app.contract.states import State
from app.measures.at_source import AtSource
from app.measures.cube import with_state
from app.measures.reporting import Status

_WAITS = ["wait_days_median", "wait_days_p90"]
_FIGURES = ["units", "rows", "median_lowest", "median_highest", "p90_lowest", "p90_highest", "n"]
FEWEST = "fewest_in_a_row"
_SAME_PEOPLE = ("cases_opened", "first_appts_attended")
_CELL = ["period", "area_code"]


def build_waits(returns: pd.DataFrame, reporting: pd.DataFrame) -> pd.DataFrame:
    """The waits that HSCPs told: one row per period × HSCP.

    `returns`: rows as accepted; `reporting`: `app.measures.reporting.build_reporting` of them. A row of a return tells
    a wait when it gives the median and how many people it is of. Columns: `period, area_code, units` (that tell a wait
    in any of their rows), `rows` (that tell one: a unit has one for each of its delivery models), `median_lowest,
    median_highest, p90_lowest, p90_highest` (days, over these rows), `n` (people), `state, parts_reported,
    parts_expected` (units), and `fewest_in_a_row`, the smallest number of people behind a row. Figures are NaN unless
    the state is reported or partial; `too_few`: nobody waited.
    """
    rows = returns.rename(columns={"hscp_code": "area_code"})
    rows[[*_WAITS, "wait_n"]] = rows[[*_WAITS, "wait_n"]].astype("Float64").astype(float)
    hidden = AtSource(rows).hides(*_WAITS, "wait_n")
    known = (rows.wait_n == 0) | rows[["wait_n", "wait_days_median"]].notna().all(axis=1)
    rows = rows.assign(hidden=hidden, known=known, people=rows.wait_n.where(known))
    told = known & (rows.wait_n > 0)
    rows[_WAITS] = rows[_WAITS].where(told)
    rows["telling"] = rows.unit_code.where(told)
    sums = rows.groupby(_CELL).agg(
        units=("telling", "nunique"),
        rows=("wait_days_median", "count"),
        median_lowest=("wait_days_median", "min"),
        median_highest=("wait_days_median", "max"),
        p90_lowest=("wait_days_p90", "min"),
        p90_highest=("wait_days_p90", "max"),
        n=("people", "sum"),
        known=("known", "any"),
        hidden=("hidden", "any"),
    )
    sums[FEWEST] = rows.wait_n.where(told).groupby([rows[name] for name in _CELL]).min()
    sums["full"] = rows.groupby([*_CELL, "unit_code"]).known.all().groupby(_CELL).sum()
    cells = reporting.merge(sums, how="left", left_on=_CELL, right_index=True)
    cells = cells.assign(parts_reported=cells.full.fillna(0).astype(int), parts_expected=cells.units_expected)
    hidden, known = (cells[name].fillna(False).astype(bool) for name in ("hidden", "known"))
    states = with_state(
        cells.assign(value=cells.n),
        {
            State.NO_PROGRAMME: cells.status == Status.NO_PROGRAMME,
            State.NOT_SUBMITTED: cells.status == Status.NOT_SUBMITTED,
            State.NOT_COLLECTED: ~known & ~hidden,
            State.SUPPRESSED: hidden,
            State.TOO_FEW: cells.n == 0,
            State.PARTIAL: cells.parts_reported < cells.parts_expected,
        },
        _CELL,
    )
    return _blanked(cells[[*_CELL, *_FIGURES]].join(states[["state", "parts_reported", "parts_expected"]])).join(
        cells[FEWEST]
    )


def hide_waits(waits: pd.DataFrame, published: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Waits as they may be published: hidden where a row behind them is of fewer than `threshold` people.

    Also where the cases opened or first appointments are hidden in `published`, the protected cube: those whose wait is
    told are mostly the same people. `waits`: as `build_waits` makes them. No larger area has any, so that nothing can
    be subtracted.
    """
    same = published[published.quantity.isin(_SAME_PEOPLE) & (published.state == State.SUPPRESSED)]
    unknown = pd.MultiIndex.from_frame(waits[_CELL]).isin(pd.MultiIndex.from_frame(same[_CELL]))
    hidden = waits.state.isin([State.REPORTED, State.PARTIAL]) & (unknown | (waits[FEWEST] < threshold))
    return _blanked(waits.assign(state=waits.state.mask(hidden, State.SUPPRESSED.value)).drop(columns=FEWEST))


def _blanked(waits: pd.DataFrame) -> pd.DataFrame:
    """Without figures where the state shows none."""
    shown = waits.state.isin([State.REPORTED, State.PARTIAL])
    return waits.assign(**{name: waits[name].where(shown) for name in _FIGURES})
