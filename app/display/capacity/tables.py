"""The tables of the capacity planner, for reading and as files."""

import numpy as np
import pandas as pd

from app.analysis.capacity import HISTORY, LEVEL, LEVEL_FACTOR, PATHS, SEED, Assumptions, Spread, Start, Variation
from app.analysis.capacity.history import YEAR
from app.contract.states import State
from app.display.capacity.courses import FIGURES
from app.display.capacity.findings import how
from app.display.capacity.levers import LEVERS
from app.display.numbers import number, period_label
from app.display.words import ASSUMPTIONS, SOURCES_OF_ASSUMPTIONS, STATES, VARYING, count

_CHECKED = {
    "referrals": ("Referrals", "referrals_received"),
    "waiting": ("People waiting", "waiting_at_end"),
    "open_cases": ("Open cases", "open_cases_end"),
}
_PERCENT = f"{LEVEL * 100:.0f}"
_DIGITS = 6
_NO_BREAK = "\u00a0"


def assumptions_table(start: Start, plan: Assumptions) -> pd.DataFrame:
    """Every assumption as text: as things are, with changes if there are any, its unit and its source."""
    names = list(ASSUMPTIONS)
    before = [LEVERS[name].shown(getattr(start.assumptions, name)) for name in names]
    table = {"Assumption": [ASSUMPTIONS[name][0] for name in names], "As things are": before}
    if plan != start.assumptions:
        table["With your changes"] = [_changed(start.assumptions, plan, name) for name in names]
    table |= {
        "Unit": [ASSUMPTIONS[name][1] for name in names],
        "From": [SOURCES_OF_ASSUMPTIONS[start.sources[name]] for name in names],
    }
    return pd.DataFrame(table)


def variation_table(own: Variation, scale: float) -> pd.DataFrame:
    """How far each figure strays from quarter to quarter, as text: its own, with the `scale` if one is set, and why."""
    table = {"What strays": list(VARYING.values()), "Deviation in a quarter (%)": _percents(own)}
    if scale != 1:
        table["As you set it (%)"] = [f"✎ {each}" for each in _percents(own.scaled(scale))]
    table |= {
        "Deviation of its level (%)": _percents(own.scaled(scale * LEVEL_FACTOR)),
        "From": [_origin(spread) for spread in own],
        "Degrees of freedom": ["taken as known" if spread.by_chance else f"{spread.freedom}" for spread in own],
    }
    return pd.DataFrame(table)


def _percents(of: Variation) -> list[str]:
    return [number(100 * spread.deviation, 1) for spread in of]


def _origin(spread: Spread) -> str:
    quarters = count(spread.quarters, "quarter", "quarters")
    return f"by chance (known in {quarters})" if spread.by_chance else quarters


def derived(start: Start) -> list[str]:
    """How each assumption was derived, as a line each."""
    return [f"**{label}:** {how(name, start.sources[name])}." for name, (label, _) in ASSUMPTIONS.items()]


def _changed(start: Assumptions, plan: Assumptions, name: str) -> str:
    value = getattr(plan, name)
    return "" if value == getattr(start, name) else f"✎ {LEVERS[name].shown(value)}"


def projection_table(outlook: pd.DataFrame, to_come: list[str], *, changed: bool) -> pd.DataFrame:
    """The figures that have a chart, by quarter, as text with their ranges. `outlook`: of `Planner.outlook`."""
    table = {"Quarter": [_in_one_line(period) for period in to_come]}
    sides = {"nothing": "as things are"} | ({"plan": "with your changes"} if changed else {})
    for figure in FIGURES:
        rows = outlook[outlook.figure == figure.name]
        unit = " (days)" if figure.unit == "days" else ""
        for side, words in sides.items():
            bounds = zip(rows[side], rows[f"{side}_lower"], rows[f"{side}_upper"], strict=True)
            table[f"{figure.title}{unit}, {words}"] = [_with_range(*map(figure.told, each)) for each in bounds]
    return pd.DataFrame(table)


def _in_one_line(period: str) -> str:
    return period_label(period).replace(" ", _NO_BREAK)


