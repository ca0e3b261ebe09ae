"""The words that people read, in one place, so that they can be corrected without reading code."""

from collections.abc import Mapping

from app.analysis.capacity import Source
from app.analysis.gaps import Directory, Status
from app.analysis.models import Label
from app.contract.states import State
from app.measures.delivery import SEVERAL
from app.measures.funnel import Mark
from app.measures.published import Unit

SITE = "Community Link Workers in Scotland"
SAMPLE = "SAMPLE DATA"
MIXED = "SAMPLE DATA IN PART"
SAMPLE_NOTE = "Sample data: all figures are made up."
MIXED_NOTE = "Sample data in part: figures of some areas or quarters are made up."
ROUNDED = "counts of people rounded to the nearest 5, those of larger areas added up from rounded ones"

STATES = {
    State.REPORTED: "reported",
    State.PARTIAL: "some reporting units are missing",
    State.NOT_SUBMITTED: "no return for this quarter",
    State.NOT_COLLECTED: "not asked or not recorded",
    State.SUPPRESSED: "hidden to protect people",
    State.TOO_FEW: "too few to say",
    State.NO_PROGRAMME: "no programme in this area",
    State.NOT_AVAILABLE: "no published figure found",
}
_STATES_OF_YEARS = STATES | {
    State.PARTIAL: "part of the year is missing",
    State.NOT_SUBMITTED: "no return for this year",
}
_STATES_OF_GAPS = _STATES_OF_YEARS | {State.NOT_AVAILABLE: "the directory lists too little to judge"}
_STATES_OF_PEOPLE = _STATES_OF_YEARS | {
    State.NOT_COLLECTED: "not recorded with this instrument",
    State.TOO_FEW: "fewer than 30 with both scores, too few to say",
}
_STATES_OF_WORKERS = STATES | {
    State.PARTIAL: "an HSCP with a programme sent no survey",
    State.NOT_SUBMITTED: "no survey was sent for this year",
    State.NOT_COLLECTED: "not asked",
    State.TOO_FEW: "fewer than 10 answered, or their answers would tell those of fewer than 10 others",
}

REPORTING = {
    "complete": "Complete",
    "partial": "Some units missing",
    "not_submitted": "No return",
    "no_programme": "No programme",
}

SHORT_TITLES = {
    "practices_covered": "Practices covered",
    "wte_in_post": "Link workers (WTE)",
    "wte_per_10000": "WTE per 10,000 people",
    "referrals": "Referrals in the quarter",
    "open_cases": "Open cases",
    "waiting": "People waiting",
}

NOTHING_ACCEPTED = (
    "No returns have been accepted yet. A data steward can load them with `python -m app load FILE...`; the README "
    "says how."
)

PUBLISHED = "published_headcount"
PUBLISHED_TITLE = "Published figures, not from returns"
PUBLISHED_COLUMN = {Unit.HEADCOUNT: "Headcount", Unit.WTE: "WTE"}
PUBLISHED_COUNTED = {Unit.HEADCOUNT: ("link worker", "link workers"), Unit.WTE: ("WTE", "WTE")}
PUBLISHED_UNITS = {Unit.HEADCOUNT: "headcount", Unit.WTE: "whole-time equivalents"}
PUBLISHED_NAMED = {
    Unit.HEADCOUNT: "a published headcount",
    Unit.WTE: "a published figure in whole-time equivalents",
}
PUBLISHED_LOADED = {
    Unit.HEADCOUNT: (
        "Link workers in post at {day}, as they stand in a publication that was loaded. People, not whole-time "
        "equivalents. An HSCP without a figure there is not one without link workers. The figures are not ranked, "
        "added up, turned into rates or put beside those of returns, which may count otherwise."
    ),
    Unit.WTE: (
        "Link workers in post at {day} in whole-time equivalents, as they stand in a publication that was loaded. They "
        "are no headcount: two people who work half of the week are one. An HSCP without a figure there is not one "
        "without link workers. The figures are not ranked, added up, turned into rates or put beside those of returns, "
        "which may count otherwise."
    ),
}
PUBLISHED_DEFINITION = (
    "Link workers in post at 31 March 2021 as the Scottish Government published them for 11 of the 31 HSCPs. People, "
    "not whole-time equivalents. For the other 20 no figure was found: that is not the same as none. The figures come "
    "from two sources that count differently, so they are not ranked, added up or turned into rates."
)
BASES = {
    "tracker": ("a", "All posts, from the Scottish Government's tracker (FOI 202100235471)"),
    "pcif_only": ("b", "Only posts paid from the Primary Care Improvement Fund; there may be others"),
}

