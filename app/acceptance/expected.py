"""Lists of the units that are expected of an HSCP, where a steward knows better than its last complete return."""

from collections.abc import Collection
from datetime import UTC, datetime

import pandas as pd

from app.acceptance.figures import OF_RETURNS, figures
from app.acceptance.reporting import edited_units, expected_now
from app.contract.codes import hscp_names
from app.contract.periods import Quarter
from app.settings import settings
from app.store import StoreError, Version, open_store
from app.store.submission import Submission


def units_expected_of(hscp_code: str) -> list[str]:
    """The units expected of an HSCP in its next return, in order."""
    version = open_store(settings().store_url).current()
    returns = version.rows("returns") if version else None
    return sorted(expected_now(returns, edited_units(version)).get(hscp_code, ()))


def expect_units(
    hscp_code: str, units: Collection[str], from_period: str, *, by: str, only_hscp: str | None = None
) -> Version:
    """Expect these units of an HSCP from a quarter on, until a complete return adds to them; earlier lists stay known.

    `by` names who says so, `only_hscp` the one HSCP of which they may, if not all. Raises ValueError for a code that is
    not an HSCP's, or another's, a period that is no quarter, or no units; StoreError while nothing has been accepted.
    """
    if hscp_code not in hscp_names():
        raise ValueError(f"{hscp_code!r} is not the code of an HSCP")
    if only_hscp and hscp_code != only_hscp:
        raise ValueError(f"the units of {hscp_code} are for its own steward, or one of all HSCPs, to say")
    period = str(Quarter.parse(from_period))
    if not units:
        raise ValueError("name at least one unit")
    with open_store(settings().store_url).draft() as draft:
        base = draft.version()
        if not base.submissions:
            raise StoreError("nothing has been accepted yet")
        made = pd.DataFrame({"unit_code": sorted(set(units))}, dtype="string")
        made.insert(0, "hscp_code", hscp_code)
        made.insert(1, "from_period", period)
        before = edited_units(base)
        others = before[(before.hscp_code != hscp_code) | (before.from_period != period)]
        edited = pd.concat([others, made], ignore_index=True).astype("string")
        sample = all(submission.sample for submission in base.submissions)
        rows = {"expected_units": len(made)}
        draft.add(Submission(draft.id, datetime.now(UTC), by, (), rows, sample), {"expected_units": made}, [])
        return draft.publish({"expected_units": edited, **figures(base, edited)}, instead_of=OF_RETURNS)
