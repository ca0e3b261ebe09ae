from datetime import date

import pandas as pd
import pytest

from app.analysis.gaps import systemic
from app.display.gaps.findings import (
    area_finding,
    changes_told,
    for_a_paper,
    need,
    reasons_told,
    scotland_finding,
    unknown_told,
    why,
)

NAN = float("nan")
NO_DEMAND = {"signposts": NAN, "signposts_state": "not_submitted", "status": "cannot_tell", "why": "not_submitted"}
AS_AT = date(2025, 9, 30)
ABOUT = "Source: returns. Sample data."


def of(status, number, category="housing"):
    """So many HSCPs with that status for one need."""
    return [{"category": category, "status": status, "area_name": f"{status} {n}"} for n in range(number)]


def scotland(table):
    return scotland_finding(table, systemic(table))


def test_a_need_within_a_sentence():
    assert need("long_term_conditions") == "long-term conditions"


def test_the_most_widely_unmet_needs_are_named_with_how_many_can_be_judged(statuses):
    table = statuses(
        *of("services_exist", 3), *of("met", 1),
        *of("few_services", 2, "digital"), *of("cannot_tell", 2, "digital"),
        *of("few_services", 1, "carers"), *of("met", 4, "carers"), *of("little_asked", 1, "transport"),
    )  # fmt: skip
    assert scotland(table) == (
        "Housing (in 3 of the 4 HSCPs that can be judged), digital (2 of 2) and carers (1 of 5) go unmet most widely. "
        "Of 14 pairs of HSCP and need, 6 are unmet (3 with few services), 5 met, 1 little asked for and 2 cannot be "
        "told."
    )


def test_one_unmet_need_is_in_the_singular_and_no_more_than_three_are_named(statuses):
    one = statuses(*of("services_exist", 1), *of("met", 1))
    assert scotland(one) == (
        "Housing (in 1 of the 2 HSCPs that can be judged) goes unmet most widely. Of 2 pairs of HSCP and need, 1 is "
        "unmet, 1 met, 0 little asked for and 0 cannot be told."
    )
    many = statuses(
        *(row for each in ("housing", "digital", "carers", "family") for row in of("few_services", 1, each))
    )
    assert scotland(many).startswith("Carers (in the one HSCP that can be judged), digital (1 of 1) and family")
    assert "housing" not in scotland(many).lower()


def test_scotland_without_unmet_needs_and_without_any_that_can_be_judged(statuses):
    assert scotland(statuses(*of("met", 3), *of("cannot_tell", 1))) == (
        "No need is unmet in any HSCP, of 3 pairs of HSCP and need that can be judged. Of 4 pairs of HSCP and need, "
        "none is unmet, 3 met, 0 little asked for and 1 cannot be told."
    )
    assert scotland(statuses(*of("cannot_tell", 2), *of("little_asked", 2))) == (
        "Nothing can be said yet: no need can be judged in any HSCP."
    )


def test_one_hscp_names_three_unmet_needs_and_counts_the_others(statuses):
    few = {"status": "few_services", "unmet_percent": 40.0}
    rows = statuses({"category": "carers"} | few, {}, {"category": "digital"}, {"category": "family"})
    assert area_finding(rows) == (
        "Fife: 4 needs are unmet, carers (40.0% of signposts), housing (25.0%), digital (25.0%) and 1 other. "
        "Few services are listed for carers."
    )
    assert area_finding(rows.head(2)) == (
        "Fife: 2 needs are unmet, carers (40.0% of signposts) and housing (25.0%). Few services are listed for carers."
    )


def test_one_hscp_with_one_unmet_need_and_with_none(statuses):
    assert area_finding(statuses({}, {"category": "carers", "status": "met"})) == (
        "Fife: 1 need is unmet, housing (25.0% of signposts). Services are listed for it."
    )
    two = statuses({}, {"category": "carers"})
    assert area_finding(two).endswith("Services are listed for each of them.")
    met = statuses({"status": "met"}, {"category": "carers", "status": "little_asked"})
    assert area_finding(met) == "Fife: no need is unmet, of 1 that can be judged."


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (NO_DEMAND, "no return for this year"),
        ({"status": "cannot_tell", "why": "thin"}, "the directory lists too few services here"),
        ({"status": "little_asked", "why": ""}, "little asked"),
    ],
)
def test_one_hscp_of_which_nothing_can_be_told_says_why(statuses, row, words):
    told = area_finding(statuses(row, row | {"category": "carers"}))
    assert told.startswith("Fife: nothing can be said yet; ")
    assert words in told


