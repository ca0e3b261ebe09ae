"""Rules between a submission and what has been accepted before.

`accepted` holds the accepted rows by table, each with `hscp_code` and `period`. What only asks a person to look is a
warning, and where a change may be real the row's own `data_quality_note` answers it.
"""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from app.contract.breach import Breach
from app.contract.fields import Kind
from app.contract.lost_zeros import lost_zeros
from app.contract.periods import Quarter
from app.contract.tables import RETURNS
from app.contract.totals import wrong_totals

RETURN = ["period", "hscp_code"]
ROW = [*RETURN, "unit_code", "delivery_model"]

_WATCHED = {
    "referrals_received": 10,
    "first_appts_attended": 10,
    "contacts_attended": 10,
    "open_cases_end": 10,
    "wte_in_post": 1,
}
"""The totals of an HSCP that are held against its own earlier ones, and the change that is never too large."""
_FEWEST_QUARTERS = 8
_UPPER_LIMIT = 3.267  # of a moving range, in mean moving ranges (D4 of Shewhart's table for two points)
_FIGURES = [field.name for field in RETURNS.fields if field.kind in (Kind.COUNT, Kind.WTE, Kind.NUMBER)]
_FEWEST_FIGURES = 5


def with_the_past(
    tables: Mapping[str, pd.DataFrame],
    accepted: Mapping[str, pd.DataFrame],
    expected: Mapping[str, Collection[str]],
) -> Iterator[Breach]:
    """All breaches between the checked `tables` of a submission and what was accepted.

    `expected`: the units that are expected of each HSCP now.
    """
    returns = tables.get("returns")
    if returns is None:
        return
    before = accepted.get("returns", RETURNS.empty())
    yield from _opening_differs(returns, before)
    if before.empty:
        return
    yield from _ids_taken(returns, before)
    yield from _left_behind(tables, accepted)
    yield from _same_as_last_quarter(returns, before)
    yield from _unusual_changes(returns, before)
    yield from _zeros_lost(returns, before)
    yield from _units_missing(returns, before, expected)


def not_replaced(before: pd.DataFrame, returns: pd.DataFrame | None) -> pd.DataFrame:
    """The accepted rows `before` of those HSCPs and quarters of which `returns` brings none."""
    if returns is None or before.empty:
        return before
    return before[~pd.MultiIndex.from_frame(before[RETURN]).isin(pd.MultiIndex.from_frame(returns[RETURN]))]


def _opening_differs(returns: pd.DataFrame, before: pd.DataFrame) -> Iterator[Breach]:
    """This quarter's opening caseload is last quarter's closing one."""
    columns = [*ROW, "open_cases_end"]
    closing = pd.concat([returns[columns], not_replaced(before, returns)[columns]]).drop_duplicates(ROW)
    opening = returns[[*columns, "open_cases_start", "data_quality_note"]]
    both = _with_last_quarter(opening, closing).dropna(subset=["open_cases_start", "open_cases_end_before"])
    differs = (both.open_cases_start != both.open_cases_end_before) & _unexplained(both)
    for row in both[differs].itertuples():
        yield Breach(
            "returns", row.index, "open_cases_start", "opening_caseload",
            f"last quarter closed with {row.open_cases_end_before} open cases and this one opens with "
            f"{row.open_cases_start}; correct one of them, or say why in data_quality_note", "warning",
        )  # fmt: skip


def _ids_taken(returns: pd.DataFrame, before: pd.DataFrame) -> Iterator[Breach]:
    others = not_replaced(before, returns)
    for index in returns.index[returns.return_id.isin(others.return_id)]:
        yield Breach(
            "returns", index, "return_id", "return_id_taken",
            "a return that was accepted for another quarter or HSCP has this return_id; give this row another one",
        )  # fmt: skip


