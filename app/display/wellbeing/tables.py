"""The tables of the page on wellbeing, for reading and as files."""

from collections.abc import Iterable

import pandas as pd

from app.analysis.models import Label
from app.analysis.wellbeing import against
from app.contract.states import State
from app.display.numbers import interval, number, period_label, with_unit
from app.display.wellbeing.figures import Figures
from app.display.words import LABELS, STATES, parts_missing, states_of
from app.geography.areas import SCOTLAND
from app.measures.catalogue import Measure


def beside_scotland(figures: Figures, area_code: str) -> pd.DataFrame:
    """The figures of one area, one below the other, counts first, beside those of Scotland, and how they compare.

    Alone where there are none of Scotland.
    """
    areas = dict.fromkeys(code for code in (area_code, SCOTLAND) if code in figures.table.index)
    titles = [f"{each.title} ({_short_unit(each)})" for each in figures.measures.values()]
    table = {"Figure": [*figures.counts.values(), *titles]}
    for code in areas:
        row = figures.table.loc[code]
        table[row.area_name] = [
            *(number(row[name]) or STATES[State(row.state)] for name in figures.counts),
            *(with_interval(figures.values[name].loc[code], each) for name, each in figures.measures.items()),
        ]
    if len(areas) > 1:
        labels = [_label(rows.loc[area_code], rows.loc[SCOTLAND]) for rows in figures.values.values()]
        table["Beside Scotland"] = [*("" for _ in figures.counts), *labels]
    return pd.DataFrame(table)


def _short_unit(measure: Measure) -> str:
    return "%" if measure.unit.startswith("%") else measure.unit


def with_interval(row: pd.Series, measure: Measure) -> str:
    """A value with its interval in brackets, or why there is none. `row`: of `app.analysis.wellbeing.one_measure`."""
    if pd.isna(row.value):
        return STATES[State(row.state)]
    between = interval(row.lower, row.upper, measure.decimals)
    return f"{with_unit(row.value, measure)} ({between})" if between else with_unit(row.value, measure)


def _label(row: pd.Series, scotland: pd.Series) -> str:
    label = against(row.value, row.lower, row.upper, scotland.value)
    return "" if label is Label.NOT_SAID else " ".join(LABELS[label])


def over_the_years(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """One measure by year, a column for each area, Scotland last. `rows`: of `app.analysis.wellbeing.one_measure`."""
    told = {(row.area_name, row.period): with_interval(row, measure) for row in rows.itertuples()}
    years = sorted(rows.period.unique())
    areas = rows.sort_values("area_level").area_name.unique()  # hscp, board, scotland
    return pd.DataFrame(
        {"Year": [period_label(year) for year in years]}
        | {f"{area} (95% interval)": [told.get((area, year), "") for year in years] for area in areas}
    )


def every_area(figures: Figures, area_codes: Iterable[str]) -> pd.DataFrame:
    """These areas, one a row, as text, in the order given; why figures are missing stands last."""
    rows = figures.table.loc[list(area_codes)]
    told = [row for _, row in rows.iterrows()]
    table = {"Area": rows.area_name.tolist()}
    for name, title in figures.counts.items():
        table[title] = [number(row[name]) or State(row.state).mark for row in told]
    for name, measure in figures.measures.items():
        table[f"{measure.title} ({_short_unit(measure)}, 95% interval)"] = [
            _number_and_interval(row, measure) for row in figures.values[name].loc[rows.index].itertuples()
        ]
    table["Note"] = [_note(row, measure.subject) for row in told]
    return pd.DataFrame(table)


def _number_and_interval(row: tuple, measure: Measure) -> str:
    if pd.isna(row.value):
        return State(row.state).mark
    between = interval(row.lower, row.upper, measure.decimals)
    return f"{number(row.value, measure.decimals)} ({between})" if between else number(row.value, measure.decimals)


def _note(row: pd.Series, subject: str) -> str:
    if row.state == State.REPORTED:
        return ""
    if row.state == State.PARTIAL:
        parts = (row.get("parts_reported", 0), row.get("parts_expected", 0))  # a survey has none
        return parts_missing(row.area_level, *parts, subject)
    return states_of(subject)[State(row.state)]


def for_file(table: pd.DataFrame) -> pd.DataFrame:
    """The table that holds the measures, as numbers, with the mark of each state."""
    marked = table.assign(mark=[State(state).mark for state in table.state])
    return marked.drop(columns="board_code").round(6)
