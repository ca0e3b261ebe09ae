"""Loading in a process of its own, which a test may kill."""

import os
import signal
import sys

REFUSED = 3


def load(url: str, files: list, die_at_flush: int | None = None) -> None:
    """Accept `files` into the store at `url`; exit with 3 when told why not. May kill itself at a flush to disk."""
    os.environ["CLW_STORE_URL"] = url
    from app.acceptance import accept
    from app.settings import settings
    from app.store import StoreError

    settings.cache_clear()
    flushes = iter(range(10_000))

    def flush(descriptor, real=os.fsync):
        if next(flushes) == die_at_flush:
            os.kill(os.getpid(), signal.SIGKILL)
        real(descriptor)

    os.fsync = flush
    try:
        accept(files, by="a process", progress=lambda step: None)
    except StoreError as error:
        print(error, file=sys.stderr)
        sys.exit(REFUSED)