CATEGORIES = {
    "mental_wellbeing": "Mental wellbeing",
    "loneliness": "Loneliness",
    "money_and_benefits": "Money and benefits",
    "food_and_fuel": "Food and fuel",
    "housing": "Housing",
    "employment": "Employment",
    "physical_activity": "Physical activity",
    "long_term_conditions": "Long-term conditions",
    "carers": "Carers",
    "bereavement_and_relationships": "Bereavement and relationships",
    "substance_use": "Substance use",
    "domestic_abuse": "Domestic abuse",
    "immigration_and_asylum": "Immigration and asylum",
    "family": "Family",
    "digital": "Digital",
    "transport": "Transport",
}
UNMET_REASONS = {
    "unmet_none_local": "no local service",
    "unmet_waiting_list_closed": "waiting list closed",
    "unmet_not_accessible": "not accessible",
    "unmet_not_eligible": "not eligible",
    "unmet_cost": "cost",
    "unmet_transport": "no way to get there",
    "unmet_other": "another reason",
}
STATUSES = {
    Status.FEW_SERVICES: ("▲", "unmet and few services"),
    Status.SERVICES_EXIST: ("△", "unmet though services exist"),
    Status.MET: ("●", "met"),
    Status.LITTLE_ASKED: ("–", "little asked"),
    Status.CANNOT_TELL: ("?", "cannot tell"),
}
"""The mark and the words of each status of a service gap."""

DIRECTORIES = {
    Directory.GOOD: "enough is listed and checked",
    Directory.THIN: "the directory lists too few services here to judge what is missing",
    Directory.STALE: "most of what the directory lists here has not been checked for a year",
    Directory.NONE: "the directory lists no service here",
}
THRESHOLDS = {
    "unmet_percent": "A need is unmet from this share of signposts (%)",
    "few_ratio": "Services are few below this part of Scotland's per 10,000 people",
    "little_asked": "Little is asked below this many signposts in a year",
    "thin_ratio": "A directory is thin below this part of Scotland's listings per 10,000 people",
    "stale_percent": "A directory is stale below this share checked in 12 months (%)",
}
BREAKDOWNS = {"age_band": "Age", "sex": "Sex", "simd_quintile": "Deprivation of where they live"}
AGES = {
    "0-15": "0 to 15",
    "16-24": "16 to 24",
    "25-34": "25 to 34",
    "35-44": "35 to 44",
    "45-54": "45 to 54",
    "55-64": "55 to 64",
    "65-74": "65 to 74",
    "75-84": "75 to 84",
    "85+": "85 or over",
    "unknown": "Not known",
}
SEXES = {"female": "Female", "male": "Male", "other": "Other", "unknown": "Not known"}
FIFTHS = {
    "1": "Most deprived fifth",
    "2": "Second",
    "3": "Third",
    "4": "Fourth",
    "5": "Least deprived fifth",
    "unknown": "Not known",
}
MODELS = {
    "practice_attached": "Practice attached",
    "multi_practice": "Multi-practice",
    "cluster_locality": "Cluster or locality",
    "hub_or_community_based": "Hub or community based",
    "remote": "Remote",
    "thematic_outreach": "Thematic outreach",
    "mixed": "Mixed",
    SEVERAL: "Several models",
}
"""Delivery models as a return names them, and the group of HSCPs in which none has two thirds of the time."""

