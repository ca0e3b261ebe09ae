import numpy as np
import pandas as pd
import pytest
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from app.measures.outcomes import build_outcome_counts, build_outcomes, outcome_values, with_wholes
from app.measures.reporting import build_reporting

YEAR = "2024-25"
LAST = f"{YEAR}Q4"


def scored(scores, **fields):
    """The fields of a row of returns in which people changed by `scores`, from a first score of 18 each."""
    scores = np.array(scores, dtype=float)
    return {
        "outcome_instrument": "swemwbs",
        "outcome_n_baseline": 2 * len(scores),
        "outcome_n_paired": len(scores),
        "outcome_baseline_mean": 18.0,
        "outcome_change_mean": scores.mean(),
        "outcome_change_sd": scores.std(ddof=1) if len(scores) > 1 else None,
        "outcome_n_up1": int((scores >= 1).sum()),
        "outcome_n_up3": int((scores >= 3).sum()),
        "outcome_n_down1": int((scores <= -1).sum()),
    } | fields


def year_of(hscp, *quarters):
    return [(f"{YEAR}Q{number}", hscp, "u1", fields) for number, fields in enumerate(quarters, start=1)]


MIXED = [4.0] * 5 + [1.5] * 6 + [0.0] * 5 + [-2.0] * 6  # 22 people: up1 11, up3 5, down1 6
FLAT = [2.0, 0.0] * 11


@pytest.fixture
def outcomes(returns, areas, programmes):
    def of(rows, hide=()):
        frame = returns(rows)
        counts = build_outcome_counts(frame, build_reporting(frame, ["A1", "A2", "B1", "B2"], programmes))
        for count, area in hide:
            cell = (counts.quantity == count) & (counts.area_code == area)
            counts.loc[cell, ["value", "state"]] = [pd.NA, "suppressed"]
        table = outcome_values(with_wholes(build_outcomes(counts, frame), areas))
        return table.set_index(["area_code", "instrument"]).sort_index()

    return of


def test_quarters_are_pooled_exactly_into_a_year(outcomes):
    row = outcomes(year_of("A1", *map(scored, [MIXED, FLAT, MIXED, FLAT]))).loc[("A1", "swemwbs")]
    everyone = np.array((MIXED + FLAT) * 2)
    half = t.ppf(0.975, len(everyone) - 1) * everyone.std(ddof=1) / np.sqrt(len(everyone))
    assert (row.n_paired, row.n_baseline, row.baseline_mean, row.state) == (88, 176, 18, "reported")
    assert (row.change_mean, row.change_sd) == pytest.approx((everyone.mean(), everyone.std(ddof=1)))
    assert (row.change_lower, row.change_upper) == pytest.approx((everyone.mean() - half, everyone.mean() + half))
    assert (row.up1_percent, row.up3_percent, row.down1_percent) == pytest.approx((50, 1000 / 88, 1200 / 88))
    assert (row.follow_up_percent, row.follow_up_of, row.up1_of) == (50, 176, 88)
    wilson = proportion_confint(12, 88, method="wilson")
    assert (row.down1_lower, row.down1_upper) == pytest.approx([100 * bound for bound in wilson])


def test_below_thirty_pairs_only_the_follow_up_is_told(outcomes):
    row = outcomes([(LAST, "A1", "u1", scored(MIXED))]).loc[("A1", "swemwbs")]
    assert (row.state, row.up1_state, row.follow_up_state) == ("too_few", "too_few", "partial")
    assert (row.n_paired, row.n_baseline, row.follow_up_percent) == (22, 44, 50)
    figures = ["change_mean", "change_sd", "change_lower", "baseline_mean", "up1_percent", "down1_upper", "up3_of"]
    assert row[figures].isna().all()


