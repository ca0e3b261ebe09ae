"""Who is referred, by how deprived the place is where they live: rates by fifth and the slope across them.

Fifths are the rank of data zones in the Scottish Index of Multiple Deprivation cut in five, the most deprived first.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from app.contract.states import State
from app.measures.estimate import Estimate, rate, together

FIFTHS = 5
PER = 1_000
_CATEGORIES = ["1", "2", "3", "4", "5"]
_COUNTED = [State.REPORTED, State.PARTIAL, State.SUPPRESSED]


class Fifths(NamedTuple):
    """How many are referred from each fifth of an area in a year, the most deprived first, and the people they are of.

    Five counts, NaN where unknown, and five populations: of the `hscps` that are in the counts, of the `expected` ones
    with a programme. An HSCP alone is one, or none if it did not tell of every quarter of the year.
    """

    counts: NDArray[np.float64]
    people: NDArray[np.float64]
    hscps: int
    expected: int


def referred_by_fifth(rows: pd.DataFrame, area_code: str, people: pd.DataFrame) -> Fifths:
    """What rates of one area and year are made of: counts, and the people of those HSCPs only that are in them.

    `rows`: those of `simd_quintile` of one year of `Release.breakdown()`, of all areas; for Scotland as anyone may see
    them, so that a figure has one value. `people`: `app.geography.areas.people_by_fifth()`.

    A year in which quarters are missing has no counts: they would be held against the people of a whole year. If that
    is so of any HSCP in Scotland's counts, these are those of the HSCPs that told of every quarter and show all five
    fifths, added up.
    """
    fifths = rows[rows.category.isin(_CATEGORIES)]
    whole = (fifths.parts_reported == fifths.parts_expected) & fifths.state.isin([State.REPORTED, State.SUPPRESSED])
    fifths = fifths.assign(whole=whole, counted=fifths.state.isin(_COUNTED), shown=fifths.state == State.REPORTED)
    of_area = fifths[fifths.area_code == area_code]
    counts = of_area.set_index("category").value.reindex(_CATEGORIES).to_numpy(dtype=float, na_value=np.nan)
    if (of_area.area_level == "hscp").all():
        every_quarter = bool(of_area.whole.all())
        own = people.loc[area_code].to_numpy(dtype=float)
        return Fifths(counts if every_quarter else np.full(FIFTHS, np.nan), own, int(every_quarter), 1)
    hscps = fifths[(fifths.area_level == "hscp") & (fifths.state != State.NO_PROGRAMME)]
    by_hscp = hscps.groupby("area_code")[["whole", "counted", "shown"]].all()
    inside = by_hscp[by_hscp.counted]
    if not inside.whole.all():
        inside = inside[inside.whole & inside.shown]
        kept = hscps[hscps.area_code.isin(inside.index)].groupby("category").value.sum(min_count=1)
        counts = kept.reindex(_CATEGORIES).to_numpy(dtype=float, na_value=np.nan)
    return Fifths(counts, people.loc[inside.index].sum().to_numpy(dtype=float), len(inside), len(by_hscp))


def rates_by_fifth(counts: ArrayLike, populations: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Events per 1,000 people of each fifth, with the intervals of `app.measures.estimate.rate`.

    `counts` and `populations` have the five fifths along the last axis, the most deprived first, NaN where unknown; a
    fifth in which nobody lives has no value. Raises ValueError for another number of fifths and for negative input.
    """
    events, people = _fifths(counts, populations)
    return rate(events, people, per=PER, confidence=confidence)


def slope_index(counts: ArrayLike, populations: ArrayLike, confidence: float = 0.95) -> Estimate:
    """The slope index of inequality: how many more events per 1,000 people at the most deprived end than at the least.

    Input as for `rates_by_fifth`; one estimate for each row of fifths. Positive where the most deprived have more. No
    value unless all five fifths are known and lived in: a line through four would be a guess about the fifth.

    People are put in order of deprivation from 0 to 1, and each fifth at the middle of its people (its ridit). The
    index is the fall of a straight line from 0 to 1, fitted to the five rates with the populations as weights. It
    supposes that the rates lie near a line: show them beside it. The interval tells how far chance in the counts moves
    the index, not how well the line fits: each fifth's rate varies on its own, within its own interval, and their
    deviations are combined as squares. It holds for people counted once, less so for referrals of which one person
    may have several.

    Source: Pamuk ER (1985), Social class inequality in mortality, Population Studies 39:17-31 (index and weights);
    Zou GY, Donner A (2008), Construction of confidence limits about effect measures: a general approach, Statistics in
    Medicine 27:1693-1702 (interval, from the Byar and exact limits of the rates).
    """
    events, people = _fifths(counts, populations)
    whole = (~np.isnan(events) & (people > 0)).all(axis=-1, keepdims=True)
    rates = rates_by_fifth(np.where(whole, events, np.nan), people, confidence)
    share = people / np.where(whole, people, np.nan).sum(axis=-1, keepdims=True)
    from_middle = np.cumsum(share, axis=-1) - share / 2 - 0.5
    weights = -share * from_middle / (share * from_middle**2).sum(axis=-1, keepdims=True)
    index = (weights * rates.estimate).sum(axis=-1)
    below, above = weights * (rates.lower - rates.estimate), weights * (rates.upper - rates.estimate)
    lower = index - np.sqrt((np.minimum(below, above) ** 2).sum(axis=-1))
    upper = index + np.sqrt((np.maximum(below, above) ** 2).sum(axis=-1))
    return Estimate(index, lower, upper)


def _fifths(counts: ArrayLike, populations: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    events, people = together(counts, populations)
    if not events.ndim or events.shape[-1] != FIFTHS:
        raise ValueError("deprivation has five fifths")
    return events, people
