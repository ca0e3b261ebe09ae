"""Rules between the rows and the tables of a submission, and with what was accepted before.

Each function yields the breaches it finds in checked tables (docs/architecture.md). A figure that is missing or
hidden at source is never held against anyone.
"""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

import pandas as pd

from app.contract.breach import Breach
from app.contract.codes import SAMPLE_PREFIX, hscp_names, survey_areas
from app.contract.history import not_replaced, with_the_past
from app.contract.tables import RETURNS, TABLES
from app.contract.totals import wrong_totals

NOTHING: Mapping = MappingProxyType({})
UNIT = ["period", "hscp_code", "unit_code"]


def breaches(
    tables: Mapping[str, pd.DataFrame],
    accepted: Mapping[str, pd.DataFrame] = NOTHING,
    expected: Mapping[str, Collection[str]] = NOTHING,
    only_hscp: str | None = None,
) -> Iterator[Breach]:
    """All breaches between rows, between tables, and with the past.

    `tables`: checked tables by name, any of the four. `accepted`: the accepted rows that count, by table. `expected`:
    the units expected of each HSCP. `only_hscp`: the one HSCP whose returns the person may hand in, if not all.
    """
    repeats = {name: _repeats(table, list(TABLES[name].key)) for name, table in tables.items()}
    # Rows are taken together without their copies, which are no fault of the originals.
    once = {name: table.drop(repeats[name]) if len(repeats[name]) else table for name, table in tables.items()}
    for name, table in tables.items():
        yield from _repeated_keys(name, table, repeats[name])
    yield from _sample_apart(tables)
    if only_hscp:
        yield from _others(tables, only_hscp)
    if (returns := tables.get("returns")) is not None:
        yield from _repeated_ids(returns)
        yield from _several_unit_types(returns)
        yield from _units_alike(returns)
        yield from _scope_differs(returns)
        yield from _models_above_scope(once["returns"])
        yield from _names_differ(returns)
    counting = _counting_returns(returns, accepted, only_hscp)
    for name in ("breakdowns", "service_demand"):
        if (table := tables.get(name)) is not None:
            yield from _orphans(name, table, counting)
    if "breakdowns" in once:
        yield from _totals_differ(once["breakdowns"], counting)
    yield from with_the_past(once, accepted, expected)


def _counting_returns(
    returns: pd.DataFrame | None, accepted: Mapping[str, pd.DataFrame], only_hscp: str | None
) -> pd.DataFrame:
    """The returns that would count with this submission, of the one HSCP if there is but one."""
    before = not_replaced(accepted.get("returns", RETURNS.empty()), returns)
    if only_hscp:
        before = before[before.hscp_code == only_hscp]
    return before if returns is None else pd.concat([returns, before]) if len(before) else returns


def _others(tables: Mapping[str, pd.DataFrame], only_hscp: str) -> Iterator[Breach]:
    """Rows of another HSCP than the one that this person may hand in returns of."""
    for name in ("returns", "workforce_survey"):
        if (table := tables.get(name)) is not None:
            for index in table.index[(table.hscp_code != only_hscp).fillna(False)]:
                yield Breach(
                    name, index, "hscp_code", "own_hscp",
                    f"you may hand in rows of {hscp_names()[only_hscp]} ({only_hscp}) only; take this row out",
                )  # fmt: skip


def _repeated_keys(name: str, table: pd.DataFrame, repeats: pd.Index) -> Iterator[Breach]:
    key = list(TABLES[name].key)
    for index in repeats:
        words = ", ".join(str(value) for value in table.loc[index, key])
        yield Breach(name, index, key[-1], "unique_row", f"there is an earlier row for {words}; keep one of them")


def _repeated_ids(returns: pd.DataFrame) -> Iterator[Breach]:
    for index in _repeats(returns, ["return_id"]):
        yield Breach(
            "returns",
            index,
            "return_id",
            "unique_return_id",
            "an earlier row has this return_id; give each row its own",
        )


def _repeats(table: pd.DataFrame, key: list[str]) -> pd.Index:
    return table.index[table.duplicated(key) & table[key].notna().all(axis=1)]


