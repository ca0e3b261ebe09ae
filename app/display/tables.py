"""Tables of released figures, as a reader and as a file has them."""

import pandas as pd

from app.contract.states import State
from app.display.numbers import interval, number, period_label
from app.display.words import parts_missing, states_of
from app.measures.catalogue import Measure


def for_reading(figures: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """A table of text: area, value with the mark of its state, interval and base where there are any, and a note."""
    rows = list(figures.itertuples())
    table = {
        "Area": [row.area_name for row in rows],
        measure.unit[0].upper() + measure.unit[1:]: [_marked(row, measure) for row in rows],
    }
    if figures.lower.notna().any():
        table["95% interval"] = [interval(row.lower, row.upper, measure.decimals) for row in rows]
    if base := measure.base:
        table[base.label] = [number(row.denominator, base.decimals) for row in rows]
    table["Note"] = [_note(row, measure) for row in rows]
    return pd.DataFrame(table)


def for_file(figures: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """A table of numbers with the state of each value and its mark, one row per period and area."""
    return pd.DataFrame(
        {
            "period": figures.period,
            "period_name": figures.period.map(period_label),
            "area_code": figures.area_code,
            "area_name": figures.area_name,
            "measure": measure.id,
            "value": figures.value.round(6),
            "lower_95": figures.lower.round(6),
            "upper_95": figures.upper.round(6),
            "numerator": figures.numerator,
            "denominator": figures.denominator,
            "state": figures.state,
            "mark": [State(state).mark for state in figures.state],
            "parts_reported": figures.parts_reported,
            "parts_expected": figures.parts_expected,
        }
    )


def _marked(row: tuple, measure: Measure) -> str:
    """The value, or the mark of why there is none; a partial value carries its mark too."""
    return f"{number(row.value, measure.decimals)} {State(row.state).mark}".strip()


def _note(row: tuple, measure: Measure) -> str:
    if row.state == State.REPORTED:
        return ""
    if row.state == State.PARTIAL:
        return parts_missing(row.area_level, row.parts_reported, row.parts_expected, measure.subject)
    return states_of(measure.subject)[State(row.state)]
