"""What accepting a submission would change of what is stored."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.contract.tables import TABLES

_RETURN = ["hscp_code", "period"]
_COUNTED = ["new", "changed", "unchanged", "vanishing"]


@dataclass(frozen=True)
class Changes:
    """What would become of the rows of the HSCPs and quarters that a submission carries, by table.

    `rows`: one row for each table × HSCP × period, with how many rows are `new`, `changed`, `unchanged`, `vanishing`.
    `cells`: one row for each figure that would change: `table, hscp_code, period, row, field, old, new`, where `row`
    says which one in words. `vanishing`: the stored rows that would count no more: `table, hscp_code, period, row`.
    """

    rows: pd.DataFrame
    cells: pd.DataFrame
    vanishing: pd.DataFrame

    @property
    def total(self) -> dict[str, int]:
        """How many rows of all tables are `new`, `changed`, `unchanged`, `vanishing`."""
        return {name: int(self.rows[name].sum()) for name in _COUNTED}


NO_CHANGES = Changes(
    pd.DataFrame(columns=["table", *_RETURN, *_COUNTED]),
    pd.DataFrame(columns=["table", *_RETURN, "row", "field", "old", "new"]),
    pd.DataFrame(columns=["table", *_RETURN, "row"]),
)


def changes(tables: Mapping[str, pd.DataFrame], accepted: Mapping[str, pd.DataFrame]) -> Changes:
    """Compare the `tables` of a submission with the `accepted` rows; both with `hscp_code` and `period`.

    Rows are the same when they share the key of their table. What a row is, in words, are the parts of its key.
    """
    parts = [_of_table(name, table, accepted.get(name)) for name, table in tables.items()]
    return Changes(*(pd.concat(each, ignore_index=True) for each in zip(*parts, strict=True))) if parts else NO_CHANGES


def _of_table(
    name: str, table: pd.DataFrame, before: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    key = list(dict.fromkeys([*_RETURN, *TABLES[name].key]))
    old = table.iloc[:0] if before is None else before
    old = old[_of_returns_in(old, table)]
    anew = ~_of_returns_in(table, old)  # of these returns nothing is stored: they need no look at any figure
    both = (
        table.loc[~anew, key]
        .assign(at_new=np.flatnonzero(~anew))
        .merge(old[key].assign(at_old=np.arange(len(old))), on=key, how="outer", indicator="found")
    )
    pairs = both[both.found == "both"]
    fields = [field for field in TABLES[name].columns if field not in key]
    different = _different(fields, table.iloc[pairs.at_new], old.iloc[pairs.at_old])
    cells = pairs.iloc[different["at"]].assign(**{each: different[each].to_numpy() for each in ("field", "old", "new")})
    vanishing = both[both.found == "right_only"]
    what = both.found.astype(object).replace({"left_only": "new", "right_only": "vanishing", "both": "unchanged"})
    what[cells.index] = "changed"
    counted = both[_RETURN].assign(what=what).groupby([*_RETURN, "what"]).size().unstack("what", fill_value=0)
    counted_anew = table.loc[anew, _RETURN].groupby(_RETURN).size().to_frame("new")
    rows = pd.concat([counted, counted_anew]).reindex(columns=_COUNTED).fillna(0).astype(int).sort_index().reset_index()
    return (
        rows.assign(table=name)[list(NO_CHANGES.rows)],
        cells.assign(table=name, row=_in_words(name, cells))[list(NO_CHANGES.cells)],
        vanishing.assign(table=name, row=_in_words(name, vanishing))[list(NO_CHANGES.vanishing)],
    )


def _of_returns_in(rows: pd.DataFrame, others: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows are of an HSCP and quarter that has any among others."""
    if not len(others):
        return np.zeros(len(rows), dtype=bool)
    return pd.MultiIndex.from_frame(rows[_RETURN]).isin(pd.MultiIndex.from_frame(others[_RETURN]).unique())


def _in_words(name: str, rows: pd.DataFrame) -> list[str]:
    parts = [part for part in TABLES[name].key if part not in _RETURN]
    return [", ".join(each) for each in rows[parts].fillna("").astype(str).to_numpy()]


def _different(fields: list[str], new: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """The figures that differ between rows that stand in the same places: `at` which place, `field, old, new`."""
    return pd.DataFrame(_differences(fields, new, old), columns=["at", "field", "old", "new"])


def _differences(fields: list[str], new: pd.DataFrame, old: pd.DataFrame) -> Iterator[tuple[int, str, str, str]]:
    hidden_now, hidden_before = _hidden(new), _hidden(old)
    for field in fields:
        now, before = new[field].array, old[field].array
        marked_now, marked_before = hidden_now(field), hidden_before(field)
        same = (now.isna() & before.isna()) | np.asarray((now == before).fillna(False), dtype=bool)
        for at in np.flatnonzero(~same | (marked_now != marked_before)):
            was, becomes = _shown(before[at], marked_before[at]), _shown(now[at], marked_now[at])
            if was != becomes:
                yield at, field, was, becomes


def _hidden(rows: pd.DataFrame) -> Callable[[str], NDArray[np.bool_]]:
    """For each field, which rows hid it at source."""
    which, texts = pd.factorize(rows.suppressed.fillna(""))
    names = [text.split() for text in texts]
    return lambda field: np.array([field in each for each in names], dtype=bool)[which]


def _shown(value: object, hidden: bool) -> str:
    """A cell as text: what was hidden at source as `[c]`, what is not there as nothing."""
    if hidden:
        return "[c]"
    if value is pd.NA:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
