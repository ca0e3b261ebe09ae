"""What the audit log tells of. It is written by `app.access.audit`; whoever does something says what happened."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    POPULATION_LOADED = "population_loaded"
    LOOKUP_LOADED = "lookup_loaded"
    PUBLISHED_LOADED = "published_loaded"
    EXPECTED_UNITS_CHANGED = "expected_units_changed"

    @property
    def label(self) -> str:
        """In words, for reading."""
        return self.value.replace("_", " ")


Record = Callable[[Event, str], None]
"""Told of an event, and of what it is about."""


@contextmanager
def submitting(record: Record, files: str) -> Iterator[None]:
    """Tell that files are handed in, and that they were refused if anything is raised."""
    record(Event.SUBMITTED, files)
    try:
        yield
    except Exception:
        record(Event.REFUSED_SUBMISSION, files)
        raise
