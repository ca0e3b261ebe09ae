"""Who the made-up people are, and what they were pointed to: breakdowns and service demand of a quarter."""

import numpy as np
import pandas as pd

from app.contract.codes import DIMENSIONS, MULTI_CODED, SERVICE_CATEGORIES

_SHARES = {
    "age_band": (1, 9, 14, 15, 17, 16, 12, 9, 5, 2),
    "sex": (61, 37, 1, 1),
    "ethnic_group": (88, 1, 3, 1, 1, 1, 5),
    "referral_source": (58, 12, 6, 7, 2, 4, 4, 4, 2, 1),
}
_NEED = (26, 17, 16, 7, 8, 6, 7, 9, 5, 6, 5, 2, 2, 5, 3, 4)
_SIMD_TILT = (1.5, 1.2, 1.0, 0.8, 0.6)
_UNMET = (0.24, 0.12, 0.09, 0.13, 0.34, 0.16, 0.08, 0.13, 0.15, 0.2, 0.24, 0.16, 0.22, 0.12, 0.16, 0.38)
_UNMET_REASONS = {
    "unmet_none_local": 30,
    "unmet_waiting_list_closed": 28,
    "unmet_not_accessible": 8,
    "unmet_not_eligible": 11,
    "unmet_cost": 6,
    "unmet_transport": 11,
    "unmet_other": 6,
}
_BREAKDOWNS = {  # count → dimensions, each with the share of HSCPs that sends it
    "people_referred": {
        "age_band": 1.0,
        "sex": 1.0,
        "simd_quintile": 1.0,
        "urban_rural": 0.5,
        "referral_source": 0.7,
        "referral_reason": 0.5,
        "ethnic_group": 0.2,
    },
    "cases_closed": {"sex": 0.15},
}


def break_down(returns: pd.DataFrame, hscps: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Breakdowns of a quarter's `returns`; categories without anyone are left out. `hscps`: `Programme.hscps`."""
    parts = []
    for measure, dimensions in _BREAKDOWNS.items():
        for dimension, share in dimensions.items():
            # By its code, so that an HSCP sends the same dimensions in every quarter.
            sends = (returns.hscp_code.str[-3:].astype(int) * 37 % 100 < share * 100).to_numpy()
            rows = returns[sends]
            counts = _counts(dimension, rows, hscps, rows[measure].to_numpy(dtype=int), rng)
            parts.append(_long(rows.return_id, measure, dimension, counts))
    return pd.concat(parts, ignore_index=True)


def _counts(
    dimension: str, rows: pd.DataFrame, hscps: pd.DataFrame, totals: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    shares = _category_shares(dimension, hscps.loc[rows.hscp_code])
    if dimension in MULTI_CODED:
        return rng.binomial(totals[:, None], np.minimum(shares * 1.7, 1.0))
    return rng.multinomial(totals, shares)


def _category_shares(dimension: str, hscps: pd.DataFrame) -> np.ndarray:
    """Shares of categories, one row per row of `hscps`, each summing to 1."""
    if dimension == "simd_quintile":
        shares = hscps[[f"pop_share_q{k}" for k in range(1, 6)]].to_numpy() * _SIMD_TILT
        shares = np.column_stack([shares, shares.sum(axis=1) * 0.02])
    elif dimension == "urban_rural":
        shares = hscps[[f"ur6_pct_{name}" for name in DIMENSIONS[dimension][:-1]]].to_numpy()
        shares = np.column_stack([shares, np.full(len(shares), 2.0)])
    elif dimension in MULTI_CODED:
        shares = np.tile([*_NEED, 4, 3], (len(hscps), 1)).astype(float)
    else:
        shares = np.tile(_SHARES[dimension], (len(hscps), 1)).astype(float)
    return shares / shares.sum(axis=1, keepdims=True)


def _long(ids: pd.Series, measure: str, dimension: str, counts: np.ndarray) -> pd.DataFrame:
    row, category = np.nonzero(counts)
    return pd.DataFrame(
        {
            "return_id": ids.to_numpy()[row],
            "measure": measure,
            "dimension": dimension,
            "category": np.array(DIMENSIONS[dimension])[category],
            "count": counts[row, category],
        }
    )


def demand_for_services(returns: pd.DataFrame, supply: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Service demand of a quarter's `returns`, every category of every return.

    `supply`: as `app.sample.directory.community_supply` gives it; where it is low, more is unmet for want of services.
    """
    rows, categories = len(returns), len(SERVICE_CATEGORIES)
    need = np.array(_NEED) / sum(_NEED)
    signposts = rng.poisson(returns.cases_opened.to_numpy(dtype=int)[:, None] * 1.9 * need)
    supplied = supply.loc[returns.hscp_code].to_numpy()
    unmet = rng.binomial(signposts, np.clip(np.array(_UNMET) * supplied**-0.8, 0, 0.6))
    shares = np.tile(np.array(list(_UNMET_REASONS.values()), dtype=float), (rows * categories, 1))
    shares[:, 0] /= supplied.ravel()  # none nearby
    reasons = rng.multinomial(unmet.ravel(), shares / shares.sum(axis=1, keepdims=True))
    demand = pd.DataFrame(
        {
            "return_id": returns.return_id.repeat(categories).to_numpy(),
            "service_category": np.tile(SERVICE_CATEGORIES, rows),
            "signposts": signposts.ravel(),
            "taken_up": rng.binomial(signposts - unmet, 0.68).ravel(),
            "unmet": unmet.ravel(),
        }
    )
    return demand.assign(**{name: reasons[:, number] for number, name in enumerate(_UNMET_REASONS)})
