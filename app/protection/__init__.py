"""Which figures about people are hidden, so that nobody can be recovered from what is shown."""

from app.protection.choices import Choices
from app.protection.earlier import Told, protect_after
from app.protection.protect import COUNTED, protect
from app.protection.rounding import nearest, round_counts
from app.protection.thresholds import Thresholds

__all__ = [
    "COUNTED",
    "Choices",
    "Thresholds",
    "Told",
    "nearest",
    "protect",
    "protect_after",
    "round_counts",
]
