"""All measures of one subject in one year, worked out once for every table and chart of the page."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from app.analysis.wellbeing import one_measure
from app.geography.areas import SCOTLAND
from app.measures.catalogue import Measure


@dataclass(frozen=True)
class Figures:
    """What is known of every area.

    `table`: rows of `Release.outcomes()` of one instrument, or of `Release.workforce()`, of one year, by `area_code`.
    `counts`: those of its columns that say how many people there are, with their names. `measures`: those to show, by
    id; `values`: the same, each as `app.analysis.wellbeing.one_measure` gives it, by `area_code`.
    """

    table: pd.DataFrame
    counts: Mapping[str, str]
    measures: Mapping[str, Measure]
    values: Mapping[str, pd.DataFrame]

    @property
    def scotland(self) -> pd.Series:
        """The row of Scotland in the table."""
        return self.table.loc[SCOTLAND]


def figures_of(table: pd.DataFrame, counts: Mapping[str, str], measures: Mapping[str, Measure]) -> Figures:
    """Work out all measures of the rows of a table."""
    values = {name: one_measure(table, measure) for name, measure in measures.items()}
    by_area = {name: rows.set_index("area_code", drop=False) for name, rows in values.items()}
    return Figures(table.set_index("area_code", drop=False), counts, measures, by_area)
