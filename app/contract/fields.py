"""What a field of a return is, and how one becomes a column of a pandera schema."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

import pandera.pandas as pa


class Kind(StrEnum):
    """What stands in a field. The value says it to a reader."""

    TEXT = "text"
    CODE = "a code"
    PERIOD = "a quarter such as 2025-26Q1"
    DATE = "a date such as 2025-06-30"
    COUNT = "a whole number of 0 or more"
    WTE = "a number of 0 or more with at most two decimals"
    NUMBER = "a number"


_DTYPES = {Kind.COUNT: "Int64", Kind.WTE: "Float64", Kind.NUMBER: "Float64"}


@dataclass(frozen=True)
class Field:
    """One field: what it means and what may stand in it.

    `codes` gives the allowed codes of a `Kind.CODE`, as a function so that reference tables are read when needed.
    `people` says that it counts people or is built on such a count: the sender may hide it with `[c]`. `longest` is how
    many characters a text may have that identifies something.
    """

    name: str
    kind: Kind
    description: str
    required: bool = False
    unit: str = ""
    codes: Callable[[], Collection[str]] | None = None
    minimum: float | None = None
    maximum: float | None = None
    people: bool = False
    longest: int | None = None

    @property
    def dtype(self) -> str:
        """The pandas type of its column in a checked table."""
        return _DTYPES.get(self.kind, "string")

    @property
    def expected(self) -> str:
        """What may stand in it, in words that complete "Expected …"."""
        if self.maximum is not None:
            return f"{self.kind.value.split(' of ')[0]} from {self.minimum or 0:g} to {self.maximum:g}"
        if self.kind is Kind.NUMBER and self.minimum is not None:
            return f"{self.kind.value} of {self.minimum:g} or more"
        if self.longest is not None:
            return f"{self.kind.value} of up to {self.longest} characters on one line"
        return self.kind.value

    def column(self) -> pa.Column:
        """Its column in a pandera schema; a check's name is the id of the rule it stands for."""
        checks = []
        if self.codes:
            checks.append(pa.Check.isin(list(self.codes()), name="code"))
        if self.minimum is not None:
            checks.append(pa.Check.ge(self.minimum, name="range"))
        if self.maximum is not None:
            checks.append(pa.Check.le(self.maximum, name="range"))
        return pa.Column(
            self.dtype,
            checks,
            nullable=self.people or not self.required,
            required=True,
            description=self.description,
            metadata={"unit": self.unit, "required": self.required, "people": self.people},
        )
