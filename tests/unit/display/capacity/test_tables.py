from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.analysis.capacity import back_test, band, compare, variation
from app.display import downloads
from app.display.capacity import tables
from app.display.capacity.levers import LEVERS
from app.display.words import ASSUMPTIONS
from tests.unit.display.capacity.conftest import PERIODS, TO_COME


@pytest.fixture
def outlook(start, history):
    plan = replace(start.assumptions, wte=0)
    table = compare(plan, start.assumptions)
    for side, assumptions in (("plan", plan), ("nothing", start.assumptions)):
        bounds = band(assumptions, variation(start.assumptions, history))
        table = table.merge(bounds.rename(columns={"lower": f"{side}_lower", "upper": f"{side}_upper"}))
    return table


def test_every_assumption_has_a_name_a_lever_and_a_row(start):
    assert set(ASSUMPTIONS) == set(LEVERS) == set(vars(start.assumptions))
    table = tables.assumptions_table(start, start.assumptions).set_index("Assumption")
    assert len(table) == len(ASSUMPTIONS)
    assert table.loc["Referral growth"].tolist() == ["5.1", "% a year", "Scotland's figures"]
    assert "With your changes" not in table


def test_what_is_changed_is_marked_and_nothing_else(start):
    table = tables.assumptions_table(start, replace(start.assumptions, wte=8, share_accepted=0.5))
    changed = table.set_index("Assumption")["With your changes"]
    assert changed[changed != ""].to_dict() == {"Link workers in post": "✎ 8.0", "Referrals accepted": "✎ 50.0"}


def test_a_plan_without_link_workers_has_waits_without_end_and_no_cases_for_each(outlook):
    table = tables.projection_table(outlook, TO_COME, changed=True)
    assert table.Quarter[0] == "Oct\u00a0to\u00a0Dec\u00a02025"
    assert table["The wait (days), with your changes"][7] == "no end (no end to no end)"
    assert set(table["Open cases per WTE, with your changes"]) == {""}
    assert [name for name in tables.projection_table(outlook, TO_COME, changed=False) if "changes" in name] == []


def test_the_file_holds_every_figure_both_ways_and_says_every_assumption(start, outlook):
    plan = replace(start.assumptions, wte=0)
    file = tables.projection_file(outlook, TO_COME)
    assert len(file) == 8 * 11
    row = file[(file.figure == "waiting") & (file.quarter == 8)].iloc[0]
    assert row.difference == pytest.approx(row.with_changes - row.as_things_are, abs=1e-5)
    assert row.as_things_are_lower_80 <= row.as_things_are <= row.as_things_are_upper_80
    lines = tables.about_assumptions(start, plan)
    assert len(lines) == len(ASSUMPTIONS)
    assert lines[1].startswith("Link workers in post (wte): 6.26, changed to 0 WTE; from its own figures: whole-time")
    assert lines[0].startswith("Referral growth (growth): 5.12 % a year; from Scotland's figures: half of the growth")
    written = downloads.csv_file(file, lines).decode("utf-8-sig")
    assert written.count("\r\n# ") == len(lines) - 1


def test_how_far_figures_stray_is_told_with_where_it_comes_from(start, history):
    history["referrals_received"] = [200.0, 300.0] * 4
    history.loc[:5, "wte_in_post"] = float("nan")
    own = variation(start.assumptions, history)
    table = tables.variation_table(own, 1).set_index("What strays")
    referrals, contacts = table.loc["Referrals"], table.loc["Contacts for each WTE"]
    assert referrals.tolist() == [
        f"{100 * own.referrals.deviation:.1f}",
        f"{50 * own.referrals.deviation:.1f}",
        "8 quarters",
        "6",
    ]
    assert contacts.tolist()[2:] == ["by chance (known in 2 quarters)", "taken as known"]
    scaled = tables.variation_table(own, 1.5).set_index("What strays").loc["Referrals"]
    assert scaled["As you set it (%)"] == f"✎ {150 * own.referrals.deviation:.1f}"
    assert scaled["Deviation of its level (%)"] == f"{75 * own.referrals.deviation:.1f}"


