"""Which figures about people are hidden, so that nobody can be recovered from what is shown."""

from app.protection.protect import Hidden, Protected, protect, protect_demand
from app.protection.thresholds import Thresholds

__all__ = ["Hidden", "Protected", "Thresholds", "protect", "protect_demand"]
