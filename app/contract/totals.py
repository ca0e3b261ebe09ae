"""Whether what is broken down adds up to the total that a return gives."""

import pandas as pd

from app.contract.codes import MULTI_CODED

_CEILINGS = {"people_referred": "referrals_received", "referrals_declined_by_person": "referrals_received"}
"""What a measure cannot be above, by the rules of returns: the most that its categories can add up to without it."""


def wrong_totals(breakdowns: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """The additive dimensions whose categories do not add up to the return's own total.

    One row each: `index` (the first row of `breakdowns` with it), `return_id, measure, dimension, total`, and the
    `whole` that the return gives in the field `against`. Where a category is hidden, only a total above the whole is
    wrong; where the measure itself is not given, only one above what the measure could be at most.
    """
    additive = breakdowns[~breakdowns.dimension.isin(MULTI_CODED)].reset_index(names="index")
    groups = additive.groupby(["return_id", "measure", "dimension"], as_index=False).agg(
        total=("count", "sum"), known=("count", "count"), rows=("index", "size"), index=("index", "first")
    )
    once = returns.drop_duplicates("return_id")
    totals = [_wholes(once, measure) for measure in groups.measure.dropna().unique()]
    both = (
        groups.merge(pd.concat(totals), on=["return_id", "measure"]) if totals else groups.assign(whole=0, against="")
    )
    complete = (both.known == both.rows) & (both.against == both.measure)
    return both[(both.total > both.whole) | ((both.total != both.whole) & complete)]


def _wholes(returns: pd.DataFrame, measure: str) -> pd.DataFrame:
    """What the categories of a measure are held against in each return: `return_id, measure, whole, against`."""
    wholes = returns[["return_id"]].assign(measure=measure, whole=returns[measure], against=measure)
    if ceiling := _CEILINGS.get(measure):
        wholes["against"] = wholes.against.where(wholes.whole.notna(), ceiling)
        wholes["whole"] = wholes.whole.fillna(returns[ceiling])
    return wholes.dropna()
