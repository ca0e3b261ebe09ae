"""What the page on wellbeing tells of link workers themselves, from one release and for one year."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from app.analysis.wellbeing import one_measure
from app.contract.states import State
from app.display.drawing import remembered
from app.display.wellbeing.choice import Chosen
from app.display.wellbeing.figures import Figures, figures_of
from app.display.words import WORKERS_COUNTS
from app.geography.areas import SCOTLAND
from app.measures.catalogue import WORKERS, Measure
from app.release import Release

_LEVELS = ("hscp", "board", "scotland")


@dataclass(frozen=True)
class Survey:
    """The link workers' own survey of one financial year, in every area that is shown."""

    release: Release
    chosen: Chosen

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches: what decides the whole view."""
        return ("wellbeing of link workers", *self.release.key, *self.chosen.key)

    @property
    def key_of_all(self) -> tuple[str, ...]:
        """For the keys of caches: what decides the figures of every area."""
        return ("wellbeing of link workers", *self.release.key, self.chosen.year)

    @cached_property
    def figures(self) -> Figures:
        """Every measure of every area in the year."""
        return remembered((*self.key_of_all, "figures"), self._figures)

    def _figures(self) -> Figures:
        table = self.release.workforce()
        return figures_of(table[table.period == self.chosen.year], WORKERS_COUNTS, WORKERS)

    @cached_property
    def area(self) -> pd.Series:
        """The row that stands for the chosen area: the smallest area around it that is shown."""
        if not self.chosen.hscp:
            return self.figures.scotland
        rows = self.release.workforce_for(self.chosen.hscp)
        return rows[rows.period == self.chosen.year].iloc[0]

    @property
    def beside(self) -> pd.Series | None:
        """The row of Scotland, unless it is the one that stands for the chosen area."""
        return None if self.area.area_code == SCOTLAND else self.figures.scotland

    @property
    def orange(self) -> str | None:
        """Code of the area that charts draw in orange: the one that stands for the chosen HSCP, unless all Scotland."""
        return None if self.area.area_code == SCOTLAND else self.area.area_code

    @cached_property
    def shown(self) -> list[str]:
        """The codes of `smallest_areas`."""
        return remembered((*self.key_of_all, "shown"), lambda: smallest_areas(self.figures.table))

    def over_the_years(self, measure: Measure) -> pd.DataFrame:
        """One measure in every year, of Scotland and of the area that stands for the chosen one."""
        table = self.release.workforce()
        return one_measure(table[table.area_code.isin([SCOTLAND, self.area.area_code])], measure)


def smallest_areas(workforce: pd.DataFrame) -> list[str]:
    """The codes of the areas with which something can be said of link workers in as small an area as may be.

    `workforce`: rows of `Release.workforce()` of one year. HSCPs that are shown, then NHS Boards that are shown and of
    whose HSCPs one is not, each in the order of names.
    """
    shown = workforce.state.map(lambda state: State(state).has_value)
    hidden = workforce[(workforce.area_level == "hscp") & ~shown]
    stands = (workforce.area_level == "hscp") | workforce.area_code.isin(hidden.board_code)
    rows = workforce[shown & stands & (workforce.area_level != "scotland")]
    order = rows.assign(level=rows.area_level.map(_LEVELS.index)).sort_values(["level", "area_name"])
    return order.area_code.tolist()
