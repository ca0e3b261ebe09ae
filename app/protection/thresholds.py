"""From how many people on a count is shown."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True)
class Thresholds:
    """Counts from 1 to one below `small` are hidden; to one below `sensitive` for what `names` lists.

    `names`: categories such as `domestic_abuse`, and dimensions such as `ethnic_group`, of which it is every category.
    """

    small: int
    sensitive: int = 0
    names: frozenset[str] = frozenset()

    def of(self, categories: pd.Series) -> NDArray[np.int_]:
        """The threshold of counts in `categories`: a dimension and what it is, or a category alone, or nothing."""
        listed = {each: not self.names.isdisjoint([each, *each.split()]) for each in categories.unique()}
        return np.where(categories.map(listed), max(self.small, self.sensitive), self.small).astype(int)
