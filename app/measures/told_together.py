"""Which rows of a survey have been told together, in this version or any before, and what may be told beside that.

Whoever keeps what was shown can subtract one total from another, also one of an earlier version. Rows that every total
so far has either counted together or left out together cannot be told apart: they are one group. A further total may
split groups, and begins a new one of rows that were never told. Nothing that can be worked out is of a part of a group.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, product
from typing import NamedTuple

import pandas as pd

FEWEST = 10
"""Respondents from which answers are shown."""


class Row(NamedTuple):
    """What one area's link workers answered in a survey, as it was handed in; handed in differently, it is another."""

    area_code: str
    period: str
    respondents: int
    answers: str

    @property
    def survey(self) -> tuple[str, str]:
        """Where and when they were asked."""
        return self.area_code, self.period


Group = frozenset[Row]


class ToldTogether:
    """The groups of the rows that have been told. `managed`: areas with a manager, who knows its rows."""

    def __init__(self, groups: Iterable[Group], managed: frozenset[str]) -> None:
        self._groups = list(groups)
        self._managed = managed

    def __iter__(self) -> Iterator[Group]:
        return iter(self._groups)

    def group_of(self, row: Row) -> Group:
        """The rows with which a row was told; none if it never was."""
        return next((group for group in self._groups if row in group), frozenset())

    def allows(self, total: Group) -> bool:
        """Whether a total can be told beside all others without telling of fewer than `FEWEST`.

        It may make no group of fewer. Of a survey that was told before as it was handed in then, only by how many the
        respondents differ counts: 12 and then 14 tell of 2. A manager knows the rows of their own area, and may work
        out nothing of fewer others.
        """
        groups = self._with(total)
        told: dict[tuple[str, str], set[Row]] = {}
        for row in chain.from_iterable(groups):
            told.setdefault(row.survey, set()).add(row)
        for group in set(groups).difference(self._groups):
            people = {row.area_code: _people(row, told[row.survey] - {row}) for row in group}
            everyone = sum(people.values())
            others = (everyone - people[area] for area in people if area in self._managed and len(people) > 1)
            if any(number < FEWEST for number in (everyone, *others)):
                return False
        return True

    def tell(self, total: Group) -> None:
        """Take a total in."""
        self._groups = self._with(total)

    def _with(self, total: Group) -> list[Group]:
        new = total.difference(*self._groups)
        parts = chain.from_iterable((group & total, group - total) for group in self._groups)
        return [group for group in (*parts, new) if group]


def _people(row: Row, told: set[Row]) -> int:
    """Of how many people a row tells, beside the same survey as it was `told` too."""
    return min([row.respondents, *(abs(row.respondents - other.respondents) for other in told)])


Told = dict[tuple[str, str], ToldTogether]
"""What has been told of each figure, by financial year and figure."""

COLUMNS = ("year", "figure", "group", *Row._fields)


def read_told(
    table: pd.DataFrame | None, years: Iterable[str], figures: Iterable[str], managed: frozenset[str]
) -> Told:
    """From a table as `told_as_table` makes it, with nothing told of further years and figures."""
    groups: dict[tuple[str, str], dict[int, list[Row]]] = {key: {} for key in product(years, figures)}
    if table is not None:
        for year, figure, number, *row in table[list(COLUMNS)].itertuples(index=False):
            groups.setdefault((year, figure), {}).setdefault(number, []).append(Row(*row))
    return {key: ToldTogether(map(frozenset, each.values()), managed) for key, each in groups.items()}


def told_as_table(told: Told) -> pd.DataFrame:
    """One line for each row that was told of each figure, with the number of the group with which it was told."""
    lines = [
        (year, figure, number, *row)
        for (year, figure), groups in told.items()
        for number, group in enumerate(groups)
        for row in sorted(group)
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS)).astype({"group": int, "respondents": int})
