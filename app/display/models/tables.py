"""The tables of the page on delivery models, for reading and as files."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from app.analysis.models import LABEL_FROM, SUMMARY_FROM, Label, Why, in_order
from app.contract.states import State
from app.display.models.funnels import Funnelled
from app.display.numbers import interval, number
from app.display.words import (
    AIMS,
    BALANCE,
    LABELS,
    LIMITS,
    MODELS,
    listed,
    parts_missing,
    states_of,
)
from app.measures.catalogue import MEASURES, Measure
from app.measures.funnel import Mark

_BASES = {
    "population": "People living there",
    "population_most_deprived": "People living there in the most deprived fifth",
}


def models_compared(summary: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """One measure by model, as text. `summary`: as `app.analysis.models.by_model` gives it."""
    decimals = measure.decimals
    rows = list(summary.itertuples())
    known = summary.confidence.dropna()
    level = number(100 * known.iloc[0], 1) if len(known) else "95"
    return pd.DataFrame(
        {
            "Model": [MODELS[row.model] for row in rows],
            "HSCPs": [str(row.hscps) for row in rows],
            "With a full figure": [_with_figure(row.with_value, row.partial) for row in rows],
            "Mean (95% interval)": [mean_told(row, decimals) for row in rows],
            "Lowest to highest": [interval(row.lowest, row.highest, decimals) for row in rows],
            "Median": [number(row.median, decimals) for row in rows],
            "Beside all other HSCPs": [label_told(row) for row in rows],
            f"Difference ({level}% interval)": [_difference(row, decimals) for row in rows],
        }
    )


def _with_figure(full: int, partial: int) -> str:
    return f"{full} ({partial} partial left out)" if partial else str(full)


def mean_told(row: tuple, decimals: int) -> str:
    """The mean of a model's HSCPs with its interval, or why there is none. `row`: of `by_model`."""
    if row.summary != Why.GIVEN:
        return f"– {why_not(row.summary, SUMMARY_FROM)}"
    return f"{number(row.mean, decimals)} ({interval(row.lower, row.upper, decimals)})"


def label_told(row: tuple) -> str:
    """The label of a model with its mark, or why there is none. `row`: of `by_model`."""
    if row.comparison != Why.GIVEN:
        return f"– {why_not(row.comparison, LABEL_FROM)}"
    return " ".join(LABELS[Label(row.label)])


def why_not(why: str, needed: int) -> str:
    """Why a model has no summary or no label, which need so many HSCPs."""
    return {
        Why.FEW_HSCPS: f"fewer than {needed} HSCPs",
        Why.FEW_VALUES: f"fewer than {needed} have a full figure",
        Why.FEW_OTHERS: f"fewer than {needed} others have a full figure",
    }[Why(why)]


def _difference(row: tuple, decimals: int) -> str:
    if row.comparison != Why.GIVEN:
        return ""
    return f"{number(row.difference, decimals)} ({interval(row.difference_lower, row.difference_upper, decimals)})"


def every_hscp(figures: pd.DataFrame, measure: Measure, funnelled: Funnelled | None) -> pd.DataFrame:
    """One measure of every HSCP with its model, as text; with its place in the funnel where there is one."""
    rows = list(figures.itertuples())
    unit = measure.unit[0].upper() + measure.unit[1:]
    table = {
        "HSCP": [row.area_name for row in rows],
        "Main model": [model_told(row) for row in rows],
        unit: [f"{number(row.value, measure.decimals)} {State(row.state).mark}".strip() for row in rows],
    }
    if funnelled:
        places = {row.area_code: row for row in funnelled.rows.itertuples()}
        at = [places.get(row.area_code) for row in rows]
        limits = [(each.lower_95, each.upper_95, each.lower_998, each.upper_998) if each else None for each in at]
        decimals = measure.decimals
        table |= {
            "Count": [number(row.numerator) for row in rows],
            base_label(measure): [number(row.denominator) for row in rows],
            "95% limits": [interval(each[0], each[1], decimals) if each else "" for each in limits],
            "99.8% limits": [interval(each[2], each[3], decimals) if each else "" for each in limits],
            "In the funnel": [LIMITS[Mark(each.mark)] if each else "" for each in at],
        }
    table["Note"] = [_note(row, measure) for row in rows]
    return pd.DataFrame(table)


def base_label(measure: Measure) -> str:
    """What a measure's count is seen against."""
    return measure.base.label if measure.base else _BASES[measure.denominator]


