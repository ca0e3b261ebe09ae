"""Made-up returns of any size, calibrated to published figures, that say they are made up."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from app.contract.periods import Quarter
from app.contract.periods import quarters as quarters_between
from app.contract.tables import TABLES
from app.sample.directory import community_supply, write_directory
from app.sample.gaps import choose_uncollected, demand_with_gaps, with_gaps
from app.sample.people import break_down, demand_for_services
from app.sample.programme import build_programme
from app.sample.simulate import simulate
from app.sample.survey import survey

__all__ = ["LAST", "write", "write_directory"]

LAST = Quarter(2025, 2)


def write(
    out: Path, *, quarters: int = 18, units: str | None = None, seed: int = 2021, last: Quarter = LAST
) -> list[Path]:
    """Write a sample of all four files into the folder `out`, quarter by quarter; returns their paths.

    Files of an earlier sample in `out` are replaced. The survey is yearly: without a fourth quarter there is none.

    `units`: `hscp`, `cluster` or `practice`; None reports by cluster where an area is large, else by HSCP. The same
    arguments give the same bytes. Memory does not grow with `quarters`.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = {name: out / f"{name}.csv" for name in TABLES}
    for path in paths.values():
        path.unlink(missing_ok=True)
    for tables in _quarters(quarters_between(last.shift(1 - quarters), last), units, seed):
        for name, table in tables.items():
            if len(table):
                table.reindex(columns=TABLES[name].columns).to_csv(
                    paths[name], mode="a", header=not paths[name].exists(), index=False, lineterminator="\n"
                )
    return [path for path in paths.values() if path.exists()]


def _quarters(periods: list[Quarter], units: str | None, seed: int) -> Iterator[dict[str, pd.DataFrame]]:
    rng = np.random.default_rng(seed)
    programme = build_programme(units, rng)
    supply = community_supply(seed)
    uncollected = choose_uncollected(programme.hscps.index, rng)
    for period, returns in zip(periods, simulate(programme, periods, rng), strict=True):
        sent = with_gaps(returns, period, uncollected)
        whole = returns.loc[sent.index]
        yield {
            "returns": sent,
            "breakdowns": break_down(whole, programme.hscps, rng),
            "service_demand": demand_with_gaps(demand_for_services(whole, supply, rng), whole),
            "workforce_survey": survey(whole, programme.hscps, period, rng),
        }
