"""The measures of service gaps for one category of need, in the form in which all measures are released."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from app.analysis.gaps import Directory
from app.contract.states import State, prevailing
from app.measures.catalogue import Measure
from app.measures.demand import BASE
from app.measures.estimate import proportion, rate

_WITH_VALUE = [State.REPORTED, State.PARTIAL]


@dataclass(frozen=True)
class Sides:
    """What is put beside each other.

    `demand`: `app.measures.demand.demand_values`, as the viewer sees it; `published`: the same as anyone may see it, of
    which larger areas are made; `supplied`, `quality`: `app.analysis.gaps.supply` and `directory_quality`; `reached`:
    `app.analysis.reach.reach`, or None; `areas`: `app.geography.areas.areas()`.
    """

    demand: pd.DataFrame
    published: pd.DataFrame
    supplied: pd.DataFrame
    quality: pd.DataFrame
    reached: pd.DataFrame | None
    areas: pd.DataFrame


def gap_measure(measure: Measure, category: str, year: str, sides: Sides) -> pd.DataFrame:
    """One measure of one category: rows as `app.measures.values.measure_values` gives them, `period` a financial year.

    What is unmet comes for every year, and what has to do with services for `year` only, as at the day of the
    directory. A directory that lists too little of an HSCP to judge what is missing there gives it no number of
    services (`not_available`); where nothing was listed there is nothing to check either. Totals cover the HSCPs that
    have a published figure: they are the same for every viewer, and tell none of what is hidden of their own HSCP.
    Raises KeyError for a measure that is none of service gaps.
    """
    if measure.id == "unmet_percent":
        return _unmet(sides.demand[sides.demand.category == category])
    part = _PARTS[measure.id]
    hscps, published = part(category, year, sides), part(category, year, replace(sides, demand=sides.published))
    cells = _with_totals(hscps, published, sides.areas).assign(period=year)
    nothing = (cells.denominator == 0) & cells.state.isin(_WITH_VALUE)
    cells.loc[nothing, "state"] = State.TOO_FEW.value
    shown = cells.state.isin(_WITH_VALUE)
    cells[["numerator", "denominator"]] = cells[["numerator", "denominator"]].where(shown)
    cells["value"] = measure.per * cells.numerator / cells.denominator
    cells["lower"] = cells["upper"] = np.nan
    if measure.estimator in ("proportion", "rate"):
        estimator = proportion if measure.estimator == "proportion" else rate
        interval = estimator(cells.numerator, cells.denominator)
        cells["lower"], cells["upper"] = measure.per * interval.lower, measure.per * interval.upper
    return cells[[*_COLUMNS]]


_COLUMNS = (
    "period", "area_code", "area_name", "area_level", "board_code", "value", "lower", "upper", "numerator",
    "denominator", "state", "parts_reported", "parts_expected",
)  # fmt: skip


def _unmet(demand: pd.DataFrame) -> pd.DataFrame:
    shown = demand.state.isin(_WITH_VALUE)
    rows = demand.assign(
        value=demand.unmet_percent, numerator=demand.unmet.where(shown), denominator=demand[BASE].where(shown)
    )
    return rows[[*_COLUMNS]].reset_index(drop=True)


def _supplied(category: str, sides: Sides) -> pd.DataFrame:
    return sides.supplied[sides.supplied.category == category].merge(sides.quality, on="area_code")


def _too_little(rows: pd.DataFrame) -> pd.Series:
    return rows.directory.isin([Directory.NONE, Directory.THIN])


def _part(
    rows: pd.DataFrame, numerator: pd.Series, denominator: pd.Series, unknown: pd.Series, state: State
) -> pd.DataFrame:
    states = np.where(unknown, state.value, State.REPORTED.value)
    return pd.DataFrame(
        {
            "area_code": rows.area_code,
            "numerator": numerator.astype(float),
            "denominator": denominator.astype(float),
            "state": states,
        }
    )


def _per_person(category: str, _year: str, sides: Sides) -> pd.DataFrame:
    rows = _supplied(category, sides)
    return _part(rows, rows.local, rows.population, _too_little(rows), State.NOT_AVAILABLE)


def _per_signpost(category: str, year: str, sides: Sides) -> pd.DataFrame:
    asked = sides.demand[(sides.demand.category == category) & (sides.demand.period == year)]
    rows = _supplied(category, sides).merge(asked[["area_code", "signposts", "signposts_state"]], on="area_code")
    part = _part(rows, rows.local, rows.signposts, _too_little(rows), State.NOT_AVAILABLE)
    too_little_though_known = _too_little(rows) & rows.signposts_state.isin(_WITH_VALUE)
    return part.assign(state=part.state.where(too_little_though_known, rows.signposts_state))


def _checked(category: str, _year: str, sides: Sides) -> pd.DataFrame:
    rows = _supplied(category, sides)
    return _part(rows, rows.assured, rows.local, rows.directory == Directory.NONE, State.NOT_AVAILABLE)


def _waiting(category: str, _year: str, sides: Sides) -> pd.DataFrame:
    rows = _supplied(category, sides)
    nobody_told = (rows.local > 0) & (rows.waiting_known == 0)
    return _part(rows, rows.waiting_closed, rows.waiting_known, nobody_told, State.NOT_COLLECTED)


def _near(people: str) -> object:
    def part(category: str, _year: str, sides: Sides) -> pd.DataFrame:
        rows = sides.reached[sides.reached.category == category].rename(columns={"hscp_code": "area_code"})
        every = sides.areas.loc[sides.areas.area_level == "hscp", ["area_code"]].merge(rows, how="left")
        return _part(every, every[f"{people}_within"], every[people], every[people].isna(), State.NOT_AVAILABLE)

    return part


_PARTS = {
    "services_per_10000": _per_person,
    "services_per_100_signposts": _per_signpost,
    "assured_percent": _checked,
    "waiting_closed_percent": _waiting,
    "people_near": _near("people"),
    "most_deprived_near": _near("most_deprived"),
}


def _with_totals(hscps: pd.DataFrame, published: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The HSCPs, and NHS Boards and Scotland over those of them that have a published figure.

    A Board of one HSCP is as that is seen: it counts nobody else.
    """
    hscps, published = _as_parts(hscps, areas), _as_parts(published, areas)
    wholes = areas[areas.area_level != "hscp"][["area_code", "area_name", "area_level", "board_code"]]
    scotland = wholes.loc[wholes.area_level == "scotland", "area_code"].item()
    alone = hscps[~_shares_board(hscps)]
    of_board = pd.concat([alone, published[_shares_board(published)]])
    parts = pd.concat([of_board.assign(whole=of_board.board_code), published.assign(whole=scotland)])
    parts = parts[parts.state != State.NO_PROGRAMME]
    shown = parts.parts_reported == 1
    parts = parts.assign(numerator=parts.numerator.where(shown), denominator=parts.denominator.where(shown))
    totals = parts.groupby("whole").agg(
        numerator=("numerator", "sum"),
        denominator=("denominator", "sum"),
        parts_reported=("parts_reported", "sum"),
        parts_expected=("parts_expected", "sum"),
        state=("state", lambda states: _whole_state(states)),
    )
    return pd.concat([hscps, wholes.merge(totals, left_on="area_code", right_index=True)], ignore_index=True)


def _as_parts(hscps: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    named = hscps.merge(areas[["area_code", "area_name", "area_level", "board_code"]], on="area_code")
    return named.assign(parts_reported=named.state.isin(_WITH_VALUE).astype(int), parts_expected=1)


def _shares_board(hscps: pd.DataFrame) -> pd.Series:
    return hscps.board_code.duplicated(keep=False)


def _whole_state(states: pd.Series) -> str:
    """Partial as soon as one part is without a figure; without any, what they have in common first."""
    valued = states.isin(_WITH_VALUE)
    if valued.all():
        return prevailing(map(State, states)).value
    if valued.any():
        return State.PARTIAL.value
    return states.mode().iloc[0]
