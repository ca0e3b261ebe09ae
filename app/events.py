"""What the audit log tells of. It is written by `app.access.audit`; whoever does something says what happened."""

from collections.abc import Callable
from enum import StrEnum


class Event(StrEnum):
    """What happened, as it is written in the log."""

    SIGNED_IN = "signed_in"
    REFUSED = "refused"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    ACCOUNT_ADDED = "account_added"
    ROLE_CHANGED = "role_changed"
    ACCOUNT_REMOVED = "account_removed"
    VIEWED_UNPROTECTED = "viewed_unprotected"
    DOWNLOADED = "downloaded"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REFUSED_SUBMISSION = "refused_submission"
    WITHDREW = "withdrew"
    DIRECTORY_LOADED = "directory_loaded"

    @property
    def label(self) -> str:
        """In words, for reading."""
        return self.value.replace("_", " ")


Record = Callable[[Event, str], None]
"""Told of an event, and of what it is about."""
