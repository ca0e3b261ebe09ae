"""What the page on delivery models says in sentences, computed from the figures on it.

They tell what was recorded and with what it is associated; nothing here says what a model does, or puts one before
another: models come in the order of their names.
"""

from collections.abc import Collection

import pandas as pd

from app.analysis.models import ERROR_RATE, LABEL_FROM, SUMMARY_FROM, Label, Why, in_order
from app.contract.states import State
from app.display.models.funnels import Funnelled
from app.display.numbers import number, period_label, shown, with_unit
from app.display.words import BALANCE, MODELS, count, listed, states_of
from app.measures.catalogue import MEASURES, Measure
from app.measures.funnel import Mark

_MOST_NAMED = 4
_CLEAR = (Label.HIGHER, Label.LOWER)


def model_name(model: str) -> str:
    """A model within a sentence."""
    return _lower(MODELS[model])


def placed_finding(who: pd.DataFrame, period: str, own: str) -> str:
    """How many HSCPs can be placed, and of which models something can be said.

    `who`: as `app.display.models.picture.placed` gives it; `own`: code of the chosen HSCP, or empty.
    """
    sizes = who.model.value_counts()
    placed = int(sizes.sum())
    if not placed:
        return f"{period_label(period)}: nothing can be said yet, for no HSCP can be placed by a delivery model."
    told = f"{_own_model(who, own)}{period_label(period)}: "
    told += f"{placed} of {len(who)} HSCPs can be placed by their main delivery model. "
    compared = [model for model in sizes.index if min(sizes[model], placed - sizes[model]) >= LABEL_FROM]
    described = [model for model in sizes.index if sizes[model] >= SUMMARY_FROM and model not in compared]
    others = [model for model in sizes.index if sizes[model] < SUMMARY_FROM]
    parts = []
    for models, what in (
        (compared, "can be compared with the other HSCPs"),
        (described, "can be described but not compared"),
        (others, f"{_plural(others, 'has', 'have')} too few HSCPs for a mean"),
    ):
        if models:
            parts.append(
                f"{listed([f'{model_name(model)} ({sizes[model]})' for model in in_order(models, MODELS)])} {what}"
            )
    return f"{told}{_sentence('; '.join(parts))}."


def _own_model(who: pd.DataFrame, own: str) -> str:
    mine = who[who.area_code == own]
    if mine.empty:
        return ""
    row = mine.iloc[0]
    return f"{row.area_name}: {row.why or model_name(row.model)}. "


def measure_finding(summary: pd.DataFrame, measure: Measure, period: str, own: pd.Series | None) -> str:
    """With which models higher or lower figures of a measure are associated, and of how many nothing can be said.

    `summary`: as `app.analysis.models.by_model` gives it; `own`: the row of the chosen HSCP with its `model`, or None.
    """
    first = _own_figure(own, measure) if own is not None else ""
    about = f"{measure.title}, {period_label(period)}: {first}"
    compared = summary[summary.comparison == Why.GIVEN]
    if compared.empty:
        said = f"nothing can be said of differences, for no model has recorded full figures from {LABEL_FROM} HSCPs and"
        return f"{about}{_begun(said, first)} more, with as many others to compare them with. Unadjusted."
    rest = len(summary) - len(compared)
    tail = f" Of {count(rest, 'other model', 'other models')}, too few HSCPs have a full figure to say." if rest else ""
    return f"{about}{_begun(_differences(compared, measure), first)}.{tail} Unadjusted."


def _own_figure(own: pd.Series, measure: Measure) -> str:
    if State(own.state).has_value and own.why:
        return f"{shown(own, measure)} in {own.area_name}, which cannot be placed ({own.why}). "
    if State(own.state).has_value:
        return f"{shown(own, measure)} in {own.area_name} ({model_name(own.model)}). "
    return f"no figure of {own.area_name} ({shown(own, measure)}). "


def _begun(clause: str, before: str) -> str:
    """A clause as a sentence of its own where there is a sentence before it."""
    return _sentence(clause) if before else clause


