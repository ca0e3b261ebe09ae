"""What has been accepted, as it was and as it counts."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd

from app.acceptance.changes_told import rows_told
from app.acceptance.figures import of_counting
from app.contract.harmless import neutral
from app.contract.tables import TABLES
from app.settings import settings
from app.store import StoreError, Version, open_store


def areas_of(version: Version, submission_id: str) -> list[str]:
    """The codes of the areas, in order, of which a submission has brought rows of returns."""
    rows = pd.concat([version.carried(name, withdrawn=True) for name in TABLES])
    return sorted(rows.hscp_code[rows.submission == submission_id].unique())


def list_submissions() -> list[dict]:
    """Every submission, oldest first: `id, accepted_at, accepted_by, files, rows, sample, hscps, periods, withdrawn`.

    `hscps` and `periods` are those of all its rows, among `hscps` the NHS Boards and Scotland where a survey is pooled;
    `withdrawn` is None or says `at, by, reason`.
    """
    version = open_store(settings().store_url).current()
    if version is None:
        return []
    withdrawals = {each.submission: each for each in version.withdrawals}
    carried = pd.concat([version.carried(name, withdrawn=True) for name in TABLES])
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


def export(out: Path, moment: datetime | None = None, *, progress: Callable[[str], None] = print) -> list[Path]:
    """Write the rows of returns that count, or counted at a moment, into the folder `out`; gives the files' paths.

    They are as they were accepted, with `[c]` where a figure was hidden at source, and an apostrophe before text that a
    spreadsheet would take for a formula. They can be loaded again, as they were. Files of an earlier export in `out`
    are replaced. Raises `StoreError` when nothing counted then, or the files cannot be written.
    """
    store = open_store(settings().store_url)
    version = store.as_at(moment) if moment else store.current()
    if version is None:
        raise StoreError("nothing had been accepted by then" if moment else "nothing has been accepted yet")
    progress("reading the rows that count")
    tables = _counting(version)
    if not tables:
        raise StoreError("no returns counted then" if moment else "no returns count now")
    paths = {name: out / f"{name}.csv" for name in TABLES}
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, path in paths.items():
            path.unlink(missing_ok=True)
            if name in tables:
                progress(f"writing {path.name}, {rows_told(len(tables[name]))}")
                _as_handed_in(tables[name], TABLES[name].columns).to_csv(path, index=False)
    except OSError as error:
        raise StoreError(
            f"nothing can be written into {out} ({error.strerror or error}); name another folder"
        ) from error
    return [paths[name] for name in tables]


def _counting(version: Version) -> dict[str, pd.DataFrame]:
    """The rows that count, by table, without those that were left behind by a return that is gone."""
    tables = {name: rows for name in TABLES if (rows := version.rows(name)) is not None}
    returns = tables.get("returns", TABLES["returns"].empty())
    counting = {name: of_counting(rows, returns) if "return_id" in rows else rows for name, rows in tables.items()}
    return {name: rows for name, rows in counting.items() if len(rows)}


def _as_handed_in(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    names = rows.suppressed.fillna("").str.split()
    shown = rows[columns].astype(object).where(rows[columns].notna(), None)
    for name in rows[columns].select_dtypes("string"):
        shown[name] = shown[name].map(neutral, na_action="ignore")
    for index, hidden in names[names.map(bool)].items():
        shown.loc[index, hidden] = "[c]"
    return shown
