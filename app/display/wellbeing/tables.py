"""The tables of the page on wellbeing, for reading and as files."""

from collections.abc import Iterable, Mapping

import pandas as pd

from app.analysis.models import Label
from app.analysis.wellbeing import against, columns, one_measure
from app.contract.states import State
from app.display.numbers import interval, number, period_label, with_unit
from app.display.words import LABELS, STATES, parts_missing, states_of
from app.measures.catalogue import Measure


def beside_scotland(
    row: pd.Series, scotland: pd.Series | None, counts: Mapping[str, str], measures: Iterable[Measure]
) -> pd.DataFrame:
    """The figures of one area, one below the other, beside those of Scotland, with how they compare.

    `row`, `scotland`: of the table that holds the measures, in one year; no `scotland` where the area is Scotland.
    `counts`: columns of it that say how many people there are, with their names; they come first.
    """
    areas = [row] if scotland is None else [row, scotland]
    measures = list(measures)
    table = {"Figure": [*counts.values(), *(f"{each.title} ({_short_unit(each)})" for each in measures)]}
    for area in areas:
        table[area.area_name] = [
            *(number(area[name]) or STATES[State(area.state)] for name in counts),
            *(_figure(area, measure) for measure in measures),
        ]
    if scotland is not None:
        labels = [_label(row, scotland, measure) for measure in measures]
        table["Beside Scotland"] = [*("" for _ in counts), *labels]
    return pd.DataFrame(table)


def _short_unit(measure: Measure) -> str:
    return "%" if measure.unit.startswith("%") else measure.unit


def _figure(row: pd.Series, measure: Measure) -> str:
    """The value of one measure with its interval, or why there is none. `row`: of the table that holds it."""
    return with_interval(one_measure(row.to_frame().T, measure).iloc[0], measure)


def with_interval(row: pd.Series, measure: Measure) -> str:
    """A value with its interval in brackets, or why there is none. `row`: of `app.analysis.wellbeing.one_measure`."""
    if pd.isna(row.value):
        return STATES[State(row.state)]
    between = interval(row.lower, row.upper, measure.decimals)
    return f"{with_unit(row.value, measure)} ({between})" if between else with_unit(row.value, measure)


def _label(row: pd.Series, scotland: pd.Series, measure: Measure) -> str:
    value, lower, upper = columns(measure)
    label = against(row[value], row[lower], row[upper], scotland[value])
    return "" if label is Label.NOT_SAID else " ".join(LABELS[label])


def over_the_years(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """One measure by year, one column for each area. `rows`: as `app.analysis.wellbeing.one_measure` gives them."""
    years = sorted(rows.period.unique())
    table = {"Year": [period_label(year) for year in years]}
    for code in rows.area_code.unique():
        own = rows[rows.area_code == code].set_index("period")
        table[f"{own.area_name.iloc[0]} (95% interval)"] = [
            with_interval(own.loc[year], measure) if year in own.index else "" for year in years
        ]
    return pd.DataFrame(table)


def every_area(rows: pd.DataFrame, counts: Mapping[str, str], measures: Iterable[Measure]) -> pd.DataFrame:
    """Every area of one year, one a row, as text, in the order given; why figures are missing stands last.

    `rows`, `counts` and `measures` as `beside_scotland` takes them.
    """
    measures = list(measures)
    told = [row for _, row in rows.iterrows()]
    table = {"Area": rows.area_name.tolist()}
    table |= {title: [number(row[name]) or State(row.state).mark for row in told] for name, title in counts.items()}
    for measure in measures:
        table[f"{measure.title} ({_short_unit(measure)}, 95% interval)"] = [
            _number_and_interval(each, measure) for each in one_measure(rows, measure).itertuples()
        ]
    table["Note"] = [_note(row, measures[0].subject) for row in told]
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
