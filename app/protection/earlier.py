"""What earlier versions have told already: beside them, too, a new one must not give anyone away.

Whoever keeps what was shown knows more than the new version tells. Counts that were shown and are the same still are
known, and hiding them protects nobody; what was hidden stays hidden; and a total that was shown before, and has changed
by an HSCP whose count is hidden, would tell that count by the difference.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.contract.states import State
from app.protection.protect import COUNTED, protect
from app.protection.thresholds import Thresholds

KEY = ["quantity", "period", "category", "area_code"]
_COUNT = KEY[:3]
_SHOWN = [State.REPORTED, State.PARTIAL]


@dataclass(frozen=True)
class Told:
    """Every count that any version has told, as it was last told.

    `table`: one row for each, by `KEY`: `true`, as it was counted, missing while it is counted no more; `value` and
    `state`, as it was published. A count that was taken back stays there: whoever saw it remembers. Totals that were
    held back were not told.
    """

    table: pd.DataFrame

    @classmethod
    def nothing(cls) -> "Told":
        """What there is before the first version."""
        types = dict.fromkeys(KEY, "string") | {"true": "Float64", "value": "Float64", "state": "string"}
        return cls(pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in types.items()}))

    def with_version(self, counts: pd.DataFrame, published: pd.DataFrame, told: pd.Series) -> "Told":
        """The same after another version: `counts` as they are, and as `published`; `told`, which of them it tells."""
        new = counts[KEY].assign(true=counts.value, value=published.value, state=published.state)[told]
        old = self.table[~_in(self.table, new, KEY)]
        counted_no_more = _in(old, counts, _COUNT)
        old = old.assign(true=old.true.mask(counted_no_more))
        return Told(pd.concat([old, new], ignore_index=True).astype(self.nothing().table.dtypes))

    def known(self, counts: pd.DataFrame) -> pd.Series:
        """True for each row of `counts` that was shown with the same value."""
        same = self._beside(counts).value == counts.value.to_numpy()
        return self.was_shown(counts) & same.fillna(False)

    def was_shown(self, counts: pd.DataFrame) -> pd.Series:
        """True for each row of `counts` that was shown, whatever its value."""
        return self._beside(counts).state.isin(_SHOWN)

    def was_hidden(self, counts: pd.DataFrame) -> pd.Series:
        """True for each row of `counts` that was hidden."""
        return self._beside(counts).state.eq(State.SUPPRESSED).fillna(False)

    def gives_away(self, protected: pd.DataFrame, counts: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
        """True for each total that was shown, and has changed by an HSCP whose count was or is hidden.

        `counts`, `protected`: the new ones, as they are and as they would be published.
        """
        changed = self._changed(counts)
        hidden = pd.concat([each[each.state == State.SUPPRESSED][KEY] for each in (self.table, protected)])
        concerned = changed[_in(changed, hidden, KEY)]
        return self.was_shown(counts) & _in(counts, _totals_of(concerned, areas), KEY)

    def _changed(self, counts: pd.DataFrame) -> pd.DataFrame:
        """The counts that are not in both, or not with the same value."""
        both = self.table[[*KEY, "true"]].merge(counts[[*KEY, "value"]], on=KEY, how="outer")
        same = (both.true == both.value).fillna(False) | (both.true.isna() & both.value.isna())
        return both.loc[~same, KEY]

    def _beside(self, counts: pd.DataFrame) -> pd.DataFrame:
        """`value` and `state` as last told, for each row of `counts`, in their order; missing where it was not."""
        found = counts[KEY].merge(self.table[[*KEY, "value", "state"]], on=KEY, how="left")
        return found[["value", "state"]].set_index(counts.index)


def several_parts(counts: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """True for each row of a larger area in which several HSCPs have a row; with one alone, it is that HSCP's."""
    number = _totals_of(counts, areas).groupby(KEY).size().rename("parts")
    return counts[KEY].join(number, on=KEY).parts.fillna(0) > 1


def _in(table: pd.DataFrame, other: pd.DataFrame, columns: list[str]) -> pd.Series:
    """True for each row of `table` whose `columns` are those of a row of `other`."""
    found = pd.MultiIndex.from_frame(table[columns]).isin(pd.MultiIndex.from_frame(other[columns]))
    return pd.Series(found, index=table.index)


def _totals_of(counts: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """The rows of HSCPs twice, with the code of the NHS Board and of Scotland to which they add."""
    board_of = areas[areas.area_level == "hscp"].set_index("area_code").board_code
    scotland = areas.area_code[areas.area_level == "scotland"].item()
    parts = counts[counts.area_code.isin(board_of.index)]
    return pd.concat([parts.assign(area_code=parts.area_code.map(board_of)), parts.assign(area_code=scotland)])


def protect_after(
    earlier: Told,
    counts: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    person_quantities: Collection[str],
    thresholds: Thresholds,
    withheld: Collection[str] = (),
    known: pd.Series | None = None,
    **how: Any,
) -> tuple[pd.DataFrame, Told]:
    """What `app.protection.protect` gives, safe beside earlier versions as well, and all that has been told with it.

    Totals of several HSCPs are held back in the periods `withheld`, but for those that were told before. `known`:
    counts that everyone knows. The other arguments are those of `protect`.
    """
    rows = counts if "category" in counts else counts.assign(category="")
    counted = rows.state.isin(COUNTED)
    people = rows.quantity.isin(list(person_quantities)) & counted
    total = several_parts(rows[counted], areas).reindex(rows.index, fill_value=False)
    of_one = ~rows.area_code.isin(areas.area_code[areas.area_level == "hscp"]) & ~total  # that HSCP's own count now
    was_shown, was_hidden = earlier.was_shown(rows), earlier.was_hidden(rows)
    awaiting = several_parts(rows, areas) & rows.period.isin(list(withheld))
    held_back = awaiting & ~was_shown & ~was_hidden
    small = ((rows.value >= 1) & (rows.value < thresholds.of(rows.category))).fillna(False)
    certain = rows.assign(state=rows.state.mask(small, State.SUPPRESSED.value))
    certainly = (was_hidden & ~of_one) | earlier.gives_away(certain, rows, areas)
    known = earlier.known(rows) | (False if known is None else known)
    known |= total & was_shown & ~certainly  # and by how much it has changed is shown too

    def attempt(needed: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
        """What would be published, and the totals that would be given away by it."""
        said = {"needed": needed, "known": known, "held_back": held_back}
        protected = protect(counts, areas, person_quantities=person_quantities, thresholds=thresholds, **said, **how)
        return protected, earlier.gives_away(rows.assign(state=protected.state), rows, areas)

    needed = certainly
    protected, exposed = attempt(needed)
    while (exposed & ~needed).any():
        needed = needed | exposed
        protected, exposed = attempt(needed)
    less = certainly | exposed  # a count that was hidden on the way, and is not now, need not have taken totals along
    if not less.equals(needed):
        leaner, exposed = attempt(less)
        if not (exposed & ~less).any():
            protected = leaner
    return protected, earlier.with_version(rows, protected, people & ~held_back)