def model_told(row: tuple | pd.Series) -> str:
    """The main model of an HSCP, or why it has none."""
    return MODELS[row.model] if pd.notna(row.model) else f"– {row.why}"


def _note(row: tuple, measure: Measure) -> str:
    if row.state == State.REPORTED:
        return ""
    if row.state == State.PARTIAL:
        return parts_missing("hscp", row.parts_reported, row.parts_expected, measure.subject)
    return states_of(measure.subject)[State(row.state)]


def areas_by_model(rows: pd.DataFrame) -> pd.DataFrame:
    """What else differs between the areas of each model, as text: medians with the range.

    `rows`: as `app.analysis.models.balance` gives them.
    """
    found = {(row.model, row.figure): row for row in rows.itertuples()}
    models = rows.model.unique()
    using = [found[model, "population"].hscps for model in models]
    table = {"Model": [MODELS[model] for model in models], "HSCPs": [str(each) for each in using]}
    for figure, title in BALANCE.items():
        table[title] = [median_told(found[model, figure], 0 if figure == "population" else 1) for model in models]
    return pd.DataFrame(table)


def median_told(row: tuple, decimals: int) -> str:
    """Median and range of what the HSCPs of a model have, or why there are none. `row`: of `balance`."""
    if row.summary != Why.GIVEN:
        return f"– {why_not(row.summary, SUMMARY_FROM)}"
    return f"{number(row.median, decimals)} ({interval(row.lowest, row.highest, decimals)})"


def side_by_side(table: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """All measures, one row each, with a column for each model of `SUMMARY_FROM` HSCPs or more.

    `table`: rows of `by_model` with the `measure` of each. A cell has the mean with its interval and the label.
    """
    found = {(row.measure, row.model): row for row in table.itertuples()}
    sizes = table.groupby("model").hscps.max()
    models = [model for model in in_order(table.model, MODELS) if sizes[model] >= SUMMARY_FROM]
    rows = [MEASURES[each] for each in measures]
    counted = table.groupby("measure")[["with_value", "partial"]].sum()
    columns = {
        "Measure": [measure.title for measure in rows],
        "Unit": [measure.unit for measure in rows],
        "Agreed aim": [AIMS[measure.polarity] for measure in rows],
        "HSCPs with a full figure": [_with_figure(*counted.loc[measure.id]) for measure in rows],
    }
    for model in models:
        columns[f"{MODELS[model]} ({sizes[model]})"] = [
            _mean_and_label(found[measure.id, model], measure.decimals) for measure in rows
        ]
    return pd.DataFrame(columns)


def _mean_and_label(row: tuple, decimals: int) -> str:
    if row.summary != Why.GIVEN:
        return mean_told(row, decimals)
    label = label_told(row) if row.comparison == Why.GIVEN else " ".join(LABELS[Label.NOT_SAID])
    return f"{mean_told(row, decimals)} {label}"


def without_column(table: pd.DataFrame) -> str:
    """Which models have too few HSCPs for a column of their own, in a sentence; "" if none. `table`: of `by_model`."""
    sizes = table.groupby("model").hscps.max()
    few = [
        f"{MODELS[model]} ({sizes[model]})" for model in in_order(table.model, MODELS) if sizes[model] < SUMMARY_FROM
    ]
    return f"Too few HSCPs for a summary: {listed(few)}. " if few else ""


def hscps_file(figures: pd.DataFrame, measure: Measure, funnelled: Funnelled | None) -> pd.DataFrame:
    """One measure of every HSCP with its model, its count and base, and the funnel's limits where there is one."""
    columns = ["period", "area_code", "area_name", "model", "share", "value", "lower", "upper"]
    parts = ["numerator", "denominator", "state", "parts_reported", "parts_expected"]
    table = figures[[*columns, *parts]].rename(
        columns={"share": "share_of_wte", "lower": "lower_95", "upper": "upper_95"}
    )
    table.insert(3, "measure", measure.id)
    if funnelled:
        limits = ["lower_998", "lower_95", "upper_95", "upper_998"]
        own = funnelled.rows[["area_code", *limits, "mark"]].rename(
            columns={name: f"funnel_{name}" for name in (*limits, "mark")}
        )
        table = table.merge(own, on="area_code", how="left")
    return table.round(6)


def models_file(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of `by_model`, as numbers."""
    numbers = table.select_dtypes(np.number).columns
    return table.assign(**table[numbers].round(6))
