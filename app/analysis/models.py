"""Delivery models: which HSCP works in which way, and what can be said of how they differ.

Every HSCP counts once, by its own value, whatever its size: models are chosen by HSCPs and not by the people they
support. Nothing here is adjusted for who those people are, so `balance` goes beside every comparison.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.contract.states import State
from app.measures.delivery import SEVERAL, is_main
from app.measures.estimate import difference_of_group_means, t_interval_of_groups

SUMMARY_FROM = 3
"""HSCPs with a value from which a model gets a summary."""

LABEL_FROM = 5
"""HSCPs with a value from which a model is called higher or lower; as many others must have one too."""

ERROR_RATE = 0.05
"""How often, at most, some model is called higher or lower on a measure for which the model makes no difference."""


class Label(StrEnum):
    """How the HSCPs of a model compare with all others."""

    HIGHER = "higher"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    LOWER = "lower"
    NOT_SAID = "not_said"


class Why(StrEnum):
    """Why a model has no summary or no label; `given` when it has."""

    GIVEN = "given"
    FEW_HSCPS = "few_hscps"
    FEW_VALUES = "few_values"
    FEW_OTHERS = "few_others"


def main_model(wte_by_model: pd.DataFrame) -> pd.DataFrame:
    """The delivery model of each HSCP in each period, by where its link workers' time is.

    `wte_by_model`: rows of `period, hscp_code, delivery_model, wte_in_post`, any number for each. The rule: the model
    with at least two thirds of the HSCP's whole-time equivalents in post, else `several`, a group of its own. Two
    models can never both have two thirds. Returns `period, area_code, model, share`, in the order of periods and codes,
    with `share` that of the largest model (0 to 1). `model` and `share` are missing where the HSCP has no WTE in post,
    or a row of it does not say how many.
    """
    cell = ["period", "hscp_code"]
    rows = wte_by_model.assign(wte=wte_by_model.wte_in_post.astype(float), unknown=wte_by_model.wte_in_post.isna())
    by_size = rows.groupby([*cell, "delivery_model"], as_index=False).wte.sum().sort_values("wte", ascending=False)
    largest = by_size.groupby(cell).first()
    total = by_size.groupby(cell).wte.sum()
    total = total.mask(rows.groupby(cell).unknown.any() | (total == 0))
    model = largest.delivery_model.where(is_main(largest.wte, total), SEVERAL).mask(total.isna())
    table = pd.DataFrame({"model": model, "share": largest.wte / total}).reset_index()
    return table.rename(columns={"hscp_code": "area_code"})


def by_model(
    values: pd.DataFrame,
    models: pd.DataFrame,
    words: Mapping[str, str],
    within: tuple[float, float] = (-np.inf, np.inf),
) -> pd.DataFrame:
    """One measure in one period, by delivery model.

    `values`: released rows of the measure, of which `area_code, value, state` are read. Only a full figure is a value:
    a partial one is left out, for its missing units would look like a difference. `models`: `area_code, model` of that
    period, as `main_model` gives them; HSCPs without a model are left out. `words` names each model; the rows come in
    the order of these names, never of values. Returns one row for each model in use:

    - `model`, `hscps` that use it, `with_value`, and `partial` (those that are left out for a partial figure);
    - `lowest, median, highest, mean` of its HSCPs' values and `lower, upper`, the 95% interval of the mean (Student t,
      `t_interval_of_groups`) as far as it is `within` what can be, from `SUMMARY_FROM` HSCPs with a value; else NaN,
      and `summary` says why;
    - `difference` of its mean from that of all HSCPs with another model, `difference_lower, difference_upper`, and the
      `label` that follows: higher or lower where that interval leaves out 0; from `LABEL_FROM` HSCPs with a value on
      either side, else NaN, and `comparison` says why.

    The interval of a difference is `difference_of_group_means` (Welch's standard error, Student t with the degrees of
    freedom of the smaller side, G - 1) at `confidence` 1 - `ERROR_RATE` ÷ k for the k models compared (Bonferroni: Dunn
    OJ (1961), Multiple comparisons among means, JASA 56:52-64). So where models make no difference to a measure, the
    chance that any of its labels says otherwise is at most `ERROR_RATE`: by theory for values that are normal on either
    side, whatever their two variances; by simulation (in the tests) also for skewed values and for models whose HSCPs
    vary much more than others. It can be more where one model's values are both strongly skewed and far more spread
    than others, as with waiting times of very different length. Of m measures shown, up to m × `ERROR_RATE` are to be
    expected to carry such a label.

    Raises ValueError where an HSCP has several rows in `values` or `models`, KeyError for a model without a name.
    """
    placed = _once(models, "models")[["area_code", "model"]].dropna()
    at = pd.Index(_once(values, "values").area_code).get_indexer(placed.area_code)
    full = values.value.where(values.state == State.REPORTED).to_numpy(dtype=float, na_value=np.nan)
    found = np.append(full, np.nan)[at]  # -1, the last, is not there
    partial = np.append((values.state == State.PARTIAL).to_numpy(dtype=bool), False)[at]
    model_of = placed.model.to_numpy(dtype=object)
    members = {model: model_of == model for model in in_order(model_of, words)}
    comparisons = {model: _comparable(found, using) for model, using in members.items()}
    compared = sum(why == Why.GIVEN for why in comparisons.values())
    confidence = 1 - ERROR_RATE / max(compared, 1)
    table = []
    for model, using in members.items():
        row = {"model": model, **_summary(found[using])}
        row["partial"] = int(partial[using].sum())
        enough = row["summary"] == Why.GIVEN
        row |= _mean(found[using] if enough else found[:0], within)
        row |= _difference(found, using, comparisons[model], confidence)
        table.append(row)
    return pd.DataFrame(table, columns=_COLUMNS)


_COLUMNS = [
    *("model", "hscps", "with_value", "partial"),
    *("lowest", "median", "highest", "mean", "lower", "upper", "summary"),
    *("difference", "difference_lower", "difference_upper", "confidence", "label", "comparison"),
]


def balance(models: pd.DataFrame, areas: pd.DataFrame, words: Mapping[str, str]) -> pd.DataFrame:
    """What else differs between the areas of each model, which may be why their values differ.

    `models`, `words`: as `by_model` takes them. `areas`: `area_code` and a column of numbers for each figure, such as
    the share of people in the most deprived fifth, the rural share, the population and the months of funding left; NaN
    where unknown. Returns one row for each model × figure, models in the order of their names and figures in that of
    the columns: `model, figure, hscps, with_value, lowest, median, highest, summary`. A model with fewer than
    `SUMMARY_FROM` HSCPs with a value is named with NaN, and `summary` says why. Raises as `by_model` does.
    """
    rows = _once(models, "models")[["area_code", "model"]].dropna()
    rows = rows.merge(_once(areas, "areas"), on="area_code", how="left")
    model_of = rows.model.to_numpy(dtype=object)
    figures = {name: rows[name].to_numpy(dtype=float) for name in areas.columns if name != "area_code"}
    table = [
        {"model": model, "figure": figure, **_summary(values[model_of == model])}
        for model in in_order(model_of, words)
        for figure, values in figures.items()
    ]
    columns = ["model", "figure", "hscps", "with_value", "lowest", "median", "highest", "summary"]
    return pd.DataFrame(table, columns=columns)


def in_order(models: Iterable[str], words: Mapping[str, str]) -> list[str]:
    """The models among `models`, each once, in the alphabetical order of their names."""
    return sorted(set(models), key=lambda model: words[model].casefold())


def _once(rows: pd.DataFrame, what: str) -> pd.DataFrame:
    if rows.area_code.duplicated().any():
        raise ValueError(f"the {what} need one row for each HSCP: those of one measure in one period")
    return rows


def _summary(values: NDArray[np.float64]) -> dict[str, float | str]:
    known = values[~np.isnan(values)]
    why = _enough(len(values), len(known), SUMMARY_FROM)
    spread = dict.fromkeys(("lowest", "median", "highest"), np.nan)
    if why == Why.GIVEN:
        spread = {"lowest": known.min(), "median": np.median(known), "highest": known.max()}
    return {"hscps": len(values), "with_value": len(known), **spread, "summary": why.value}


def _enough(using: int, with_value: int, needed: int) -> Why:
    if using < needed:
        return Why.FEW_HSCPS
    return Why.FEW_VALUES if with_value < needed else Why.GIVEN


def _mean(values: NDArray[np.float64], within: tuple[float, float]) -> dict[str, float]:
    mean, *bounds = map(float, t_interval_of_groups(values))
    lower, upper = np.clip(bounds, *within).tolist()
    return {"mean": mean, "lower": lower, "upper": upper}


def _comparable(values: NDArray[np.float64], using: NDArray[np.bool_]) -> Why:
    known = ~np.isnan(values)
    why = _enough(using.sum(), (known & using).sum(), LABEL_FROM)
    if why == Why.GIVEN and (known & ~using).sum() < LABEL_FROM:
        return Why.FEW_OTHERS
    return why


def _difference(
    values: NDArray[np.float64], using: NDArray[np.bool_], why: Why, confidence: float
) -> dict[str, float | str]:
    names = ("difference", "difference_lower", "difference_upper", "confidence")
    if why != Why.GIVEN:
        return dict.fromkeys(names, np.nan) | {"label": Label.NOT_SAID.value, "comparison": why.value}
    result = difference_of_group_means(values[using], values[~using], confidence)
    label = Label.NO_CLEAR_DIFFERENCE
    if result.lower > 0:
        label = Label.HIGHER
    elif result.upper < 0:
        label = Label.LOWER
    figures = dict(zip(names, (*map(float, result), confidence), strict=True))
    return figures | {"label": label.value, "comparison": why.value}
