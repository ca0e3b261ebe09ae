"""Early warning: which HSCPs show signs that their link workers have more to do than they can.

Five signs, each a plain rule on released figures that a reader can check by hand (`rules`). They are counted, not
weighed. A figure that is missing, hidden or from a part of the units only says nothing, and its sign is unknown.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
from scipy.stats import norm

from app.contract.periods import Quarter
from app.contract.states import State, prevailing

MEASURES = ("open_cases", "wte_in_post", "waiting", "referrals", "vacancy_rate")
"""Ids of the measures that the signs are read from, all but the last."""

WAIT_DAYS = ("wait_days_3_before", "wait_days_2_before", "wait_days_1_before", "wait_days")
"""The medians that the last sign is read from: of the three quarters before and of the quarter itself."""

SEVERAL_MEDIANS = "several_medians"
"""Why waits tell nothing of an HSCP that has different medians, of its units: no state says so."""

WEEKS_IN_QUARTER = 13
_YEAR = 4
_LEAST_JUDGED = 2
_COMPARED = ("open_cases", "wte_in_post")  # with the year before


class Sign(StrEnum):
    """One sign of overload."""

    CASELOAD = "caseload"
    RISE = "rise"
    WAITING = "waiting"
    VACANCIES = "vacancies"
    LONGER_WAITS = "longer_waits"


class Shown(StrEnum):
    """Whether an HSCP shows a sign."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Thresholds:
    """The bounds of the rules.

    - quartile: of the HSCPs' open cases per WTE, 0 to 1
    - least_hscps: HSCPs that a quartile needs
    - rise_percent: of open cases per WTE in a year
    - confidence: that a rise is more than chance, one-sided
    - waiting_weeks: of referrals
    - vacancy_percent: of funded WTE
    - longer_by_days: the median wait, over three quarters
    """

    quartile: float = 0.75
    least_hscps: int = 8
    rise_percent: float = 15.0
    confidence: float = 0.95
    waiting_weeks: float = 4.0
    vacancy_percent: float = 10.0
    longer_by_days: float = 7.0

    @property
    def rise_z(self) -> float:
        """What the z of a rise must be above."""
        return float(norm.ppf(self.confidence))


def rules(thresholds: Thresholds) -> dict[Sign, str]:
    """Each rule in words."""
    return {
        Sign.CASELOAD: (
            f"open cases per WTE are above the level that {thresholds.quartile:.0%} of HSCPs do not exceed in the "
            f"quarter (judged when at least {thresholds.least_hscps} HSCPs have the figure)"
        ),
        Sign.RISE: (
            f"open cases per WTE have risen by more than {thresholds.rise_percent:g}% since the same quarter of the "
            f"year before, and by more than chance alone would in {thresholds.confidence:.0%} of cases: "
            f"z = (c₁w₀ − c₀w₁) ÷ √((c₁ + c₀)w₁w₀) is above {thresholds.rise_z:.3f}, with c open cases and w WTE, now "
            "(1) and then (0)"
        ),
        Sign.WAITING: (
            f"the people waiting are more than {thresholds.waiting_weeks:g} weeks of referrals: "
            f"{WEEKS_IN_QUARTER} × people waiting ÷ referrals in the quarter"
        ),
        Sign.VACANCIES: f"more than {thresholds.vacancy_percent:g}% of the funded WTE are vacant",
        Sign.LONGER_WAITS: (
            "the median wait for a first appointment has become longer from quarter to quarter three times running, "
            f"as 1 in {math.factorial(len(WAIT_DAYS))} series would by chance, and by more than "
            f"{thresholds.longer_by_days:g} days in all (judged where one median covers the HSCP in all four quarters: "
            "those of several units cannot be put together)"
        ),
    }


