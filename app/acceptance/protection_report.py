"""What a version hides of the counts of people, why, and what that loses; and what it shows that was hidden before."""

from collections.abc import Iterator, Mapping

import pandas as pd

from app.contract.states import State
from app.measures.breakdown import as_counts
from app.measures.catalogue import QUANTITIES
from app.measures.demand import QUANTITIES as DEMAND
from app.measures.outcomes import COUNTS
from app.protection import COUNTED, Thresholds, Told
from app.protection.earlier import KEY
from app.store import Version

NAME = "protection"
"""The table that holds it."""

COLUMNS = (
    "policy", "subject", "cells", "small", "source", "others", "people_percent", "reopened", "periods",
)  # fmt: skip
_TABLES = {"returns": "cube", "people referred": "breakdown", "service demand": "demand", "scores": "outcomes"}
_SHOWN = [State.REPORTED, State.PARTIAL]


def build_report(tables: Mapping[str, pd.DataFrame], before: Told, policy: str, thresholds: Thresholds) -> pd.DataFrame:
    """One row for each kind of counts of people; `before` is what earlier versions have told.

    `policy`; `subject`; `cells`, how many counts there are; of these hidden: `small`, at `source` (with the totals of
    these), and to protect `others`; `people_percent`, the share of the people counted in HSCPs whose count is hidden;
    `reopened`, counts that were hidden before and are shown now, and their `periods`.
    """
    rows = []
    for subject, name in _TABLES.items():
        if name not in tables:
            continue
        published = "published" if name == "cube" else f"published_{name}"
        told, shown = _counts(name, tables[name]), _counts(name, tables[published])
        row = {"policy": policy, "subject": subject} | _hidden(told, shown, thresholds)
        rows.append(row | _reopened(before, shown))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def protection_told(version: Version, *, reasons: bool) -> list[str]:
    """What a version hides of the counts of people, as sentences; none where it holds no returns.

    `reasons` says why besides. Only whoever has the store itself may know: hidden counts must all look the same.
    """
    return list(sentences(version.derived(NAME), reasons=reasons)) if NAME in version.derived_in else []


def sentences(report: pd.DataFrame, *, reasons: bool) -> Iterator[str]:
    """What a report says: what is hidden, a sentence for each subject, then what was hidden before and is no longer."""
    for row in report[report.cells > 0].itertuples():
        hidden = row.small + row.source + row.others
        why = (
            f", {row.small:,} small ones, {row.source:,} as they were at source and {row.others:,} to protect others; "
            f"they are {row.people_percent:.1f}% of the people counted"
        )
        share = 100 * hidden / row.cells
        yield f"{row.subject}: {hidden:,} of {row.cells:,} counts are hidden ({share:.1f}%){why if reasons else ''}"
    for row in report[report.reopened > 0].itertuples():
        yield (
            f"warning: {row.subject} of {row.periods}: {row.reopened:,} counts that the version "
            "before hid can be seen now"
        )


def _counts(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The counts of people in a table, by `KEY`: `value` and `state`."""
    match name:
        case "cube":
            people = [quantity.id for quantity in QUANTITIES.values() if quantity.sensitivity == "person"]
            table = table[table.quantity.isin(people)].assign(category="")
        case "breakdown":
            table = as_counts(table)
        case "demand":
            table = table[table.quantity.isin(DEMAND)]
        case "outcomes":  # larger areas are made of what is shown of HSCPs
            table = table[table.area_code.str.startswith("S37")].rename(columns={"instrument": "category"})
            parts = [
                table.assign(quantity=count, value=table[count], state=table[f"{count}_state"]) for count in COUNTS
            ]
            table = pd.concat(parts)
    table = table[table.state.isin(COUNTED)]
    return table.astype({"value": "Float64"}).set_index(KEY)[["value", "state"]]


def _hidden(told: pd.DataFrame, shown: pd.DataFrame, thresholds: Thresholds) -> dict[str, float]:
    hidden = (shown.state == State.SUPPRESSED).reindex(told.index, fill_value=False)
    source = told.state == State.SUPPRESSED
    categories = told.index.get_level_values("category").to_series()
    small = told.value.between(1, thresholds.of(categories) - 1).fillna(False).astype(bool)
    hscps = told.index.get_level_values("area_code").str.startswith("S37")
    people = told.value[hscps].sum()
    return {
        "cells": len(told),
        "small": int((hidden & small).sum()),
        "source": int((hidden & source).sum()),
        "others": int((hidden & ~small & ~source).sum()),
        "people_percent": float(100 * told.value[hscps & hidden].sum() / people) if people else 0.0,
    }


def _reopened(before: Told, shown: pd.DataFrame) -> dict[str, object]:
    """How many counts were hidden before and are shown now, and of which periods they are."""
    shown = shown[shown.state.isin(_SHOWN)].reset_index()
    reopened = shown[before.was_hidden(shown)]
    return {"reopened": len(reopened), "periods": ", ".join(sorted(reopened.period.unique()))}
