"""Measures of wellbeing: of the people supported, and, another subject altogether, of link workers themselves.

Each is a figure of a financial year. What people scored is of one instrument; instruments are never put together.
"""

from app.measures.catalogue.definition import Measure

FEWEST_PAIRS = 30
"""People with a first and a later score below whom nothing is said of their change."""

_WILSON = "The interval is a 95% Wilson score interval (Wilson 1927)."
_OF_THOSE = f"as a percentage of those who answered. {_WILSON}"
_STUDENT = "The interval is Student's t at 95%: mean ± t × SD ÷ √n, on n - 1 degrees of freedom."
_TOO_FEW = f"Below {FEWEST_PAIRS} people with both scores nothing is said."
_SHARE = {
    "per": 100,
    "decimals": 1,
    "kind": "flow",
    "polarity": "neutral",
    "estimator": "proportion",
    "breaks": (20, 40, 60, 80),
}
_MEAN = {"per": 1, "unit": "points", "decimals": 1, "kind": "flow", "polarity": "neutral", "estimator": "mean"}
_OF_PAIRS = _SHARE | {"unit": "% of people with both scores"}
_OF_RESPONDENTS = _SHARE | {"unit": "% of link workers who answered"}
_SURVEY = "The link workers' own survey, as HSCPs sent it with their returns"

PEOPLE = {
    measure.id: measure
    for measure in (
        Measure(
            id="follow_up",
            subject="people",
            title="Follow-up completeness",
            question="Of the people with a first score, how many have a later one?",
            numerator="n_paired",
            denominator="follow_up_of",
            unit="% of people with a first score",
            definition=(
                f"People with a first and a later score, as a percentage of those with a first score. {_WILSON}"
            ),
            **_SHARE,
        ),
        Measure(
            id="change",
            subject="people",
            title="Mean change in score",
            question="How do later scores differ from first ones?",
            numerator="change_mean",
            denominator="n_paired",
            breaks=(0, 1, 2, 3),
            definition=(
                "Each person's later score minus their first, on average over the people who have both. "
                f"{_STUDENT} {_TOO_FEW}"
            ),
            **_MEAN,
        ),
        Measure(
            id="up1",
            subject="people",
            title="Score rose by 1 point or more",
            question="For how many people is the later score at least 1 point above the first?",
            numerator="n_up1",
            denominator="up1_of",
            definition=(
                "People whose later score is 1 point or more above their first, as a percentage of the people who "
                f"have both. {_WILSON} {_TOO_FEW}"
            ),
            **_OF_PAIRS,
        ),
        Measure(
            id="up3",
            subject="people",
            title="Score rose by 3 points or more",
            question="For how many people is the later score at least 3 points above the first?",
            numerator="n_up3",
            denominator="up3_of",
            definition=(
                "People whose later score is 3 points or more above their first, as a percentage of the people who "
                f"have both. {_WILSON} {_TOO_FEW}"
            ),
            **_OF_PAIRS,
        ),
        Measure(
            id="down1",
            subject="people",
            title="Score fell by 1 point or more",
            question="For how many people is the later score at least 1 point below the first?",
            numerator="n_down1",
            denominator="down1_of",
            definition=(
                "People whose later score is 1 point or more below their first, as a percentage of the people who "
                f"have both. {_WILSON} {_TOO_FEW}"
            ),
            **_OF_PAIRS,
        ),
    )
}
"""Wellbeing of the people supported, what says how far to trust it first."""

WORKERS = {
    measure.id: measure
    for measure in (
        Measure(
            id="response",
            subject="workers",
            title="Response rate",
            question="How many of the link workers who were invited answered?",
            numerator="respondents",
            denominator="invited",
            unit="% of link workers invited",
            definition=f"Link workers who answered the survey, as a percentage of those invited. {_WILSON}",
            source=_SURVEY,
            **_SHARE,
        ),
        Measure(
            id="swemwbs",
            subject="workers",
            title="Wellbeing score of link workers (SWEMWBS)",
            question="How do link workers score their own wellbeing?",
            numerator="swemwbs_mean",
            denominator="swemwbs_of",
            breaks=(20, 22, 24, 26),
            definition=(
                "The mean SWEMWBS score of the link workers who answered, on its metric scale from 7 to 35; a higher "
                f"score stands for higher wellbeing. {_STUDENT}"
            ),
            source=_SURVEY,
            **_MEAN,
        ),
        Measure(
            id="workload_manageable",
            subject="workers",
            title="Workload is manageable",
            question="How many say that their workload is manageable?",
            numerator="n_workload_manageable",
            denominator="workload_manageable_of",
            definition=f"Link workers who say that their workload is manageable, {_OF_THOSE}",
            source=_SURVEY,
            **_OF_RESPONDENTS,
        ),
        Measure(
            id="supervision_monthly",
            subject="workers",
            title="Supervision every month",
            question="How many have supervision every month?",
            numerator="n_supervision_monthly",
            denominator="supervision_monthly_of",
            definition=f"Link workers with supervision every month, {_OF_THOSE}",
            source=_SURVEY,
            **_OF_RESPONDENTS,
        ),
        Measure(
            id="feels_part_of_practice_team",
            subject="workers",
            title="Part of the practice team",
            question="How many feel part of the practice team?",
            numerator="n_feels_part_of_practice_team",
            denominator="feels_part_of_practice_team_of",
            definition=f"Link workers who feel part of the practice team, {_OF_THOSE}",
            source=_SURVEY,
            **_OF_RESPONDENTS,
        ),
        Measure(
            id="intends_to_leave_12m",
            subject="workers",
            title="Intends to leave within 12 months",
            question="How many intend to leave within 12 months?",
            numerator="n_intends_to_leave_12m",
            denominator="intends_to_leave_12m_of",
            definition=f"Link workers who intend to leave within 12 months, {_OF_THOSE}",
            source=_SURVEY,
            **_OF_RESPONDENTS,
        ),
        Measure(
            id="contract_under_12m",
            subject="workers",
            title="Contract of less than 12 months",
            question="How many have less than 12 months of contract left?",
            numerator="n_contract_under_12m",
            denominator="contract_under_12m_of",
            definition=f"Link workers with less than 12 months of contract, {_OF_THOSE}",
            source=_SURVEY,
            **_OF_RESPONDENTS,
        ),
    )
}
"""Wellbeing of link workers, the response rate first."""
