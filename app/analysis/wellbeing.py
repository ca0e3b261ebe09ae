"""What the figures of wellbeing say, of the people supported and, apart from them, of link workers."""

from dataclasses import replace

import numpy as np
import pandas as pd

from app.analysis.models import Label, main_model
from app.contract.states import State
from app.measures.catalogue import PEOPLE, Measure
from app.measures.outcomes import UNLISTED, WHOLE_POINTS

_CHANGE_ON = {
    "eq5d5l": {"decimals": 2, "unit": "points of an index of at most 1"},
    "mycaw": {"unit": "points, below 0: less concern"},
}
"""How a mean change is told with instruments on whose scale it does not read like the others."""

_FIGURES = ("value", "lower", "upper", "denominator")
_AREA = ("period", "area_code", "area_name", "area_level", "board_code")
_PARTS = ("parts_reported", "parts_expected")
_NOT_USED = [State.NO_PROGRAMME, State.NOT_SUBMITTED, State.NOT_COLLECTED]
_SHOWN = [State.REPORTED, State.PARTIAL]


def measures_of(instrument: str) -> dict[str, Measure]:
    """The measures of people that an instrument allows, by id; the first tells how many are behind the others.

    Whole points are counted with the instruments of `WHOLE_POINTS` only. On a scale of at most 1 a mean change needs
    two decimals; where a higher score stands for greater concern, the unit says what a fall stands for.
    """
    if instrument in WHOLE_POINTS:
        return PEOPLE
    change = replace(PEOPLE["change"], **_CHANGE_ON.get(instrument, {}))
    return {"follow_up": PEOPLE["follow_up"], "change": change}


def one_measure(table: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """One measure of wellbeing in the form in which all measures are released, with a row for each of `table`.

    `table`: rows of `Release.outcomes()` of one instrument, or of `Release.workforce()`. Columns: `period, area_code,
    area_name, area_level, board_code, value, lower, upper, denominator, state, parts_reported, parts_expected`. The
    denominator is how many people or link workers the value is of, the state that of the measure if it has one of its
    own. A figure that is not told in a row that tells others is `not_collected`.
    """
    figures = table[[*columns(measure), measure.denominator]].to_numpy(dtype=float, na_value=np.nan)
    state = table.get(f"{measure.id}_state", table.state)
    untold = np.isnan(figures[:, 0]) & state.isin(_SHOWN).to_numpy()
    return pd.DataFrame(
        {name: table[name] for name in _AREA}
        | dict(zip(_FIGURES, figures.T, strict=True))
        | {"state": state.mask(untold, State.NOT_COLLECTED.value)}
        | {name: table.get(name, np.nan) for name in _PARTS}
    )


def with_follow_up(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Release.outcomes()` with `n_first`, people with a first score, and `n_later`, of these with a later one.

    Both are of the rows of returns that tell both, as the percentage is; NaN where it is not shown.
    """
    later = outcomes.follow_up_percent * outcomes.follow_up_of / 100
    return outcomes.assign(n_first=outcomes.follow_up_of, n_later=later.round())


def columns(measure: Measure) -> tuple[str, str, str]:
    """The columns of a measure of wellbeing in the table that holds it: its value, lower and upper bound."""
    value = f"{measure.id}_{'mean' if measure.estimator == 'mean' else 'percent'}"
    return value, f"{measure.id}_lower", f"{measure.id}_upper"


def against(value: float, lower: float, upper: float, scotland: float) -> Label:
    """How an area compares with Scotland: higher or lower where its 95% interval leaves out the value of Scotland.

    Not said where one of the four is NaN.
    """
    if np.isnan([value, lower, upper, scotland]).any():
        return Label.NOT_SAID
    if lower > scotland:
        return Label.HIGHER
    return Label.LOWER if upper < scotland else Label.NO_CLEAR_DIFFERENCE


def instruments(outcomes: pd.DataFrame, area_code: str | None = None) -> list[str]:
    """The instruments with which people are scored, those with most first scores in HSCPs first; `UNLISTED` is none.

    `outcomes`: rows of `Release.outcomes()`; `area_code`: of the HSCP of which it is asked, or None for all of them.
    """
    of_hscps = (outcomes.area_level == "hscp") if area_code is None else (outcomes.area_code == area_code)
    rows = outcomes[of_hscps & ~outcomes.state.isin(_NOT_USED) & (outcomes.instrument != UNLISTED)]
    counts = rows.groupby("instrument", as_index=False).n_baseline.sum()
    return counts.sort_values(["n_baseline", "instrument"], ascending=[False, True]).instrument.tolist()


def change_if_others_stayed(n_first: float, n_later: float, change_mean: float) -> float:
    """The mean change of all who have a first score, had those without a later one stayed as they were.

    NaN where a figure is NaN or nobody has a first score.
    """
    return change_mean * n_later / n_first if n_first else np.nan


def models_of_year(delivery: pd.DataFrame, year: str) -> pd.DataFrame:
    """The main delivery model of each HSCP over a financial year: `app.analysis.models.main_model`.

    `delivery`: rows of `Release.delivery()`. The link worker time of the year's quarters is added up, and a model must
    have two thirds of that. Returns `area_code, model, share`.
    """
    rows = delivery[delivery.period.str[:7] == year].rename(columns={"area_code": "hscp_code"})
    return main_model(rows.assign(period=year)).drop(columns="period")