MODELS_SHORT = {
    "practice_attached": "Practice",
    "multi_practice": "Multi",
    "cluster_locality": "Cluster",
    "hub_or_community_based": "Hub",
    "remote": "Remote",
    "thematic_outreach": "Theme",
    "mixed": "Mixed",
    SEVERAL: "Several",
}
ATTRIBUTES = {
    "employer_type": "Employer",
    "referral_route": "Referral route",
    "main_setting": "Main setting",
    "job_title": "Job title",
    "appointment_minutes": "Appointment length (minutes)",
    "contacts_per_closed_case_mean": "Consultations per closed case",
    "funding_months_left": "Months of funding left",
}
ATTRIBUTE_VALUES = {
    "employer_type": {
        "third_sector": "Third sector",
        "nhs_board": "NHS Board",
        "council_hscp": "Council or HSCP",
        "gp_practice": "GP practice",
        "mixed": "Mixed",
        SEVERAL: "Several",
    },
    "referral_route": {
        "clinician_only": "Clinician only",
        "clinician_and_self": "Clinician or self",
        "open": "Open to anyone",
        "proactive_list": "Proactive list",
        SEVERAL: "Several routes",
    },
    "main_setting": {
        "practice": "GP practice",
        "home_visit": "Home visits",
        "community_venue": "Community venue",
        "telephone_video": "Telephone or video",
        "mixed": "Mixed",
        SEVERAL: "Several",
    },
    "job_title": {
        "community_link_worker": "Community link worker",
        "social_prescribing_link_worker": "Social prescribing link worker",
        "community_connector": "Community connector",
        "other": "Another title",
        SEVERAL: "Several titles",
    },
}
BALANCE = {
    "most_deprived_percent": "People in the most deprived fifth (%)",
    "rural_percent": "People in rural places (%)",
    "population": "Population",
    "funding_months_left": "Months of funding left",
}
"""What else differs between the areas of each delivery model."""

LABELS = {
    Label.HIGHER: ("▲", "higher"),
    Label.NO_CLEAR_DIFFERENCE: ("●", "no clear difference"),
    Label.LOWER: ("▼", "lower"),
    Label.NOT_SAID: ("■", "too few to say"),
}
"""The mark and the words for how the HSCPs of a delivery model compare with the others."""

LIMITS = {
    Mark.INSIDE: "within",
    Mark.OUTSIDE_95: "outside 95%",
    Mark.OUTSIDE_998: "outside 99.8%",
    Mark.NO_VALUE: "",
}
"""Where an HSCP lies in a funnel plot."""

AIMS = {"neutral": "none agreed", "higher_better": "higher", "lower_better": "lower"}
"""In which direction a measure is meant to go."""

NO_MODEL = "no link worker time in post, or not told"
UNADJUSTED = (
    "Unadjusted: HSCPs chose their way of working for reasons of their own, and their areas differ. What is associated "
    "with a model may come from these differences, which no figure here takes out."
)
REACHES = {"local": "local", "wider": "for a wider area", "online": "online"}
ASSUMPTIONS = {
    "growth": ("Referral growth", "% a year"),
    "wte": ("Link workers in post", "WTE"),
    "contacts_per_case": ("Contacts per case", "contacts"),
    "appointment_minutes": ("Appointment length", "minutes"),
    "weeks_per_year": ("Working weeks", "weeks a year"),
    "referrals": ("Referrals at the start", "a quarter"),
    "share_accepted": ("Referrals accepted", "% of referrals"),
    "waiting": ("People waiting at the start", "people"),
    "share_leaving": ("Leave without support", "% of those waiting, a quarter"),
    "shortest_wait_days": ("Wait when time is no obstacle", "days"),
    "open_cases": ("Open cases at the start", "cases"),
    "case_days": ("Length of a case", "days"),
    "hours_per_week": ("Working hours", "hours a week for one WTE"),
    "share_direct": ("Time booked for contacts", "% of working time"),
    "share_not_attended": ("Not attended", "% of contacts booked"),
}
"""What each assumption of the capacity planner is called, and its unit, in the order in which they are shown."""

