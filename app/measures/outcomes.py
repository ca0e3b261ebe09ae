"""Wellbeing of the people supported, by financial year and instrument. Instruments are never put together.

What is counted is protected HSCP by HSCP. A larger area is then made only of HSCPs that are shown themselves: there is
nothing in it that could be subtracted.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from app.contract.states import State, prevailing
from app.measures.at_source import AtSource
from app.measures.catalogue.wellbeing import FEWEST_PAIRS
from app.measures.estimate import mean_from_moments, pooled_moments, proportion
from app.measures.relations import LeftOver, Link, Relation
from app.measures.years import hscp_years

SHARES = {
    "follow_up": ("n_followed", "n_baseline"),
    "up1": ("n_up1", "n_up1_known"),
    "up3": ("n_up3", "n_up3_known"),
    "down1": ("n_down1", "n_down1_known"),
}
"""Each percentage: the count above the line and the one below it."""

COUNTS = ("n_paired", *dict.fromkeys(count for pair in SHARES.values() for count in pair))
"""What is counted: `n_paired`, people whose change is told; `…_known`, those of them in rows that tell the other count
as well; `n_followed`, in rows that tell how many have a first score."""

UNLISTED = "other"
"""What a return calls an instrument that is not on the list: a different one, perhaps, in every unit."""

NOT_ALIKE = ("ons4", UNLISTED)
"""Instruments whose scores are not alike from one HSCP to the next: of ONS4 there is no agreed single score."""

WHOLE_POINTS = ("swemwbs", "wemwbs")
"""Instruments by which people are counted whose score rose or fell by whole points: wide scales, higher for wellbeing.

