"""Who has sent what, and what is expected of whom."""

from collections.abc import Collection
from datetime import datetime

import pandas as pd

from app.geography.areas import hscp_codes
from app.geography.programmes import programmes
from app.measures.reporting import NOTHING_EDITED, build_reporting, units_expected
from app.settings import settings
from app.store import Version


def who_has_sent_what(version: Version, returns: pd.DataFrame, edited: pd.DataFrame) -> pd.DataFrame:
    """What each HSCP has reported in each quarter: `app.measures.reporting.build_reporting`."""
    return build_reporting(
        returns,
        hscp_codes(),
        programmes(),
        received=_first_received(version, returns),
        edited=edited,
        on_time_days=settings().on_time_days,
    )


def expected_now(returns: pd.DataFrame | None, edited: pd.DataFrame) -> dict[str, Collection[str]]:
    """The units expected of each HSCP in its next return, given the accepted ones."""
    return {} if returns is None else units_expected(returns, hscp_codes(), edited)


def edited_units(version: Version | None) -> pd.DataFrame:
    """The lists of expected units that stewards have made: `hscp_code, from_period, unit_code`."""
    return version.derived("expected_units") if version and "expected_units" in version.derived_in else NOTHING_EDITED


def _first_received(version: Version, returns: pd.DataFrame) -> pd.DataFrame:
    """The day on which a return of each HSCP and quarter was first accepted: `hscp_code, period, received_on`.

    All sample data are accepted in one go: theirs is the day that they say they were sent.
    """
    days = {submission.id: submission.accepted_at.date() for submission in version.counting}
    samples = {submission.id for submission in version.counting if submission.sample}
    carried = version.carried("returns")
    real = carried[~carried.submission.isin(samples)]
    real = real.assign(received_on=real.submission.map(days))
    sent = returns[["hscp_code", "period", "submission", "submitted_at"]].drop_duplicates().dropna()
    made_up = sent[sent.submission.isin(samples)]
    made_up = made_up.assign(received_on=made_up.submitted_at.map(lambda sent: datetime.fromisoformat(sent).date()))
    columns = ["hscp_code", "period", "received_on"]
    every = pd.concat([real[columns], made_up[columns]], ignore_index=True)
    return every.groupby(columns[:2], as_index=False).received_on.min()
