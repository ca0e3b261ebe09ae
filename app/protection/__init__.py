"""Which figures about people are hidden, so that nobody can be recovered from what is shown."""

from app.protection.protect import AuditFailed, Hidden, Protected, protect

__all__ = ["AuditFailed", "Hidden", "Protected", "protect"]