EQ-5D-5L ends at 1, on MYCaW a rise is of concerns, and of others the scale is not known.
"""

_RELATIONS = (
    Relation("n_paired", ("n_followed",), LeftOver.OTHER_ROWS),
    Relation("n_paired", ("n_up1_known",), LeftOver.OTHER_ROWS),
    Relation("n_paired", ("n_up3_known",), LeftOver.OTHER_ROWS),
    Relation("n_paired", ("n_down1_known",), LeftOver.OTHER_ROWS),
    Relation("n_baseline", ("n_followed",)),
    Relation("n_paired", ("n_up1", "n_down1")),
    Relation("n_up1_known", ("n_up1",)),
    Relation("n_down1_known", ("n_down1",)),
    Relation("n_up1", ("n_up3",)),
)
_OF_ANY_NUMBER = ("n_baseline", "n_paired", "n_followed")
_MOVED = ("n_up1", "n_up3", "n_down1")
_CELL = ["period", "area_code", "instrument"]
_ROW = ["hscp_code", "period", "suppressed"]
_CHANGE = ["outcome_n_paired", "outcome_change_mean", "outcome_change_sd"]
_MOMENTS = ["change_mean", "change_sd", "baseline_mean"]
_SHOWN = [State.REPORTED, State.PARTIAL]


def build_outcome_counts(returns: pd.DataFrame, reporting: pd.DataFrame) -> pd.DataFrame:
    """Count the people of each HSCP who were scored, by financial year that has ended and instrument.

    `returns`: rows as accepted; `reporting`: `app.measures.reporting.build_reporting` of them. People are paired where
    their row tells how their scores changed; of a single pair it need not, and that pair counts as none. Whose score
    moved by whole points is counted by the instruments of `WHOLE_POINTS` only, else `not_collected`. Returns one
    row per count of `COUNTS` × year × area × instrument in use: `quantity, period, area_code, instrument, value, state,
    parts_reported, parts_expected` (quarters). Whose score moved is `too_few` where fewer than `FEWEST_PAIRS` tell it.
    """
    rows = _scored(returns)
    at_source = AtSource(rows)
    needs = {"n_baseline": ["outcome_n_baseline"], "n_paired": _CHANGE, "n_followed": [*_CHANGE, "outcome_n_baseline"]}
    for each in _MOVED:
        needs[each] = needs[f"{each}_known"] = [*_CHANGE, f"outcome_{each}"]
    counts_points = rows.instrument.isin(WHOLE_POINTS)
    counts = []
    for count, fields in needs.items():
        told = rows[[field for field in fields if field not in _CHANGE]].notna().all(axis=1)
        told &= rows.tells_change | (count == "n_baseline")
        hidden = at_source.hides(*fields)
        if count.startswith(_MOVED):
            told, hidden = told & counts_points, hidden & counts_points
        value = rows.get(f"outcome_{count}", rows.outcome_n_paired)
        cells = rows[["hscp_code", "period", "instrument"]]
        told_of = cells.assign(value=value.where(told & ~hidden), hidden=hidden)
        counts.append(hscp_years(told_of, reporting, ["instrument"]).assign(quantity=count))
    return _without_few(pd.concat(counts, ignore_index=True))


def links_of_outcomes(counts: pd.DataFrame) -> Iterator[Link]:
    """How the counts of an HSCP are linked in each year and instrument."""
    for year, instrument in counts[["period", "instrument"]].drop_duplicates().itertuples(index=False):
        yield from (relation.at(year, instrument) for relation in _RELATIONS)


def _without_few(counts: pd.DataFrame) -> pd.DataFrame:
    """Whose score moved is told to nobody where it is known of fewer than `FEWEST_PAIRS` people."""
    known = {each: each if each.endswith("_known") else f"{each}_known" for pair in SHARES.values() for each in pair}
    bases = counts[_CELL].assign(quantity=counts.quantity.map(known))
    values = counts.set_index([*_CELL, "quantity"]).value
    of = values.reindex(pd.MultiIndex.from_frame(bases)).set_axis(counts.index)
    few = counts.state.isin(_SHOWN) & ~counts.quantity.isin(_OF_ANY_NUMBER) & (of < FEWEST_PAIRS).fillna(False)
    return counts.assign(value=counts.value.mask(few), state=counts.state.mask(few, State.TOO_FEW.value))


def still_few(published: pd.Series, true: pd.Series) -> pd.Series:
    """Published counts, none of which rounding has lifted to `FEWEST_PAIRS` from below."""
    lifted = (true < FEWEST_PAIRS) & (published >= FEWEST_PAIRS)
    return published.mask(lifted.fillna(False).astype(bool), FEWEST_PAIRS - 5)


def build_outcomes(counts: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """The figures of HSCPs, from their counts: one row per year × area × instrument.

    `counts`: as `build_outcome_counts` makes them, protected or not; where `n_paired` is hidden there are no means.
    `returns`: rows as accepted. Columns: `period, area_code, instrument`, each of `COUNTS` with its `…_state`,
    `change_mean, change_sd, baseline_mean` (points, of `n_paired` people; pooled exactly from the rows of returns, the
    first scores only where every row tells them), `parts_reported, parts_expected` (quarters).
    """
    values, states = (
        counts.pivot(index=_CELL, columns="quantity", values=name).reindex(columns=COUNTS)
        for name in ("value", "state")
    )
    table = values.astype("Float64").astype(float).join(states.add_suffix("_state"))
    rows = _scored(returns)
    rows = rows[rows.tells_change].assign(period=rows.period.str[:7], area_code=rows.hscp_code)
    table = table.join(_pooled(rows, "outcome_n_paired", [f"outcome_{name}" for name in _MOMENTS]))
    table[_MOMENTS] = table[_MOMENTS].where(table.n_paired.notna(), axis=0)
    first_told = rows.outcome_baseline_mean.notna() | (rows.outcome_n_paired == 0)
    of_all = first_told.groupby([rows[name] for name in _CELL]).all()
    table["baseline_mean"] = table.baseline_mean.where(of_all.reindex(table.index, fill_value=False).astype(bool))
    parts = counts[counts.quantity == "n_paired"].set_index(_CELL)[["parts_reported", "parts_expected"]]
    return table.join(parts).reset_index()


def with_wholes(outcomes: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Figures of HSCPs as anyone may see them, and those of NHS Boards and Scotland, made of them.

    `outcomes`: of protected counts, as `build_outcomes` makes them; `areas`: `app.geography.areas.areas()`. Means are
    left out where they are of too few people. A larger area is made of those HSCPs that show a mean, and each of its
    percentages of those that show that too. Its parts are these HSCPs, of all that use the instrument, or did not tell.
    There is none of the instruments that are `NOT_ALIKE`.
    """
    enough = outcomes.n_paired >= FEWEST_PAIRS
    outcomes = outcomes.assign(**{name: outcomes[name].where(enough) for name in _MOMENTS})
    hscps = areas[areas.area_level == "hscp"].set_index("area_code").board_code
    scotland = areas.area_code[areas.area_level == "scotland"].item()
    to_wholes = (hscps, pd.Series(scotland, index=hscps.index))
    alike = outcomes[~outcomes.instrument.isin(NOT_ALIKE)]
    wholes = [_whole(alike.assign(area_code=alike.area_code.map(to_whole))) for to_whole in to_wholes]
    return pd.concat([outcomes, *wholes], ignore_index=True)


