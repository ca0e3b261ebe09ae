"""Whether what is broken down adds up to the total that a return gives."""

import pandas as pd

from app.contract.codes import MULTI_CODED


def wrong_totals(breakdowns: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """The additive dimensions whose categories do not add up to the return's own total.

    One row each: `index` (the first row of `breakdowns` with it), `return_id, measure, dimension, total, whole`. Where
    a category is hidden, only a total above the whole is wrong.
    """
    additive = breakdowns[~breakdowns.dimension.isin(MULTI_CODED)].reset_index(names="index")
    groups = additive.groupby(["return_id", "measure", "dimension"], as_index=False).agg(
        total=("count", "sum"), known=("count", "count"), rows=("index", "size"), index=("index", "first")
    )
    measures = list(groups.measure.dropna().unique())
    totals = returns.drop_duplicates("return_id").melt("return_id", measures, "measure", "whole").dropna()
    both = groups.merge(totals, on=["return_id", "measure"])
    return both[(both.total > both.whole) | ((both.total != both.whole) & (both.known == both.rows))]
