"""The example row of each sheet: made-up figures that break no rule."""

from app.intake.template.rows import of_hscp
from app.intake.unfilled import EXAMPLE

_RETURNS = {
    "unit_type": "cluster",
    "unit_code": "CLUSTER-1",
    "delivery_model": "multi_practice",
    "employer_type": "third_sector",
    "referral_route": "clinician_and_self",
    "main_setting": "practice",
    "job_title": "community_link_worker",
    "appointment_minutes": 45,
    "funding_end": "2027-03-31",
    "practices_with_dedicated_space": 5,
    "practices_in_scope": 8,
    "practices_covered": 6,
    "list_size_covered": 38500,
    "wte_funded": 4.5,
    "wte_in_post": 3.75,
    "headcount_in_post": 4,
    "vacancies_wte": 0.75,
    "referrals_received": 120,
    "referrals_accepted": 100,
    "referrals_declined_by_person": 12,
    "referrals_inappropriate": 8,
    "people_referred": 115,
    "first_appts_attended": 90,
    "contacts_attended": 310,
    "contacts_practice": 180,
    "contacts_home": 40,
    "contacts_community": 30,
    "contacts_remote": 60,
    "contacts_dna": 35,
    "open_cases_start": 140,
    "cases_opened": 95,
    "cases_closed": 85,
    "open_cases_end": 150,
    "people_closed_planned": 70,
    "people_disengaged": 15,
    "contacts_per_closed_case_mean": 4.2,
    "waiting_at_end": 18,
    "wait_days_median": 14,
    "wait_days_p90": 32,
    "wait_n": 90,
    "onward_referrals": 160,
    "onward_taken_up": 110,
    "onward_unavailable": 12,
    "outcome_instrument": "swemwbs",
    "outcome_n_baseline": 60,
    "outcome_n_paired": 40,
    "outcome_baseline_mean": 19.4,
    "outcome_baseline_sd": 3.6,
    "outcome_followup_mean": 21.6,
    "outcome_followup_sd": 3.8,
    "outcome_change_mean": 2.2,
    "outcome_change_sd": 3.1,
    "outcome_n_up1": 26,
    "outcome_n_up3": 15,
    "outcome_n_down1": 7,
    "followup_weeks_median": 12,
    "data_quality_note": "One practice joined in the last month of the quarter",
    "submitted_at": "2026-04-15",
    "submitted_by_role": "programme manager",
}

_OTHERS = {
    "breakdowns": {"measure": "people_referred", "dimension": "age_band", "category": "25-34", "count": 14},
    "service_demand": {
        "service_category": "money_and_benefits",
        "signposts": 48,
        "taken_up": 33,
        "unmet": 9,
        "unmet_none_local": 3,
        "unmet_waiting_list_closed": 2,
        "unmet_not_accessible": 1,
        "unmet_not_eligible": 0,
        "unmet_cost": 1,
        "unmet_transport": 2,
        "unmet_other": 0,
    },
    "workforce_survey": {
        "invited": 22,
        "respondents": 17,
        "swemwbs_mean": 23.8,
        "swemwbs_sd": 3.9,
        "n_workload_manageable": 11,
        "n_supervision_monthly": 13,
        "n_feels_part_of_practice_team": 14,
        "n_intends_to_leave_12m": 3,
        "n_contract_under_12m": 6,
    },
}


def example(table: str, hscp_code: str, period: str) -> dict[str, object]:
    """The values of an example row of a table, by field."""
    if table == "workforce_survey":
        return {"period": period, "hscp_code": EXAMPLE, **_OTHERS[table]}
    if table != "returns":
        return {"return_id": EXAMPLE, **_OTHERS[table]}
    return {"return_id": EXAMPLE, **of_hscp(hscp_code, period), **_RETURNS}
