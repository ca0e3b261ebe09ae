"""How numbers, intervals and quarters are written, everywhere."""

import math
from datetime import date

import pandas as pd

from app.contract.periods import Quarter, year_label
from app.contract.states import State
from app.display.words import parts_missing, states_of
from app.measures.catalogue import Measure


def number(value: float, decimals: int = 0) -> str:
    """A number with thousands commas and so many decimals; never -0; empty when there is none."""
    if value is None or math.isnan(value):
        return ""
    rounded = round(value, decimals) + 0.0
    return f"{rounded if rounded else 0:,.{decimals}f}"


def with_unit(value: float, measure: Measure) -> str:
    """A value with its unit as short as it is clear, such as "57.1%" or "0.54"."""
    return number(value, measure.decimals) + ("%" if measure.unit.startswith("%") else "")


def interval(lower: float, upper: float, decimals: int) -> str:
    """An interval as "10.4 to 14.0"; empty when there is none."""
    if math.isnan(lower):
        return ""
    return f"{number(lower, decimals)} to {number(upper, decimals)}"


def day(on: date) -> str:
    """A day as a reader sees it, such as "12 Aug 2025"."""
    return f"{on.day} {on:%b %Y}"


def period_label(period: str) -> str:
    """A quarter as "Apr to Jun 2025", a financial year as "Apr 2024 to Mar 2025"."""
    return Quarter.parse(period).label if "Q" in period else year_label(period)


def shown(row: pd.Series, measure: Measure) -> str:
    """What a reader is told of one row of a released measure: the value, or why there is none."""
    state = State(row.state)
    if state is State.REPORTED:
        return with_unit(row.value, measure)
    if state is State.PARTIAL:
        parts = parts_missing(row.area_level, row.parts_reported, row.parts_expected, measure.subject)
        return f"{with_unit(row.value, measure)} ({parts})"
    return states_of(measure.subject)[state]
