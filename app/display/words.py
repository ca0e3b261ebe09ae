"""The words that people read, in one place, so that they can be corrected without reading code."""

from app.contract.states import State

SITE = "Community Link Workers in Scotland"
SAMPLE = "SAMPLE DATA"
MIXED = "SAMPLE DATA IN PART"
SAMPLE_NOTE = "Sample data: all figures are made up."

STATES = {
    State.REPORTED: "reported",
    State.PARTIAL: "some of its reporting units are missing",
    State.NOT_SUBMITTED: "no return for this quarter",
    State.NOT_COLLECTED: "not asked or not recorded",
    State.SUPPRESSED: "hidden to protect people",
    State.TOO_FEW: "too few to say",
    State.NO_PROGRAMME: "no programme in this area",
    State.NOT_AVAILABLE: "no published figure found",
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
PUBLISHED_TITLE = "Published headcount, March 2021"
PUBLISHED_DEFINITION = (
    "Link workers in post at 31 March 2021 as the Scottish Government published them for 11 of the 31 HSCPs. People, "
    "not whole-time equivalents. For the other 20 no figure was found: that is not the same as none. The figures come "
    "from two sources that count differently, so they are not ranked, added up or turned into rates."
)
BASES = {
    "tracker": ("a", "All posts, from the Scottish Government's tracker (FOI 202100235471)"),
    "pcif_only": ("b", "Only posts paid from the Primary Care Improvement Fund; there may be others"),
}


def parts_missing(level: str, reported: int, expected: int) -> str:
    """How complete a partial value is, as "from 4 of 6 units"."""
    what = "units" if level == "hscp" else "HSCPs"
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
