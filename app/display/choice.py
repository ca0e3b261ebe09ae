"""What is being looked at."""

from dataclasses import dataclass
from functools import cache

from app.geography.areas import SCOTLAND, areas


@dataclass(frozen=True)
class Choice:
    """A measure (or other figures with a name), a period, and perhaps a Board and an HSCP."""

    measure: str
    period: str
    board: str
    hscp: str

    @property
    def key(self) -> tuple[str, ...]:
        """For the keys of caches."""
        return (self.measure, self.period, self.board, self.hscp)

    @property
    def chosen(self) -> str | None:
        """Code of the chosen HSCP, or None."""
        return self.hscp or None

    @property
    def place(self) -> str:
        """Where, in words."""
        return _names()[self.hscp or self.board or SCOTLAND]


@cache
def _names() -> dict[str, str]:
    return dict(zip(areas().area_code, areas().area_name, strict=True))
