"""Which figures about people are hidden, so that nobody can be recovered from what is shown."""

from app.protection.hide import AuditFailed
from app.protection.protect import Hidden, Protected, protect, protect_demand

__all__ = ["AuditFailed", "Hidden", "Protected", "protect", "protect_demand"]
