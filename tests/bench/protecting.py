"""How long protection takes: of the sample from nothing, and of one return more."""

import time
from dataclasses import replace
from pathlib import Path

import pandas as pd

from app.acceptance import accept
from app.acceptance.figures import figures
from app.acceptance.reporting import edited_units
from app.settings import PROJECT, settings
from app.store import open_store

_CORRECTED = ["referrals_received", "waiting_at_end", "contacts_attended", "contacts_practice"]


def from_nothing() -> float:
    """Seconds to work out, protect and audit all figures of the current version, without any earlier choice."""
    version = open_store(settings().store_url).current()
    begun = time.perf_counter()
    figures(replace(version, derived_in={}), edited_units(version))
    return time.perf_counter() - begun


def one_return_more(folder: Path) -> float:
    """Seconds to accept a return in which one HSCP corrects counts of the sample's last quarter."""
    returns = pd.read_csv(PROJECT / "data" / "sample" / "returns.csv", dtype=str, keep_default_na=False)
    rows = returns[(returns.period == returns.period.max()) & (returns[_CORRECTED] != "").all(axis=1)]
    rows = returns[(returns.period == returns.period.max()) & (returns.hscp_code == rows.hscp_code.iloc[0])].copy()
    first = rows.index[rows[_CORRECTED].apply(lambda column: column.str.isdecimal()).all(axis=1)][0]
    rows.loc[first, _CORRECTED] = (rows.loc[first, _CORRECTED].astype(int) + 1).astype(str)
    path = folder / "returns.csv"
    rows.to_csv(path, index=False)
    begun = time.perf_counter()
    accept([path], by="bench", progress=lambda step: None)
    return time.perf_counter() - begun
