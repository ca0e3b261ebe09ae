"""The course of a measure in an area, as far as it can be compared from quarter to quarter."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from app.analysis.trends import Course, course
from app.contract.states import State
from app.measures.catalogue import Measure


def course_of(figures: pd.DataFrame, area_code: str, measure: Measure, periods: Sequence[str]) -> Course:
    """The chart of one area over `periods`, every quarter of which is a point.

    `figures`: released rows of the measure. A partial figure is no point, for its missing units would look like a
    change; but a rate of an NHS Board or of Scotland is one: it covers the same HSCPs above and below the line.
    """
    rows = figures[figures.area_code == area_code].set_index("period").reindex(periods)
    whole = rows.area_level.iloc[-1] != "hscp" and measure.denominator is not None
    states = [State.REPORTED, State.PARTIAL] if whole else [State.REPORTED]
    return course(np.where(rows.state.isin(states), rows.value, np.nan))