def test_whose_score_moved_is_told_where_thirty_tell_it(outcomes):
    silent = scored(MIXED, outcome_n_up1=None, outcome_n_up3=None)
    row = outcomes(year_of("A1", scored(MIXED), silent, silent, silent)).loc[("A1", "swemwbs")]
    assert (row.n_paired, row.state) == (88, "reported")
    assert (row.up1_state, row.up3_state, row.down1_state) == ("too_few", "too_few", "reported")
    assert row[["up1_percent", "up1_of", "up3_percent"]].isna().all()
    assert row.down1_of == 88


@pytest.mark.parametrize("hidden", [{}, {"suppressed": "outcome_baseline_mean"}])
def test_the_first_score_is_that_of_all_pairs_or_none(outcomes, hidden):
    untold = scored(MIXED, outcome_baseline_mean=None, **hidden)
    row = outcomes(year_of("A1", scored(MIXED), scored(MIXED), untold, scored(MIXED))).loc[("A1", "swemwbs")]
    assert (row.n_paired, row.state) == (88, "reported")
    assert np.isnan(row.baseline_mean)
    assert not np.isnan(row.change_mean)


def test_scores_that_nobody_follows_up_have_no_mean_and_still_numbers(outcomes):
    unpaired = scored(MIXED, outcome_n_paired=None, outcome_change_mean=None, outcome_change_sd=None)
    table = outcomes(year_of("A1", *[unpaired] * 4))
    assert table.dtypes[["change_mean", "change_sd", "baseline_mean"]].eq(float).all()
    assert table.loc[("A1", "swemwbs")].n_baseline == 176


def test_a_single_pair_without_a_mean_counts_as_none(outcomes):
    one = scored([4.0], outcome_change_mean=None, outcome_change_sd=None, outcome_baseline_mean=None)
    quarters = [scored(MIXED), scored(MIXED), one, scored(MIXED)]
    row = outcomes(year_of("A1", *quarters)).loc[("A1", "swemwbs")]
    assert (row.n_paired, row.n_baseline, row.state) == (66, 134, "reported")
    assert row.up1_percent == 50.0


def test_instruments_are_never_put_together(outcomes):
    other = scored(FLAT * 2, outcome_instrument="wemwbs")
    table = outcomes([(LAST, "A1", "u1", scored(MIXED * 2)), (LAST, "A1", "u2", other), (LAST, "A2", "u1", other)])
    assert table.n_paired["A1"].to_dict() == {"swemwbs": 44, "wemwbs": 44}
    assert table.n_paired["S"].to_dict() == {"swemwbs": 44, "wemwbs": 88}
    assert table.state["A2", "swemwbs"] == "not_collected"
    assert table.state["B1", "swemwbs"] == "not_submitted"
    assert table.state["B2", "swemwbs"] == "no_programme"


@pytest.mark.parametrize("instrument", ["other", "ons4"])
def test_scores_that_are_not_alike_make_no_larger_area(outcomes, instrument):
    unlike = scored(FLAT * 2, outcome_instrument=instrument)
    table = outcomes([(LAST, "A1", "u1", unlike), (LAST, "A2", "u1", unlike), (LAST, "B1", "u1", scored(FLAT * 2))])
    assert table.n_paired["A1", instrument] == 44
    assert table.change_mean["A1", instrument] == 1.0
    assert set(table.loc["S"].index) == set(table.loc["B"].index) == {"swemwbs"}


@pytest.mark.parametrize("instrument", ["eq5d5l", "mycaw", "ons4", "other"])
def test_whole_points_are_counted_only_where_they_mean_something(outcomes, instrument):
    """EQ-5D-5L ends at 1, so that nobody can rise by 1 point; a rise of MYCaW is of concerns."""
    rows = year_of("A1", *[scored(MIXED, outcome_instrument=instrument, suppressed="outcome_n_up3")] * 4)
    row = outcomes(rows).loc[("A1", instrument)]
    assert (row.n_paired, row.state, row.follow_up_percent) == (88, "reported", 50)
    assert row.change_mean == pytest.approx(np.mean(MIXED))
    assert row[["up1_percent", "up3_percent", "down1_percent", "up1_of", "up3_of", "down1_of"]].isna().all()
    assert row[["up1_state", "up3_state", "down1_state"]].tolist() == ["not_collected"] * 3


