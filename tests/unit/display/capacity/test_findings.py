from dataclasses import replace
from math import inf

import pandas as pd
import pytest

from app.analysis.capacity import Needed, Obstacle, Source, Sureness
from app.display.capacity.findings import (
    changes_told,
    check_finding,
    days,
    how,
    needed_finding,
    nothing_to_plan,
    outlook_finding,
    sure_finding,
    why_missing,
)

LAST = "2027-28Q2"


def outlook(nothing, plan=(0, 0, 0)):
    names = ("nothing", "nothing_lower", "nothing_upper", "plan", "plan_lower", "plan_upper")
    return pd.Series(dict(zip(names, (*nothing, *plan), strict=True)), dtype=float)


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        (0, "no wait"),
        (0.4, "less than a day"),
        (1.2, "1 day"),
        (42.6, "43 days"),
        (731, "over two years"),
        (inf, "no end"),
    ],
)
def test_a_wait_in_words(wait, told):
    assert days(wait) == told


def test_the_wait_as_things_are_and_with_changes():
    row = outlook((43.2, 30, 71.4), (20, 12, 35))
    assert outlook_finding("Fife", row, LAST, changed=False) == (
        "With things as they are, the wait in Fife would be about 43 days in Jul to Sep 2027 (80% range 30 to 71 days)."
    )
    assert outlook_finding("Fife", row, LAST, changed=True) == (
        "With things as they are, the wait in Fife would be about 43 days in Jul to Sep 2027 (80% range 30 to 71 "
        "days); with your changes, about 20 days (12 to 35 days)."
    )


def test_changes_that_change_nothing_are_said_to():
    row = outlook((43.2, 30, 71.4), (43.4, 29.9, 71))
    assert outlook_finding("Fife", row, LAST, changed=True).endswith("; your changes make no difference to it.")


def test_waits_without_end_and_no_wait_at_all():
    told = outlook_finding("Fife", outlook((inf, 143, inf), (0, 0, 0)), LAST, changed=True)
    assert "nobody would be taken on in Fife in Jul to Sep 2027 (80% range 143 days to no end)" in told
    assert told.endswith("with your changes, nobody would wait (the same at both ends of the range).")
    told = outlook_finding("Fife", outlook((0, 0, 0.5), (inf, 0.5, inf)), LAST, changed=True)
    assert "nobody would wait in Fife in Jul to Sep 2027 (80% range no wait to less than a day)" in told
    assert told.endswith("with your changes, nobody would be taken on (less than a day to no end).")


def test_how_much_longer_than_what_is_projected_a_wait_would_be_is_not_told():
    told = outlook_finding("Fife", outlook((900, 17, 57_315)), LAST, changed=False)
    assert told.endswith("would be over two years in Jul to Sep 2027 (80% range 17 days to over two years).")


def needed(start, plan, *wte):
    return needed_finding(plan, start.assumptions, tuple(Needed(each) for each in wte), 28, "2026-27Q2")


def test_how_many_link_workers_hold_a_wait(start):
    as_is = start.assumptions
    assert needed(start, as_is, 7.4, 7.4) == (
        "To hold the wait at 28 days or less from Jul to Sep 2026 on takes 7.4 WTE if all goes as assumed; 6.3 are in "
        "post."
    )
    assert needed(start, replace(as_is, growth=0), 6.0, 7.4).endswith(
        "takes 6.0 WTE with your changes (7.4 with things as they are) if all goes as assumed; 6.3 are in post."
    )
    assert needed(start, as_is, 0.0, 7.4).endswith("takes no link worker, since nobody would wait.")
    assert needed(start, replace(as_is, wte=8.0), 7.4, 7.4).endswith(
        "takes 7.4 WTE if all goes as assumed; 6.3 are in post, 8.0 in your plan."
    )


@pytest.mark.parametrize(
    ("in_post", "takes", "told"), [(0.87, 0.9, "0.87"), (27.449, 27.5, "27.45"), (6.3, 6.3, "6.3"), (6.26, 7.4, "6.3")]
)
def test_a_tenth_does_not_hide_whether_those_in_post_are_enough(start, in_post, takes, told):
    as_is = replace(start.assumptions, wte=in_post)
    enough = Needed(takes)
    assert needed_finding(as_is, as_is, (enough, enough), 28, "2026-27Q2").endswith(f"; {told} are in post.")


