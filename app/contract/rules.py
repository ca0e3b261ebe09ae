"""Rules between the fields of a row. Each says when it holds; where a value is missing, a rule says nothing."""

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
        lambda table: table[list(parts)].sum(axis=1, min_count=1) <= table[whole],
    )


def sums_to(parts: tuple[str, ...], whole: str) -> Rule:
    """All parts add up to `whole`."""
    return Rule(
        f"parts_sum_to_{whole}",
        (*parts, whole),
        whole,
        f"{whole} must be {' + '.join(parts)}; correct the figure that is wrong",
        lambda table: table[list(parts)].sum(axis=1, min_count=len(parts)) == table[whole],
    )


CASELOAD_FLOWS = Rule(
    "caseload_flows",
    ("open_cases_start", "cases_opened", "cases_closed", "open_cases_end"),
    "open_cases_end",
    "open_cases_end must be open_cases_start + cases_opened - cases_closed; correct the figure that is wrong",
    lambda table: table.open_cases_start + table.cases_opened - table.cases_closed == table.open_cases_end,
)


def swemwbs_range(mean: str) -> Rule:
    """A metric SWEMWBS mean lies from 7 to 35."""
    return Rule(
        f"swemwbs_range_{mean}",
        ("outcome_instrument", mean),
        mean,
        f"{mean} of SWEMWBS must be from 7 to 35, on the metric scale; convert raw scores before averaging",
        lambda table: (table.outcome_instrument != "swemwbs") | table[mean].between(7, 35),
    )
