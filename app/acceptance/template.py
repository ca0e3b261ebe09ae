"""The template that an HSCP fills in for a quarter, from what it has handed in before."""

import tempfile
from pathlib import Path

import pandas as pd

from app.intake.template import write_template
from app.settings import settings
from app.store import open_store


def template(hscp_code: str, period: str) -> bytes:
    """The workbook, XLSX, with the units of the HSCP's last accepted return before `period`.

    It holds figures of that HSCP as they were handed in: only for those who may see them. Raises ValueError for a code
    that is not an HSCP's and a period that is no quarter, and StoreError when the store cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="clw-template-") as folder:
        path = Path(folder) / "return.xlsx"
        write_template(path, hscp_code=hscp_code, period=period, previous=_last_return(hscp_code, period))
        return path.read_bytes()


def _last_return(hscp_code: str, period: str) -> pd.DataFrame | None:
    version = open_store(settings().store_url).current()
    returns = version.rows("returns") if version else None
    if returns is None:
        return None
    earlier = returns[(returns.hscp_code == hscp_code) & (returns.period < period)]
    return earlier[earlier.period == earlier.period.max()] if len(earlier) else None
