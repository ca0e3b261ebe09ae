"""Who works how: the HSCPs of each model and their attributes, as tables and tiles."""

from collections import Counter

import pandas as pd

from app.analysis.models import balance, in_order
from app.contract.states import State
from app.display.models.looks import LOOKS
from app.display.models.tables import median_told, model_told
from app.display.numbers import number
from app.display.theme import FILLS
from app.display.words import ATTRIBUTE_VALUES, ATTRIBUTES, MODELS, MODELS_SHORT, STATES, listed
from app.measures.delivery import CONTACTS, CONTACTS_STATE

_AMOUNTS = {"appointment_minutes": 0, CONTACTS: 1, "funding_months_left": 1}
"""The attributes that are amounts, with their decimals."""


def who_uses_what(who: pd.DataFrame) -> pd.DataFrame:
    """Each model in use with the names of its HSCPs, models and names in alphabetical order."""
    models = in_order(who.model.dropna(), MODELS)
    names = [who.area_name[who.model == model].tolist() for model in models]
    return pd.DataFrame(
        {
            "Main model": [MODELS[model] for model in models],
            "Number": [str(len(each)) for each in names],
            "HSCPs": [listed(each) for each in names],
        }
    )


def attributes_by_model(attributes: pd.DataFrame) -> pd.DataFrame:
    """How the HSCPs of each model work: one row an attribute, one column a model.

    `attributes`: one row for each HSCP with its `model` and the columns of `ATTRIBUTES`. Of kinds, how many HSCPs have
    each; of amounts, the median and the range, from `SUMMARY_FROM` HSCPs that told.
    """
    models = in_order(attributes.model.dropna(), MODELS)
    amounts = balance(attributes, attributes[["area_code", *_AMOUNTS]].astype(dict.fromkeys(_AMOUNTS, float)), MODELS)
    amounts = {(row.model, row.figure): row for row in amounts.itertuples()}
    table = {"Attribute": list(ATTRIBUTES.values())}
    for model in models:
        rows = attributes[attributes.model == model]
        table[f"{MODELS[model]} ({len(rows)})"] = [
            median_told(amounts[model, name], _AMOUNTS[name]) if name in _AMOUNTS else _kinds(rows[name], name)
            for name in ATTRIBUTES
        ]
    return pd.DataFrame(table)


def _kinds(values: pd.Series, name: str) -> str:
    using = Counter(values.dropna())
    told = [f"{words} {using[value]}" for value, words in ATTRIBUTE_VALUES[name].items() if value in using]
    unknown = len(values) - using.total()
    return ", ".join([*told, f"not told {unknown}"] if unknown else told)


def attributes_by_hscp(attributes: pd.DataFrame) -> pd.DataFrame:
    """How each HSCP works, as text, in the order given."""
    rows = list(attributes.itertuples())
    table = {
        "HSCP": [row.area_name for row in rows],
        "Main model": [model_told(row) for row in rows],
        "Share of its time": [f"{number(100 * row.share)}%" if pd.notna(row.share) else "" for row in rows],
    }
    for name, title in ATTRIBUTES.items():
        table[title] = [attribute(row, name) for row in rows]
    return pd.DataFrame(table)


def attribute(row: tuple | pd.Series, name: str) -> str:
    """One attribute of one HSCP in words, with the mark of its state where it is not told of everyone."""
    value = getattr(row, name)
    if name == CONTACTS and pd.notna(getattr(row, CONTACTS_STATE)):
        state = State(getattr(row, CONTACTS_STATE))
        return f"{number(value, _AMOUNTS[name])} {state.mark}".strip() if state.has_value else state.mark
    if pd.isna(value):
        return "" if row.why else State.NOT_COLLECTED.mark
    return number(value, _AMOUNTS[name]) if name in _AMOUNTS else ATTRIBUTE_VALUES[name][value]


def own_attributes(row: pd.Series) -> str:
    """The attributes of one HSCP in a sentence. `row`: one HSCP with its `model` and attributes."""
    if row.why:
        return f"**{row.area_name}:** {row.why}."
    words = {state.mark: STATES[state] for state in State if state.mark}
    told = [(title, attribute(row, name)) for name, title in ATTRIBUTES.items()]
    told = [(title, words.get(value, value).replace(State.PARTIAL.mark, "(not of all cases)")) for title, value in told]
    parts = [f"{title[0].lower()}{title[1:]}: {value}" for title, value in told]
    return f"**{row.area_name}:** {'; '.join([model_told(row), *parts])}."


def marks(table: pd.DataFrame) -> str:
    """The marks that stand beside an attribute or in its place, with their words; "" if there are none.

    `table`: as `attributes_by_hscp` gives it.
    """
    told = {cell.split()[-1] for cell in table.to_numpy().ravel() if cell}
    return "; ".join(f"{state.mark} {STATES[state]}" for state in State if state.mark and state.mark in told)


def tiles_told(who: pd.DataFrame) -> pd.DataFrame:
    """What the tiles tell: the main model of each HSCP. `who`: as `app.display.models.picture.placed` gives it."""
    rows = list(who.itertuples())
    return pd.DataFrame(
        {
            "area_code": who.area_code,
            "area_name": who.area_name,
            "state": who.state,
            "quiet": False,
            "fill": [FILLS[State(row.state)] if row.why else LOOKS[row.model].tint for row in rows],
            "shown": [row.why or f"{MODELS[row.model]}, {number(100 * row.share)}% of its time" for row in rows],
            "short": ["–" if row.why else MODELS_SHORT[row.model] for row in rows],
        }
    )