def test_changes_name_the_needs_that_changed_in_most_hscps_first():
    rows = [
        ("Fife", "housing", "new"), ("Angus", "digital", "new"), ("Moray", "digital", "new"),
        ("Fife", "carers", "gone"),
    ]  # fmt: skip
    new, gone = changes_told(pd.DataFrame(rows, columns=["area_name", "category", "change"]))
    assert new == "**3 pairs of HSCP and need became a gap.** *Digital:* Angus and Moray. *Housing:* Fife."
    assert gone == "**1 pair of HSCP and need is no longer a gap.** *Carers:* Fife."
    nothing = changes_told(pd.DataFrame(columns=["area_name", "category", "change"]))
    assert nothing == [
        "**No pairs of HSCP and need became a gap.**",
        "**No pairs of HSCP and need are no longer a gap.**",
    ]


def test_why_one_cannot_tell_is_counted_most_frequent_first_and_ties_by_name(statuses, hidden):
    table = statuses(hidden, hidden, {"status": "cannot_tell", "why": "thin"}, NO_DEMAND, {})
    assert unknown_told(table) == (
        "Why one cannot tell: hidden to protect people (2); no return for this year (1); the directory lists too few "
        "services here to judge what is missing (1)."
    )
    assert unknown_told(statuses({}, {"status": "met"})) == ""


def test_why_knows_states_and_verdicts_on_directories():
    assert why("stale") == "most of what the directory lists here has not been checked for a year"
    assert why("not_available") == "the directory lists too little to judge"
    with pytest.raises(ValueError, match="nonsense"):
        why("nonsense")


def test_reasons_come_largest_first_and_hidden_ones_are_left_out(statuses):
    row = statuses(
        {"unmet_cost": 7.0, "unmet_none_local": 62.0, "unmet_transport": 9.0, "unmet_transport_state": "suppressed"}
    ).iloc[0]
    assert reasons_told(row) == "no local service 62, cost 7"
    assert reasons_told(row, 1) == "no local service 62"


def test_sentences_for_a_paper(statuses):
    row = statuses({"signposts_unmet_known": 360.0, "unmet_none_local": 62.0, "unmet_cost": 7.0}).iloc[0]
    nation = pd.Series({"state": "reported", "unmet_percent": 18.04})
    assert for_a_paper(row, nation, AS_AT, ABOUT) == (
        "From Apr 2024 to Mar 2025, 25.0% (95% interval 21.0 to 29.5) of 360 signposts for housing in Fife met no "
        "service; in Scotland it was 18.0%. Reasons recorded: no local service 62, cost 7. The directory lists 3 local "
        "services of this category (0.30 per 10,000 people; Scotland 0.25) as at 30 September 2025. Source: returns. "
        "Sample data."
    )


def test_a_paper_is_not_told_what_is_hidden_or_unknown(statuses, hidden):
    nation = pd.Series({"state": "suppressed", "unmet_percent": NAN})
    told = for_a_paper(statuses({"local": 1} | hidden).iloc[0], nation, AS_AT, ABOUT)
    assert told.startswith(
        "From Apr 2024 to Mar 2025, what was unmet of signposts for housing in Fife is not shown: hidden to protect "
        "people. The directory lists 1 local service of this category"
    )
    assert "%" not in told
    assert "in Scotland it was" not in for_a_paper(statuses({}).iloc[0], nation, AS_AT, ABOUT)
    assert "Scotland" not in for_a_paper(statuses({}).iloc[0], None, None, ABOUT)


def test_a_paper_never_takes_a_thin_directory_or_none_for_a_missing_service(statuses):
    thin = for_a_paper(statuses({"local": 0, "directory": "thin"}).iloc[0], None, AS_AT, ABOUT)
    assert "no local services of this category" in thin
    assert "30 September 2025; the directory lists too few services here to judge what is missing." in thin
    assert "directory lists" not in for_a_paper(statuses({"local": 0, "directory": "none"}).iloc[0], None, None, ABOUT)
