"""The eight states that a value can be in, and the mark of each in tables and files."""

from collections.abc import Iterable
from enum import StrEnum


class State(StrEnum):
    """Why a value is, or is not, there. Zero is a reported value."""

    NO_PROGRAMME = "no_programme"
    NOT_SUBMITTED = "not_submitted"
    NOT_COLLECTED = "not_collected"
    SUPPRESSED = "suppressed"
    TOO_FEW = "too_few"
    PARTIAL = "partial"
    REPORTED = "reported"
    NOT_AVAILABLE = "not_available"

    @property
    def mark(self) -> str:
        """The mark that stands for the state in a table or file; empty for a reported value."""
        return _MARKS[self]

    @property
    def has_value(self) -> bool:
        """Whether a number is shown in this state."""
        return self in (State.REPORTED, State.PARTIAL)


_MARKS = {
    State.REPORTED: "",
    State.PARTIAL: "[p]",
    State.NOT_SUBMITTED: "[n]",
    State.NOT_COLLECTED: "[z]",
    State.SUPPRESSED: "[c]",
    State.TOO_FEW: "[u]",
    State.NO_PROGRAMME: "[x]",
    State.NOT_AVAILABLE: "[m]",
}

PRECEDENCE = (
    State.NO_PROGRAMME,
    State.NOT_SUBMITTED,
    State.NOT_COLLECTED,
    State.SUPPRESSED,
    State.TOO_FEW,
    State.PARTIAL,
    State.REPORTED,
)


def prevailing(states: Iterable[State]) -> State:
    """The state to show where several apply: the first of `PRECEDENCE` among them.

    Raises ValueError when there is none.
    """
    return min(states, key=PRECEDENCE.index)
