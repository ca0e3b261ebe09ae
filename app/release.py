"""The door out: what one viewer may see, and nothing else.

What a `Release` hands over may be drawn, put in a tooltip, downloaded or cached without another thought. Its
tables are shared between readers: nobody changes them in place.
"""

from datetime import date
from functools import cached_property, lru_cache

import pandas as pd

from app.geography.areas import areas
from app.measures.catalogue import MEASURES
from app.measures.published import published_headcounts
from app.measures.values import measure_values
from app.settings import settings
from app.store import Version, open_store
from app.viewer import Viewer


def open_release(viewer: Viewer) -> "Release":
    """The current figures as `viewer` may see them. Raises StoreError when the store cannot be read."""
    url = settings().store_url
    return _release(url, open_store(url).current_id(), viewer.own_area)


def holds_only_sample_data() -> bool:
    """Whether something has been accepted, and all of it is sample data."""
    version = open_store(settings().store_url).current()
    return version is not None and all(submission.sample for submission in version.submissions)


@lru_cache(maxsize=64)
def _release(url: str, version_id: str | None, own_area: str | None) -> "Release":
    """One `Release` for each version and scope: versions never change, and scope decides what is seen."""
    version = open_store(url).version(version_id) if version_id else None
    return Release(version, own_area, (url, version_id or "none", own_area or "protected"))


class Release:
    """The figures of one version for viewers of one scope: `own_area` in full, the rest protected."""

    def __init__(self, version: Version | None, own_area: str | None, key: tuple[str, ...]) -> None:
        self._version = version
        self._own_area = own_area
        self.key = key
        """What decides everything that this release says: store, version, scope. For the keys of caches."""
        self._measures: dict[str, pd.DataFrame] = {}

    @property
    def source(self) -> str | None:
        """`sample` when all data are made up, `mixed` when some are, `submitted`; None before anything was accepted."""
        if not self._version:
            return None
        sample = {submission.sample for submission in self._version.submissions}
        return {(True,): "sample", (False,): "submitted"}.get(tuple(sample), "mixed")

    @property
    def accepted_to(self) -> date | None:
        """The day of the last acceptance."""
        return self._version.submissions[-1].accepted_at.date() if self._version else None

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

    def reporting(self) -> pd.DataFrame:
        """Who has reported: `period, area_code, area_name, board_code, status, units_reported, units_expected`."""
        return self._reporting

    @cached_property
    def _reporting(self) -> pd.DataFrame:
        if not self._version:
            return pd.DataFrame(columns=["period", "area_code", "area_name", "board_code", "status"])
        names = areas()[["area_code", "area_name", "board_code"]]
        return self._version.derived("reporting").merge(names, on="area_code")

    @cached_property
    def _cube(self) -> pd.DataFrame:
        published = self._version.derived("published")
        if not self._own_area:
            return published
        own = self._version.derived("cube").query("area_code == @self._own_area")
        return pd.concat([published[published.area_code != self._own_area], own], ignore_index=True)

    def published_headcounts(self) -> pd.DataFrame:
        """Published headcounts, not from returns; see `app.measures.published.published_headcounts`."""
        return published_headcounts(areas())