def warning_signs(
    figures: Mapping[str, pd.DataFrame], waits: pd.DataFrame, period: str, thresholds: Thresholds | None = None
) -> pd.DataFrame:
    """The signs of every HSCP in one quarter.

    `figures`: released rows of each of `MEASURES` by id, every period and area; `waits`: `Release.waits()`. Returns one
    row per HSCP, by name:

    - `area_code, area_name, signs` (how many it shows, 0 to 5; missing where fewer than two can be judged, so that one
      cannot tell), `judged` (how many can be);
    - for each `Sign` its `Shown` in the column of its name, with `_figure`, `_bound` (it must be above), and `_why` it
      is unknown: the state of the figure that is missing, `too_few` where there is nothing to divide by or there are
      too few HSCPs, `SEVERAL_MEDIANS`. A figure is infinite where it is of none: a rise from no open case, people who
      wait where nobody was referred;
    - `rise_z` and `rise_z_bound`: that the rise is beyond chance;
    - what the figures come from: `open_cases, wte_in_post, people_waiting, referrals, open_cases_before,
      wte_in_post_before` (the same quarter of the year before), NaN unless reported in full, and `WAIT_DAYS`, NaN
      unless one median covers the HSCP.

    Chance is that of two counts with a common rate for each WTE (score statistic for the ratio of two Poisson rates:
    Gu, Ng, Tang and Schucany 2008, Biometrical Journal 50:283-298).
    """
    bounds = thresholds or Thresholds()
    names, value, state = _figures_of(figures, period)
    judged = {
        Sign.CASELOAD: _caseload(value, state, bounds),
        Sign.RISE: _rise(value, state, bounds),
        Sign.WAITING: _waiting(value, state, bounds),
        Sign.VACANCIES: _vacancies(value, state, bounds),
        Sign.LONGER_WAITS: _longer_waits(waits, period, names.index, bounds),
    }
    shown = pd.DataFrame({sign.value: rows[sign.value] for sign, rows in judged.items()})
    count = (shown != Shown.UNKNOWN).sum(axis=1)
    signs = (shown == Shown.YES).sum(axis=1).astype("Int64").mask(count < _LEAST_JUDGED)
    table = pd.DataFrame({"area_name": names, "signs": signs, "judged": count})
    sources = value.drop(columns="vacancy_rate").rename(columns={"waiting": "people_waiting"})
    return pd.concat([table, *judged.values(), sources], axis=1).sort_values("area_name").reset_index()


