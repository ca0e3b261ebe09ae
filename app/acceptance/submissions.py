"""What has been accepted, as it was and as it counts."""

from datetime import datetime
from pathlib import Path

import pandas as pd

from app.contract.tables import TABLES
from app.settings import settings
from app.store import StoreError, open_store


def list_submissions() -> list[dict]:
    """Every submission, oldest first: `id, accepted_at, accepted_by, files, rows, sample, hscps, periods, withdrawn`.

    `hscps` and `periods` are those of its returns; `withdrawn` is None or says `at, by, reason`.
    """
    version = open_store(settings().store_url).current()
    if version is None:
        return []
    withdrawals = {each.submission: each for each in version.withdrawals}
    carried = version.carried("returns", withdrawn=True)
    listed = []
    for each in version.submissions:
        of_it = carried[carried.submission == each.id]
        taken_back = withdrawals.get(each.id)
        listed.append(
            {
                "id": each.id,
                "accepted_at": each.accepted_at.isoformat(),
                "accepted_by": each.accepted_by,
                "files": [file.name for file in each.files],
                "rows": each.rows,
                "sample": each.sample,
                "hscps": sorted(of_it.hscp_code.unique()),
                "periods": sorted(of_it.period.unique()),
                "withdrawn": taken_back
                and {
                    "at": taken_back.withdrawn_at.isoformat(),
                    "by": taken_back.withdrawn_by,
                    "reason": taken_back.reason,
                },
            }
        )
    return listed


def export(out: Path, moment: datetime | None = None) -> list[Path]:
    """Write the rows of returns that count, or counted at a moment, into the folder `out`; gives the files' paths.

    They are as they were accepted, with `[c]` where a figure was hidden at source, and can be loaded again. Raises
    `StoreError` when nothing had been accepted by then.
    """
    store = open_store(settings().store_url)
    version = store.as_at(moment) if moment else store.current()
    if version is None:
        raise StoreError("nothing had been accepted by then" if moment else "nothing has been accepted yet")
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in TABLES.items():
        rows = version.rows(name)
        if rows is not None:
            paths.append(out / f"{name}.csv")
            _as_handed_in(rows, table.columns).to_csv(paths[-1], index=False)
    return paths


def _as_handed_in(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    names = rows.suppressed.fillna("").str.split()
    shown = rows[columns].astype(object).where(rows[columns].notna(), None)
    for index, hidden in names[names.map(bool)].items():
        shown.loc[index, hidden] = "[c]"
    return shown
