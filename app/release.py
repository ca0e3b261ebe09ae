"""The door out: what one viewer may see, and nothing else.

What a `Release` hands over may be drawn, put in a tooltip, downloaded or cached without another thought. Its
tables are shared between readers: nobody changes them in place.
"""

from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache

import pandas as pd

from app.contract.tables import TABLES
from app.geography.areas import areas
from app.measures.catalogue import MEASURES
from app.measures.columns import COLUMNS
from app.measures.demand import demand_values
from app.measures.outcomes import outcome_values
from app.measures.own import own_in_full
from app.measures.published import published_figures, published_headcounts
from app.measures.values import measure_values
from app.measures.workforce import smallest_shown
from app.settings import settings
from app.store import Version, open_store
from app.store.submission import Submission
from app.viewer import Viewer


def open_release(viewer: Viewer, as_at: date | None = None) -> "Release":
    """The current figures as `viewer` may see them, or those that were current at the end of a day (UTC).

    Raises StoreError when the store cannot be read.
    """
    url = settings().store_url
    if as_at is None:
        return _release(url, open_store(url).current_id(), viewer.own_area)
    version = open_store(url).as_at(datetime.combine(as_at, time.max, UTC))
    return _release(url, version.id if version else None, viewer.own_area, as_at)


def holds_only_sample_data() -> bool:
    """Whether something has been accepted, and all of it is sample data."""
    version = open_store(settings().store_url).current()
    return version is not None and all(submission.sample for submission in version.submissions)


@lru_cache(maxsize=64)
def _release(url: str, version_id: str | None, own_area: str | None, as_at: date | None = None) -> "Release":
    """One `Release` for each version and scope: versions never change, and scope decides what is seen."""
    version = open_store(url).version(version_id) if version_id else None
    return Release(version, own_area, (url, version_id or "none", own_area or "protected"), as_at)


