"""The funnel of one measure: its limits, and where each HSCP lies."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.contract.states import State
from app.measures.catalogue import Measure
from app.measures.funnel import Funnel, fit_funnel, funnel_limits, funnel_marks

FEWEST = 5
"""HSCPs with a full figure below which no funnel is fitted."""

_KINDS = {"proportion": "proportion", "rate": "rate"}
"""The estimators of measures that have a count behind them, and the kind of their funnel."""

_POINTS = 40
_BEYOND = 1.15  # how far the lines go past the smallest and the largest HSCP


@dataclass(frozen=True)
class Funnelled:
    """A funnel with its HSCPs.

    `rows`: `area_code, area_name, model, value, numerator, denominator`, the limits `lower_998, lower_95, upper_95,
    upper_998` at the HSCP's own denominator, and `mark` (`app.measures.funnel.Mark`), in the order of names. `lines`:
    `denominator` and the same limits, along the whole funnel. `left_out`: names of HSCPs that have a model and only a
    part of their figure.
    """

    funnel: Funnel
    rows: pd.DataFrame
    lines: pd.DataFrame
    left_out: list[str]


def has_counts(measure: Measure) -> bool:
    """Whether a count stands behind the measure, so that chance can be worked out."""
    return measure.estimator in _KINDS


def funnelled(figures: pd.DataFrame, measure: Measure) -> Funnelled | None:
    """Fit a funnel to the HSCPs that have a main model and a full figure.

    `figures`: released rows of HSCPs in one quarter with their `model`. Partial figures are left out: their counts may
    be of fewer units than their denominators. None where the measure has no count behind it, where fewer than `FEWEST`
    HSCPs remain, or where they cannot vary (every count is 0 or all there is).
    """
    if not has_counts(measure):
        return None
    placed = figures[figures.model.notna()]
    rows = placed[(placed.state == State.REPORTED) & (placed.denominator > 0)].sort_values("area_name")
    if len(rows) < FEWEST:
        return None
    count, base = rows.numerator.to_numpy(dtype=float), rows.denominator.to_numpy(dtype=float)
    funnel = fit_funnel(count, base, _KINDS[measure.estimator], per=measure.per)
    if np.isnan(funnel.phi):
        return None
    own = pd.DataFrame(funnel_limits(funnel, base)._asdict(), index=rows.index)
    columns = ["area_code", "area_name", "model", "value", "numerator", "denominator"]
    along = np.geomspace(base.min() / _BEYOND, base.max() * _BEYOND, _POINTS)
    return Funnelled(
        funnel=funnel,
        rows=rows[columns].join(own).assign(mark=funnel_marks(funnel, count, base)),
        lines=pd.DataFrame({"denominator": along} | funnel_limits(funnel, along)._asdict()),
        left_out=placed.area_name[placed.state == State.PARTIAL].tolist(),
    )