def _differences(compared: pd.DataFrame, measure: Measure) -> str:
    parts = []
    for label in _CLEAR:
        rows = compared[compared.label == label]
        if len(rows):
            means = [f"{model_name(row.model)} (mean {with_unit(row.mean, measure)})" for row in rows.itertuples()]
            what = f"{_plural(means, 'is', 'are')} associated with {label} recorded figures"
            parts.append(f"{listed(means)} {what} than the other HSCPs have")
    unclear = [model_name(model) for model in compared.model[compared.label == Label.NO_CLEAR_DIFFERENCE]]
    if unclear and parts:
        parts.append(f"no clear difference is recorded for {listed(unclear)}")
    elif len(unclear) > 1:
        parts.append(f"no clear difference is recorded between {listed(unclear)}, each compared with all other HSCPs")
    elif unclear:
        parts.append(
            f"no clear difference is recorded between {unclear[0]}, the one model that can be compared, and the others"
        )
    return "; ".join(parts)


def side_by_side_finding(table: pd.DataFrame, period: str) -> str:
    """Which of all comparisons are clear, by model. `table`: rows of `by_model` with the `measure` of each."""
    compared = table[table.comparison == Why.GIVEN]
    about = f"{period_label(period)}: "
    if compared.empty:
        return f"{about}nothing can be said of differences, for too few HSCPs with a recorded figure share a model."
    clear = compared[compared.label.isin(_CLEAR)]
    measures = count(compared.measure.nunique(), "measure", "measures")
    models = count(compared.model.nunique(), "model", "models")
    told = (
        f"{about}of {count(len(compared), 'comparison', 'comparisons')} that can be made, of {models} on {measures}, "
    )
    if clear.empty:
        return f"{told}none shows a clear difference. Unadjusted."
    told += f"{len(clear)} {'shows' if len(clear) == 1 else 'show'} a clear difference: "
    parts = [_associated(model, clear[clear.model == model]) for model in in_order(clear.model, MODELS)]
    return f"{told}{'; '.join(parts)}. Unadjusted."


def _associated(model: str, rows: pd.DataFrame) -> str:
    sides = []
    for label in _CLEAR:
        titles = [_lower(MEASURES[each].title) for each in rows.measure[rows.label == label]]
        if titles:
            named = listed(titles) if len(titles) <= _MOST_NAMED else f"{len(titles)} measures"
            sides.append(f"{label} recorded figures of {named}")
    return f"{model_name(model)} is associated with {' and with '.join(sides)}"


def by_chance(measures: int) -> str:
    """How many measures chance alone would give a label. `measures`: how many are compared."""
    if not measures:
        return "No comparison can be made, so that there is no label."
    if measures == 1:
        return (
            "If models made no difference to this measure, the chance that any of them would still be called higher or "
            f"lower is {ERROR_RATE:.0%} at most."
        )
    return (
        f"If models made no difference to any of these {measures} measures, chance alone would still give up to "
        f"{number(measures * ERROR_RATE, 1)} of them a label."
    )


def completeness(figures: pd.DataFrame, measure: Measure | None = None) -> str:
    """How many HSCPs can be compared, how many of those have a full figure, and who is missing and why.

    `figures`: every HSCP with its `model` and `why` there is none, and for a measure its released rows.
    """
    placed = figures[figures.model.notna()]
    told = f"**{len(placed)} of {len(figures)} HSCPs can be placed by their main model.**"
    if measure is not None and len(placed):
        told += f" {_figures_there(placed, measure)}"
    return f"{told} {not_placed(figures)}".rstrip()


def not_placed(who: pd.DataFrame) -> str:
    """Which HSCPs have no main model, and why; "" if all have one. `who`: HSCPs with `model` and `why` not."""
    without = [f"{row.area_name} ({row.why})" for row in who[who.model.isna()].itertuples()]
    return f"Not placed: {listed(without)}." if without else ""


