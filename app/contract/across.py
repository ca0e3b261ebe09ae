"""Rules between the rows and the tables of a submission, and with what was accepted before.

Each function yields the breaches it finds in checked tables (docs/architecture.md). A figure that is missing or
hidden at source is never held against anyone.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from app.contract.codes import MULTI_CODED, SAMPLE_PREFIX, survey_areas
from app.contract.periods import Quarter
from app.contract.tables import TABLES

UNIT = ["period", "hscp_code", "unit_code"]


@dataclass(frozen=True)
class Breach:
    """A rule broken in one row: where, which rule, and what to do."""

    table: str
    index: int
    column: str
    rule: str
    message: str
    severity: Literal["error", "warning"] = "error"


def breaches(
    tables: Mapping[str, pd.DataFrame],
    previous: pd.DataFrame | None = None,
    known_returns: Collection[str] = (),
) -> Iterator[Breach]:
    """All breaches between rows, between tables, and with the past.

    `tables`: checked tables by name, any of the four. `previous`: accepted rows `period, hscp_code, unit_code,
    delivery_model, open_cases_end`. `known_returns`: ids of accepted returns.
    """
    for name, table in tables.items():
        yield from _repeated_keys(name, table)
    yield from _sample_apart(tables)
    if (returns := tables.get("returns")) is not None:
        yield from _repeated_ids(returns)
        yield from _several_unit_types(returns)
        yield from _scope_differs(returns)
        yield from _models_above_scope(returns)
        yield from _names_differ(returns)
        yield from _opening_differs(returns, previous)
    for name in ("breakdowns", "service_demand"):
        if (table := tables.get(name)) is not None:
            yield from _orphans(name, table, returns, known_returns)
    if returns is not None and (breakdowns := tables.get("breakdowns")) is not None:
        yield from _totals_differ(breakdowns, returns)


def _repeated_keys(name: str, table: pd.DataFrame) -> Iterator[Breach]:
    key = list(TABLES[name].key)
    for index in _repeats(table, key):
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


def _opening_differs(returns: pd.DataFrame, previous: pd.DataFrame | None) -> Iterator[Breach]:
    """This quarter's opening caseload is last quarter's closing one."""
    closing = returns[[*UNIT, "delivery_model", "open_cases_end"]]
    if previous is not None:
        closing = pd.concat([closing, previous[closing.columns]])
    closing = closing.drop_duplicates([*UNIT, "delivery_model"])
    following = {period: str(Quarter.parse(period).shift(1)) for period in closing.period.dropna().unique()}
    closing = closing.assign(period=closing.period.map(following).astype("string")).dropna()
    both = (
        returns.reset_index()
        .merge(closing, on=[*UNIT, "delivery_model"], suffixes=("", "_before"))
        .dropna(subset=["open_cases_start"])
    )
    for row in both[both.open_cases_start != both.open_cases_end_before].itertuples():
        yield Breach(
            "returns", row.index, "open_cases_start", "opening_caseload",
            f"last quarter closed with {row.open_cases_end_before} open cases and this one opens with "
            f"{row.open_cases_start}; correct one of them, or say why in data_quality_note", "warning",
        )  # fmt: skip


def _orphans(name: str, table: pd.DataFrame, returns: pd.DataFrame | None, known: Collection[str]) -> Iterator[Breach]:
    ids = set(known) if returns is None else set(known) | set(returns.return_id.dropna())
    for index in table.index[table.return_id.notna() & ~table.return_id.isin(ids)]:
        yield Breach(
            name, index, "return_id", "known_return",
            "no row of the returns has this return_id; correct it, or check the files together",
        )  # fmt: skip


def _totals_differ(breakdowns: pd.DataFrame, returns: pd.DataFrame) -> Iterator[Breach]:
    """The categories of an additive dimension add up to the return's own total."""
    additive = breakdowns[~breakdowns.dimension.isin(MULTI_CODED)].reset_index()
    groups = additive.groupby(["return_id", "measure", "dimension"], as_index=False).agg(
        total=("count", "sum"), known=("count", "count"), rows=("index", "size"), index=("index", "first")
    )
    measures = list(groups.measure.dropna().unique())
    totals = returns.drop_duplicates("return_id").melt("return_id", measures, "measure", "whole").dropna()
    both = groups.merge(totals, on=["return_id", "measure"])
    wrong = (both.total > both.whole) | ((both.total != both.whole) & (both.known == both.rows))
    for row in both[wrong].itertuples():
        yield Breach(
            "breakdowns", row.index, "count", "breakdown_total",
            f"{row.measure} by {row.dimension} adds up to {row.total}, and the return says {row.whole}; "
            "correct the figure that is wrong, or add the people who are missing as unknown",
        )  # fmt: skip
