"""Quarters of the financial year, which runs from April to March."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

PATTERN = r"(\d{4})-(\d{2})Q([1-4])"
"""How a quarter is written; that the second year follows the first is for `Quarter.parse` to see."""

_WRITTEN = re.compile(PATTERN, re.ASCII)
_MONTHS = {1: ("Apr", "Jun"), 2: ("Jul", "Sep"), 3: ("Oct", "Dec"), 4: ("Jan", "Mar")}


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter: `Quarter(2025, 1)`, written `2025-26Q1`, is April to June 2025."""

    start_year: int
    number: int

    @classmethod
    def parse(cls, written: str) -> "Quarter":
        """Read `2025-26Q1`. Raises ValueError for anything else, `2025-27Q1` included."""
        match = _WRITTEN.fullmatch(written)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"{written!r} is not a quarter of a financial year such as 2025-26Q1")
        return cls(int(match[1]), int(match[3]))

    def __str__(self) -> str:
        return f"{self.financial_year}Q{self.number}"

    @property
    def financial_year(self) -> str:
        """The financial year, as `2025-26`."""
        return f"{self.start_year}-{(self.start_year + 1) % 100:02d}"

    @property
    def label(self) -> str:
        """How a reader sees it, as `Apr to Jun 2025`."""
        first, last = _MONTHS[self.number]
        return f"{first} to {last} {self.start.year}"

    @property
    def start(self) -> date:
        """Its first day."""
        months = self.start_year * 12 + 3 * self.number
        return date(months // 12, months % 12 + 1, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.shift(1).start - timedelta(days=1)

    def shift(self, quarters: int) -> "Quarter":
        """The quarter so many quarters later (earlier when negative)."""
        index = self.start_year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)


def quarters(first: Quarter, last: Quarter) -> list[Quarter]:
    """Every quarter from `first` to `last`, both included; empty when `last` is earlier."""
    span = (last.start_year - first.start_year) * 4 + last.number - first.number
    return [first.shift(n) for n in range(span + 1)]


def year_label(year: str) -> str:
    """How a reader sees a financial year: `2024-25` is "Apr 2024 to Mar 2025". Raises ValueError for anything else."""
    first = Quarter.parse(f"{year}Q1")
    return f"Apr {first.start_year} to Mar {first.start_year + 1}"
