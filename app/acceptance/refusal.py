"""What is said when something is not accepted, and where it is kept."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from app.intake.faults import Fault, as_json
from app.settings import settings
from app.store import Store, open_store
from app.store.submission import submitted_files


class Refused(Exception):
    """The files hold errors, or nothing at all; nothing was accepted. `faults` lists all of them, warnings too."""

    def __init__(self, faults: list[Fault]) -> None:
        errors = sum(fault.severity == "error" for fault in faults)
        self.faults = faults
        self.what_to_do = (
            "put the errors right and load the files again."
            if errors
            else "there are no rows in it; fill some in first."
        )
        what = f"{errors} errors must be put right first" if errors else "the files hold no rows"
        super().__init__(f"nothing was accepted: {what}")


def put_in_quarantine(store: Store, files: Sequence[Path], by: str, faults: list[Fault]) -> None:
    """Keep files that `by` handed in, with the report of their faults. For whoever holds a draft of the store."""
    report = {
        "refused_at": datetime.now(UTC).isoformat(),
        "handed_in_by": by,
        "files": [asdict(file) for file in submitted_files(files)],
        "faults": as_json(faults),
    }
    store.quarantine(files, report)


def keep_refused(files: Sequence[Path], *, by: str, faults: list[Fault]) -> None:
    """The same for whoever holds none, unless these same files are kept already.

    Raises `StoreError` when the store cannot be written.
    """
    store = open_store(settings().store_url)
    digests = {file.sha256 for file in submitted_files(files)}
    kept = ({file["sha256"] for file in report.get("files", ())} for report in store.in_quarantine())
    if digests not in kept:
        with store.draft():
            put_in_quarantine(store, files, by, faults)
