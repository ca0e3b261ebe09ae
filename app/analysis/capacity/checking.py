"""Whether the planner would have foretold the area's last year."""

import pandas as pd

from app.analysis.capacity.history import TWO_YEARS, YEAR, from_history
from app.analysis.capacity.projection import project
from app.analysis.capacity.uncertainty import LEVEL, band, variation

_CHECKED = {"referrals_received": "referrals", "waiting_at_end": "waiting", "open_cases_end": "open_cases"}


def back_test(history: pd.DataFrame, scotland: pd.DataFrame | None = None, *, level: float = LEVEL) -> pd.DataFrame:
    """Project the area's last four quarters from what was known before them, and compare.

    `history`, `scotland`: as for `from_history`, with the column `period`, both to the same last quarter; the last four
    quarters of neither enter the projection. Returns `period, figure` (referrals, waiting, open_cases), `actual,
    projected, lower, upper` and `inside` (missing where the actual figure is). Raises ValueError for fewer than eight
    quarters, NothingToPlan as `from_history` does.
    """
    if len(history) < TWO_YEARS:
        raise ValueError("a back-test needs eight quarters: four to project from, and four to compare with")
    before, after = history.iloc[:-YEAR], history.iloc[-YEAR:]
    assumed = from_history(before, None if scotland is None else scotland.iloc[:-YEAR]).assumptions
    actual = after.reindex(columns=["period", *_CHECKED]).rename(columns=_CHECKED)
    actual = actual.assign(quarter=range(1, YEAR + 1)).melt(
        ["period", "quarter"], var_name="figure", value_name="actual"
    )
    projected = project(assumed, YEAR).melt("quarter", var_name="figure", value_name="projected")
    rows = actual.merge(projected).merge(band(assumed, variation(assumed, before), YEAR, level=level))
    rows["actual"] = rows.actual.astype(float)
    inside = rows.actual.between(rows.lower, rows.upper).astype("boolean").mask(rows.actual.isna())
    return rows.assign(inside=inside)[["period", "figure", "actual", "projected", "lower", "upper", "inside"]]
