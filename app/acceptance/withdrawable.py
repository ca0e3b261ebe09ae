"""Which submissions can be taken back, and what to do about those that cannot."""

from app.acceptance.published import NAME as PUBLISHED
from app.acceptance.submissions import areas_of
from app.store import StoreError, Version
from app.store.submission import Submission

_INSTEAD = {
    "services": "a service directory, which cannot be taken back; load the directory as it should be",
    "population": "where people live, which cannot be taken back; load the right points in their place",
    "lookup": "a lookup of postcodes or wards, which cannot be taken back; load the right HSCPs of these codes",
    "expected_units": "a list of expected units, which cannot be taken back; say anew which units are expected",
}
"""By a table that it brings: what else a submission may hold, and what to do where it is wrong."""


def to_take_back(base: Version | None, submission_id: str, only_hscp: str | None = None) -> Submission:
    """The submission with that id, of returns or of published figures.

    `only_hscp`: the one HSCP whose returns may be taken back, if not all. Raises `StoreError` for one that is not
    there, has been withdrawn already, holds anything else, or returns of others.
    """
    found = [each for each in base.submissions if each.id == submission_id] if base else []
    if not found:
        raise StoreError(f"there is no submission {submission_id}; `submissions` lists them")
    (submission,) = found
    for table, what in _INSTEAD.items():
        if table in submission.rows:
            raise StoreError(f"submission {submission_id} holds {what}")
    if submission_id in {each.submission for each in base.withdrawals}:
        raise StoreError(f"submission {submission_id} has been withdrawn already")
    if only_hscp and PUBLISHED in submission.rows:
        raise StoreError(f"submission {submission_id} holds published figures of all HSCPs; ask a steward of all")
    if only_hscp and areas_of(base, submission_id) != [only_hscp]:
        raise StoreError(f"submission {submission_id} holds returns of other HSCPs; ask a steward of all")
    return submission
