"""The cube: every quantity × period × area, added up from the rows of returns.

The cube is true: nothing in it is hidden but what the sender hid (`[c]`), which nobody here knows.
"""

import numpy as np
import pandas as pd

from app.contract.periods import Quarter
from app.contract.states import State
from app.measures.at_source import AtSource
from app.measures.catalogue import QUANTITIES, Quantity
from app.measures.reporting import Status

UNIT = ["period", "hscp_code", "unit_code"]
_CELL = ["period", "area_code"]


def build_cube(returns: pd.DataFrame, reporting: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Add returns up to HSCPs, NHS Boards and Scotland.

    `returns`: rows as intake checks them; `reporting`: `app.measures.reporting.build_reporting` of the same rows;
    `areas`: `app.geography.areas.areas()`. Returns one row per quantity × period × area: `quantity, period,
    area_code, value, state, parts_reported, parts_expected`. The value is missing unless the state is reported or
    partial. The parts of an HSCP are its units, those of a larger area the HSCPs that have a programme.
    """
    units, at_source = _Units(returns), AtSource(returns)
    by_hscp = pd.concat(
        _hscp_cells(_unit_values(returns, at_source, units, quantity), units, reporting).assign(quantity=quantity.id)
        for quantity in QUANTITIES.values()
    )
    cell = ["quantity", *_CELL]
    cells = pd.concat([by_hscp, *hscps_to_wholes(by_hscp, areas, cell)])
    return cells[[*cell, "value", "state", "parts_reported", "parts_expected"]].sort_values(cell, ignore_index=True)


def hscps_to_wholes(by_hscp: pd.DataFrame, areas: pd.DataFrame, cell: list[str]) -> list[pd.DataFrame]:
    """The cells of NHS Boards and of Scotland, from those of HSCPs; `cell` names the columns that tell cells apart."""
    hscps = areas[areas.area_level == "hscp"]
    scotland = areas.loc[areas.area_level == "scotland", "area_code"].item()
    to_board = hscps.set_index("area_code").board_code
    to_scotland = pd.Series(scotland, index=to_board.index)
    return [_whole_cells(by_hscp, to_whole, cell) for to_whole in (to_board, to_scotland)]


class _Units:
    """Which unit each row of returns is of, and which HSCP and period each unit; worked out once for all quantities."""

    def __init__(self, returns: pd.DataFrame) -> None:
        groups = returns.groupby(UNIT)
        self.of_row = groups.ngroup().to_numpy()
        cells = groups.size().index.to_frame(index=False)[UNIT[:2]]
        self.cell_of_unit, cells = pd.factorize(pd.MultiIndex.from_frame(cells))
        self.cells = cells.rename(_CELL)


def _unit_values(returns: pd.DataFrame, at_source: AtSource, units: _Units, quantity: Quantity) -> pd.DataFrame:
    """One row per unit: `value`, and whether any of its rows was `hidden` at source or `missing`."""
    needs = list(quantity.needs)
    hidden = at_source.hides(*needs)
    missing = returns[needs].isna().any(axis=1) & ~hidden
    rows = pd.DataFrame(
        {"value": _row_values(returns, quantity).mask(hidden | missing), "hidden": hidden, "missing": missing}
    ).groupby(units.of_row)
    value = rows.value.first() if quantity.once_per_unit else rows.value.sum(min_count=1)
    return rows[["hidden", "missing"]].any().assign(value=value)


def _row_values(returns: pd.DataFrame, quantity: Quantity) -> pd.Series:
    if quantity.id == "funding_wte_months":
        return returns.wte_in_post.astype("Float64") * months_left(returns)
    if quantity.id == "contacts_booked":
        return (returns.contacts_attended + returns.contacts_dna).astype("Float64")
    return returns[quantity.needs[0]].astype("Float64")


def months_left(returns: pd.DataFrame) -> pd.Series:
    """Months (of 365.25 ÷ 12 days) from the quarter's last day to the end of funding, never below 0."""
    ends = {period: pd.Timestamp(Quarter.parse(period).end) for period in returns.period.unique()}
    days = (pd.to_datetime(returns.funding_end) - returns.period.map(ends)).dt.days
    return (days / (365.25 / 12)).clip(lower=0).astype("Float64")


def _hscp_cells(values: pd.DataFrame, units: _Units, reporting: pd.DataFrame) -> pd.DataFrame:
    groups = values.assign(full=values.value.notna() & ~values.missing & ~values.hidden).groupby(units.cell_of_unit)
    sums = groups.agg(hidden=("hidden", "any"), full=("full", "sum")).assign(value=groups.value.sum(min_count=1))
    sums.index = units.cells[sums.index]
    cells = reporting.merge(sums, how="left", left_on=_CELL, right_index=True)
    cells["parts_reported"] = cells.full.fillna(0).astype(int)
    cells["parts_expected"] = cells.units_expected
    hidden = cells.hidden.fillna(False).astype(bool)
    return with_state(
        cells,
        {
            State.NO_PROGRAMME: cells.status == Status.NO_PROGRAMME,
            State.NOT_SUBMITTED: cells.status == Status.NOT_SUBMITTED,
            State.NOT_COLLECTED: cells.value.isna() & ~hidden,
            State.SUPPRESSED: hidden,
            State.PARTIAL: cells.parts_reported < cells.parts_expected,
        },
        _CELL,
    )


def _whole_cells(by_hscp: pd.DataFrame, to_whole: pd.Series, cell: list[str]) -> pd.DataFrame:
    parts = by_hscp.assign(
        area_code=by_hscp.area_code.map(to_whole),
        programme=by_hscp.state != State.NO_PROGRAMME,
        submitted=~by_hscp.state.isin([State.NO_PROGRAMME, State.NOT_SUBMITTED]),
        valued=by_hscp.value.notna(),
        hidden=by_hscp.state == State.SUPPRESSED,
        short=~by_hscp.state.isin([State.REPORTED, State.NO_PROGRAMME]),
    )
    groups = parts.groupby(cell)
    cells = groups.agg(
        parts_reported=("valued", "sum"),
        parts_expected=("programme", "sum"),
        submitted=("submitted", "any"),
        hidden=("hidden", "any"),
        short=("short", "any"),
    )
    cells = cells.assign(value=groups.value.sum(min_count=1)).reset_index()
    return with_state(
        cells,
        {
            State.NO_PROGRAMME: cells.parts_expected == 0,
            State.NOT_SUBMITTED: ~cells.submitted,
            State.NOT_COLLECTED: cells.value.isna() & ~cells.hidden,
            State.SUPPRESSED: cells.hidden,
            State.PARTIAL: cells.short,
        },
        cell,
    )


def with_state(cells: pd.DataFrame, conditions: dict[State, pd.Series], cell: list[str]) -> pd.DataFrame:
    """Give each cell the first state whose condition holds, and a value only where that state shows one."""
    names = [state.value for state in conditions]
    state = np.select(list(conditions.values()), names, default=State.REPORTED.value)
    shown = np.isin(state, [State.REPORTED, State.PARTIAL])
    return cells.assign(state=state, value=cells.value.astype("Float64").where(shown))[
        [*cell, "value", "state", "parts_reported", "parts_expected"]
    ]
