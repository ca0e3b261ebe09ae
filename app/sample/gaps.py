"""What real returns are like: late, incomplete, and hidden in places. So that every state of a value occurs."""

import numpy as np
import pandas as pd

from app.contract.periods import Quarter
from app.contract.tables import UNMET_REASONS

_NOT_SUBMITTED = {  # HSCP → quarters that it never sent
    "S37000011": [Quarter(2025, 2)],  # East Renfrewshire
    "S37000019": [Quarter(2022, 3), Quarter(2022, 4)],  # Moray
    "S37000022": [Quarter(2023, 2)],  # Orkney Islands
}
_UNIT_MISSING = {  # HSCP → quarters in which its last unit is missing
    "S37000028": [Quarter(2025, 2)],  # South Lanarkshire
    "S37000016": [Quarter(2024, 3)],  # Highland
}
_HIDDEN = {  # HSCP → fields that it hides when they are from 1 to 4
    "S37000026": ("people_disengaged", "referrals_inappropriate", "outcome_n_down1"),  # Shetland Islands
    "S37000022": ("referrals_declined_by_person", "onward_unavailable"),  # Orkney Islands
}
_WAITING_HIDDEN = ("S37000026", Quarter(2023, 1))
_OPTIONAL_GROUPS = {  # what HSCPs choose not to collect, and how many of them
    ("list_size_covered",): 0.1,
    ("practices_with_dedicated_space",): 0.25,
    ("vacancies_wte",): 0.1,
    ("funding_end",): 0.1,
    ("wait_days_median", "wait_days_p90", "wait_n"): 0.3,
    ("contacts_per_closed_case_mean",): 0.4,
    ("contacts_practice", "contacts_home", "contacts_community", "contacts_remote"): 0.2,
    ("onward_referrals", "onward_taken_up", "onward_unavailable"): 0.25,
    ("outcome_n_up1", "outcome_n_up3", "outcome_n_down1"): 0.2,
    ("followup_weeks_median",): 0.3,
}
_DEMAND_UNCOLLECTED = {  # HSCP → what it does not collect of the demand for services
    "S37000020": ("taken_up", "unmet", *UNMET_REASONS),  # North Ayrshire counts signposts only
    "S37000024": UNMET_REASONS,  # Renfrewshire does not ask why
}


def choose_uncollected(codes: pd.Index, rng: np.random.Generator) -> dict[str, list[str]]:
    """For each HSCP the optional fields that it does not collect, the same in every quarter."""
    uncollected: dict[str, list[str]] = {code: [] for code in codes}
    for fields, share in _OPTIONAL_GROUPS.items():
        for code in rng.choice(codes, round(share * len(codes)), replace=False):
            uncollected[code] += fields
    return uncollected


def with_gaps(returns: pd.DataFrame, period: Quarter, uncollected: dict[str, list[str]]) -> pd.DataFrame:
    """A quarter of returns as it arrives: rows left out, fields blank, small figures as `[c]`."""
    missing = [code for code, periods in _NOT_SUBMITTED.items() if period in periods]
    returns = returns[~returns.hscp_code.isin(missing)]
    for code in (code for code, periods in _UNIT_MISSING.items() if period in periods):
        units = returns.unit_code[returns.hscp_code == code]
        if units.nunique() > 1:
            returns = returns[~((returns.hscp_code == code) & (returns.unit_code == units.iloc[-1]))]
    returns = returns.astype(object).where(returns.notna(), None)
    for code, fields in uncollected.items():
        returns.loc[returns.hscp_code == code, fields] = None
    for code, fields in _HIDDEN.items():
        for field in fields:
            small = (returns.hscp_code == code) & returns[field].isin([1, 2, 3, 4])
            returns.loc[small, field] = "[c]"
    code, quarter = _WAITING_HIDDEN
    if period == quarter:
        returns.loc[returns.hscp_code == code, "waiting_at_end"] = "[c]"
    return returns


def demand_with_gaps(demand: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """The demand told with `returns`, fields blank that an HSCP does not collect."""
    hscp = demand.return_id.map(returns.set_index("return_id").hscp_code)
    demand = demand.astype(dict.fromkeys(("taken_up", "unmet", *UNMET_REASONS), "Int64"))
    for code, fields in _DEMAND_UNCOLLECTED.items():
        demand.loc[hscp == code, list(fields)] = pd.NA
    return demand
