"""Which HSCPs have reported a quarter, and how completely."""

from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from app.contract.periods import Quarter, quarters


class Status(StrEnum):
    """What has been received from an HSCP for a quarter."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_SUBMITTED = "not_submitted"
    NO_PROGRAMME = "no_programme"


def build_reporting(returns: pd.DataFrame, hscp_codes: Sequence[str], programmes: pd.DataFrame) -> pd.DataFrame:
    """What each HSCP has reported in each quarter, from the first to the last quarter in `returns`.

    A return is complete when it holds all expected units: those of the HSCP's last complete return, of which the
    first return, or one with another kind of unit, starts a new list. `programmes` holds dated rows `hscp_code,
    from_date, to_date, programme` (ISO dates, blank `to_date` = still so): an HSCP that sent nothing has no
    programme when a row says `no` for the quarter's last day.

    Returns one row per quarter × HSCP: `period, area_code, status, units_reported, units_expected`.
    """
    periods = _span(returns)
    received = {
        key: (frozenset(group.unit_code), group.unit_type.iloc[0])
        for key, group in returns.groupby(["hscp_code", "period"], sort=False)
    }
    rows = []
    for code in hscp_codes:
        expected: frozenset[str] = frozenset()
        expected_type = None
        for period in periods:
            units, unit_type = received.get((code, str(period)), (frozenset(), None))
            if not units:
                status = Status.NOT_SUBMITTED if _has_programme(code, period, programmes) else Status.NO_PROGRAMME
            elif unit_type != expected_type or units >= expected:
                status, expected, expected_type = Status.COMPLETE, units, unit_type
            else:
                status = Status.PARTIAL
            rows.append((str(period), code, status.value, len(units), len(expected | units)))
    return pd.DataFrame(rows, columns=["period", "area_code", "status", "units_reported", "units_expected"])


def _span(returns: pd.DataFrame) -> list[Quarter]:
    if returns.empty:
        return []
    found = [Quarter.parse(period) for period in returns.period.unique()]
    return quarters(min(found), max(found))


def _has_programme(code: str, period: Quarter, programmes: pd.DataFrame) -> bool:
    day = period.end.isoformat()
    without = programmes[(programmes.hscp_code == code) & (programmes.programme == "no")]
    applies = (without.from_date <= day) & ((without.to_date == "") | (without.to_date >= day))
    return not applies.any()
