"""What accepting a submission would change of what is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from app.contract.tables import TABLES

_RETURN = ["hscp_code", "period"]


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


def changes(tables: Mapping[str, pd.DataFrame], accepted: Mapping[str, pd.DataFrame]) -> Changes:
    """Compare the `tables` of a submission with the `accepted` rows; both with `hscp_code` and `period`.

    Rows are the same when they share the key of their table. What a row is, in words, are the parts of its key.
    """
    parts = [_of_table(name, table, accepted.get(name)) for name, table in tables.items()]
    return Changes(*(pd.concat(each, ignore_index=True) for each in zip(*parts, strict=True))) if parts else _NOTHING


_NOTHING = Changes(
    pd.DataFrame(columns=["table", *_RETURN, "new", "changed", "unchanged", "vanishing"]),
    pd.DataFrame(columns=["table", *_RETURN, "row", "field", "old", "new"]),
    pd.DataFrame(columns=["table", *_RETURN, "row"]),
)


def _of_table(
    name: str, table: pd.DataFrame, before: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    key = list(TABLES[name].key)
    fields = [*TABLES[name].columns, "suppressed"]
    columns = list(dict.fromkeys([*_RETURN, *fields]))
    new = _as_shown(table, fields).reindex(columns=columns)
    old = _as_shown(before if before is not None else table.iloc[:0], fields).reindex(columns=columns)
    carried = pd.MultiIndex.from_frame(new[_RETURN])
    old = old[pd.MultiIndex.from_frame(old[_RETURN]).isin(carried)]
    both = new.merge(old, on=list(dict.fromkeys([*_RETURN, *key])), how="outer", suffixes=("", "_old"), indicator="_in")
    both["row"] = both[[part for part in key if part not in _RETURN]].fillna("").astype(str).agg(", ".join, axis=1)
    in_both = both[both._in == "both"]
    told = [field for field in fields if field not in key and field not in _RETURN]
    different = pd.DataFrame({field: in_both[field] != in_both[f"{field}_old"] for field in told}, index=in_both.index)
    what = pd.Series("unchanged", index=both.index)
    what[both._in == "left_only"] = "new"
    what[both._in == "right_only"] = "vanishing"
    what[different.index[different.any(axis=1)]] = "changed"
    rows = both.assign(what=what).pivot_table(index=_RETURN, columns="what", values="row", aggfunc="size", fill_value=0)
    rows = rows.reindex(columns=_NOTHING.rows.columns[3:], fill_value=0).reset_index().assign(table=name)
    cells = [
        in_both.loc[different[field], [*_RETURN, "row"]].assign(
            table=name, field=field, old=in_both[f"{field}_old"], new=in_both[field]
        )
        for field in told
        if field != "suppressed" and different[field].any()
    ]
    vanishing = both.loc[what == "vanishing", [*_RETURN, "row"]].assign(table=name)
    return (
        rows[list(_NOTHING.rows.columns)],
        pd.concat(cells)[list(_NOTHING.cells.columns)] if cells else _NOTHING.cells,
        vanishing[list(_NOTHING.vanishing.columns)],
    )


def _as_shown(table: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    """The table with every cell as text: what was hidden at source as `[c]`, what is not there as nothing."""
    numbers = {name: column.map("{:.12g}".format, na_action="ignore") for name, column in _floats(table)}
    shown = table.assign(**numbers).astype(object)
    shown = shown.where(table.notna(), "").astype(str)
    with_marks = table.suppressed[table.suppressed.fillna("") != ""].str.split()
    for index, names in with_marks.items():
        shown.loc[index, [name for name in names if name in fields]] = "[c]"
    return shown


def _floats(table: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    return ((name, table[name].astype(object)) for name, dtype in table.dtypes.items() if dtype == "Float64")