def _figures_of(figures: Mapping[str, pd.DataFrame], period: str) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Names, values and states of HSCPs, by area code; columns are measures, and `_before` those of a year before.

    A value stands only where it is reported in full.
    """
    suffixes = {period: "", str(Quarter.parse(period).shift(-_YEAR)): "_before"}
    columns = ["period", "area_code", "area_name", "area_level", "value", "state"]
    rows = pd.concat([figures[measure][columns].assign(measure=measure) for measure in MEASURES])
    rows = rows[(rows.area_level == "hscp") & rows.period.isin(list(suffixes))]
    rows = rows.assign(column=rows.measure + rows.period.map(suffixes))
    names = rows[rows.period == period].drop_duplicates("area_code").set_index("area_code").area_name
    cells = rows.set_index(["area_code", "column"])
    every = [*MEASURES, *(f"{measure}_before" for measure in _COMPARED)]
    state = cells.state.unstack().reindex(index=names.index, columns=every)
    state = state.where(state.notna(), State.NOT_SUBMITTED.value)
    value = cells.value.unstack().reindex_like(state).astype(float)
    return names, value.where(state == State.REPORTED), state


def _caseload(value: pd.DataFrame, state: pd.DataFrame, bounds: Thresholds) -> pd.DataFrame:
    each = _over(value.open_cases, value.wte_in_post)
    bound = each.quantile(bounds.quartile) if each.notna().sum() >= bounds.least_hscps else np.nan
    return _judge(Sign.CASELOAD, each, bound, each > bound, state[["open_cases", "wte_in_post"]])


def _rise(value: pd.DataFrame, state: pd.DataFrame, bounds: Thresholds) -> pd.DataFrame:
    cases, before = value.open_cases, value.open_cases_before
    wte, wte_before = value.wte_in_post, value.wte_in_post_before
    each, each_before = _over(cases, wte), _over(before, wte_before)
    same = each == each_before  # none then and none now is no rise
    percent = 100 * (each / each_before - 1).mask(same, 0)
    z = ((cases * wte_before - before * wte) / np.sqrt((cases + before) * wte * wte_before)).mask(same, 0)
    shows = (percent > bounds.rise_percent) & (z > bounds.rise_z)
    needed = [f"{measure}{when}" for measure in _COMPARED for when in ("", "_before")]
    rows = _judge(Sign.RISE, percent, bounds.rise_percent, shows, state[needed])
    return rows.assign(rise_z=z.where(percent.notna()), rise_z_bound=bounds.rise_z)


def _waiting(value: pd.DataFrame, state: pd.DataFrame, bounds: Thresholds) -> pd.DataFrame:
    nobody = (value.waiting == 0) & value.referrals.notna()
    weeks = (WEEKS_IN_QUARTER * value.waiting / value.referrals).mask(nobody, 0)
    shows = weeks > bounds.waiting_weeks
    return _judge(Sign.WAITING, weeks, bounds.waiting_weeks, shows, state[["waiting", "referrals"]])


def _vacancies(value: pd.DataFrame, state: pd.DataFrame, bounds: Thresholds) -> pd.DataFrame:
    shows = value.vacancy_rate > bounds.vacancy_percent
    return _judge(Sign.VACANCIES, value.vacancy_rate, bounds.vacancy_percent, shows, state[["vacancy_rate"]])


def _longer_waits(waits: pd.DataFrame, period: str, hscps: pd.Index, bounds: Thresholds) -> pd.DataFrame:
    quarters = [str(Quarter.parse(period).shift(-before)) for before in reversed(range(len(WAIT_DAYS)))]
    rows = waits[waits.period.isin(quarters)]
    cells = rows.assign(column=rows.period.map(dict(zip(quarters, WAIT_DAYS, strict=True))))
    cells = cells.set_index(["area_code", "column"])
    state = cells.state.unstack().reindex(index=hscps, columns=WAIT_DAYS)
    state = state.where(state.notna(), State.NOT_SUBMITTED.value)
    bounds_of_medians = (cells[name].unstack() for name in ("median_lowest", "median_highest"))
    lowest, highest = (each.reindex_like(state).astype(float) for each in bounds_of_medians)
    of_all = lowest.where((state == State.REPORTED) & (lowest == highest))
    longer = (of_all.diff(axis=1).iloc[:, 1:] > 0).all(axis=1)
    in_all = of_all[WAIT_DAYS[-1]] - of_all[WAIT_DAYS[0]].where(of_all.notna().all(axis=1))
    shows = longer & (in_all > bounds.longer_by_days)
    judged = _judge(Sign.LONGER_WAITS, in_all, bounds.longer_by_days, shows, state)
    several = in_all.isna() & (state == State.REPORTED).all(axis=1)
    return judged.assign(longer_waits_why=judged.longer_waits_why.mask(several, SEVERAL_MEDIANS)).join(of_all)


def _over(cases: pd.Series, wte: pd.Series) -> pd.Series:
    return cases / wte.where(wte > 0)


def _judge(sign: Sign, figure: pd.Series, bound: float, shows: pd.Series, state: pd.DataFrame) -> pd.DataFrame:
    """The columns of one sign; `state`: of all that the figure is made of."""
    unknown = figure.isna() | np.isnan(bound)
    worst = [prevailing(map(State, states)) for states in state.to_numpy()]
    why = [(State.TOO_FEW if each is State.REPORTED else each).value for each in worst]
    columns = {
        "": np.select([unknown, shows], [Shown.UNKNOWN.value, Shown.YES.value], default=Shown.NO.value),
        "_figure": figure,
        "_bound": bound,
        "_why": np.where(unknown, why, ""),
    }
    return pd.DataFrame({f"{sign.value}{name}": column for name, column in columns.items()}, index=figure.index)
