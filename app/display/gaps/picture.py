"""What the page on service gaps tells, from one release and for one financial year."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from app.analysis.gap_measures import Sides, gap_measure
from app.analysis.gaps import (
    changed,
    directory_quality,
    gap_statuses,
    sensitivity,
    systemic,
    thresholds_in_use,
)
from app.analysis.services import services_for
from app.display.drawing import remembered
from app.display.gaps.tables import gaps_in_order
from app.geography.areas import areas
from app.measures.catalogue import Measure
from app.measures.supply import listing, supply
from app.release import Release


@dataclass(frozen=True)
class Picture:
    """Demand and supply of one financial year beside each other."""

    release: Release
    year: str

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return ("gaps", *self.release.key, self.year)

    @cached_property
    def statuses(self) -> pd.DataFrame:
        """What can be said of each HSCP × category: `app.analysis.gaps.gap_statuses`."""
        return self._statuses(self.year, self.release.demand())

    @cached_property
    def published_statuses(self) -> pd.DataFrame:
        """The same as anyone may see it: what is counted over all HSCPs is counted in these, for every viewer."""
        return self._statuses(self.year, self.release.as_published.demand())

    @cached_property
    def year_before(self) -> str | None:
        """The year before, if there is demand for it."""
        years = self.release.years
        return years[years.index(self.year) - 1] if years.index(self.year) else None

    @cached_property
    def changes(self) -> pd.DataFrame | None:
        """What became a gap since the year before, or is none any more: `app.analysis.gaps.changed`."""
        if not self.year_before:
            return None
        return remembered((*self.key, "changes"), lambda: changed(self.statuses, self._before))

    @cached_property
    def systemic(self) -> pd.DataFrame:
        """How widely each category is unmet: `app.analysis.gaps.systemic`."""
        return remembered((*self.key, "systemic"), lambda: systemic(self.published_statuses))

    @property
    def sensitivity(self) -> pd.DataFrame:
        """What other thresholds would give: `app.analysis.gaps.sensitivity`."""
        return remembered(
            (*self.key, "sensitivity"),
            lambda: sensitivity(
                _hscps(self.release.as_published.demand(), self.year), *self._directory(), thresholds_in_use()
            ),
        )

    def of_hscp(self, code: str) -> pd.DataFrame:
        """The rows of one HSCP, as `app.display.gaps.tables.gaps_in_order` has them."""
        return remembered((*self.key, code), lambda: gaps_in_order(self.statuses[self.statuses.area_code == code]))

    def of_hscp_before(self, code: str) -> pd.DataFrame | None:
        """The rows of one HSCP in the year before, if there is demand for it."""
        if not self.year_before:
            return None
        return self._before[self._before.area_code == code]

    def services_for(self, code: str, category: str) -> pd.DataFrame:
        """The services of one category for one HSCP: `app.analysis.services.services_for`."""
        key = ("services", *self.release.key, code, category)
        return remembered(key, lambda: services_for(self.release.services(), code, category))

    @cached_property
    def as_at(self) -> date | None:
        """The day of the directory, None before the first."""
        return remembered(("as at", *self.release.key), lambda: self.release.directory_as_at)

    def measure(self, measure: Measure, category: str) -> pd.DataFrame:
        """One measure of one category in every area: `app.analysis.gap_measures.gap_measure`."""
        return remembered(
            (*self.key, measure.id, category), lambda: gap_measure(measure, category, self.year, self._sides())
        )

    @cached_property
    def _before(self) -> pd.DataFrame:
        return self._statuses(self.year_before, self.release.demand())

    def _statuses(self, year: str, demand: pd.DataFrame) -> pd.DataFrame:
        release = self.release

        def made() -> pd.DataFrame:
            supplied, listed = self._directory()
            chosen = thresholds_in_use()
            return gap_statuses(_hscps(demand, year), supplied, directory_quality(listed, chosen), chosen)

        kind = "statuses" if demand is release.demand() else "published statuses"
        return remembered(("gaps", *release.key, year, kind), made)

    def _directory(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What is supplied and what is listed: nothing, before a directory was loaded."""
        release = self.release
        if self.as_at:
            return release.supply(), release.listing()
        nothing = release.services()
        return supply(nothing, areas(), date.max), listing(nothing, areas(), date.max)

    def _sides(self) -> Sides:
        release = self.release
        supplied, listed = self._directory()
        return Sides(
            demand=release.demand(),
            published=release.as_published.demand(),
            supplied=supplied,
            quality=directory_quality(listed, thresholds_in_use()),
            reached=release.reach() if release.knows_reach else None,
            areas=areas(),
        )


def _hscps(demand: pd.DataFrame, year: str) -> pd.DataFrame:
    return demand[(demand.period == year) & (demand.area_level == "hscp")]
