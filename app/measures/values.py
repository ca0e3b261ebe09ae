"""From the cells of a cube to the values of a measure."""

import numpy as np
import pandas as pd

from app.contract.states import State, prevailing
from app.measures.catalogue import QUANTITIES, Measure
from app.measures.estimate import proportion, rate

_COVERED = [State.REPORTED, State.PARTIAL, State.SUPPRESSED]


def measure_values(measure: Measure, cube: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The values of one measure in every period and area of `cube`.

    `cube`: cells as `app.measures.cube.build_cube` makes them, protected or not; what is hidden there stays
    hidden here, and so does all that is built on it. `areas`: `app.geography.areas.areas()`. Returns one row per
    period × area: `period, area_code, area_name, area_level, board_code, value, lower, upper, numerator,
    denominator, state, parts_reported, parts_expected`, floats NaN where there is no value. An area whose
    denominator is 0 is `too_few`.
    """
    cells = _cells(cube, measure.numerator, "numerator").merge(areas, on="area_code")
    if measure.denominator is None:
        cells["denominator"] = np.nan
        cells["value"] = measure.per * cells.numerator
    else:
        cells = _with_denominator(cells, measure, cube)
        nothing = cells.denominator == 0
        cells.loc[nothing & cells.state.isin([State.REPORTED, State.PARTIAL]), "state"] = State.TOO_FEW.value
        cells["value"] = measure.per * cells.numerator / cells.denominator.mask(nothing)
    cells["lower"] = cells["upper"] = np.nan
    if measure.estimator in ("proportion", "rate"):
        estimate = proportion if measure.estimator == "proportion" else rate
        interval = estimate(cells.numerator, cells.denominator)
        cells["lower"], cells["upper"] = measure.per * interval.lower, measure.per * interval.upper
    figures = ["value", "lower", "upper", "numerator", "denominator"]
    cells[figures] = cells[figures].where(cells.state.isin([State.REPORTED, State.PARTIAL]))
    columns = ["period", "area_code", "area_name", "area_level", "board_code", *figures]
    return cells[[*columns, "state", "parts_reported", "parts_expected"]].reset_index(drop=True)


def _cells(cube: pd.DataFrame, quantity: str, name: str) -> pd.DataFrame:
    cells = cube[cube.quantity == quantity].drop(columns="quantity").rename(columns={"value": name})
    cells[name] = cells[name].astype(float)
    return cells


def _with_denominator(cells: pd.DataFrame, measure: Measure, cube: pd.DataFrame) -> pd.DataFrame:
    if measure.denominator not in QUANTITIES:
        return cells.assign(denominator=_population(cells, measure.denominator))
    bases = _cells(cube, measure.denominator, "denominator")[["period", "area_code", "denominator", "state"]]
    cells = cells.merge(bases, on=["period", "area_code"], suffixes=("", "_base"))
    pairs = zip(cells.state, cells.state_base, strict=True)
    return cells.assign(state=[prevailing(map(State, pair)).value for pair in pairs])


def _population(cells: pd.DataFrame, population: str) -> pd.Series:
    """The reference population of each area; that of a larger area counts only its HSCPs that are in the total."""
    counted = cells[population].where((cells.area_level == "hscp") & cells.state.isin(_COVERED))
    by_board = counted.groupby([cells.period, cells.board_code]).sum()
    by_period = counted.groupby(cells.period).sum()
    board = pd.MultiIndex.from_arrays([cells.period, cells.area_code])
    return pd.Series(
        np.select(
            [cells.area_level == "hscp", cells.area_level == "board"],
            [cells[population], by_board.reindex(board).to_numpy()],
            default=cells.period.map(by_period),
        ),
        index=cells.index,
        dtype=float,
    )
