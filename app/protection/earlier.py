"""What the version before has told already: beside it, too, a new one must not give anyone away.

Whoever keeps what was shown knows more than the new version tells. Counts that were shown and are the same still are
known, and hiding them protects nobody; what was hidden stays hidden; and a total that was shown before, and has changed
by an HSCP whose count is hidden, would tell that count by the difference.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.contract.states import State
from app.protection.protect import protect
from app.protection.thresholds import Thresholds

KEY = ["quantity", "period", "category", "area_code"]
_SHOWN = [State.REPORTED, State.PARTIAL]


@dataclass(frozen=True)
class Earlier:
    """The counts of the version before: as they were (`true`), and as they were `published`; rows as of `protect`.

    `withheld`: the periods whose totals of larger areas that version held back altogether.
    """

    true: pd.DataFrame
    published: pd.DataFrame
    withheld: frozenset[str] = frozenset()

    def known(self, counts: pd.DataFrame) -> pd.Series:
        """True for each row of `counts` that was shown with the same value."""
        same = _beside(self.published, counts).value == counts.value.to_numpy()
        return self.was_shown(counts) & same.fillna(False)

    def was_shown(self, counts: pd.DataFrame) -> pd.Series:
        """True for each row of `counts` that was shown, whatever its value."""
        return _beside(self.published, counts).state.isin(_SHOWN)

    def stays_hidden(self, counts: pd.DataFrame, larger: pd.Series) -> pd.Series:
        """True for each row that was hidden; totals (`larger`) of periods that were withheld may be shown now."""
        was_hidden = _beside(self.published, counts).state == State.SUPPRESSED
        return was_hidden & ~(larger & counts.period.isin(list(self.withheld)))

    def gives_away(self, protected: pd.DataFrame, counts: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
        """True for each total that was shown, and has changed by an HSCP whose count was or is hidden.

        `counts`, `protected`: the new ones, as they are and as they would be published.
        """
        changed = _changed(self.true, counts)
        hidden = pd.concat([each[each.state == State.SUPPRESSED][KEY] for each in (self.published, protected)])
        concerned = changed[pd.MultiIndex.from_frame(changed[KEY]).isin(pd.MultiIndex.from_frame(hidden[KEY]))]
        totals = pd.MultiIndex.from_frame(_totals_of(concerned, areas)[KEY])
        return pd.MultiIndex.from_frame(counts[KEY]).isin(totals) & self.was_shown(counts)


def several_parts(counts: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """True for each row of a larger area of which several HSCPs have a count; of one alone, it is that HSCP's."""
    number = _totals_of(counts, areas).groupby(KEY).size().rename("parts")
    return counts[KEY].join(number, on=KEY).parts.fillna(0) > 1


def _totals_of(counts: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The rows of HSCPs twice, with the code of the NHS Board and of Scotland to which they add."""
    board_of = areas[areas.area_level == "hscp"].set_index("area_code").board_code
    scotland = areas.area_code[areas.area_level == "scotland"].item()
    parts = counts[counts.area_code.isin(board_of.index)]
    return pd.concat([parts.assign(area_code=parts.area_code.map(board_of)), parts.assign(area_code=scotland)])


def _changed(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The counts that are not in both, or not with the same value."""
    both = before[[*KEY, "value"]].merge(now[[*KEY, "value"]], on=KEY, how="outer", suffixes=("_before", ""))
    same = (both.value == both.value_before).fillna(False) | (both.value.isna() & both.value_before.isna())
    return both.loc[~same, KEY]


def _beside(table: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """`value` and `state` of a table for each row of `counts`, in their order; missing where it has none."""
    found = counts[KEY].merge(table[[*KEY, "value", "state"]], on=KEY, how="left")
    return found[["value", "state"]].set_index(counts.index)


def protect_after(
    earlier: Earlier | None,
    counts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    thresholds: Thresholds,
    withheld: Collection[str] = (),
    known: pd.Series | None = None,
    **how: Any,
) -> pd.DataFrame:
    """What `app.protection.protect` gives, safe beside the version before as well; `how` goes there.

    Totals of several HSCPs are held back in the periods `withheld`. `known`: counts that everyone knows.
    """
    rows = counts if "category" in counts else counts.assign(category="")
    larger = several_parts(rows, areas)
    held_back = larger & rows.period.isin(list(withheld))
    needed = pd.Series(False, index=rows.index)
    known = pd.Series(False, index=rows.index) if known is None else known
    if earlier is not None:
        needed |= earlier.stays_hidden(rows, larger) & ~held_back
        known = known | earlier.known(rows)
        small = ((rows.value >= 1) & (rows.value < thresholds.of(rows.category))).fillna(False)
        certain = rows.assign(state=rows.state.mask(small, State.SUPPRESSED.value))
        needed |= earlier.gives_away(certain, rows, areas)
        known |= larger & earlier.was_shown(rows) & ~needed  # and by how much it has changed is shown too

    def attempt(needed: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
        """What would be published, and the totals that would be given away by it."""
        told = {"needed": needed, "known": known, "held_back": held_back}
        protected = protect(counts, areas, thresholds=thresholds, **told, **how)
        if earlier is None:
            return protected, pd.Series(False, index=rows.index)
        return protected, earlier.gives_away(rows.assign(state=protected.state), rows, areas) & ~held_back

    certainly = needed
    protected, exposed = attempt(needed)
    while (exposed & ~needed).any():
        needed = needed | exposed
        protected, exposed = attempt(needed)
    less = certainly | exposed  # a count that was hidden on the way, and is not now, need not have taken totals along
    if not less.equals(needed):
        leaner, exposed = attempt(less)
        if not (exposed & ~less).any():
            return leaner
    return protected