class Release:
    """The figures of one version for viewers of one scope: `own_area` in full, the rest protected.

    A table of what nobody has handed in yet has no rows.
    """

    def __init__(
        self, version: Version | None, own_area: str | None, key: tuple[str, ...], as_at: date | None = None
    ) -> None:
        self._version = version
        self._own_area = own_area
        self.key = key
        """What decides everything that this release says: store, version, scope. For the keys of caches."""
        self.as_at = as_at
        """The day as at which these figures are told; None for the newest."""
        self._measures: dict[str, pd.DataFrame] = {}

    @property
    def as_published(self) -> "Release":
        """The same figures as anyone may see them: what larger areas are made of, so that a figure has one value."""
        url, version_id, _ = self.key
        return _release(url, version_id, None, self.as_at) if self._own_area else self

    @property
    def source(self) -> str | None:
        """`sample` when all data are made up, `mixed` when some are, `submitted`; None before anything was accepted."""
        sample = {submission.sample for submission in self._submissions}
        return {(): None, (True,): "sample", (False,): "submitted"}.get(tuple(sample), "mixed")

    @cached_property
    def is_rounded(self) -> bool:
        """Whether counts of people are rounded, but those of the viewer's own area."""
        return self._has("protection") and bool((self._derived("protection").policy == "rounding").any())

    @property
    def accepted_to(self) -> date | None:
        """The day of the last acceptance of returns."""
        days = [each.accepted_at.date() for each in self._submissions if each.rows.keys() & TABLES.keys()]
        return days[-1] if days else None

    @property
    def _submissions(self) -> tuple[Submission, ...]:
        return self._version.counting if self._version else ()

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The quarters with returns, earliest first, without gaps."""
        return tuple(self.reporting().period.unique())

    @property
    def latest(self) -> str | None:
        """The last quarter with a return."""
        return self.periods[-1] if self.periods else None

    def measure(self, measure_id: str) -> pd.DataFrame:
        """One measure in every quarter and area; columns as `app.measures.values.measure_values` gives them.

        Raises KeyError for a measure that is not in the catalogue.
        """
        if measure_id not in self._measures:
            self._measures[measure_id] = measure_values(MEASURES[measure_id], self._cube, areas())
        return self._measures[measure_id]

    def quantity(self, quantity_id: str) -> pd.DataFrame:
        """One quantity of returns, of which measures are made: `period, area_code, value, state`."""
        rows = self._cube[self._cube.quantity == quantity_id]
        return rows[["period", "area_code", "value", "state"]].reset_index(drop=True)

    def reporting(self) -> pd.DataFrame:
        """Who has reported what and when: `app.measures.reporting.build_reporting`, with `area_name, board_code`."""
        return self._reporting

    @cached_property
    def _reporting(self) -> pd.DataFrame:
        names = areas()[["area_code", "area_name", "board_code"]]
        return self._derived("reporting").merge(names, on="area_code")

    @cached_property
    def _cube(self) -> pd.DataFrame:
        return self._own_in_full("published", "cube")

    def _own_in_full(self, protected: str, true: str) -> pd.DataFrame:
        """The protected table, with what counts the people of the viewer's own area alone from the true one."""
        published = self._derived(protected)
        if not self._own_area or not self._has(true):
            return published
        return own_in_full(published, self._derived(true), self._own_area, areas())

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The financial years that have ended and have demand for services, earliest first; none without such rows."""
        return tuple(sorted(self.demand().period.unique()))

    def demand(self) -> pd.DataFrame:
        """Demand for services by financial year, area and category: `app.measures.demand.demand_values`."""
        return self._demand

    @cached_property
    def _demand(self) -> pd.DataFrame:
        return demand_values(self._own_in_full("published_demand", "demand"), areas())

    def waits(self) -> pd.DataFrame:
        """How long people waited, by quarter and HSCP: `app.measures.waits.build_waits`, with names of areas."""
        return self._waits

    @cached_property
    def _waits(self) -> pd.DataFrame:
        return _named(self._own_in_full("published_waits", "waits"))

    def delivery(self) -> pd.DataFrame:
        """Link worker time by delivery model: `app.measures.delivery.build_delivery`, with names of areas."""
        return self._delivery

    @cached_property
    def _delivery(self) -> pd.DataFrame:
        return _named(self._derived("delivery"))

    def attributes(self) -> pd.DataFrame:
        """How each HSCP works: `app.measures.delivery.build_attributes`, with names of areas."""
        return self._attributes

    @cached_property
    def _attributes(self) -> pd.DataFrame:
        return _named(self._own_in_full("published_attributes", "attributes"))

    def breakdown(self) -> pd.DataFrame:
        """Who is referred, by year: `app.measures.breakdown.build_breakdown`, with names of areas.

        People are counted in each quarter: someone referred in two quarters of a year counts twice. HSCPs and Scotland
        only.
        """
        return self._breakdown

    @cached_property
    def _breakdown(self) -> pd.DataFrame:
        return _named(self._own_in_full("published_breakdown", "breakdown"))

    def outcomes(self) -> pd.DataFrame:
        """Wellbeing of the people supported, by year and instrument: `app.measures.outcomes.outcome_values`.

        With names of areas. Larger areas are made only of what anyone may see, for every viewer.
        """
        return self._outcomes

    @cached_property
    def _outcomes(self) -> pd.DataFrame:
        return _named(outcome_values(self._own_in_full("published_outcomes", "outcomes")))

    def workforce(self) -> pd.DataFrame:
        """The link workers' own survey: `app.measures.workforce.build_workforce`, with names of areas.

        The same for every viewer.
        """
        return self._workforce

    @cached_property
    def _workforce(self) -> pd.DataFrame:
        return _named(self._derived("workforce"))

    def workforce_for(self, area_code: str) -> pd.DataFrame:
        """What the survey tells of an HSCP's link workers: one row for each year, as `workforce` has them.

        The row of the HSCP itself if it is shown, else of its NHS Board, else of Scotland: `area_level` says of which,
        and `own_state` the state of the HSCP's own row, which is why. Raises KeyError for what is not an HSCP.
        """
        return smallest_shown(self._workforce, area_code)

    def services(self) -> pd.DataFrame:
        """The service directory, which is public: as `app.contract.directory.SERVICES`."""
        return self._services

    @cached_property
    def _services(self) -> pd.DataFrame:
        return self._derived("services")

    def places(self) -> pd.DataFrame:
        """Where services can be found: as `app.contract.directory.PLACES`."""
        return self._places

    @cached_property
    def _places(self) -> pd.DataFrame:
        return self._derived("places")

    def supply(self) -> pd.DataFrame:
        """How many services each HSCP has of each category: `app.measures.supply.supply`."""
        return self._supply

    @cached_property
    def _supply(self) -> pd.DataFrame:
        return self._derived("supply")

    def listing(self) -> pd.DataFrame:
        """How many services are listed for each HSCP: `app.measures.supply.listing`."""
        return self._listing

    @cached_property
    def _listing(self) -> pd.DataFrame:
        return self._derived("listing")

    @property
    def directory_as_at(self) -> date | None:
        """The day on which a directory was last loaded, at which services are judged; None before the first."""
        listed = self.services().last_listed
        return date.fromisoformat(listed.max()) if len(listed) else None

    @property
    def knows_reach(self) -> bool:
        """Whether it is known where people live, and so how far from services."""
        return self._has("reach")

    def reach(self) -> pd.DataFrame:
        """How far people live from services: `app.measures.reach.reach`."""
        return self._reach

    @cached_property
    def _reach(self) -> pd.DataFrame:
        return self._derived("reach")

    def _derived(self, name: str) -> pd.DataFrame:
        return self._version.derived(name) if self._has(name) else pd.DataFrame(columns=list(COLUMNS[name]))

    def _has(self, name: str) -> bool:
        return self._version is not None and name in self._version.derived_in

    def published_headcounts(self) -> pd.DataFrame:
        """Published headcounts, not from returns; see `app.measures.published.published_headcounts`."""
        return published_headcounts(areas())

    def published_figures(self) -> pd.DataFrame:
        """The same, and what was loaded from publications; see `app.measures.published.published_figures`."""
        return published_figures(areas(), self._derived("published_figures"))


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """A table of areas with `area_name, area_level, board_code` after `area_code`; figures NaN where there are none."""
    figures = [name for name, dtype in table.dtypes.items() if dtype == "Float64"]
    table = table.astype(dict.fromkeys(figures, float))
    named = table.merge(areas()[["area_code", "area_name", "area_level", "board_code"]], on="area_code")
    first = ["period", "area_code", "area_name", "area_level", "board_code"]
    return named[[*first, *[name for name in table.columns if name not in first]]]
