"""Every table that a viewer can see, as plain files: what the pages and their downloads show, in one form.

A file is one figure of one grain. Its columns are `period, area_code`, the categories if there are any (a total over
categories is written `all`), `value` as downloads have it, and `state`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from app.analysis.gap_measures import Sides, gap_measure
from app.analysis.gaps import directory_quality, gap_statuses, thresholds_in_use
from app.analysis.inequality import rates_by_fifth, referred_by_fifth
from app.analysis.rolling_years import rolling_year
from app.analysis.wellbeing import one_measure
from app.contract.codes import SERVICE_CATEGORIES
from app.contract.states import State
from app.contract.tables import UNMET_REASONS
from app.geography.areas import SCOTLAND, areas, people_by_fifth
from app.measures.breakdown import ALL, BROKEN_DOWN_BY, PEOPLE
from app.measures.catalogue import GAPS, MEASURES, QUANTITIES, WORKERS
from app.measures.catalogue import PEOPLE as SCORES
from app.measures.demand import QUANTITIES as DEMAND
from app.measures.reporting import Status
from app.release import Release

_DECIMALS = 6
_SHOWN = [State.REPORTED, State.PARTIAL]
_BOUNDS = ("value", "lower", "upper")
_FIFTHS = ("1", "2", "3", "4", "5")
_WAITS = ("units", "rows", "median_lowest", "median_highest", "p90_lowest", "p90_highest", "n")
_OF_DIRECTORY = ("local", "wider", "online", "assured", "waiting_known", "waiting_closed")


class Table(NamedTuple):
    """One figure of one grain (`quarter`, `rolling_year`, `year`; `directory`: as at the day of its load)."""

    name: str
    grain: str
    rows: pd.DataFrame


def publish(release: Release, folder: Path) -> list[Path]:
    """Write every table that `release` shows into `folder`, which is made if missing; gives the files, if any."""
    return [_write(table, folder) for table in tables(release)]


def tables(release: Release) -> Iterator[Table]:
    """Every table of a release, with columns as the files have them, and categories under their own names."""
    if release.periods:
        yield from _measures(release)
        yield from _counts(release)
        yield from _reporting(release)
        yield from _waits(release)
        yield from _ways_of_working(release)
        yield from _who_is_referred(release)
        yield from _scores(release)
    yield from _survey(release)
    if release.years:
        yield from _demand(release)
    if release.directory_as_at:
        yield from _directory(release)
        if release.years:
            yield from _gaps(release)


def _write(table: Table, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table.name}-{table.grain}.csv"
    keys = [name for name in table.rows if name not in ("value", "state")]
    table.rows.sort_values(keys).to_csv(path, index=False, lineterminator="\n")
    return path


def _table(
    name: str, grain: str, rows: pd.DataFrame, value: str = "value", state: str = "state", keys: Sequence[str] = ()
) -> Table:
    columns = [*dict.fromkeys(("period", "area_code", *keys)), value, state]
    table = rows[columns].set_axis([*columns[:-2], "value", "state"], axis=1)
    if pd.api.types.is_numeric_dtype(table.value):
        table = table.assign(value=table.value.astype(float).round(_DECIMALS))
    return Table(name, grain, table)


def _bounds(name: str, grain: str, rows: pd.DataFrame, keys: Sequence[str] = ()) -> Iterator[Table]:
    """The value of a measure, and the ends of its interval where it has one."""
    for bound in _BOUNDS:
        if bound == "value" or rows[bound].notna().any():
            yield _table(name if bound == "value" else f"{name}_{bound}", grain, rows, bound, keys=keys)


def _base(name: str, rows: pd.DataFrame, keys: Sequence[str] = ()) -> Table:
    """How many people the values of a year are of, which is told with the value only."""
    return _table(f"{name}_of", "year", rows[rows.state.isin(_SHOWN)], "denominator", keys=keys)


def _measures(release: Release) -> Iterator[Table]:
    for measure in MEASURES.values():
        figures = release.measure(measure.id)
        yield from _bounds(measure.id, "quarter", figures)
        base = measure.base.kind if measure.base else "stock"
        yield _table(measure.id, "rolling_year", rolling_year(figures, measure.kind, base, per=measure.per))


def _counts(release: Release) -> Iterator[Table]:
    """The counts above and below the line of measures."""
    for quantity in QUANTITIES:
        yield _table(f"count_of_{quantity}", "quarter", release.quantity(quantity))


def _reporting(release: Release) -> Iterator[Table]:
    reporting = release.reporting()
    rows = reporting.assign(state=reporting.status.replace(Status.COMPLETE.value, State.REPORTED.value))
    for name in ("status", "units_reported", "units_expected"):
        yield _table(f"returns_{name}", "quarter", rows, name)


def _waits(release: Release) -> Iterator[Table]:
    for name in _WAITS:
        yield _table(f"wait_{name}", "quarter", release.waits(), name)


def _ways_of_working(release: Release) -> Iterator[Table]:
    attributes = release.attributes()
    for name in attributes.columns[5:]:
        if not name.endswith("_state"):
            state = f"{name.removesuffix('_mean')}_state"
            told = attributes[name].notna().map({True: State.REPORTED.value, False: State.NOT_COLLECTED.value})
            yield _table(f"attribute_{name}", "quarter", attributes.assign(state=attributes.get(state, told)), name)
    delivery = release.delivery()
    for name in ("wte_in_post", "headcount_in_post", "practices_covered"):
        told = delivery[name].notna().map({True: State.REPORTED.value, False: State.NOT_COLLECTED.value})
        yield _table(f"{name}_by_model", "quarter", delivery.assign(state=told), name, keys=["delivery_model"])


def _who_is_referred(release: Release) -> Iterator[Table]:
    rows = release.breakdown()
    for dimension in BROKEN_DOWN_BY:
        inside = rows[rows.dimension.isin([ALL, dimension])].rename(columns={"category": dimension})
        if len(inside):
            yield _table(f"{PEOPLE}_by_{dimension}", "year", inside, keys=[dimension])
    yield from _rates_by_fifth(release)


def _rates_by_fifth(release: Release) -> Iterator[Table]:
    """Referred for every 1,000 people who live in each fifth, counted each quarter."""
    own, everyones = (
        each.breakdown().query("dimension == 'simd_quintile'") for each in (release, release.as_published)
    )
    if own.empty:
        return
    of_areas = [
        _rates_of(everyones if area == SCOTLAND else own, period, area)
        for period, area in own[["period", "area_code"]].drop_duplicates().itertuples(index=False)
    ]
    yield from _bounds("people_referred_per_1000", "year", pd.concat(of_areas), ["simd_quintile"])


def _rates_of(rows: pd.DataFrame, period: str, area: str) -> pd.DataFrame:
    """The rates of one area and year. What is of some HSCPs only is partial; without every quarter there is none."""
    rows = rows[rows.period == period]
    fifths = referred_by_fifth(rows, area, people_by_fifth())
    states = rows[rows.area_code == area].set_index("category").state.reindex(_FIFTHS)
    table = pd.DataFrame(rates_by_fifth(fifths.counts, fifths.people)._asdict(), index=states.index)
    table = table.rename(columns={"estimate": "value"}).rename_axis("simd_quintile").reset_index()
    known = State.REPORTED if fifths.hscps == fifths.expected else State.PARTIAL
    unknown = State.TOO_FEW if fifths.hscps else State.NOT_SUBMITTED
    states = states.mask(states.isin(_SHOWN), unknown.value).to_numpy()
    return table.assign(period=period, area_code=area, state=np.where(table.value.notna(), known.value, states))


def _scores(release: Release) -> Iterator[Table]:
    outcomes = release.outcomes()
    if outcomes.empty:
        return
    for measure in SCORES.values():
        values = one_measure(outcomes, measure).assign(instrument=outcomes.instrument)
        yield from _bounds(f"score_{measure.id}", "year", values, ["instrument"])
        yield _base(f"score_{measure.id}", values, ["instrument"])
    for name in ("n_baseline", "n_paired", "baseline_mean"):
        told = outcomes[name].notna()
        state = outcomes.state.mask(told & ~outcomes.state.isin(_SHOWN), State.REPORTED.value)
        state = state.mask(~told & outcomes.state.isin(_SHOWN), outcomes.follow_up_state)
        yield _table(f"score_{name}", "year", outcomes.assign(told=state), name, "told", ["instrument"])


def _survey(release: Release) -> Iterator[Table]:
    survey = release.workforce()
    if survey.empty:
        return
    for measure in WORKERS.values():
        values = one_measure(survey, measure)
        yield from _bounds(f"survey_{measure.id}", "year", values)
        yield _base(f"survey_{measure.id}", values)
    yield _table("survey_respondents", "year", survey, "respondents")


def _demand(release: Release) -> Iterator[Table]:
    demand = release.demand()
    for name in DEMAND:
        rows = demand[demand.area_level != "board"] if name in UNMET_REASONS else demand  # Boards have no reasons
        yield _table(name, "year", rows, name, f"{name}_state", ["category"])


def _directory(release: Release) -> Iterator[Table]:
    """What the directory lists, which is public."""
    day = release.directory_as_at.isoformat()
    supply = release.supply().assign(period=day, state=State.REPORTED.value)
    for name in _OF_DIRECTORY:
        yield _table(f"services_{name}", "directory", supply, name, keys=["category"])


def _gaps(release: Release) -> Iterator[Table]:
    quality = directory_quality(release.listing(), thresholds_in_use())
    reached = release.reach() if release.knows_reach else None
    sides = Sides(release.demand(), release.as_published.demand(), release.supply(), quality, reached, areas())
    for measure in GAPS.values():
        if reached is None and measure.id.endswith("_near"):
            continue
        years = (
            release.years if measure.id == "services_per_100_signposts" else release.years[-1:]
        )  # others hold for all
        rows = pd.concat(
            gap_measure(measure, category, year, sides).assign(category=category)
            for category in SERVICE_CATEGORIES
            for year in years
        )
        yield from _bounds(measure.id, "year", rows, ["category"])
    demand = release.demand().query("area_level == 'hscp'")
    statuses = pd.concat(
        gap_statuses(rows, release.supply(), quality, thresholds_in_use()) for _, rows in demand.groupby("period")
    )
    yield _table("gap_status", "year", statuses.assign(state=State.REPORTED.value), "status", keys=["category"])