def test_larger_areas_are_made_of_the_hscps_that_are_shown(outcomes):
    rows = [
        *year_of("A1", *[scored(MIXED)] * 4),
        *year_of("A2", *[scored([1.0, 0.0])] * 4),  # 8 pairs: too few
        *year_of("B1", *[scored(FLAT, outcome_n_down1=None)] * 4),
    ]
    table = outcomes(rows)
    scotland, board = table.loc[("S", "swemwbs")], table.loc[("A", "swemwbs")]
    everyone = np.array((MIXED + FLAT) * 4)
    assert (scotland.n_paired, scotland.parts_reported, scotland.parts_expected) == (176, 2, 3)
    assert (scotland.change_mean, scotland.change_sd) == pytest.approx((everyone.mean(), everyone.std(ddof=1)))
    assert scotland.state == board.state == "partial"
    assert (board.n_paired, board.change_mean) == (88, pytest.approx(np.mean(MIXED)))
    assert (scotland.up1_of, scotland.up1_percent) == (176, 50)
    assert (scotland.down1_of, scotland.down1_state) == (88, "partial")
    assert scotland.down1_percent == pytest.approx(2400 / 88)
    assert table.down1_state["B1", "swemwbs"] == "not_collected"


def test_what_is_hidden_of_an_hscp_is_in_no_larger_area(outcomes):
    rows = [
        *year_of("A1", *[scored(MIXED)] * 4),
        *year_of("A2", *[scored(FLAT)] * 4),
        *year_of("B1", *[scored(FLAT)] * 4),
    ]
    whole = outcomes(rows)
    table = outcomes(rows, hide=[("n_paired", "A2"), ("n_up1", "B1")])
    assert table.state["A2", "swemwbs"] == "suppressed"
    assert table.loc[("A2", "swemwbs"), ["n_paired", "change_mean", "change_lower", "follow_up_percent"]].isna().all()
    figures = ["n_paired", "n_baseline", "change_mean", "change_sd", "change_upper", "up1_lower", "down1_percent"]
    assert table.loc[("A", "swemwbs"), figures].tolist() == whole.loc[("A1", "swemwbs"), figures].tolist()
    scotland = table.loc[("S", "swemwbs")]
    assert (scotland.n_paired, scotland.up1_of, scotland.up3_of) == (176, 88, 176)
    assert table.up1_state["B1", "swemwbs"] == "suppressed"
    assert table.state["B1", "swemwbs"] == "reported"


def test_hidden_at_source_hides_the_year_of_the_hscp(outcomes):
    hidden = scored(MIXED, outcome_n_paired=None, suppressed="outcome_n_paired")
    row = outcomes(year_of("A1", scored(MIXED), hidden, scored(MIXED), scored(MIXED))).loc[("A1", "swemwbs")]
    assert (row.state, row.follow_up_state) == ("suppressed", "suppressed")
    assert row.n_baseline == 176
    assert np.isnan([row.n_paired, row.change_mean]).all()


def test_rows_without_an_instrument_are_not_counted(outcomes):
    table = outcomes([(LAST, "A1", "u1", scored(MIXED * 2)), (LAST, "A2", "u1", {"outcome_instrument": "none"})])
    assert table.index.unique("instrument").tolist() == ["swemwbs"]
    assert table.state["A2", "swemwbs"] == "not_collected"


def test_returns_without_scores_or_a_whole_year_give_no_figures(outcomes):
    for rows in ([(LAST, "A1", "u1", {"outcome_instrument": "none"})], [("2024-25Q1", "A1", "u1", scored(MIXED))]):
        table = outcomes([(period, hscp, unit, scored(MIXED) | fields) for period, hscp, unit, fields in rows])
        assert table.empty
        assert {"n_baseline", "n_paired", "change_mean", "change_upper", "up1_percent", "down1_of", "state"} <= set(
            table
        )
