"""Which HSCPs have reported a quarter, how completely, and whether on time."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import pandas as pd

from app.contract.periods import Quarter, quarters

COLUMNS = ("period", "area_code", "status", "units_reported", "units_expected", "received_on", "on_time")

Units = frozenset[str]


class Status(StrEnum):
    """What has been received from an HSCP for a quarter."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_SUBMITTED = "not_submitted"
    NO_PROGRAMME = "no_programme"


NOTHING_RECEIVED = pd.DataFrame(columns=["hscp_code", "period", "received_on"])
NOTHING_EDITED = pd.DataFrame(columns=["hscp_code", "from_period", "unit_code"])


def build_reporting(
    returns: pd.DataFrame,
    hscp_codes: Sequence[str],
    programmes: pd.DataFrame,
    *,
    received: pd.DataFrame = NOTHING_RECEIVED,
    edited: pd.DataFrame = NOTHING_EDITED,
    on_time_days: int = 42,
) -> pd.DataFrame:
    """What each HSCP has reported in each quarter, from the first to the last quarter in `returns`.

    A return is complete when it holds all expected units: those of the HSCP's last complete return, of which the
    first return, or one with another kind of unit, starts a new list. `programmes` holds dated rows `hscp_code,
    from_date, to_date, programme` (ISO dates, blank `to_date` = still so): an HSCP that sent nothing has no
    programme when a row says `no` for the quarter's last day. `received` says when a return first came (`hscp_code,
    period, received_on`, a date): on time is up to `on_time_days` after the quarter's end. `edited` holds lists of
    units of any kind that a steward expects (`hscp_code, from_period, unit_code`), each until a complete return adds to
    it.

    Returns one row per quarter × HSCP: `period, area_code, status, units_reported, units_expected, received_on` (ISO
    date), `on_time`; the last two missing where it is not known when a return came.
    """
    periods = _span(returns)
    without = _without_programme(programmes)
    days = {(row.hscp_code, row.period): row.received_on for row in received.itertuples()}
    rows = []
    for code, course in _courses(returns, hscp_codes, periods, edited):
        for period, units, expected in course:
            status = _status(units, expected, _has_programme(without.get(code, []), period))
            day = days.get((code, str(period))) if units else None
            on_time = pd.NA if day is None else (day - period.end).days <= on_time_days
            known = len(expected | units)
            rows.append((str(period), code, status.value, len(units), known, day and day.isoformat(), on_time))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"received_on": "string", "on_time": "boolean"})


def units_expected(
    returns: pd.DataFrame, hscp_codes: Sequence[str], edited: pd.DataFrame = NOTHING_EDITED
) -> dict[str, Units]:
    """The units expected of each HSCP in its next return; as `build_reporting` works them out."""
    after = {}
    periods = _span(returns)
    later = [period for period in map(Quarter.parse, edited.from_period.unique()) if periods and period > periods[-1]]
    for code, course in _courses(returns, hscp_codes, [*periods, *sorted(later)], edited):
        for _, units, expected in course:
            after[code] = units if units >= expected else expected
    return after


def _courses(
    returns: pd.DataFrame, hscp_codes: Sequence[str], periods: Sequence[Quarter], edited: pd.DataFrame
) -> Iterator[tuple[str, Iterator[tuple[Quarter, Units, Units]]]]:
    """For each HSCP its quarters: the units that reported, and those that were expected."""
    units = returns[["hscp_code", "period", "unit_code", "unit_type"]].drop_duplicates()
    received = {
        key: (frozenset(group.unit_code), group.unit_type.iloc[0])
        for key, group in units.groupby(["hscp_code", "period"], sort=False)
    }
    lists = {key: frozenset(group.unit_code) for key, group in edited.groupby(["hscp_code", "from_period"])}

    def course(code: str) -> Iterator[tuple[Quarter, Units, Units]]:
        expected: Units = frozenset()
        expected_type = None
        for period in periods:
            if (code, str(period)) in lists:
                expected, expected_type = lists[code, str(period)], None
            units, unit_type = received.get((code, str(period)), (frozenset(), None))
            if units and expected_type not in (None, unit_type):
                expected = frozenset()
            yield period, units, expected
            if units and units >= expected:
                expected, expected_type = units, unit_type

    for code in hscp_codes:
        yield code, course(code)


def _status(units: Units, expected: Units, has_programme: bool) -> Status:
    if not units:
        return Status.NOT_SUBMITTED if has_programme else Status.NO_PROGRAMME
    return Status.COMPLETE if units >= expected else Status.PARTIAL


def _span(returns: pd.DataFrame) -> list[Quarter]:
    if returns.empty:
        return []
    found = [Quarter.parse(period) for period in returns.period.unique()]
    return quarters(min(found), max(found))


def _without_programme(programmes: pd.DataFrame) -> dict[str, list[tuple[str, str]]]:
    """The times (ISO dates, the last one blank if it goes on) in which an HSCP had no programme, by its code."""
    times: dict[str, list[tuple[str, str]]] = {}
    for row in programmes[programmes.programme == "no"].itertuples():
        times.setdefault(row.hscp_code, []).append((row.from_date, row.to_date))
    return times


def _has_programme(times: list[tuple[str, str]], period: Quarter) -> bool:
    day = period.end.isoformat()
    return not any(first <= day <= (last or day) for first, last in times)