def outcome_values(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Wellbeing as a reader has it: one row per year × area × instrument.

    `outcomes`: as `with_wholes` makes them. Columns: `period, area_code, instrument, n_baseline, n_paired`;
    `change_mean` (points) with `change_sd` and the 95% Student t interval `change_lower, change_upper`;
    `baseline_mean`; for each of `SHARES` `…_percent` (0 to 100) with the 95% Wilson interval `…_lower, …_upper`,
    `…_of`, how many people it is of, and `…_state`; `state` (of the change), `parts_reported, parts_expected`. Below
    `FEWEST_PAIRS` pairs the state is `too_few`: only how many people there are is told, and the follow-up.
    """
    table = outcomes[[*_CELL, "n_baseline", "n_paired", *_MOMENTS, "parts_reported", "parts_expected"]].copy()
    few = (table.n_paired < FEWEST_PAIRS) & outcomes.n_paired_state.isin(_SHOWN)
    table["state"] = outcomes.n_paired_state.mask(few, State.TOO_FEW.value)
    table[_MOMENTS] = table[_MOMENTS].mask(few)
    interval = mean_from_moments(table.n_paired, table.change_mean, table.change_sd)
    table["change_lower"], table["change_upper"] = interval.lower, interval.upper
    for name, (count, base) in SHARES.items():
        states = [outcomes[f"{count}_state"], outcomes[f"{base}_state"]]
        states.append(outcomes.n_paired_state if name == "follow_up" else table.state)
        state = pd.Series([prevailing(map(State, each)).value for each in zip(*states, strict=True)], index=table.index)
        nobody = state.isin(_SHOWN) & (outcomes[base] == 0)
        table[f"{name}_state"] = state.mask(nobody, State.TOO_FEW.value)
        shown = table[f"{name}_state"].isin(_SHOWN)
        table[f"{name}_of"] = outcomes[base].where(shown)
        bounds = proportion(outcomes[count].where(shown), outcomes[base].where(shown))
        for column, bound in zip(("percent", "lower", "upper"), bounds, strict=True):
            table[f"{name}_{column}"] = 100 * bound
    return table


def _scored(returns: pd.DataFrame) -> pd.DataFrame:
    """The rows of returns that use an instrument, with its name, and whether they tell the change."""
    scored = returns.outcome_instrument.notna() & (returns.outcome_instrument != "none")
    rows = returns.loc[scored, [name for name in returns if name.startswith("outcome_") or name in _ROW]]
    rows = rows.rename(columns={"outcome_instrument": "instrument"})
    moments = rows[["outcome_change_mean", "outcome_change_sd"]].notna().all(axis=1)
    single = (rows.outcome_n_paired == 1) & rows.outcome_change_mean.isna()
    counts = ["outcome_n_paired", "outcome_n_up1", "outcome_n_up3", "outcome_n_down1"]
    rows[counts] = rows[counts].mask(single & rows[counts[0]].notna(), 0)
    tells = (rows.outcome_n_paired <= 1) | (rows.outcome_n_paired.notna() & moments)
    return rows.assign(tells_change=tells.fillna(False).astype(bool))


def _pooled(rows: pd.DataFrame, number: str, moments: list[str]) -> pd.DataFrame:
    """The moments of rows put together by year, area and instrument; a mean first score of those that tell it."""
    group, cells = pd.factorize(pd.MultiIndex.from_frame(rows[_CELL]))
    if not len(cells):
        none = pd.MultiIndex.from_arrays([[]] * len(_CELL), names=_CELL)
        return pd.DataFrame(columns=_MOMENTS, index=none, dtype=float)
    figures = rows[[number, *moments]].astype("Float64").astype(float)
    n, change, sd, baseline = (figures[name].to_numpy() for name in figures)
    pooled = pooled_moments(n, change, sd, group)
    first = np.where(np.isnan(baseline), 0.0, n)
    of_first = pooled_moments(first, np.nan_to_num(baseline), np.zeros(len(first)), group)
    index = pd.MultiIndex.from_tuples(cells, names=_CELL)
    return pd.DataFrame(dict(zip(_MOMENTS, (pooled.mean, pooled.sd, of_first.mean), strict=True)), index=index)


def _whole(parts: pd.DataFrame) -> pd.DataFrame:
    """Larger areas from their HSCPs, whose rows have the code of the larger area."""
    state = parts.n_paired_state
    inside = parts[parts.change_mean.notna()]
    groups = parts.assign(
        programme=state != State.NO_PROGRAMME,
        sent=~state.isin([State.NO_PROGRAMME, State.NOT_SUBMITTED]),
        used=~state.isin([State.NO_PROGRAMME, State.NOT_SUBMITTED, State.NOT_COLLECTED]),
        hidden=state == State.SUPPRESSED,
        expected=~state.isin([State.NO_PROGRAMME, State.NOT_COLLECTED]),
    ).groupby(_CELL)
    said = groups[["programme", "sent", "used", "hidden"]].any()
    table = pd.DataFrame({"parts_reported": inside.groupby(_CELL).size(), "parts_expected": groups.expected.sum()})
    table = table.fillna({"parts_reported": 0}).astype(int)
    nothing = table.parts_reported == 0
    short = (inside.n_paired_state != State.REPORTED).groupby([inside[name] for name in _CELL]).any()
    short = (table.parts_reported < table.parts_expected) | short.reindex(table.index, fill_value=False)
    table["n_paired_state"] = np.select(
        [~said.programme, ~said.sent, ~said.used, nothing & said.hidden, nothing, short],
        [State.NO_PROGRAMME, State.NOT_SUBMITTED, State.NOT_COLLECTED, State.SUPPRESSED, State.TOO_FEW, State.PARTIAL],
        State.REPORTED,
    )
    table["n_paired"] = inside.groupby(_CELL).n_paired.sum()
    for count, base in SHARES.values():
        table = table.join(_whole_share(inside, count, base))
        for each in (count, base):
            state = table[f"{each}_state"].mask(nothing, table.n_paired_state)
            table[f"{each}_state"] = state.mask(short & (state == State.REPORTED), State.PARTIAL.value)
    return table.join(_pooled(inside, "n_paired", _MOMENTS)).reset_index()


def _whole_share(inside: pd.DataFrame, count: str, base: str) -> pd.DataFrame:
    """The two counts of a percentage from those HSCPs that show both, and their states."""
    states = inside[[f"{count}_state", f"{base}_state"]]
    shown = states.isin(_SHOWN).all(axis=1)
    cells = [inside[name] for name in _CELL]
    sums = inside.loc[shown, [*_CELL, count, base]].groupby(_CELL).sum()
    told = pd.DataFrame(
        {
            "some": shown.groupby(cells).any(),
            "all": (states == State.REPORTED).all(axis=1).groupby(cells).all(),
            "hidden": (states == State.SUPPRESSED).any(axis=1).groupby(cells).any(),
        }
    )
    state = np.select(
        [told["all"], told.some, told.hidden], [State.REPORTED, State.PARTIAL, State.SUPPRESSED], State.NOT_COLLECTED
    )
    return sums.reindex(told.index).assign(**{f"{each}_state": state for each in (count, base)})
