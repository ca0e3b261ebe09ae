"""Uploads as files, for as long as they are read."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from streamlit.runtime.uploaded_file_manager import UploadedFile


@contextmanager
def saved(uploads: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploads in a folder of their own, in the order of their names; those of one name are numbered."""
    with tempfile.TemporaryDirectory(prefix="clw-upload-") as folder:
        for number, upload in enumerate(uploads, start=1):
            path = Path(folder) / Path(upload.name).name
            path = path.with_name(f"{number}-{path.name}") if path.exists() else path
            path.write_bytes(upload.getbuffer())
        yield sorted(Path(folder).iterdir())


def contents(uploads: Sequence[UploadedFile]) -> tuple[str, ...]:
    """What decides what is in them: a digest of each."""
    return tuple(sha256(upload.getbuffer()).hexdigest() for upload in uploads)
