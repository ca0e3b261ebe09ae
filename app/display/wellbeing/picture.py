"""What the page on wellbeing tells of the people supported, from one release, for one year and one instrument."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from app.analysis.models import balance, by_model
from app.analysis.wellbeing import measures_of, models_of_year, one_measure, with_follow_up
from app.contract.states import State
from app.display.drawing import remembered
from app.display.models.picture import areas_with_funding
from app.display.wellbeing.choice import Chosen
from app.display.wellbeing.figures import Figures, figures_of
from app.display.words import MODELS, PEOPLE_COUNTS
from app.geography.areas import SCOTLAND, areas
from app.measures.catalogue import Measure
from app.measures.outcomes import NOT_ALIKE, UNLISTED
from app.release import Release

_DO_NOT_USE = (State.NOT_COLLECTED, State.NO_PROGRAMME)


@dataclass(frozen=True)
class Picture:
    """Scores of one instrument in one financial year, in every area."""

    release: Release
    chosen: Chosen

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches: what decides the whole view."""
        return ("wellbeing of people", *self.release.key, *self.chosen.key)

    @property
    def key_of_all(self) -> tuple[str, ...]:
        """For the keys of caches: what decides the figures of every area."""
        return ("wellbeing of people", *self.release.key, self.chosen.year, self.chosen.instrument)

    @cached_property
    def figures(self) -> Figures:
        """Every measure of every area in the year, HSCPs first, each level in the order of names."""
        return remembered((*self.key_of_all, "figures"), self._figures)

    def _figures(self) -> Figures:
        now = self._outcomes[self._outcomes.period == self.chosen.year]
        order = now.area_code.map({code: number for number, code in enumerate(areas().area_code)})
        rows = with_follow_up(now.iloc[order.argsort()])
        return figures_of(rows, PEOPLE_COUNTS, measures_of(self.chosen.instrument))

    @property
    def _outcomes(self) -> pd.DataFrame:
        outcomes = self.release.outcomes()
        return outcomes[outcomes.instrument == self.chosen.instrument]

    @property
    def listed(self) -> pd.DataFrame:
        """Every year, area and instrument that is on the list, rows as `Release.outcomes` has them."""
        outcomes = self.release.outcomes()
        return outcomes[outcomes.instrument != UNLISTED]

    @property
    def alike(self) -> bool:
        """Whether scores of the instrument are alike from one HSCP to the next, so that they can be compared."""
        return self.chosen.instrument not in NOT_ALIKE

    @property
    def whole(self) -> list[str]:
        """The code of Scotland, where there are figures of it."""
        return [SCOTLAND] if self.alike else []

    @property
    def beside(self) -> pd.Series | None:
        """The row of Scotland, unless it is the chosen area or there is none."""
        return self.figures.scotland if self.chosen.hscp and self.alike else None

    @property
    def area(self) -> pd.Series:
        """The row of the chosen area."""
        return self.figures.table.loc[self.chosen.area]

    @cached_property
    def hscps(self) -> pd.DataFrame:
        """The rows of the HSCPs."""
        return self.figures.table[self.figures.table.area_level == "hscp"]

    @cached_property
    def using(self) -> list[str]:
        """The codes of the HSCPs that score people with the instrument, or may; and of the chosen one."""
        unused = self.hscps.state.isin(_DO_NOT_USE) & (self.hscps.area_code != self.chosen.hscp)
        return self.hscps.area_code[~unused].tolist()

    def over_the_years(self, measure: Measure) -> pd.DataFrame:
        """One measure in every year, of Scotland and of the chosen area."""
        rows = self._outcomes
        return one_measure(rows[rows.area_code.isin([SCOTLAND, self.chosen.area])], measure)

    @property
    def other_instruments(self) -> list[str]:
        """The other instruments with which the chosen area scored people in the year."""
        outcomes = self.release.outcomes()
        return self._scored_otherwise(outcomes[outcomes.area_code == self.chosen.area]).instrument.tolist()

    @property
    def unlisted(self) -> list[str]:
        """The HSCPs that scored people with an instrument that is on no list, by name."""
        outcomes = self.release.outcomes()
        unlisted = outcomes[(outcomes.instrument == UNLISTED) & (outcomes.area_level == "hscp")]
        return sorted(self._scored_otherwise(unlisted).area_name)

    def _scored_otherwise(self, rows: pd.DataFrame) -> pd.DataFrame:
        others = (rows.period == self.chosen.year) & (rows.instrument != self.chosen.instrument)
        return rows[others & (rows.n_baseline > 0)]

    @cached_property
    def models(self) -> pd.DataFrame:
        """The main delivery model of each HSCP over the year: `app.analysis.wellbeing.models_of_year`."""
        key = ("models of a year", *self.release.key, self.chosen.year)
        return remembered(key, lambda: models_of_year(self.release.delivery(), self.chosen.year))

    def with_models(self, measure: Measure) -> pd.DataFrame:
        """One measure of every HSCP that has a value, with its `model`."""
        rows = self.figures.values[measure.id].loc[self.hscps.index].reset_index(drop=True)
        return rows[rows.value.notna()].merge(self.models[["area_code", "model"]], on="area_code", how="left")

    def by_model(self, measure: Measure) -> pd.DataFrame:
        """One measure by delivery model: `app.analysis.models.by_model`."""
        rows = self.figures.values[measure.id].loc[self.hscps.index].reset_index(drop=True)
        key = (*self.key_of_all, measure.id, "by model")
        return remembered(key, lambda: by_model(rows, self.models, MODELS, measure.within))

    def balance(self, measure: Measure) -> pd.DataFrame:
        """What else differs between the areas that have a full figure of a measure: `app.analysis.models.balance`."""
        return remembered((*self.key_of_all, measure.id, "balance"), lambda: self._balance(measure))

    def _balance(self, measure: Measure) -> pd.DataFrame:
        rows = self.with_models(measure)
        last = f"{self.chosen.year}Q4"
        return balance(rows[rows.state == State.REPORTED], areas_with_funding(self.release, last), MODELS)