def _left_behind(tables: Mapping[str, pd.DataFrame], accepted: Mapping[str, pd.DataFrame]) -> Iterator[Breach]:
    """Rows of other tables that stay, because this submission brings none for their HSCP and quarter."""
    returns = tables["returns"]
    first = returns.reset_index().drop_duplicates(RETURN).set_index(RETURN)["index"]
    for name in ("breakdowns", "service_demand"):
        staying = accepted.get(name)
        if staying is None:
            continue
        if name in tables:
            brought = returns[returns.return_id.isin(tables[name].return_id)]
            staying = not_replaced(staying, brought)
        staying = staying[pd.MultiIndex.from_frame(staying[RETURN]).isin(first.index)]
        lost = staying[~staying.return_id.isin(returns.return_id)]
        for key, rows in lost.groupby(RETURN):
            yield Breach(
                "returns", int(first[key]), "return_id", f"left_behind_{name}",
                f"{len(rows):,} rows of {name} that were accepted earlier belong to return ids of this HSCP and "
                f"quarter which are gone here, such as {rows.return_id.iloc[0]}, and will count no more; keep the ids, "
                f"or hand in {name} too", "warning",
            )  # fmt: skip
        if name == "breakdowns":
            yield from _totals_left_behind(staying, returns)


def _totals_left_behind(staying: pd.DataFrame, returns: pd.DataFrame) -> Iterator[Breach]:
    index_of = {return_id: index for index, return_id in returns.return_id.items()}
    for row in wrong_totals(staying, returns).itertuples():
        yield Breach(
            "returns", index_of[row.return_id], row.against, "breakdown_total",
            f"{row.against} is {row.whole} here, and {row.measure} by {row.dimension} adds up to {row.total} in the "
            "breakdowns that were accepted earlier; correct the figure, or hand in breakdowns too",
        )  # fmt: skip


def _same_as_last_quarter(returns: pd.DataFrame, before: pd.DataFrame) -> Iterator[Breach]:
    """A row whose every figure is that of the quarter before was perhaps copied."""
    columns = [*ROW, *_WATCHED]
    earlier = pd.concat([returns[columns], before[columns]], ignore_index=True).reset_index(names="at")
    both = _with_last_quarter(returns[[*columns, "data_quality_note"]], earlier.drop_duplicates(ROW))
    # Few rows are alike in the totals that are watched, and only those are held against each other in full.
    alike = both[_unexplained(both) & _same(both[[*_WATCHED]], both[[f"{name}_before" for name in _WATCHED]])]
    own = alike["at"] < len(returns)
    for pairs, source, start in ((alike[own], returns, 0), (alike[~own], before, len(returns))):
        told = _told(returns, pairs["index"]) >= _FEWEST_FIGURES
        rows, at = pairs["index"][told], pairs["at"][told] - start
        for index in rows[_same(returns.loc[rows, _FIGURES], source.iloc[at][_FIGURES])]:
            yield Breach(
                "returns", index, "period", "same_as_last_quarter",
                "every figure of this row is the same as in the quarter before; put in this quarter's figures, or say "
                "in data_quality_note that they are right", "warning",
            )  # fmt: skip


def _told(returns: pd.DataFrame, rows: pd.Series) -> np.ndarray:
    """How many figures of each of these rows are given and not 0."""
    told = np.zeros(len(rows), dtype=int)
    for name in _FIGURES:
        told += (returns[name].loc[rows] != 0).fillna(False).to_numpy(dtype=bool)
    return told


def _same(new: pd.DataFrame, old: pd.DataFrame) -> np.ndarray:
    """Which rows of two tables, side by side, are the same in every column, missing figures included."""
    pairs = [(new.iloc[:, at].array, old.iloc[:, at].array) for at in range(new.shape[1])]
    same = [(a == b).fillna(False) | (a.isna() & b.isna()) for a, b in pairs]
    return np.logical_and.reduce([np.asarray(each, dtype=bool) for each in same])


