"""What the page on wellbeing tells of the people supported, from one release, for one year and one instrument."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from app.analysis.models import balance, by_model
from app.analysis.wellbeing import NOT_ALIKE, measures_of, models_of_year, one_measure, with_follow_up
from app.contract.states import State
from app.display.drawing import remembered
from app.display.wellbeing.choice import Chosen
from app.display.words import BALANCE, MODELS
from app.geography.areas import SCOTLAND, areas
from app.measures.catalogue import Measure
from app.release import Release


@dataclass(frozen=True)
class Picture:
    """Scores of one instrument in one financial year, in every area."""

    release: Release
    chosen: Chosen

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return ("wellbeing of people", *self.release.key, *self.chosen.key)

    @cached_property
    def every_year(self) -> pd.DataFrame:
        """All years of the instrument: rows of `Release.outcomes` with how many have which score."""
        outcomes = self.release.outcomes()
        return with_follow_up(outcomes[outcomes.instrument == self.chosen.instrument])

    @cached_property
    def now(self) -> pd.DataFrame:
        """The year that was chosen."""
        return self.every_year[self.every_year.period == self.chosen.year]

    @cached_property
    def hscps(self) -> pd.DataFrame:
        """Its HSCPs in the order of names."""
        return self.now[self.now.area_level == "hscp"].sort_values("area_name", ignore_index=True)

    @cached_property
    def using(self) -> pd.DataFrame:
        """The HSCPs that score people with the instrument, or may: all but those that have not done so."""
        unused = self.hscps.state.isin([State.NOT_COLLECTED, State.NO_PROGRAMME])
        return self.hscps[~unused | (self.hscps.area_code == self.chosen.hscp)]

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures that the instrument allows: `app.analysis.wellbeing.measures_of`."""
        return measures_of(self.chosen.instrument)

    def over_the_years(self, measure: Measure) -> pd.DataFrame:
        """One measure in every year, of Scotland and of the chosen area."""
        rows = self.every_year
        return one_measure(rows[rows.area_code.isin([SCOTLAND, self.chosen.area])], measure)

    @cached_property
    def area(self) -> pd.Series:
        """The row of the chosen area."""
        return self.now[self.now.area_code == self.chosen.area].iloc[0]

    @cached_property
    def scotland(self) -> pd.Series:
        """The row of Scotland."""
        return self.now[self.now.area_code == SCOTLAND].iloc[0]

    @cached_property
    def other_instruments(self) -> list[str]:
        """The other instruments with which the chosen area scored people in the year."""
        return self._scored(self.release.outcomes().area_code == self.chosen.area).instrument.unique().tolist()

    @cached_property
    def not_alike(self) -> list[str]:
        """The HSCPs that scored people with an instrument that is on no list, by name."""
        outcomes = self.release.outcomes()
        rows = self._scored((outcomes.instrument == NOT_ALIKE) & (outcomes.area_level == "hscp"))
        return sorted(rows.area_name)

    def _scored(self, wanted: pd.Series) -> pd.DataFrame:
        outcomes = self.release.outcomes()
        others = (outcomes.period == self.chosen.year) & (outcomes.instrument != self.chosen.instrument)
        return outcomes[wanted & others & (outcomes.n_baseline > 0)]

    @cached_property
    def models(self) -> pd.DataFrame:
        """The main delivery model of each HSCP over the year: `app.analysis.wellbeing.models_of_year`."""
        return models_of_year(self.release.delivery(), self.chosen.year)

    def with_models(self, measure: Measure) -> pd.DataFrame:
        """One measure of every HSCP that has a value, with its `model`."""
        rows = one_measure(self.hscps, measure)
        return rows[rows.value.notna()].merge(self.models[["area_code", "model"]], on="area_code", how="left")

    def by_model(self, measure: Measure) -> pd.DataFrame:
        """One measure by delivery model: `app.analysis.models.by_model`."""
        rows = one_measure(self.hscps, measure)
        return remembered((*self.key, measure.id, "by model"), lambda: by_model(rows, self.models, MODELS))

    def balance(self, measure: Measure) -> pd.DataFrame:
        """What else differs between the areas that have a value of a measure: `app.analysis.models.balance`."""
        funding = self.release.measure("funding_months_left")
        at_end = funding[funding.period == f"{self.chosen.year}Q4"].set_index("area_code").value
        figures = areas().assign(funding_months_left=areas().area_code.map(at_end))
        valued = self.with_models(measure)[["area_code", "model"]]
        return remembered(
            (*self.key, measure.id, "balance"), lambda: balance(valued, figures[["area_code", *BALANCE]], MODELS)
        )
