"""The made-up yearly survey of link workers themselves."""

import numpy as np
import pandas as pd

from app.contract.periods import Quarter

_FEWEST = 12  # link workers below which an HSCP's answers are pooled with others of its NHS Board
_AGREE = {
    "n_workload_manageable": 0.56,
    "n_supervision_monthly": 0.68,
    "n_feels_part_of_practice_team": 0.64,
    "n_intends_to_leave_12m": 0.22,
    "n_contract_under_12m": 0.31,
}


def survey(returns: pd.DataFrame, hscps: pd.DataFrame, period: Quarter, rng: np.random.Generator) -> pd.DataFrame:
    """The survey sent with a fourth quarter's `returns`: by HSCP, small ones pooled by NHS Board; else no rows."""
    if period.number != 4:
        return pd.DataFrame()
    staff = returns.groupby("hscp_code").headcount_in_post.sum().astype(int)
    pooled = staff.index.to_series().where(staff >= _FEWEST, hscps.nhs_board_code.reindex(staff.index))
    invited = staff.groupby(pooled).sum()
    invited = invited[invited > 0]
    respondents = rng.binomial(invited, 0.63)
    enough = pd.Series(respondents >= 2)
    scores = pd.DataFrame(
        {
            "swemwbs_mean": (22.6 + rng.normal(0, 1, len(invited)) * 3.6 / np.sqrt(np.maximum(respondents, 4))).round(
                2
            ),
            "swemwbs_sd": rng.normal(3.6, 0.3, len(invited)).round(2),
        }
    ).where(enough, axis=0)
    answers = {name: rng.binomial(respondents, share) for name, share in _AGREE.items()}
    places = {
        "period": str(period),
        "hscp_code": invited.index,
        "invited": invited.to_numpy(),
        "respondents": respondents,
    }
    return pd.DataFrame(places | scores.to_dict("list") | answers)
