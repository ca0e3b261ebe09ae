"""Which figures about people are hidden, so that nobody can be recovered from what is shown."""

from app.protection.choices import Choices
from app.protection.protect import COUNTED, protect
from app.protection.rounding import nearest, round_counts
from app.protection.thresholds import Thresholds

POLICIES = {"suppression": protect, "rounding": round_counts}
"""The ways to protect counts, by the names that settings have for them."""

__all__ = ["COUNTED", "POLICIES", "Choices", "Thresholds", "nearest", "protect", "round_counts"]
