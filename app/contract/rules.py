"""Rules between the fields of a row. Each says when it holds.

A missing value is held against nobody, but hides nothing either: what is given may contradict itself whatever the
missing value is. Figures of a return are never below 0, so that parts which are given are at most all parts.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa


@dataclass(frozen=True)
class Rule:
    """A rule over `fields` of one row; `column` is the one to point at, `message` says what holds and what to do.

    `holds` takes a checked table and returns one true, false or missing (cannot be said) for each row.
    """

    id: str
    fields: tuple[str, ...]
    column: str
    message: str
    holds: Callable[[pd.DataFrame], pd.Series]

    def broken(self, table: pd.DataFrame) -> pd.Series:
        """True for each row of `table` that breaks the rule."""
        return ~self.holds(table).astype("boolean").fillna(True)

    def check(self) -> pa.Check:
        """The rule as a check of a pandera schema."""
        return pa.Check(lambda table: ~self.broken(table), name=self.id, error=self.message)


def at_most(smaller: str, larger: str) -> Rule:
    """`smaller` cannot be above `larger`."""
    return Rule(
        f"{smaller}_at_most_{larger}",
        (smaller, larger),
        smaller,
        f"{smaller} cannot be larger than {larger}; correct one of them",
        lambda table: table[smaller] <= table[larger],
    )


def parts_at_most(parts: tuple[str, ...], whole: str) -> Rule:
    """The parts that are given cannot add up to more than `whole`."""
    return Rule(
        f"parts_at_most_{whole}",
        (*parts, whole),
        whole,
        f"{' + '.join(parts)} cannot be larger than {whole}; correct the figure that is wrong",
        lambda table: _given(table, parts) <= table[whole],
    )


def at_most_whatever(between: tuple[str, ...], parts: tuple[str, ...], whole: str) -> Rule:
    """Where all of `between` are missing, by which other rules say it, parts cannot add up to more than `whole`."""
    return Rule(
        f"parts_at_most_{whole}_without_{'_and_'.join(between)}",
        (*parts, whole),
        whole,
        f"{' + '.join(parts)} cannot be larger than {whole}, whatever {' and '.join(between)} would be; correct the "
        "figure that is wrong",
        lambda table: (_given(table, parts) <= table[whole]) | table[list(between)].notna().any(axis=1),
    )


def sums_to(parts: tuple[str, ...], whole: str) -> Rule:
    """All parts add up to `whole`; where one is missing, the others are no more than it."""
    return Rule(
        f"parts_sum_to_{whole}",
        (*parts, whole),
        whole,
        f"{whole} must be {' + '.join(parts)}; correct the figure that is wrong",
        lambda table: _balances(table, parts, (whole,)),
    )


CASELOAD_FLOWS = Rule(
    "caseload_flows",
    ("open_cases_start", "cases_opened", "cases_closed", "open_cases_end"),
    "open_cases_end",
    "open_cases_end must be open_cases_start + cases_opened - cases_closed; correct the figure that is wrong",
    lambda table: _balances(table, ("open_cases_start", "cases_opened"), ("cases_closed", "open_cases_end")),
)

PEOPLE_CLOSED_WITHIN_CASELOAD = Rule(
    "people_closed_within_caseload",
    ("people_closed_planned", "people_disengaged", "open_cases_start", "cases_opened", "open_cases_end"),
    "open_cases_end",
    "people_closed_planned + people_disengaged cannot be larger than open_cases_start + cases_opened - open_cases_end, "
    "whatever cases_closed would be; correct the figure that is wrong",
    lambda table: (
        (
            _given(table, ("people_closed_planned", "people_disengaged")) + table.open_cases_end.fillna(0)
            <= table.open_cases_start + table.cases_opened
        )
        | table.cases_closed.notna()
    ),
)


def _given(table: pd.DataFrame, fields: tuple[str, ...]) -> pd.Series:
    """The sum of the fields that are given; missing where none is."""
    return table[list(fields)].sum(axis=1, min_count=1)


def _balances(table: pd.DataFrame, left: tuple[str, ...], right: tuple[str, ...]) -> pd.Series:
    """Whether two sides can be equal: a side without a gap is no less than what is given of the other."""
    sums = [(_given(table, side), table[list(side)].notna().all(axis=1)) for side in (left, right)]
    (of_left, whole_left), (of_right, whole_right) = sums
    return ((of_left <= of_right) | ~whole_right) & ((of_right <= of_left) | ~whole_left)


def swemwbs_range(mean: str) -> Rule:
    """A metric SWEMWBS mean lies from 7 to 35."""
    return Rule(
        f"swemwbs_range_{mean}",
        ("outcome_instrument", mean),
        mean,
        f"{mean} of SWEMWBS must be from 7 to 35, on the metric scale; convert raw scores before averaging",
        lambda table: (table.outcome_instrument != "swemwbs") | table[mean].between(7, 35),
    )
