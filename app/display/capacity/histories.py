"""Histories for the planner, from released figures: of each HSCP, and of Scotland as far as HSCPs tell."""

from collections.abc import Mapping, Sequence

import pandas as pd

from app.analysis.capacity import HISTORY
from app.analysis.capacity.history import TWO_YEARS, YEAR
from app.contract.states import State
from app.geography.areas import hscp_codes
from app.release import Release

MEASURES = {
    "referrals_received": ("referrals", "value"),
    "referrals_accepted": ("referrals_accepted", "value"),
    "contacts_attended": ("contacts", "value"),
    "contacts_dna": ("did_not_attend", "numerator"),
    "cases_opened": ("cases_opened", "value"),
    "cases_closed": ("cases_closed", "value"),
    "open_cases_end": ("open_cases", "value"),
    "waiting_at_end": ("waiting", "value"),
    "wte_in_post": ("wte_in_post", "value"),
}
"""The columns of a history that count something: of which released measure each is, and which column of it."""

STATES = tuple(f"{column}_state" for column in HISTORY)

LEAST_HSCPS = 5
"""With fewer whole histories, nothing stands for Scotland."""


def released_histories(release: Release) -> pd.DataFrame:
    """The histories of every HSCP in every quarter of a release, as `histories` gives them."""
    figures = {}
    for column, (measure, figure) in MEASURES.items():
        rows = release.measure(measure)
        figures[column] = rows.set_index(["area_code", "period"])[[figure, "state"]].set_axis(
            ["value", "state"], axis=1
        )
    minutes = release.attributes().set_index(["area_code", "period"]).appointment_minutes
    return histories(figures, minutes, release.periods)


def histories(figures: Mapping[str, pd.DataFrame], minutes: pd.Series, periods: Sequence[str]) -> pd.DataFrame:
    """One row for each HSCP and quarter: `area_code, period`, the columns of `HISTORY`, and `…_state` of each.

    `figures`: `value, state` by area and period for each of `MEASURES`; `minutes`: the mean length of appointments by
    area and period. Only what is reported in full is a figure: a part of an HSCP's units is not comparable with all.
    """
    cells = pd.MultiIndex.from_product([hscp_codes(), periods], names=["area_code", "period"])
    columns = {}
    for column, rows in figures.items():
        rows = rows.reindex(cells)
        state = rows.state.fillna(State.NOT_SUBMITTED.value)
        columns |= {column: rows.value.astype(float).where(state == State.REPORTED), f"{column}_state": state}
    minutes = minutes.reindex(cells).astype(float)
    sent = columns["referrals_received_state"]
    absent = sent.where(sent.isin([State.NO_PROGRAMME, State.NOT_SUBMITTED]), State.NOT_COLLECTED.value)
    columns |= {
        "appointment_minutes": minutes,
        "appointment_minutes_state": absent.mask(minutes.notna(), State.REPORTED.value),
    }
    return pd.DataFrame(columns)[[*HISTORY, *STATES]].reset_index()


def of_hscp(table: pd.DataFrame, code: str) -> pd.DataFrame:
    """The quarters of one HSCP up to its last with a figure; all of them if there is none in the last four."""
    rows = table[table.area_code == code].reset_index(drop=True)
    known = rows.index[rows[list(HISTORY)].notna().any(axis=1)]
    return rows[: known[-1] + 1] if len(known) and known[-1] >= len(rows) - YEAR else rows


def of_scotland(table: pd.DataFrame, last: str) -> tuple[pd.DataFrame, int]:
    """Two years of the same HSCPs added up, to the quarter `last` or the one before, and how many HSCPs these are.

    Only those count that reported every figure in full in each of the eight quarters; appointments may be missing, and
    their length is the mean weighted by whole-time equivalents. The earlier end is taken where more HSCPs are whole up
    to it: the returns of the newest quarter come in over weeks. Columns `period` and `HISTORY`; empty with fewer than
    `LEAST_HSCPS`.
    """
    periods = [period for period in table.period.unique() if period <= last]
    ends = [periods, periods[:-1]]
    sums = [_added_up(table, end[-TWO_YEARS:]) for end in ends if len(end) >= TWO_YEARS]
    most = max(sums, key=lambda each: each[1], default=None)
    if most is None or most[1] < LEAST_HSCPS:
        return pd.DataFrame(columns=["period", *HISTORY], dtype=float), 0
    return most


def _added_up(table: pd.DataFrame, periods: Sequence[str]) -> tuple[pd.DataFrame, int]:
    rows = table[table.period.isin(periods)]
    whole = rows[list(MEASURES)].notna().all(axis=1).groupby(rows.area_code).all()
    rows = rows[rows.area_code.isin(whole.index[whole])]
    told = rows[rows.appointment_minutes.notna()]
    minutes = (told.appointment_minutes * told.wte_in_post).groupby(told.period).sum()
    weights = told.groupby("period").wte_in_post.sum()
    sums = rows.groupby("period")[list(MEASURES)].sum()
    sums = sums.assign(appointment_minutes=minutes / weights.where(weights > 0))
    return sums.reset_index(), int(whole.sum())
