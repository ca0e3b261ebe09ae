"""Which figures of returns their senders hid."""

import numpy as np
import pandas as pd


class AtSource:
    """What was hidden in each of `rows`, as their column `suppressed` names it; read once for many questions."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._index = rows.index
        self._which, texts = pd.factorize(rows.suppressed)
        self._names = [set(text.split()) for text in texts]

    def hides(self, *fields: str) -> pd.Series:
        """True for each row that hid any of `fields`."""
        says = np.array([not names.isdisjoint(fields) for names in self._names] + [False])  # the last: nothing named
        return pd.Series(says[self._which], index=self._index)
