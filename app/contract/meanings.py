"""What a code means, where the code alone does not say it."""

from app.contract.codes import MULTI_CODED

MEANINGS = {
    "unit_type": {
        "practice": "a GP practice",
        "cluster": "a group of GP practices that work together",
        "locality": "a part of the HSCP for which it plans",
        "hscp": "the whole HSCP, as one unit",
    },
    "delivery_model": {
        "practice_attached": "each link worker belongs to one GP practice",
        "multi_practice": "each link worker divides their time between named GP practices",
        "cluster_locality": "a team serves all GP practices of a cluster or locality together",
        "hub_or_community_based": "based in a hub or a community organisation, to which practices refer",
        "remote": "people are seen by telephone or video only",
        "thematic_outreach": "for one group of people or one theme, wherever they are",
        "mixed": "several of these, and none is the main one",
    },
    "employer_type": {
        "third_sector": "a charity or another third-sector organisation",
        "nhs_board": "the NHS Board",
        "council_hscp": "the council or the HSCP",
        "gp_practice": "a GP practice",
        "mixed": "several of these",
    },
    "referral_route": {
        "clinician_only": "clinicians of the practice only",
        "clinician_and_self": "clinicians, and people themselves",
        "open": "anyone, other services too",
        "proactive_list": "people are found from a list and invited",
    },
    "main_setting": {"mixed": "no setting has most of the people"},
    "outcome_instrument": {
        "swemwbs": "Short Warwick-Edinburgh Mental Wellbeing Scale, 7 items, on the metric scale",
        "wemwbs": "Warwick-Edinburgh Mental Wellbeing Scale, 14 items",
        "ons4": "the four questions on personal wellbeing of the Office for National Statistics",
        "mycaw": "Measure Yourself Concerns and Wellbeing",
        "eq5d5l": "EQ-5D-5L, health in five dimensions",
        "none": "wellbeing is not measured",
    },
    "dimension": {
        "simd_quintile": "fifth of Scotland's data zones by deprivation (SIMD 2020v2)",
        "urban_rural": "urban-rural classification of Scotland, six-fold",
    }
    | dict.fromkeys(MULTI_CODED, "one person may be in several categories, so that they do not add up to the total"),
    "simd_quintile": {"1": "the most deprived fifth", "5": "the least deprived fifth"},
    "referral_source": {
        "gp": "a GP of the practice",
        "self": "the person themselves",
        "secondary_care": "a hospital or another specialist service",
    },
}
"""By field or dimension, then by code. A code that is not here reads as its own words."""


def meaning(name: str, code: str) -> str:
    """What a code of a field or dimension means; empty where the code says it."""
    return MEANINGS.get(name, {}).get(code, "")