def _figures_there(placed: pd.DataFrame, measure: Measure) -> str:
    states = placed.state
    full, partial = int((states == State.REPORTED).sum()), int((states == State.PARTIAL).sum())
    told = f"**{full} of these {'has' if full == 1 else 'have'} a full figure** of this measure"
    if partial:
        told += f", {partial} {'has a partial one' if partial == 1 else 'have partial ones'}, left out of all means"
    without = placed[placed.value.isna()]
    missing = [_missing(without.area_name[without.state == state].tolist(), state, measure) for state in State]
    if missing := [each for each in missing if each]:
        told += f"; none is shown for {listed(missing)}"
    if (states == State.SUPPRESSED).any():
        return f"{told}. Figures are hidden where counts are small, so those that are shown do not stand for all."
    return f"{told}."


def left_out(summary: pd.DataFrame) -> str:
    """How many partial figures are drawn and not counted; "" if none.

    `summary`: as `app.analysis.models.by_model` gives it.
    """
    partial = int(summary.partial.sum())
    figures = count(partial, "partial figure", "partial figures")
    return f"Hollow: {figures}, in no mean, interval or label." if partial else ""


def _missing(names: list[str], state: State, measure: Measure) -> str:
    if not names:
        return ""
    who = listed(names) if len(names) <= _MOST_NAMED else f"{len(names)} HSCPs"
    return f"{who} ({states_of(measure.subject)[state]})"


def what_else_differs(balance: pd.DataFrame) -> str:
    """How far the areas of different models are apart. `balance`: as `app.analysis.models.balance` gives it."""
    parts = []
    for figure, title in BALANCE.items():
        medians = balance.loc[balance.figure == figure, "median"].dropna()
        if len(medians) > 1:
            decimals = 0 if figure == "population" else 1
            lowest, highest = number(medians.min(), decimals), number(medians.max(), decimals)
            parts.append(f"{_lower(title)} {lowest}" if lowest == highest else f"{_lower(title)} {lowest} to {highest}")
    if not parts:
        return "What else differs between the areas cannot be told: fewer than two models have 3 HSCPs to tell it of."
    return f"What else differs between the areas, by the medians of the models: {'; '.join(parts)}."


def funnel_finding(funnelled: Funnelled) -> str:
    """How many HSCPs lie outside the limits, in all."""
    marks = funnelled.rows["mark"]
    outside = {mark: int((marks == mark).sum()) for mark in (Mark.OUTSIDE_95, Mark.OUTSIDE_998)}
    beyond = sum(outside.values())
    if not beyond:
        return f"All {len(marks)} HSCPs lie within the 95% limits."
    told = f"{beyond} of {len(marks)} HSCPs {'lies' if beyond == 1 else 'lie'} outside the 95% limits"
    return f"{told}, {outside[Mark.OUTSIDE_998] or 'none'} of them outside the 99.8% limits."


def outside_by_chance(funnelled: Funnelled) -> str:
    """How many HSCPs would lie outside were nothing out of the ordinary, as `app.measures.funnel.fit_funnel` has it."""
    if funnelled.funnel.spread == "chance":
        return "By chance alone 1 in 20 HSCPs would lie outside the 95% limits and 1 in 500 outside the others."
    return "Were nothing out of the ordinary, about 1 in 11 HSCPs would still lie outside such 95% limits."


def spread_used(funnelled: Funnelled, measure: Measure) -> str:
    """Which spread the limits allow for, and why."""
    funnel = funnelled.funnel
    varies = (
        f"HSCPs vary {number(funnel.phi, 2)} times as much as chance alone would have it; in 95 of 100 funnels of "
        f"{funnel.areas} HSCPs chance gives at most {number(funnel.phi_by_chance, 2)} times"
    )
    if funnel.spread == "chance":
        return f"{varies}. So the limits are those of chance alone."
    points = "points" if measure.unit.startswith("%") else measure.unit
    return (
        f"{varies}. So the limits are over-dispersed: they also allow HSCPs true values of their own, with a standard "
        f"deviation of {number(funnel.tau, max(measure.decimals, 1))} {points} (an additive spread)."
    )


def _plural(items: Collection[object], one: str, many: str) -> str:
    return one if len(items) == 1 else many


def _lower(title: str) -> str:
    return title if title.startswith(("GP ", "WTE ")) else title[0].lower() + title[1:]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
