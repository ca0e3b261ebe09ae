"""What is kept about a submission beside its rows."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True)
class SubmittedFile:
    """One file as it was handed in: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


def submitted_files(paths: Iterable[Path]) -> tuple[SubmittedFile, ...]:
    """What is kept about files; those that are not there are left out."""
    return tuple(SubmittedFile(path.name, sha256(path.read_bytes()).hexdigest()) for path in paths if path.is_file())


@dataclass(frozen=True)
class Submission:
    """Who handed in what and when. `rows` counts the rows of each table; `sample` says that the data are made up."""

    id: str
    accepted_at: datetime
    accepted_by: str
    files: tuple[SubmittedFile, ...]
    rows: dict[str, int]
    sample: bool

    def to_json(self) -> dict:
        """A form that `json` can write."""
        return asdict(self) | {"accepted_at": self.accepted_at.isoformat()}

    @classmethod
    def from_json(cls, written: dict) -> "Submission":
        """Read what `to_json` wrote."""
        return cls(
            **written
            | {
                "accepted_at": datetime.fromisoformat(written["accepted_at"]),
                "files": tuple(SubmittedFile(**file) for file in written["files"]),
            }
        )


@dataclass(frozen=True)
class Withdrawal:
    """The act of taking a submission back: whose, when, why. What it held stays readable in earlier versions."""

    id: str
    submission: str
    withdrawn_at: datetime
    withdrawn_by: str
    reason: str

    def to_json(self) -> dict:
        """A form that `json` can write."""
        return asdict(self) | {"withdrawn_at": self.withdrawn_at.isoformat()}

    @classmethod
    def from_json(cls, written: dict) -> "Withdrawal":
        """Read what `to_json` wrote."""
        return cls(**written | {"withdrawn_at": datetime.fromisoformat(written["withdrawn_at"])})