def test_a_band_can_be_made_again_from_the_files_alone(start, history):
    history["referrals_received"] = [200.0, 300.0] * 4
    own = variation(start.assumptions, history)
    drawn = tables.variation_file(own, 1.5).set_index("figure")
    written = band(start.assumptions, own.scaled(1.5)).set_index(["figure", "quarter"])
    for figure, values in _paths(vars(start.assumptions), drawn).items():
        for quarter, paths in enumerate(values.T, start=1):
            # The value that has a tenth, and nine tenths, of the paths at or below it.
            bounds = np.sort(paths)[[199, 1799]]
            assert written.loc[(figure, quarter)].tolist() == pytest.approx(bounds.tolist(), rel=1e-4), figure


def _paths(given, drawn):
    """The formula of docs/capacity.md, written down again: waiting, open cases, the wait on 2,000 paths."""
    rng, factors = np.random.default_rng(drawn.seed.iloc[0]), {}
    for name, row in drawn.iterrows():
        deviation = np.full(row.paths, row.deviation)
        if np.isfinite(row.degrees_of_freedom):
            deviation = deviation * (row.degrees_of_freedom / rng.chisquare(row.degrees_of_freedom, row.paths)) ** 0.5
        level = rng.standard_normal(row.paths) * row.level_factor
        strays = level[:, None] + rng.standard_normal((row.paths, 8))
        factors[name] = np.clip(1 + deviation[:, None] * strays, 0, None)
    days = 365.25 / 4
    length = given["case_days"] / days
    hours = given["wte"] * given["hours_per_week"] * given["weeks_per_year"] / 4 * given["share_direct"]
    contacts = hours * 60 / given["appointment_minutes"] * (1 - given["share_not_attended"])
    waiting, open_cases = given["waiting"], given["open_cases"]
    paths = {"waiting": [], "open_cases": [], "wait_days": []}
    for ahead in range(8):
        referrals, closures, possible, wait = (factors[name][:, ahead] for name in factors)
        accepted = given["referrals"] * (1 + given["growth"]) ** ((ahead + 2.5) / 4) * referrals
        stay = (waiting + accepted * given["share_accepted"]) * (1 - given["share_leaving"])
        in_time = stay / (1 + given["shortest_wait_days"] * wait / days)
        all_served = contacts * possible / given["contacts_per_case"]
        room = all_served * (1 + length) - open_cases
        started = np.clip(room, 0, in_time)
        cases = open_cases + started
        closed = np.minimum(cases * np.minimum(closures / (1 + length), 1), all_served)
        waiting, open_cases = stay - started, cases - closed
        paths["waiting"].append(waiting)
        paths["open_cases"].append(open_cases)
        with np.errstate(divide="ignore"):
            paths["wait_days"].append(days * waiting / started)
    return {name: np.stack(values, axis=1) for name, values in paths.items()}


def test_the_history_in_a_file_tells_the_state_of_each_figure(history):
    history.loc[3, ["waiting_at_end", "waiting_at_end_state"]] = [float("nan"), "suppressed"]
    written = downloads.csv_file(tables.history_file(history), [], "caseload").decode("utf-8-sig")
    assert "# [c] suppressed: hidden to protect people" in written
    assert len(tables.history_file(history)) == 8


def test_the_check_stands_beside_what_was_foretold(history):
    history.loc[6, ["waiting_at_end", "waiting_at_end_state"]] = [float("nan"), "suppressed"]
    history.loc[7, "open_cases_end"] = 999
    check = back_test(history)
    table = tables.check_table(check, history)
    assert len(table) == 4
    assert table["People waiting"][2] == "[c]"
    assert tables.marks_of_check(history) == "[c] hidden to protect people"
    assert table["Open cases"].tolist()[-1] == "999 ✗ outside"
    assert table["Referrals"][0] == "250 ✓"
    projected = check[(check.figure == "referrals") & (check.period == PERIODS[4])].projected.item()
    assert table["Referrals, foretold"][0].startswith(f"{projected:.0f} (")
    assert pd.isna(tables.check_file(check).set_index(["figure", "period"]).inside["waiting", PERIODS[6]])
