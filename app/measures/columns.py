"""The columns of the tables that acceptance derives, for whoever reads one that is not there yet."""

from app.contract.directory import PLACES, SERVICES
from app.measures.breakdown import COLUMNS as BREAKDOWN
from app.measures.delivery import ATTRIBUTES, CONTACTS, CONTACTS_STATE
from app.measures.outcomes import COUNTS
from app.measures.published import LOADED
from app.measures.reporting import COLUMNS as REPORTING
from app.measures.workforce import COLUMNS as WORKFORCE

_STATE = ("state", "parts_reported", "parts_expected")
_COUNT = ("value", *_STATE)

COLUMNS = {
    "reporting": REPORTING,
    "published": ("quantity", "period", "area_code", *_COUNT),
    "published_demand": ("quantity", "period", "category", "area_code", *_COUNT),
    "published_breakdown": BREAKDOWN,
    "published_waits": (
        *("period", "area_code", "units", "rows", "median_lowest", "median_highest", "p90_lowest", "p90_highest", "n"),
        *_STATE,
    ),
    "published_attributes": (
        *("period", "area_code", *ATTRIBUTES, "appointment_minutes", "funding_months_left", CONTACTS, CONTACTS_STATE),
    ),
    "published_outcomes": (
        *("period", "area_code", "instrument", *COUNTS, *(f"{count}_state" for count in COUNTS)),
        *("change_mean", "change_sd", "baseline_mean", *_STATE[1:]),
    ),
    "delivery": ("period", "area_code", "delivery_model", "wte_in_post", "headcount_in_post", "practices_covered"),
    "workforce": WORKFORCE,
    "published_figures": LOADED,
    "services": tuple(SERVICES.columns),
    "places": tuple(PLACES.columns),
    "supply": (
        *("area_code", "category", "local", "wider", "online", "assured", "waiting_known", "waiting_closed"),
        *("population", "per_10000", "lower", "upper"),
    ),
    "listing": ("area_code", "population", "listed", "assured"),
    "reach": (
        *("hscp_code", "category", "people", "people_within", "share_within"),
        *("most_deprived", "most_deprived_within", "share_most_deprived_within", "services_per_10000"),
    ),
}
