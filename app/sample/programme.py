"""What each HSCP's made-up programme looks like: its units, its link workers over time, its way of working."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.contract import codes
from app.contract.periods import Quarter
from app.settings import PROJECT

NO_PROGRAMME = ("S37000031",)  # Western Isles
LATE_START = "S37000002"  # Aberdeenshire: a reported zero until it starts
_LATE_START_QUARTER = Quarter(2022, 1)
_LATE_START_HEADCOUNT = 40.0

# Headcounts at 31 March 2021 as published (data/reference/clw_published.csv), and one each for Orkney and Shetland
# (Shetland said 1.0 WTE in 2023); the other HSCPs share the rest.
_HEADCOUNT_2021 = {
    "S37000001": 23, "S37000002": 0, "S37000003": 8, "S37000004": 1, "S37000025": 5, "S37000034": 43,
    "S37000009": 3, "S37000011": 4, "S37000017": 6, "S37000024": 13, "S37000029": 3,
    "S37000022": 1, "S37000026": 1,
}  # fmt: skip
_SCOTLAND_2021 = 218.0
WTE_PER_HEAD = 189.3 / 218.0

# Link workers in Scotland against March 2021: 112 in September 2019, 218 in March 2021, over 300 by 2024-25.
_GROWTH_AT = [2018.0, 2018.25, 2019.75, 2021.25, 2023.0, 2025.0, 2026.0]
_GROWTH = [0.0, 0.12, 112 / 218, 1.0, 1.18, 1.36, 1.38]
# Practices with full access: 57% in March 2021, about 80% since 2024-25.
_ACCESS = [0.0, 0.08, 0.35, 0.57, 0.68, 0.80, 0.81]

_CLUSTER_PRACTICES = 12
_LARGE = 45  # practices from which the shipped mix reports by cluster


@dataclass(frozen=True)
class Programme:
    """All reporting rows of a sample and what stays the same about them.

    `rows`: one per unit × delivery model with its HSCP's attributes, the number of `practices` of the unit, the row's
    `share` of the HSCP's work and whether it is the unit's `main` model. `hscps`: reference figures by code.
    """

    rows: pd.DataFrame
    hscps: pd.DataFrame

    def headcount(self, quarter: Quarter) -> pd.Series:
        """Link workers in post by HSCP code at the end of a quarter, before rounding."""
        known = pd.Series(_HEADCOUNT_2021)
        need = self.hscps.population_mid2022 * (0.5 + self.hscps.pop_share_q1 / 19.2)
        others = need[~need.index.isin(known.index)]
        base = pd.concat([known, others / others.sum() * (_SCOTLAND_2021 - known.sum())])
        headcount = base * np.interp(_year(quarter), _GROWTH_AT, _GROWTH)
        since = (quarter.start_year - _LATE_START_QUARTER.start_year) * 4 + quarter.number - _LATE_START_QUARTER.number
        headcount[LATE_START] = _LATE_START_HEADCOUNT * np.clip((since + 1) / 8, 0, 1) if since >= 0 else 0.0
        return headcount

    def access(self, quarter: Quarter) -> pd.Series:
        """Share of practices with full access by HSCP code: some began with all of them, some with few."""
        national = np.interp(_year(quarter), _GROWTH_AT, _ACCESS)
        access = (national + self.hscps.access_tilt * np.sqrt(national * (1 - national))).clip(0, 1)
        return access.where(self.headcount(quarter) > 0, 0.0)


def _year(quarter: Quarter) -> float:
    """The end of a quarter as a year with decimals."""
    return quarter.start_year + 0.25 + quarter.number / 4


def build_programme(units: str | None, rng: np.random.Generator) -> Programme:
    """Make up a programme for every HSCP that has one; `units` as `app.sample.write` takes it."""
    hscps = pd.read_csv(PROJECT / "data" / "reference" / "hscp.csv").set_index("hscp_code").drop(list(NO_PROGRAMME))
    count = len(hscps)
    hscps["access_tilt"] = rng.normal(0, 0.35, count)
    hscps["pace"] = rng.lognormal(0, 0.15, count)  # referrals per WTE against Scotland
    attributes = pd.DataFrame(
        {
            "delivery_model": _choose(rng, count, codes.DELIVERY_MODELS, (30, 24, 20, 12, 4, 4, 6)),
            "employer_type": _choose(rng, count, codes.EMPLOYER_TYPES, (55, 15, 20, 5, 5)),
            "referral_route": _choose(rng, count, codes.REFERRAL_ROUTES, (40, 30, 20, 10)),
            "main_setting": _choose(rng, count, codes.MAIN_SETTINGS, (55, 5, 15, 10, 15)),
            "job_title": _choose(rng, count, codes.JOB_TITLES, (70, 12, 12, 6)),
            "outcome_instrument": _choose(rng, count, codes.OUTCOME_INSTRUMENTS, (50, 12, 10, 5, 5, 3, 15)),
            "appointment_minutes": rng.choice([30, 45, 60], count, p=[0.3, 0.3, 0.4]),
            "two_models": rng.random(count) < 0.2,
        },
        index=hscps.index,
    )
    attributes.loc["S37000034", ["delivery_model", "employer_type"]] = ["practice_attached", "third_sector"]
    return Programme(_rows(hscps, attributes, units), hscps)


def _choose(rng: np.random.Generator, count: int, options: tuple[str, ...], weights: tuple[int, ...]) -> np.ndarray:
    return rng.choice(options, count, p=np.array(weights) / sum(weights))


def _rows(hscps: pd.DataFrame, attributes: pd.DataFrame, units: str | None) -> pd.DataFrame:
    rows = []
    for code, hscp in hscps.iterrows():
        practices = int(hscp.gp_practices_2021)
        unit_type = units or ("cluster" if practices >= _LARGE else "hscp")
        count = {"hscp": 1, "cluster": -(-practices // _CLUSTER_PRACTICES), "practice": practices}[unit_type]
        sizes = [practices // count + (number < practices % count) for number in range(count)]
        for number, size in enumerate(sizes, start=1):
            unit = code if unit_type == "hscp" else f"{code[-3:]}-{number:03d}"
            row = {"hscp_code": code, "hscp_name": hscp.hscp_name, "unit_type": unit_type, "unit_code": unit}
            row |= {"practices": size, **attributes.loc[code].drop("two_models")}
            share = size / practices
            two = bool(attributes.two_models[code]) and unit_type != "practice"
            rows.append(row | {"share": share * (0.8 if two else 1.0), "main": True})
            if two:
                second = "remote" if row["delivery_model"] != "remote" else "thematic_outreach"
                rows.append(row | {"delivery_model": second, "share": share * 0.2, "main": False})
    return pd.DataFrame(rows)