def _sample_apart(tables: Mapping[str, pd.DataFrame]) -> Iterator[Breach]:
    """Made-up and real rows never come in one submission."""
    named = {
        name: table.return_id.str.startswith(SAMPLE_PREFIX) for name, table in tables.items() if "return_id" in table
    }
    if {True, False} <= set(pd.concat(list(named.values())).dropna()) if named else False:
        for name, sample in named.items():
            for index in sample.index[sample.fillna(False)]:
                yield Breach(
                    name, index, "return_id", "sample_apart",
                    f"{SAMPLE_PREFIX} marks made-up data, which cannot come with real data; load them apart",
                )  # fmt: skip


def _several_unit_types(returns: pd.DataFrame) -> Iterator[Breach]:
    first = returns.groupby(["period", "hscp_code"]).unit_type.transform("first")
    for index in returns.index[(returns.unit_type != first).fillna(False)]:
        yield Breach(
            "returns", index, "unit_type", "one_unit_type",
            f"a return uses one kind of unit, and its first row says {first[index]}; use the same in every row",
        )  # fmt: skip


def _units_alike(returns: pd.DataFrame) -> Iterator[Breach]:
    """Units of an HSCP whose codes differ only in case or spaces: they count apart, and perhaps are one."""
    units = returns[["hscp_code", "unit_code"]].dropna().drop_duplicates()
    form = units.unit_code.str.casefold().str.replace(r"\s+", "", regex=True)
    first = units.groupby(["hscp_code", form]).unit_code.transform("first")
    alike = units.assign(first=first)[units.unit_code != first]
    for row in returns[["hscp_code", "unit_code"]].reset_index(names="index").merge(alike).itertuples():
        yield Breach(
            "returns", row.index, "unit_code", "units_alike",
            f"this HSCP has the unit {row.first!r} too; codes that differ only in case or spaces count as two units: "
            "write them alike if they are one", "warning",
        )  # fmt: skip


def _scope_differs(returns: pd.DataFrame) -> Iterator[Breach]:
    first = returns.groupby(UNIT).practices_in_scope.transform("first")
    for index in returns.index[(returns.practices_in_scope != first).fillna(False)]:
        yield Breach(
            "returns", index, "practices_in_scope", "same_scope",
            f"the rows of a unit repeat one figure, and its first row says {first[index]}; give the same in every row",
        )  # fmt: skip


def _models_above_scope(returns: pd.DataFrame) -> Iterator[Breach]:
    """Practices count under their main model only, so a unit's models together cannot exceed its practices."""
    units = returns.groupby(UNIT)
    several = units.return_id.transform("size") > 1
    for column in ("practices_covered", "practices_with_dedicated_space"):
        total = units[column].transform("sum")
        for index in returns.index[(several & (total > returns.practices_in_scope)).fillna(False)]:
            yield Breach(
                "returns", index, column, f"models_within_scope_{column}",
                f"{column} of this unit's models adds up to {total[index]}, above its practices_in_scope; "
                "count each practice under its main model only",
            )  # fmt: skip


def _names_differ(returns: pd.DataFrame) -> Iterator[Breach]:
    official = returns.hscp_code.map(survey_areas())
    same = returns.hscp_name.str.casefold() == official.str.casefold()
    for index in returns.index[(~same).fillna(False)]:
        yield Breach(
            "returns", index, "hscp_name", "hscp_name",
            f"{returns.hscp_code[index]} is {official[index]}; correct the code if it is another area", "warning",
        )  # fmt: skip


def _orphans(name: str, table: pd.DataFrame, returns: pd.DataFrame) -> Iterator[Breach]:
    for index in table.index[table.return_id.notna() & ~table.return_id.isin(returns.return_id)]:
        yield Breach(
            name, index, "return_id", "known_return",
            "no row of the returns has this return_id; correct it, or check the files together",
        )  # fmt: skip


def _totals_differ(breakdowns: pd.DataFrame, returns: pd.DataFrame) -> Iterator[Breach]:
    """The categories of an additive dimension add up to the return's own total."""
    for row in wrong_totals(breakdowns, returns).itertuples():
        yield Breach(
            "breakdowns", row.index, "count", "breakdown_total",
            f"{row.measure} by {row.dimension} adds up to {row.total}, and {row.against} of the return is {row.whole}; "
            "correct the figure that is wrong, or add the people who are missing as unknown",
        )  # fmt: skip
