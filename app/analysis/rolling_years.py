"""Years of four quarters, one ending with each: flows are summed, stocks averaged."""

import numpy as np
import pandas as pd

from app.contract.periods import Quarter, quarters
from app.contract.states import PRECEDENCE, State
from app.measures.catalogue.quantities import Kind

_YEAR = 4


def rolling_year(
    figures: pd.DataFrame, kind: Kind, denominator_kind: Kind = "stock", *, per: float = 1
) -> pd.DataFrame:
    """Years of four quarters, one ending with each: flows are summed, stocks averaged.

    `figures`: released rows of one measure, of one area or many. `kind` is that of its numerator, `denominator_kind`
    that of its denominator (a population is a stock); the value is `per` × the year's numerator ÷ the year's
    denominator, or × the numerator alone where there are no denominators. Not for counts of people, who may return in
    another quarter.

    Returns `period` (the last quarter of the year), `area_code, value, numerator, denominator, state`, from the
    fourth quarter of `figures` on. A year is `reported` when its four quarters are, `partial` when they are reported
    or partial; else it has no value, and the state that prevails among them. A quarter without a row is
    `not_submitted`; a denominator of 0 is `too_few`.
    """
    written = [Quarter.parse(period) for period in figures.period.unique()]
    every = [str(quarter) for quarter in quarters(min(written), max(written))]
    ranked = figures.assign(rank=[float(PRECEDENCE.index(State(state))) for state in figures.state])
    wide = ranked.pivot(index="period", columns="area_code", values=["numerator", "denominator", "rank"]).reindex(every)
    rank = wide["rank"].astype(float).fillna(PRECEDENCE.index(State.NOT_SUBMITTED))
    first = np.minimum.reduce([rank.shift(back) for back in range(_YEAR)])
    parts = {
        "numerator": _over_a_year(wide["numerator"], kind),
        "denominator": _over_a_year(wide["denominator"], denominator_kind),
        "state": pd.DataFrame(first, rank.index, rank.columns),
    }
    years = pd.DataFrame({name: part.iloc[_YEAR - 1 :].stack(future_stack=True) for name, part in parts.items()})
    years = years.reset_index()
    years["state"] = [PRECEDENCE[int(each)].value for each in years.state]
    years["value"] = per * years.numerator
    if figures.denominator.notna().any():
        nothing = years.denominator == 0
        years["value"] /= years.denominator.mask(nothing)
        years.loc[nothing & years.state.isin(_WITH_VALUE), "state"] = State.TOO_FEW.value
    amounts = ["value", "numerator", "denominator"]
    years[amounts] = years[amounts].where(years.state.isin(_WITH_VALUE))
    return years[["period", "area_code", *amounts, "state"]]


_WITH_VALUE = [state.value for state in State if state.has_value]


def _over_a_year(amounts: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    return sum(amounts.astype(float).shift(back) for back in range(_YEAR)) / {"flow": 1, "stock": _YEAR}[kind]
