"""Code lists of the core dataset."""

import csv
from functools import cache

from app.settings import PROJECT

SCHEMA_VERSIONS = ("1.0",)
SUPPRESSED_MARKS = ("[c]", "*")
SAMPLE_PREFIX = "SAMPLE-"
"""A `return_id` that begins so belongs to made-up data."""

UNIT_TYPES = ("practice", "cluster", "locality", "hscp")
DELIVERY_MODELS = (
    "practice_attached",
    "multi_practice",
    "cluster_locality",
    "hub_or_community_based",
    "remote",
    "thematic_outreach",
    "mixed",
)
EMPLOYER_TYPES = ("third_sector", "nhs_board", "council_hscp", "gp_practice", "mixed")
REFERRAL_ROUTES = ("clinician_only", "clinician_and_self", "open", "proactive_list")
MAIN_SETTINGS = ("practice", "home_visit", "community_venue", "telephone_video", "mixed")
JOB_TITLES = ("community_link_worker", "social_prescribing_link_worker", "community_connector", "other")
OUTCOME_INSTRUMENTS = ("swemwbs", "wemwbs", "ons4", "mycaw", "eq5d5l", "other", "none")

SERVICE_CATEGORIES = (
    "mental_wellbeing",
    "loneliness",
    "money_and_benefits",
    "food_and_fuel",
    "housing",
    "employment",
    "physical_activity",
    "long_term_conditions",
    "carers",
    "bereavement_and_relationships",
    "substance_use",
    "domestic_abuse",
    "immigration_and_asylum",
    "family",
    "digital",
    "transport",
)
"""What people need: one list for services, for what was asked of them, and for reasons of referral."""

_NEEDS = (*SERVICE_CATEGORIES, "other", "unknown")

BREAKDOWN_MEASURES = ("people_referred", "first_appts_attended", "referrals_declined_by_person", "cases_closed")
DIMENSIONS = {
    "age_band": ("0-15", "16-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+", "unknown"),
    "sex": ("female", "male", "other", "unknown"),
    "simd_quintile": ("1", "2", "3", "4", "5", "unknown"),
    "ethnic_group": ("white", "mixed_or_multiple", "asian", "african", "caribbean_or_black", "other", "unknown"),
    "urban_rural": (
        "large_urban",
        "other_urban",
        "accessible_small_towns",
        "remote_small_towns",
        "accessible_rural",
        "remote_rural",
        "unknown",
    ),
    "referral_source": (
        "gp",
        "practice_nurse",
        "other_practice_staff",
        "self",
        "family_or_carer",
        "social_work",
        "third_sector",
        "secondary_care",
        "other",
        "unknown",
    ),
    "referral_reason": _NEEDS,
    "issue_at_assessment": _NEEDS,
}
"""The categories of each dimension of a breakdown."""

MULTI_CODED = ("referral_reason", "issue_at_assessment")
"""Dimensions in which one person may stand in several categories, so that the counts do not add up."""


@cache
def hscp_names() -> dict[str, str]:
    """Official code to official name of the 31 HSCPs."""
    return {row["hscp_code"]: row["hscp_name"] for row in _reference()}


@cache
def survey_areas() -> dict[str, str]:
    """Code to name of the areas that a workforce survey may cover: HSCPs, NHS Boards, Scotland."""
    boards = {row["nhs_board_code"]: row["nhs_board_name"] for row in _reference()}
    return hscp_names() | boards | {"S92000003": "Scotland"}


def _reference() -> list[dict[str, str]]:
    with (PROJECT / "data" / "reference" / "hscp.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