VARIATION_SET = ("Variation", "% of its own")
VARIATION_EXPLAINED = (
    "How far figures may stray from the projection: 100 is as far as the HSCP's own have strayed in two years, 200 is "
    "twice as far, 0 not at all. It sets how wide the bands are, and how many link workers make a wait sure."
)
VARYING = {
    "referrals": "Referrals",
    "closures": "Share of cases closed",
    "contacts": "Contacts for each WTE",
    "waits": "Wait when time is no obstacle",
}
"""What strays from quarter to quarter in the bands of the capacity planner."""

SOURCES_OF_ASSUMPTIONS = {
    Source.OWN: "its own figures",
    Source.SCOTLAND: "Scotland's figures",
    Source.DEFAULT: "a planning value",
}
PLANNING_VALUES = {
    "weeks_per_year": "52 weeks less 7 of leave and public holidays, 2 of sickness and 1 of training; not in returns",
    "hours_per_week": "NHS Scotland's full-time week from April 2026; not in returns",
    "contacts_per_case": "the lower end of the 6 to 12 contacts that NHS England's guidance for link workers expects",
}
"""Where a planning value comes from, of those assumptions whose value is not simply a round number."""

ROUND_NUMBER = "a round number of ours, since no figures tell: change it if you know better"
FIGURES_OF_A_HISTORY = {
    "referrals_received": "referrals",
    "waiting_at_end": "people waiting",
    "open_cases_end": "open cases",
    "wte_in_post": "link workers in post",
}
PLANNER_SAYS = (
    "This is a projection, not a forecast: what would follow if the assumptions held. They are listed below, each with "
    "where it comes from, and any can be changed."
)
PLAN_HIDDEN = (
    "Small counts are hidden so that nobody can be recognised, and in a small HSCP that can leave too little to plan "
    "with. Its own managers see in full what it sent, and can often make this plan."
)
PLAN_NOT_SENT = "A plan will be possible once a complete return has told of what is missing."
PLANNER_LIMITS = (
    "Everything changes at once: link workers added are in post, trained and fully at work from the first quarter.",
    "People wait in one list for the whole HSCP. Practices with a long wait and others with none are averaged.",
    "One case is like another. If people with more complex lives are referred, contacts per case grow, and the plan "
    "shows it only if you change that assumption.",
    "A longer wait does not keep anyone from being referred, nor make more people leave the list.",
    "Seasons are not projected. They are part of the variation that the band shows.",
    "The band is for chance alone. It says nothing of funding, policy or anything else that has not happened before, "
    "nor of assumptions that are wrong.",
)
PLANNER_VARIATION = (
    "By chance: the figure varies no more than counts as small as this always do, or is known in too few quarters to "
    "tell. In each projection drawn, the level of a figure strays once for all quarters, and each quarter strays about "
    "it. The fewer the degrees of freedom, the less is known of the deviation itself, and the wider is the band."
)
PLANNER_CLOSING = (
    "Cases close by the length of a case, but never more of them in a quarter than contacts possible ÷ contacts per "
    "case. With too few link workers cases stay open for longer; with none, no case closes."
)
PLANNER_METHOD = (
    "Two stocks, people waiting and open cases, are carried from quarter to quarter. Accepted referrals join those who "
    "wait, and some leave without support. All others are taken on but for the wait that remains when time is no "
    "obstacle, as far as link workers have the time: contacts that one WTE can attend = hours × weeks × share of time "
    "booked for contacts ÷ appointment length × share attended; open cases need contacts per case over the length of "
    "a case. Then cases close: a share of them by their mean length, as far as their contacts can be held.",
    "The wait in days is people waiting ÷ people taken on in a day: how long the list would take to clear at the "
    "quarter's pace. It is not the median wait that returns tell of those who were seen.",
)
PLANNER_SOURCES = (
    "Little 1961, A proof for the queuing formula L = λW, Operations Research 9:383-387; Forrester 1961, Industrial "
    "Dynamics; Sterman 2000, Business Dynamics, chapter 6; for growth: Gardner and McKenzie 1985, Management Science "
    "31:1237-1246. NHS Scotland's full-time week is 36 hours from April 2026."
)
WHY_ONE_HSCP = (
    "A plan is for one HSCP: each has its own list, and what is waited for in one cannot be taken on in another. For "
    "Scotland as a whole some returns are missing or hidden."
)
INSTRUMENTS = {
    "swemwbs": "SWEMWBS",
    "wemwbs": "WEMWBS",
    "ons4": "ONS4",
    "mycaw": "MYCaW",
    "eq5d5l": "EQ-5D-5L",
    "other": "another instrument",
}
INSTRUMENTS_READ = {
    "swemwbs": "SWEMWBS (Short Warwick-Edinburgh Mental Wellbeing Scale) runs from 7 to 35 on its metric scale. A "
    "higher score stands for higher wellbeing.",
    "wemwbs": "WEMWBS (Warwick-Edinburgh Mental Wellbeing Scale) runs from 14 to 70. A higher score stands for higher "
    "wellbeing.",
    "ons4": "ONS4 has four questions, each from 0 to 10, of which the one on anxiety points the other way. There is no "
    "agreed way to make one score of them, and returns do not tell how it was done.",
    "mycaw": "MYCaW (Measure Yourself Concerns and Wellbeing) runs from 0 to 6. A higher score stands for greater "
    "concern, so that here it is a fall that people hope for.",
    "eq5d5l": "EQ-5D-5L gives an index of health of at most 1, higher for fuller health: too short a scale to "
    "count who rose or fell by whole points.",
}
"""What a score stands for, by instrument."""

