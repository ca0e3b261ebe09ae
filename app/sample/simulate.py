"""Made-up returns, quarter after quarter, in which every stock follows from its flows."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pandas as pd

from app.contract.codes import SAMPLE_PREFIX
from app.contract.periods import Quarter
from app.contract.tables import RETURNS
from app.sample.programme import WTE_PER_HEAD, Programme

_REFERRALS_PER_WTE = 33  # in a quarter; Aberdeen City had 2,418 in 2019-20 with about 20 WTE
_OPENED_PER_WTE = 31
_SEASON = {1: 1.02, 2: 0.96, 3: 0.95, 4: 1.07}
# Referrals against a usual year: the pandemic's fall in 2020-21, and more than before since.
_DEMAND_AT = [2019.0, 2020.0, 2020.25, 2020.5, 2021.25, 2022.0, 2023.0, 2026.0]
_DEMAND = [1.0, 1.0, 0.5, 0.55, 0.65, 0.9, 1.05, 1.12]

_OVERLOADED, _OVERLOADED_FROM = "S37000029", Quarter(2024, 2)  # West Dunbartonshire loses a third of its capacity
_JUMP, _JUMP_FROM = "S37000013", Quarter(2024, 1)  # Falkirk opens to self-referral
_FUNDED_YEARS = 3
_ONE_IS_ENOUGH = 0.07  # people seen once for each case opened
_OF_POINTS = ("swemwbs", "wemwbs")  # scales on which a rise by 1 or 3 points says something
_INSTRUMENTS = {  # mean and standard deviation of the first score, mean and standard deviation of the change
    "swemwbs": (18.6, 3.4, 2.7, 3.6),
    "wemwbs": (37.5, 8.9, 6.1, 9.0),
    "ons4": (4.6, 2.1, 1.3, 2.0),
    "mycaw": (4.4, 1.2, -1.5, 1.4),
    "eq5d5l": (0.58, 0.21, 0.08, 0.2),
    "other": (12.0, 4.0, 2.0, 4.0),
}


def simulate(programme: Programme, periods: list[Quarter], rng: np.random.Generator) -> Iterator[pd.DataFrame]:
    """One checked-like table of returns for each quarter, with every row of every unit, nothing missing yet."""
    rows = programme.rows
    waiting = np.zeros(len(rows), dtype=np.int64)
    open_cases = rng.poisson(programme.headcount(periods[0]).reindex(rows.hscp_code).to_numpy() * rows.share * 30)
    (seen_once,) = rng.spawn(1)
    for period in periods:
        quarter = _quarter(programme, period, open_cases, waiting, rng)
        quarter = quarter.assign(first_appts_attended=_first_appointments(quarter.cases_opened, seen_once))
        quarter = quarter.assign(wait_n=quarter.first_appts_attended)
        open_cases, waiting = quarter.open_cases_end.to_numpy(), quarter.waiting_at_end.to_numpy()
        yield quarter.reindex(columns=RETURNS.columns)


def _quarter(
    programme: Programme, period: Quarter, open_start: np.ndarray, waited: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    rows = programme.rows
    hscp = programme.hscps.loc[rows.hscp_code].reset_index(drop=True)
    headcount = _whole_shares(rows, programme.headcount(period).round())
    wte = (headcount * WTE_PER_HEAD * rng.uniform(0.985, 1.015, len(rows))).round(2)
    vacant = np.where(wte > 0, (wte * rng.beta(1.2, 14, len(rows))).round(2), 0.0)
    demand = np.interp(period.start_year + period.number / 4, _DEMAND_AT, _DEMAND) * _SEASON[period.number]
    need = 0.75 + 0.25 * hscp.pop_share_q1.to_numpy() / 19.2
    jump = np.where((rows.hscp_code == _JUMP) & (period >= _JUMP_FROM), 1.6, 1.0)
    expected = wte * _REFERRALS_PER_WTE * demand * need * hscp.pace.to_numpy() * jump
    referrals = rng.poisson(expected * rng.gamma(60, 1 / 60, len(rows)))
    accepted = rng.binomial(referrals, 0.88)
    declined = rng.binomial(referrals - accepted, 0.55)
    capacity = np.where((rows.hscp_code == _OVERLOADED) & (period >= _OVERLOADED_FROM), 0.66, 1.0)
    able = rng.poisson(wte * _OPENED_PER_WTE * capacity * np.clip(need * demand * hscp.pace.to_numpy(), 0.8, None))
    queue = waited + accepted
    gave_up = rng.binomial(queue, 0.04)
    opened = np.minimum(rng.binomial(queue - gave_up, 0.9), able)
    closed = rng.binomial(open_start + opened, 0.46)
    disengaged = rng.binomial(closed, 0.16)
    attended = rng.poisson(opened * 1.0 + closed * 3.4)
    places = rng.multinomial(attended, [0.52, 0.07, 0.13, 0.28])
    onward = rng.poisson(opened * 2.1)
    unavailable = rng.binomial(onward, 0.08 + 0.001 * hscp.ur6_pct_remote_rural.to_numpy())
    wait = np.where(opened > 0, 9 + 70 * waited / np.maximum(opened, 1) + rng.normal(0, 1.5, len(rows)), np.nan).round()
    covered = _whole_shares(rows, programme.access(period) * programme.hscps.gp_practices_2021, main_only=True)
    covered = np.minimum(covered, rows.practices.to_numpy())
    quarter = rows[["hscp_code", "hscp_name", "unit_type", "unit_code", "delivery_model", "employer_type"]].assign(
        return_id=[
            f"{SAMPLE_PREFIX}{str(period)[2:4]}{period.number}-{number:04d}" for number in range(1, len(rows) + 1)
        ],
        schema_version="1.0",
        period=str(period),
        referral_route=rows.referral_route,
        main_setting=rows.main_setting,
        job_title=rows.job_title,
        appointment_minutes=rows.appointment_minutes,
        funding_end=_funding_end(rows, period),
        practices_in_scope=rows.practices,
        practices_covered=covered,
        practices_with_dedicated_space=rng.binomial(covered, 0.62),
        list_size_covered=(covered * hscp.population_mid2022 / hscp.gp_practices_2021 * 0.98).round().astype(int),
        wte_funded=(wte + vacant).round(2),
        wte_in_post=wte,
        headcount_in_post=headcount,
        vacancies_wte=vacant,
        referrals_received=referrals,
        referrals_accepted=accepted,
        referrals_declined_by_person=declined,
        referrals_inappropriate=rng.binomial(referrals - accepted - declined, 0.8),
        people_referred=referrals - rng.binomial(referrals, 0.05),
        contacts_attended=attended,
        contacts_practice=places[:, 0],
        contacts_home=places[:, 1],
        contacts_community=places[:, 2],
        contacts_remote=places[:, 3],
        contacts_dna=rng.poisson(attended * 0.15),
        open_cases_start=open_start,
        cases_opened=opened,
        cases_closed=closed,
        open_cases_end=open_start + opened - closed,
        people_closed_planned=closed - disengaged - rng.binomial(closed - disengaged, 0.06),
        people_disengaged=disengaged,
        contacts_per_closed_case_mean=np.where(closed > 0, rng.normal(4.2, 0.5, len(rows)).clip(1), np.nan).round(1),
        waiting_at_end=queue - gave_up - opened,
        wait_days_median=wait,
        wait_days_p90=(wait * 2.3).round(),
        onward_referrals=onward,
        onward_taken_up=rng.binomial(onward - unavailable, 0.61),
        onward_unavailable=unavailable,
        submitted_at=[
            (period.end + timedelta(days=_days_to_send(code, period))).isoformat() for code in rows.hscp_code
        ],
        submitted_by_role="programme manager",
    )
    return quarter.assign(**_outcomes(rows.outcome_instrument.to_numpy(), opened, rng))


def _first_appointments(opened: pd.Series, rng: np.random.Generator) -> pd.Series:
    """First appointments attended: those of the cases opened, and of people for whom one conversation was enough."""
    return opened + rng.binomial(opened, _ONE_IS_ENOUGH)


def _days_to_send(hscp_code: str, period: Quarter) -> int:
    """How long an HSCP took to send a return: 21 to 47 days, now and then too long."""
    return 21 + (int(hscp_code[-3:]) * 7 + (period.start_year * 4 + period.number) * 5) % 27


def _whole_shares(rows: pd.DataFrame, by_hscp: pd.Series, *, main_only: bool = False) -> np.ndarray:
    """Divide each HSCP's whole number among its rows by share (largest remainders first), main models only or all."""
    share = rows.share.where(rows.main, 0.0) if main_only else rows.share
    exact = by_hscp.round().reindex(rows.hscp_code).to_numpy() * share / share.groupby(rows.hscp_code).transform("sum")
    whole = np.floor(exact + 1e-9)
    left = (exact.groupby(rows.hscp_code).transform("sum") - whole.groupby(rows.hscp_code).transform("sum")).round()
    rank = (exact - whole).groupby(rows.hscp_code).rank(method="first", ascending=False)
    return (whole + (rank <= left)).to_numpy().astype(int)