def test_that_no_number_of_link_workers_holds_a_wait_is_said_with_the_reason(start):
    as_is = start.assumptions
    short = Needed(None, Obstacle.SHORTEST_WAIT)
    told = needed_finding(as_is, as_is, (short, short), 7, "2026-27Q2")
    assert "is not possible with any number of link workers: when time is no obstacle the wait is 12 days" in told
    idle = Needed(None, Obstacle.NO_TIME)
    assert "no time for contacts" in needed_finding(as_is, as_is, (idle, Needed(7.4)), 7, "2026-27Q2")
    told = needed_finding(as_is, as_is, (Needed(6.0), short), 28, "2026-27Q2")
    assert "6.0 WTE with your changes (no number would do with things as they are)" in told


def test_how_often_so_many_link_workers_hold_a_wait_and_how_many_make_it_sure():
    first = (
        "With 54.5 WTE that goal is missed more often than held: the wait stays at 28 days or less in **29%** of 2,000 "
        "projections whose figures vary as much as this HSCP's own have."
    )
    assert sure_finding(Sureness(0.29, 60.4, 272.5, 1.0), 54.5, 28, 1) == (
        f"{first} For 80% of them it takes **60.4 WTE**."
    )
    assert sure_finding(Sureness(0.29, None, 272.5, 0.1), 54.5, 28, 1) == (
        f"{first} **No number up to 272.5 WTE** (5 times as many) reaches 80% of them: that many reach 10%. A goal of "
        "more days is easier to be sure of."
    )


def test_a_share_that_is_sure_says_no_more_and_how_far_figures_vary_is_told():
    told = sure_finding(Sureness(0.93, 2.1, 10.5, 1.0), 2.1, 40, 1.5)
    assert told.endswith("in **93%** of 2,000 projections whose figures vary 150% as much as this HSCP's own have.")


@pytest.mark.parametrize(
    ("share", "told"), [(0, "**0%**"), (0.001, "**fewer than 1%**"), (0.999, "**more than 99%**"), (1, "**100%**")]
)
def test_a_share_of_nearly_none_or_all_is_not_told_as_none_or_all(share, told):
    assert told in sure_finding(Sureness(share, 2.1, 10.5, 1.0), 2.1, 40, 1)


def test_each_change_is_told_with_what_it_was(start):
    plan = replace(start.assumptions, growth=0.08, wte=7)
    assert changes_told(start.assumptions, plan, 1.5) == [
        "Referral growth: 5.1 → **8.0** % a year",
        "Link workers in post: 6.3 → **7.0** WTE",
        "Variation: 100 → **150** % of its own",
    ]
    assert changes_told(start.assumptions, start.assumptions, 1) == []


def test_a_planning_value_says_where_it_comes_from():
    assert how("weeks_per_year", Source.DEFAULT).startswith("52 weeks less 7")
    assert "round number" in how("share_leaving", Source.DEFAULT)
    assert how("wte", Source.OWN).startswith("whole-time equivalents in post")


def test_what_is_missing_for_a_plan_is_told_with_its_states(history):
    history.loc[4:, "open_cases_end_state"] = ["suppressed", "suppressed", "partial", "suppressed"]
    history.loc[4:, "waiting_at_end_state"] = ["suppressed", "suppressed", "partial", "suppressed"]
    history.loc[4:, "wte_in_post_state"] = "not_submitted"
    why = why_missing(history, ["open_cases", "waiting", "wte"])
    assert why["link workers in post"] == ["not_submitted"]
    assert nothing_to_plan("Orkney Islands", why) == (
        "No plan can be made for Orkney Islands: not one of its last four quarters tells of open cases and people "
        "waiting (hidden to protect people; some reporting units are missing); link workers in post (no return "
        "for this quarter)."
    )


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ([True] * 10 + [False] * 2, "10 of the 12 figures of the year after lie inside the band"),
        ([True] * 2 + [False] * 3 + [None], "2 of the 5 figures"),
        ([None] * 4, "nothing can be checked"),
    ],
)
def test_how_much_of_the_last_year_would_have_been_foretold(inside, told):
    check = pd.DataFrame({"inside": pd.array(inside, dtype="boolean")})
    sentence = check_finding(check, "2024-25Q2")
    assert told in sentence
    assert ("much caution" in sentence) == (told.startswith("2 of"))
