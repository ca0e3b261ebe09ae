import pandas as pd
import pytest

from app.analysis.changes import Change, ReportingChange
from app.display.findings import (
    course_finding,
    coverage_finding,
    reporting_finding,
    spread_finding,
    staffing_finding,
    work_finding,
)
from app.measures.catalogue import MEASURES

COVERED = MEASURES["practices_covered"]
NAN = float("nan")


def row(name, value, lower=NAN, upper=NAN, state="reported", reported=1, expected=1, level="hscp"):
    return {
        "area_code": name, "area_name": name, "value": value, "lower": lower, "upper": upper, "state": state,
        "parts_reported": reported, "parts_expected": expected, "area_level": level,
    }  # fmt: skip


def say(rows, scotland, chosen=None):
    return coverage_finding(pd.DataFrame(rows), pd.Series(scotland), COVERED, pd.Series(chosen) if chosen else None)


SCOTLAND = row("Scotland", 60.0, reported=2, expected=2, level="scotland")


def test_scotland_and_the_range_by_name():
    assert say([row("Fife", 80.0), row("Angus", 40.0), row("Moray", NAN)], SCOTLAND) == (
        "GP practices with a link worker: 60.0% of GP practices in Scotland. "
        "HSCPs range from 40.0% (Angus) to 80.0% (Fife)."
    )


def test_a_total_that_is_not_whole_says_so():
    partial = SCOTLAND | {"parts_reported": 29, "parts_expected": 30, "state": "partial"}
    assert "in Scotland (from 29 of 30 HSCPs)." in say([row("Fife", 80.0), row("Angus", 40.0)], partial)
    all_sent = partial | {"parts_reported": 30}
    assert "in Scotland (from 30 HSCPs, not all complete)." in say([row("Fife", 80.0)], all_sent)


def test_ties_are_named_together_and_many_are_counted():
    three = [row("Fife", 80.0), row("Bute", 80.0), row("Angus", 40.0)]
    assert "to 80.0% (Bute and Fife)" in say(three, SCOTLAND)
    many = [row(f"Area {n}", 0.0) for n in range(5)] + [row("Angus", 40.0)]
    assert "from 0.0% (5 HSCPs) to 40.0% (Angus)" in say(many, SCOTLAND)
    assert "All 2 HSCPs with a figure have 80.0%." in say(three[:2], SCOTLAND)


def test_one_none_and_no_scotland():
    assert "Only Fife has a figure." in say([row("Fife", 80.0)], SCOTLAND)
    assert say([row("Fife", NAN)], SCOTLAND).startswith("Nothing can be said yet: no HSCP has a figure")
    assert "no figure for Scotland as a whole" in say([row("Fife", 80.0)], SCOTLAND | {"value": NAN})


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (row("Fife", 80.0, 70.0, 90.0), "Fife: 80.0% of GP practices (95% interval 70.0 to 90.0), above Scotland."),
        (row("Fife", 50.0, 40.0, 59.0), "below Scotland."),
        (row("Fife", 80.0, 55.0, 90.0), "not clearly different from Scotland."),
        (row("Fife", 60.0), "Fife: 60.0% of GP practices, the same as Scotland."),
        (row("Fife", NAN, state="suppressed"), "Fife: hidden to protect people."),
        (
            row("Fife", 80.0, 70.0, 90.0, "partial", 4, 5),
            "Fife: 80.0% of GP practices (from 4 of 5 units). GP practices",
        ),
    ],
)
def test_the_chosen_area_comes_first(chosen, words):
    told = say([row("Fife", 80.0), row("Angus", 40.0)], SCOTLAND, chosen)
    assert told.startswith("Fife: ")
    assert words in told


def reporting(**status):
    return pd.DataFrame({"area_name": list(status), "status": list(status.values())})


NOBODY = ReportingChange([], [])