def _with_range(value: str, lower: str, upper: str) -> str:
    return f"{value} ({lower} to {upper})" if value else ""


def check_table(check: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    """The last year as it was and as it would have been foretold, by quarter. `history`: with states."""
    table = {"Quarter": [_in_one_line(period) for period in check.period.unique()]}
    for figure, (title, column) in _CHECKED.items():
        rows = check[check.figure == figure]
        states = history[f"{column}_state"].tail(len(rows))
        table[title] = [_as_it_was(*each) for each in zip(rows.actual, rows.inside, states, strict=True)]
        foretold = zip(rows.projected, rows.lower, rows.upper, strict=True)
        table[f"{title}, foretold"] = [_with_range(*map(number, each)) for each in foretold]
    return pd.DataFrame(table)


def marks_of_check(history: pd.DataFrame) -> str:
    """The marks that occur in the table of the check, with their words."""
    year = history[[f"{column}_state" for _, column in _CHECKED.values()]].tail(YEAR)
    return "; ".join(
        f"{state.mark} {STATES[state]}" for state in State if state.mark and (year == state).any(axis=None)
    )


def _as_it_was(actual: float, inside: bool | None, state: str) -> str:
    if pd.isna(actual):
        return State(state).mark
    return f"{number(actual)} {'✓' if inside else '✗ outside'}"


def projection_file(outlook: pd.DataFrame, to_come: list[str]) -> pd.DataFrame:
    """The whole projection, one row for each quarter and figure, both ways."""
    rows = outlook.assign(period=[to_come[quarter - 1] for quarter in outlook.quarter])
    rows = rows.sort_values(["figure", "quarter"])
    sides = ("nothing", "plan")
    columns = [name for side in sides for name in (side, f"{side}_lower", f"{side}_upper")]
    table = rows[["period", "quarter", "figure", *columns, "difference"]].round(_DIGITS)
    table.insert(1, "period_name", table.period.map(period_label))
    names = {"nothing": "as_things_are", "plan": "with_changes"}
    return table.rename(columns={f"{side}{end}": f"{names[side]}{to}" for side in sides for end, to in _ends().items()})


def _ends() -> dict[str, str]:
    return {"": "", "_lower": f"_lower_{_PERCENT}", "_upper": f"_upper_{_PERCENT}"}


def variation_file(own: Variation, scale: float) -> pd.DataFrame:
    """All that is drawn from: one row for each figure that strays, relative deviations."""
    return pd.DataFrame(
        {
            "figure": Variation._fields,
            "deviation": [scale * spread.deviation for spread in own],
            "own_deviation": [spread.deviation for spread in own],
            "scale": scale,
            "from": ["chance" if spread.by_chance else "own" for spread in own],
            "quarters": [spread.quarters for spread in own],
            "degrees_of_freedom": [spread.freedom for spread in own],
            "level_factor": LEVEL_FACTOR,
            "paths": PATHS,
            "seed": SEED,
        }
    )


def check_file(check: pd.DataFrame) -> pd.DataFrame:
    """The check on the last year, one row for each quarter and figure."""
    table = check.rename(columns={"lower": f"lower_{_PERCENT}", "upper": f"upper_{_PERCENT}"})
    numbers = table.select_dtypes(np.number).columns
    return table.assign(**table[numbers].round(_DIGITS))


def history_file(history: pd.DataFrame) -> pd.DataFrame:
    """The released figures behind the plan, each with its state."""
    columns = [name for column in HISTORY for name in (column, f"{column}_state")]
    return history[["period", "area_code", *columns]].round(_DIGITS)


def about_assumptions(start: Start, plan: Assumptions) -> list[str]:
    """Each assumption as a line of a file."""
    lines = []
    for name, (label, unit) in ASSUMPTIONS.items():
        lever, before, after = LEVERS[name], getattr(start.assumptions, name), getattr(plan, name)
        changed = "" if before == after else f", changed to {lever.per * after:.10g}"
        source = start.sources[name]
        told = f"{label} ({name}): {lever.per * before:.10g}{changed} {unit}"
        lines.append(f"{told}; from {SOURCES_OF_ASSUMPTIONS[source]}: {how(name, source)}")
    return lines