def _with_last_quarter(returns: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Rows of `returns`, as `index` and their columns, beside those of the quarter before, `…_before`."""
    following = {period: str(Quarter.parse(period).shift(1)) for period in earlier.period.dropna().unique()}
    earlier = earlier.assign(period=earlier.period.map(following).astype("string")).dropna(subset=ROW)
    return returns.reset_index(names="index").merge(earlier, on=ROW, suffixes=("", "_before"))


def _unexplained(rows: pd.DataFrame) -> pd.Series:
    return rows.data_quality_note.isna()


def _unusual_changes(returns: pd.DataFrame, before: pd.DataFrame) -> Iterator[Breach]:
    """A total of an HSCP that moves further from the quarter before than its own quarters have moved so far.

    The limit is that of a moving-range chart: 3.267 mean moving ranges (Shewhart), from 8 quarters on.
    """
    columns = [*RETURN, *_WATCHED]
    everything = pd.concat([returns[columns], not_replaced(before, returns)[columns]])
    everything = everything[everything.hscp_code.isin(returns.hscp_code)]
    totals = everything.groupby(RETURN)[list(_WATCHED)].sum(min_count=1).astype(float)
    rows = returns[RETURN].assign(index=returns.index, explained=~_unexplained(returns)).groupby(RETURN)
    first = rows["index"].first()[~rows["explained"].any()].to_dict()
    for hscp in sorted({hscp for _, hscp in first}):
        for measure, always_usual in _WATCHED.items():
            series = totals[measure].xs(hscp, level="hscp_code").dropna().sort_index()
            change = series.diff().abs()
            usual = (change.expanding().mean().shift() * _UPPER_LIMIT).clip(lower=always_usual)
            for at in np.flatnonzero(change > usual):
                if at >= _FEWEST_QUARTERS and (series.index[at], hscp) in first:
                    now, earlier = _figure(series.iloc[at]), _figure(series.iloc[at - 1])
                    yield Breach(
                        "returns", int(first[series.index[at], hscp]), measure, "unusual_change",
                        f"{measure} of this HSCP adds up to {now}, after {earlier}: a change of "
                        f"{_figure(change.iloc[at])} where up to {_figure(usual.iloc[at])} is usual here; correct it, "
                        "or say why in data_quality_note", "warning",
                    )  # fmt: skip


def _figure(number: float) -> str:
    return f"{round(number, 2):,.12g}"


def _zeros_lost(returns: pd.DataFrame, before: pd.DataFrame) -> Iterator[Breach]:
    for hscp, rows in returns[["hscp_code", "unit_code"]].groupby("hscp_code"):
        meant = lost_zeros(rows.unit_code, set(before.unit_code[before.hscp_code == hscp]))
        for index, code in meant.dropna().items():
            yield Breach(
                "returns", index, "unit_code", "lost_zeros",
                f"this HSCP has a unit {code}; a spreadsheet has taken its leading zeros away: write it as text",
            )  # fmt: skip


def _units_missing(
    returns: pd.DataFrame, before: pd.DataFrame, expected: Mapping[str, Collection[str]]
) -> Iterator[Breach]:
    """Units that are expected of an HSCP in a new quarter and are not there; another kind of unit is a new list."""
    last = before.sort_values("period", kind="stable").drop_duplicates("hscp_code", keep="last").set_index("hscp_code")
    for (period, hscp), rows in returns[[*RETURN, "unit_code", "unit_type"]].groupby(RETURN):
        units = sorted(set(expected.get(hscp, ())) - set(rows.unit_code.dropna()))
        same_kind = hscp not in last.index or (rows.unit_type == last.unit_type[hscp]).any()
        if units and same_kind and period >= last.period.get(hscp, period):
            named = ", ".join(units[:5]) + (f" and {len(units) - 5} more" if len(units) > 5 else "")
            yield Breach(
                "returns", int(rows.index[0]), "unit_code", "units_missing",
                f"{len(units)} of {len(expected[hscp])} expected units are not in this file: {named}; add them, or "
                "this quarter stays partial", "warning",
            )  # fmt: skip