def test_who_has_reported():
    rows = reporting(Fife="complete", Angus="partial", Moray="not_submitted", Lewis="no_programme")
    assert reporting_finding(rows, ReportingChange(["Angus"], []), "2025-26Q1") == (
        "2 of 3 HSCPs with a programme have reported Apr to Jun 2025; Moray has not; Angus had not the quarter before."
    )
    everyone = reporting(Fife="complete", Angus="complete")
    assert (
        reporting_finding(everyone, NOBODY, "2025-26Q1")
        == "All 2 HSCPs with a programme have reported Apr to Jun 2025."
    )
    nobody = reporting(**{f"Area{n}": "not_submitted" for n in range(6)})
    assert (
        reporting_finding(nobody, NOBODY, "2025-26Q1") == "0 of 6 HSCPs with a programme have reported Apr to Jun 2025."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(2.04, 3), "rose by 2.0 WTE since Jan to Mar 2025, in the 3 HSCPs with a full figure both times."),
        (
            Change(-2.06, 1),
            "fell by 2.1 WTE since Jan to Mar 2025, in the one HSCP with a full figure both times.",
        ),
        (Change(0.04, 3), "stayed the same since"),
        (Change(NAN, 0), "cannot be compared with Jan to Mar 2025"),
    ],
)
def test_how_link_workers_changed(change, words):
    assert words in staffing_finding(change, "2024-25Q4")


def test_how_work_changed():
    up, none = Change(1200.0, 9), Change(NAN, 0)
    assert work_finding(up, up, "2024-25Q4").startswith("Referrals rose by 1,200 since Jan to Mar 2025, in the 9 HSCPs")
    assert "people waiting" not in work_finding(up, none, "2024-25Q4")
    assert work_finding(none, up, "2024-25Q4").startswith("People waiting rose by 1,200")
    assert (
        work_finding(none, none, "2024-25Q4") == "Referrals and people waiting cannot be compared with Jan to Mar 2025."
    )


def course(of, scotland=SCOTLAND):
    return course_finding(pd.Series(of), pd.Series(scotland), COVERED, "Nothing beyond the usual ups and downs.")


def test_a_course_is_told_beside_scotland():
    assert course(row("Fife", 80.0)) == (
        "Fife: 80.0% of GP practices, above Scotland (60.0%). Nothing beyond the usual ups and downs."
    )
    assert course(SCOTLAND).startswith("GP practices with a link worker: 60.0% of GP practices in Scotland. Nothing")


def test_a_partial_figure_has_no_interval_and_is_not_compared():
    assert course(row("Fife", 80.0, 70.0, 90.0, "partial", 4, 5)) == (
        "Fife: 80.0% of GP practices (from 4 of 5 units). Nothing beyond the usual ups and downs."
    )


def test_a_partial_figure_of_scotland_says_so_where_it_is_compared_with():
    partial = SCOTLAND | {"parts_reported": 29, "parts_expected": 30, "state": "partial"}
    assert "above Scotland (60.0%, from 29 of 30 HSCPs)." in course(row("Fife", 80.0), partial)


def test_a_count_is_not_compared_with_the_sum_of_all():
    of_fife, of_scotland = (pd.Series(each) for each in (row("Fife", 80.0), SCOTLAND | {"value": 900.0}))
    told = course_finding(of_fife, of_scotland, MEASURES["waiting"], "Nothing beyond the usual ups and downs.")
    assert told == "Fife: 80 people. Nothing beyond the usual ups and downs."
    rows = pd.DataFrame([row("Fife", 80.0), row("Angus", 40.0)])
    assert "Fife: 80 people. People waiting: 900" in coverage_finding(rows, of_scotland, MEASURES["waiting"], of_fife)


def test_a_course_without_a_figure_says_why():
    assert course(row("Fife", NAN, state="suppressed")).startswith("Fife: hidden to protect people. ")
    assert course(row("Fife", 80.0), SCOTLAND | {"value": NAN}).startswith("Fife: 80.0% of GP practices. ")


def test_the_spread_of_no_hscp():
    assert spread_finding(pd.DataFrame([row("Fife", NAN)]), COVERED) == "No HSCP has a figure in this quarter."
