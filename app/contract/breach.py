"""What a broken rule is."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Breach:
    """A rule broken in one row of a table: where, which rule, and what to do."""

    table: str
    index: int
    column: str
    rule: str
    message: str
    severity: Literal["error", "warning"] = "error"
