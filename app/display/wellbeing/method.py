"""How the figures of wellbeing are worked out, in words from which each can be recomputed with the files."""

from app.measures.catalogue.wellbeing import FEWEST_PAIRS
from app.measures.workforce import FEWEST

_WILSON = (
    "The 95% interval of a percentage is Wilson's (1927): with p the share and n its base, "
    "(p + z² ÷ 2n ± z√(p(1 − p) ÷ n + z² ÷ 4n²)) ÷ (1 + z² ÷ n), z = 1.95996."
)
_STUDENT = (
    "The 95% interval of a mean is mean ± t × s ÷ √n, with s the standard deviation and t the 0.975 quantile of "
    "Student's distribution on n − 1 degrees of freedom."
)
_POOLED = (
    "A mean of several parts is Σnm ÷ Σn over their numbers n and means m; its standard deviation is "
    "√((Σ(n − 1)s² + Σn(m − mean)²) ÷ (Σn − 1))."
)


def workers_rules() -> list[str]:
    """How the figures of the link workers' survey are worked out."""
    return [
        "The file has a row for each financial year and area. Where an area sent several surveys in a year, the last "
        "counts.",
        "response_percent = 100 × respondents ÷ invited. Every other percentage, X_percent, is of the X_of link "
        "workers whose survey asked it: so X_percent × X_of ÷ 100 of them agreed.",
        f"swemwbs_mean is of swemwbs_of link workers with the standard deviation swemwbs_sd. {_STUDENT} {_POOLED}",
        _WILSON,
        f"Nothing is shown to anyone of fewer than {FEWEST} respondents, nor where figures of other areas, subtracted, "
        f"would tell of fewer than {FEWEST}. The answers of an HSCP that cannot be shown are part of its NHS Board, "
        "and those of a Board of Scotland, as far as that tells of nobody else.",
    ]


def people_rules() -> list[str]:
    """How the figures of the people supported are worked out."""
    return [
        "The file has a row for each financial year, area and instrument. Instruments are never put together, and "
        "one that is not on the list of instruments is left out. Of ONS4 there is no agreed single score: each HSCP "
        "stands alone, in no figure of a larger area and in no comparison.",
        "follow_up_percent = 100 × people with a first and a later score ÷ follow_up_of, people with a first score, "
        "both of the rows of returns that tell both.",
        "change_mean is of n_paired people, those with both scores whose change is told, with the standard deviation "
        f"change_sd. {_STUDENT} {_POOLED} baseline_mean is the mean of their first scores, where told.",
        "up1_percent, up3_percent and down1_percent = 100 × people whose score rose by at least 1 or 3 points, or fell "
        "by at least 1, ÷ up1_of, up3_of or down1_of: people with both scores in the rows that tell it. They are "
        "worked out for SWEMWBS and WEMWBS only, on whose scales whole points are small steps and higher stands for "
        "higher wellbeing.",
        "The parts of an HSCP are its units and quarters. A larger area is made of those HSCPs only that are shown and "
        f"have at least {FEWEST_PAIRS} people with both scores.",
        _WILSON,
        f"Below {FEWEST_PAIRS} people with both scores only the follow-up is told: too few to say.",
    ]


def beside_rules() -> list[str]:
    """How an area is compared with Scotland."""
    return [
        "An area is called higher or lower than Scotland where its 95% interval leaves out Scotland's value, of which "
        "it is itself a part; else there is no clear difference. Chance alone sets about 1 in 20 areas apart.",
    ]