def _funding_end(rows: pd.DataFrame, period: Quarter) -> list[str]:
    """The 31 March to which an area's money is settled, in rounds of three years that begin in different years."""
    ends = []
    for code in rows.hscp_code:
        since = (period.start_year - int(code[-3:])) % _FUNDED_YEARS
        ends.append(f"{period.start_year + _FUNDED_YEARS - since}-03-31")
    return ends


def _outcomes(instrument: np.ndarray, opened: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Wellbeing of the people supported; blank where no instrument is used, no means where nobody is paired."""
    measured, of_points = instrument != "none", np.isin(instrument, _OF_POINTS)
    baseline = rng.binomial(opened, 0.62)
    paired = rng.binomial(baseline, 0.46)
    figures = np.array([_INSTRUMENTS.get(name, _INSTRUMENTS["other"]) for name in instrument])
    first, first_sd, change, change_sd = figures.T
    error = rng.normal(0, 1, len(opened)) / np.sqrt(np.maximum(paired, 1))
    first = (first + error * first_sd / 2).round(2)
    change = (change + rng.normal(0, 1, len(opened)) * change_sd / np.sqrt(np.maximum(paired, 1)) / 2).round(2)
    up1 = rng.binomial(paired, 0.66)
    scores = {
        "outcome_baseline_mean": first,
        "outcome_baseline_sd": first_sd,
        "outcome_followup_mean": (first + change).round(2),
        "outcome_followup_sd": (first_sd * 1.05).round(2),
        "outcome_change_mean": change,
        "outcome_change_sd": change_sd,
        "followup_weeks_median": rng.integers(9, 17, len(opened)).astype(float),
    }
    people = {"outcome_n_baseline": baseline, "outcome_n_paired": paired}
    moved = {
        "outcome_n_up1": up1,
        "outcome_n_up3": rng.binomial(up1, 0.66),
        "outcome_n_down1": rng.binomial(paired - up1, 0.55),
    }
    enough = measured & (paired >= 2)
    return (
        {"outcome_instrument": instrument}
        | {name: pd.Series(each, dtype="Int64").where(measured).array for name, each in people.items()}
        | {name: pd.Series(each, dtype="Int64").where(of_points).array for name, each in moved.items()}
        | {name: np.where(enough, each, np.nan) for name, each in scores.items()}
    )
