"""The rows of a template that are to be filled in: what is known of the units already."""

import pandas as pd

from app.contract.codes import SAMPLE_PREFIX, SCHEMA_VERSIONS, hscp_names
from app.contract.periods import Quarter
from app.intake.unfilled import CARRIED_OVER


def unit_rows(hscp_code: str, period: str, previous: pd.DataFrame | None) -> list[dict[str, object]]:
    """The rows of `returns` to be filled in, as values by field.

    One for each unit and delivery model of the last return, with a `return_id` of its own, last time's attributes and,
    when that was the quarter before, its closing caseload as the opening one; a single row when there was no return.
    """
    known = of_hscp(hscp_code, period)
    if previous is None or previous.empty:
        return [{"return_id": f"{hscp_code}-{period}-1", **known}]
    prefix = SAMPLE_PREFIX if is_sample(previous) else ""
    rows = []
    for before in previous.sort_values(["unit_code", "delivery_model"]).to_dict("records"):
        unit = {name: before[name] for name in ("unit_type", "unit_code", "delivery_model")}
        return_id = f"{prefix}{hscp_code}-{period}-{unit['unit_code']}-{unit['delivery_model']}"
        carried = {name: value for name, value in _carried(before, period).items() if pd.notna(value)}
        rows.append({"return_id": return_id, **known, **unit, **carried})
    return rows


def of_hscp(hscp_code: str, period: str) -> dict[str, object]:
    """What every row of an HSCP's returns says in a quarter."""
    return {
        "schema_version": SCHEMA_VERSIONS[-1],
        "period": period,
        "hscp_code": hscp_code,
        "hscp_name": hscp_names()[hscp_code],
    }


def _carried(before: dict[str, object], period: str) -> dict[str, object]:
    """What the quarter begins with; the caseload only if it was told at the end of the quarter before."""
    follows = before["period"] == str(Quarter.parse(period).shift(-1))
    opening = {"open_cases_start": before["open_cases_end"] if follows else pd.NA}
    return {name: before[name] for name in CARRIED_OVER} | opening


def is_sample(previous: pd.DataFrame | None) -> bool:
    """Whether the last return was made up: what is built on it is made up, too."""
    return previous is not None and bool(previous.return_id.str.startswith(SAMPLE_PREFIX).any())
