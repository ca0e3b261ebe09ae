"""What is being looked at."""

from dataclasses import dataclass

from app.geography.areas import SCOTLAND, area_names


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
        return area_names()[self.hscp or self.board or SCOTLAND]
