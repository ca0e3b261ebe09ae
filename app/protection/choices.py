"""What was chosen before, for blocks that have not changed: a new quarter need not choose all earlier ones again."""

from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.protection.block import Block

Mask = NDArray[np.bool_]


class Choices:
    """Which cells of a block are hidden, by a digest of all that decides it: the block, and this program.

    `table`: as another `table` of choices gives it, such as that of the version before.
    """

    def __init__(self, table: pd.DataFrame | None = None) -> None:
        self._before: dict[str, bytes] = {} if table is None else dict(zip(table.digest, table.hidden, strict=True))
        self._used: dict[str, bytes] = {}

    def made(self, block: Block, needed: Mask, settled: Mask, known: Mask, make: Callable[[], Mask]) -> Mask:
        """The choice for a block with cells that are `needed` to be hidden, `settled`, or `known`; `make` if new."""
        digest = _digest(block, needed, settled, known)
        if digest in self._before:
            hidden = np.unpackbits(np.frombuffer(self._before[digest], dtype=np.uint8), count=len(needed)).astype(bool)
        else:
            hidden = make()
        self._used[digest] = np.packbits(hidden).tobytes()
        return hidden

    def table(self) -> pd.DataFrame:
        """The choices that were made or used: `digest`, and `hidden`, a bit for each cell."""
        return pd.DataFrame({"digest": list(self._used), "hidden": list(self._used.values())})


def _digest(block: Block, *masks: Mask) -> str:
    arrays = [
        *(block.values, block.cost, block.threshold, *masks, *block.incidence, block.signs),
        np.array(sorted(block.untold), dtype=int),
        *(limits for limits in (block.shown_within, block.hidden_within) if limits is not None),
    ]
    digest = blake2b(_program(), digest_size=16)
    for array in arrays:
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    digest.update("\n".join(owner or "" for owner in block.owner).encode())
    return digest.hexdigest()


@cache
def _program() -> bytes:
    """What tells this program from others that may choose otherwise: its text."""
    modules = sorted(Path(__file__).parent.glob("*.py"))
    return blake2b(b"".join(module.read_bytes() for module in modules)).digest()
