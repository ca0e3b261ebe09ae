"""Uploads as files, for as long as they are read."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from streamlit.runtime.uploaded_file_manager import UploadedFile

_LONGEST_NAME = 200


@contextmanager
def saved(uploads: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploads in a folder of their own, in the order of their names; those of one name are numbered.

    Of a long name its end is kept.
    """
    with tempfile.TemporaryDirectory(prefix="clw-upload-") as folder:
        for number, upload in enumerate(uploads, start=1):
            name = Path(upload.name).name.encode()[-_LONGEST_NAME:].decode(errors="ignore")
            path = Path(folder) / (name or "unnamed")
            while path.exists():
                path = path.with_name(f"{number}-{path.name}")
            path.write_bytes(upload.getbuffer())
        yield sorted(Path(folder).iterdir())


def contents(uploads: Sequence[UploadedFile]) -> tuple[str, ...]:
    """What decides what is in them: a digest of each."""
    return tuple(sha256(upload.getbuffer()).hexdigest() for upload in uploads)


def names(uploads: Sequence[UploadedFile]) -> str:
    """What they are called, for the audit log."""
    return ", ".join(upload.name for upload in uploads)
