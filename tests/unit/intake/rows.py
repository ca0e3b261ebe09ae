"""Valid rows of returns, to be changed by tests, and the files that hold them."""

import csv
from datetime import date
from pathlib import Path

from app.contract.tables import TABLES

TODAY = date(2025, 11, 1)
ROW = {
    "return_id": "r1",
    "schema_version": "1.0",
    "period": "2025-26Q1",
    "hscp_code": "S37000034",
    "hscp_name": "Glasgow City",
    "unit_type": "cluster",
    "unit_code": "u1",
    "delivery_model": "practice_attached",
    "practices_in_scope": "10",
    "practices_covered": "8",
    "practices_with_dedicated_space": "5",
    "wte_funded": "5.50",
    "wte_in_post": "5.25",
    "referrals_received": "100",
    "referrals_accepted": "80",
    "referrals_declined_by_person": "10",
    "referrals_inappropriate": "5",
    "people_referred": "95",
    "contacts_attended": "40",
    "contacts_practice": "20",
    "contacts_home": "5",
    "contacts_community": "5",
    "contacts_remote": "10",
    "open_cases_start": "50",
    "cases_opened": "30",
    "cases_closed": "20",
    "open_cases_end": "60",
    "waiting_at_end": "7",
    "outcome_instrument": "swemwbs",
    "outcome_n_baseline": "30",
    "outcome_n_paired": "20",
    "outcome_n_up1": "12",
    "outcome_n_up3": "8",
    "outcome_n_down1": "4",
    "outcome_baseline_mean": "19.5",
    "funding_end": "2026-03-31",
}
REQUIRED = {name: ROW[name] for name in TABLES["returns"].required}


def write(path: Path, rows: list[dict], delimiter=",", encoding="utf-8") -> Path:
    """Write rows as CSV, under all the names that they have."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def unit(number: int, **changed: str) -> dict:
    """A row of a reporting unit of its own, with some fields changed."""
    return ROW | {"return_id": f"r{number}", "unit_code": f"u{number}"} | changed
