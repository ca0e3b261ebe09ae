"""What the page on wellbeing tells of link workers themselves, from one release and for one year."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from app.analysis.wellbeing import one_measure
from app.contract.states import State
from app.display.drawing import remembered
from app.display.wellbeing.choice import Chosen
from app.geography.areas import SCOTLAND
from app.measures.catalogue import Measure
from app.release import Release

_LEVELS = ("hscp", "board", "scotland")


@dataclass(frozen=True)
class Survey:
    """The link workers' own survey, from one release, for one year."""

    release: Release
    chosen: Chosen

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return ("wellbeing of link workers", *self.release.key, *self.chosen.key)

    @cached_property
    def now(self) -> pd.DataFrame:
        """The year that was chosen, rows as `Release.workforce` has them."""
        table = self.release.workforce()
        return table[table.period == self.chosen.year]

    @cached_property
    def scotland(self) -> pd.Series:
        """The row of Scotland."""
        return self.now[self.now.area_code == SCOTLAND].iloc[0]

    @cached_property
    def area(self) -> pd.Series:
        """The row that stands for the chosen area: the smallest area around it that may be shown."""
        if not self.chosen.hscp:
            return self.scotland
        rows = self.release.workforce_for(self.chosen.hscp)
        return rows[rows.period == self.chosen.year].iloc[0]

    @property
    def beside(self) -> pd.Series | None:
        """The row of Scotland, unless it is the one that stands for the chosen area."""
        return None if self.area.area_code == SCOTLAND else self.scotland

    @property
    def orange(self) -> str | None:
        """Code of the area that charts draw in orange: the one that stands for the chosen HSCP, unless all Scotland."""
        return None if self.beside is None else self.area.area_code

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The areas that stand for some HSCP, HSCPs before NHS Boards, each level in the order of names."""
        return remembered((*self.key, "shown"), lambda: smallest_areas(self.now))

    def over_the_years(self, measure: Measure) -> pd.DataFrame:
        """One measure in every year, of Scotland and of the area that stands for the chosen one."""
        table = self.release.workforce()
        return one_measure(table[table.area_code.isin([SCOTLAND, self.area.area_code])], measure)


def smallest_areas(workforce: pd.DataFrame) -> pd.DataFrame:
    """The areas with which something can be said of link workers in as small an area as may be.

    `workforce`: rows of `Release.workforce()` of one year. HSCPs that are shown, then NHS Boards that are shown and of
    whose HSCPs one is not, each in the order of names.
    """
    shown = workforce.state.map(lambda state: State(state).has_value)
    hidden = workforce[(workforce.area_level == "hscp") & ~shown]
    stands = (workforce.area_level == "hscp") | workforce.area_code.isin(hidden.board_code)
    rows = workforce[shown & stands & (workforce.area_level != "scotland")]
    level = rows.area_level.map(_LEVELS.index)
    return rows.assign(level=level).sort_values(["level", "area_name"], ignore_index=True).drop(columns="level")
