"""A directory by hand: two HSCPs of 10,000 and 30,000 people, so that one local service is 1 or 0.33 per 10,000."""

from datetime import date

import pandas as pd

from app.contract.directory import SERVICES
from app.measures.supply import supply

AS_AT = date(2025, 9, 30)
A, B = "S37000001", "S37000002"
AREAS = pd.DataFrame(
    [(A, "Ash", "hscp", 10_000.0), (B, "Birch", "hscp", 30_000.0), ("S92000003", "Scotland", "scotland", 40_000.0)],
    columns=["area_code", "area_name", "area_level", "population"],
)
NEED = "housing"

_SERVICE = {
    "directory": "d",
    "name": "n",
    "categories": NEED,
    "status": "active",
    "reach": "local",
    "hscp_codes": A,
    "placed_by": "area",
    "last_assured": AS_AT.isoformat(),
    "first_listed": "2024-01-01",
    "last_listed": "2025-09-30",
}


def services(*rows: dict) -> pd.DataFrame:
    """Open local housing services in Ash, each so different as its row says."""
    made = [_SERVICE | {"service_id": f"s{number}"} | row for number, row in enumerate(rows)]
    table = pd.DataFrame(made).reindex(columns=list(SERVICES.columns))
    return SERVICES.validate(table.astype({name: str(column.dtype) for name, column in SERVICES.columns.items()}))


def of(table: pd.DataFrame, area: str, category: str = NEED) -> pd.Series:
    return table[(table.area_code == area) & (table.category == category)].iloc[0]


def supplied(*rows: dict) -> pd.DataFrame:
    return supply(services(*rows), AREAS, AS_AT)