REGRESSION = (
    "**Regression to the mean.** People are often scored first when things are at their hardest. An extreme score "
    "tends to be followed by a more usual one, with or without support. Part of any change is that."
)
RECORDED = (
    "**Recorded, not explained.** Nobody without support was scored in the same way, so there is nothing to set these "
    "changes against. They are what was recorded among people who were supported."
)
ANSWERS_READ = (
    "**Who did not answer is not known to be like those who did.** The lower the response, the less the answers tell "
    "of everyone.",
    "**Few people stand behind each figure.** Where intervals overlap, a difference may be chance.",
    "**Seven lines are compared with Scotland.** Chance alone sets one of them apart in about one area of three.",
    "**It is the link workers' own wellbeing**, another subject than that of the people they support.",
)
PEOPLE_COUNTS = {"n_first": "People with a first score", "n_later": "Of these, people with a later score"}
WORKERS_COUNTS = {"invited": "Link workers invited", "respondents": "Link workers who answered"}
NO_OUTCOMES = (
    "No return has told of the wellbeing of people supported, scored with an instrument on the list, in a financial "
    "year that has ended. A return tells it in the fields that begin with `outcome_`."
)
NO_SURVEY = (
    "No survey of link workers has been received. It comes in the file `workforce_survey`, once a year, with the "
    "returns."
)
NO_DEMAND = (
    "No return has told of demand for services in a financial year that has ended. A return tells it in the file "
    "`service_demand`."
)
NO_DIRECTORY = (
    "No service directory has been loaded, so that nothing can be said of services. A data steward can load one on the "
    "page Returns."
)


def states_of(subject: str) -> Mapping[State, str]:
    """What each state is called where a measure of this subject is shown."""
    return {
        "gaps": _STATES_OF_GAPS,
        "people": _STATES_OF_PEOPLE,
        "referred": _STATES_OF_YEARS,
        "workers": _STATES_OF_WORKERS,
    }.get(subject, STATES)


def parts_missing(level: str, reported: int, expected: int, subject: str) -> str:
    """How complete a partial value is, as "from 4 of 6 units"."""
    if subject == "workers":
        return _STATES_OF_WORKERS[State.PARTIAL]
    what = ("quarters" if subject in ("gaps", "people", "referred") else "units") if level == "hscp" else "HSCPs"
    if reported == expected:  # each HSCP sent something, but not all of its units
        return f"from {reported} {what}, not all complete"
    return f"from {reported} of {expected} {what}"


def listed(names: list[str]) -> str:
    """Names as a sentence lists them: "Fife", "Fife and Moray", "Angus, Fife and Moray"."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def count(number: int, one: str, many: str) -> str:
    """A count with its noun: "1 HSCP", "3 HSCPs", "no HSCPs"."""
    return f"{number:,} {one if number == 1 else many}" if number else f"no {many}"
