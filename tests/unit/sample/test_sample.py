"""The sample against the published facts that it is drawn around, and against the contract."""

import hashlib

import pandas as pd
import pytest

from app.contract.periods import Quarter
from app.intake.checks import check
from app.sample import write


@pytest.fixture(scope="module")
def long_sample(tmp_path_factory):
    """Returns by HSCP from 2019-20Q1, before the pandemic, to 2025-26Q2."""
    paths = write(tmp_path_factory.mktemp("long"), quarters=26, units="hscp")
    checked = check(paths)
    assert checked.faults == []
    return checked.tables


def test_the_shipped_files_are_what_the_command_writes(tmp_path, project):
    for path in write(tmp_path):
        assert path.read_bytes() == (project / "data" / "sample" / path.name).read_bytes(), path.name


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    digests = [
        [hashlib.sha256(path.read_bytes()).hexdigest() for path in write(tmp_path / name, quarters=2, seed=seed)]
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    ]
    assert digests[0] == digests[1]
    assert digests[0][0] != digests[2][0]


@pytest.mark.parametrize("units", ["hscp", "cluster", "practice"])
def test_every_size_fits_the_contract(tmp_path, units):
    paths = write(tmp_path, quarters=3, units=units, seed=7)
    checked = check(paths)
    assert checked.faults == []
    assert set(checked.tables["returns"].unit_type) == {units}


def test_link_workers_are_as_many_as_published(long_sample):
    # Scottish Government FOI release: 218 people and 189.3 WTE at 31 March 2021, over 300 later.
    scotland = long_sample["returns"].groupby("period")[["headcount_in_post", "wte_in_post"]].sum()
    assert scotland.headcount_in_post["2020-21Q4"] == pytest.approx(218, abs=8)
    assert scotland.wte_in_post["2020-21Q4"] == pytest.approx(189.3, abs=8)
    assert scotland.headcount_in_post["2025-26Q1"] > 300


def test_referrals_fell_in_the_pandemic_and_rose_after(long_sample):
    returns = long_sample["returns"]
    per_worker = returns.groupby("period").referrals_received.sum() / returns.groupby("period").wte_in_post.sum()
    assert per_worker["2020-21Q1"] < 0.7 * per_worker["2019-20Q1"]
    assert per_worker["2022-23Q1"] > per_worker["2020-21Q1"]


def test_there_is_more_need_where_deprivation_is_worse(long_sample):
    returns = long_sample["returns"]
    glasgow = returns[returns.hscp_code == "S37000034"]
    moray = returns[returns.hscp_code.isin(["S37000019", "S37000033", "S37000009"])]
    assert (
        glasgow.referrals_received.sum() / glasgow.wte_in_post.sum()
        > moray.referrals_received.sum() / moray.wte_in_post.sum()
    )


def test_western_isles_has_no_rows_and_aberdeenshire_zeros_until_it_starts(long_sample):
    returns = long_sample["returns"]
    assert "S37000031" not in set(returns.hscp_code)
    aberdeenshire = returns[returns.hscp_code == "S37000002"].set_index("period").wte_in_post
    assert (aberdeenshire[:"2021-22Q4"] == 0).all()
    assert aberdeenshire["2023-24Q4"] > 25


def test_the_cause_of_every_state_occurs(project):
    returns = check(sorted((project / "data" / "sample").glob("*.csv"))).tables["returns"]
    last = returns[returns.period == str(Quarter(2025, 2))]
    assert "S37000011" not in set(last.hscp_code)  # not submitted
    assert last[last.hscp_code == "S37000028"].unit_code.nunique() == 4  # partial: it had five
    assert returns.list_size_covered.isna().any()  # not collected
    assert returns.suppressed.str.contains("waiting_at_end").any()  # hidden at source
    assert last.waiting_at_end.between(1, 4).any()  # to be hidden here
    assert pd.isna(returns.outcome_baseline_mean[returns.outcome_n_paired < 2]).all()


def test_returns_are_sent_three_to_seven_weeks_after_the_quarter_and_some_of_them_late(long_sample):
    returns = long_sample["returns"]
    ends = returns.period.map(lambda period: Quarter.parse(period).end.isoformat())
    days = (pd.to_datetime(returns.submitted_at) - pd.to_datetime(ends)).dt.days
    assert days.min() == 21
    assert days.max() == 47
    by_return = days.groupby([returns.hscp_code, returns.period])
    assert by_return.nunique().max() == 1  # all rows of a return come together
    late = by_return.first() > 42
    assert 0.1 < late.mean() < 0.3
    assert late.groupby("hscp_code").mean().max() < 0.5


def test_no_count_of_people_tells_another(long_sample):
    """First appointments are of more people than the cases opened, by no fixed share."""
    returns = long_sample["returns"]
    assert (returns.first_appts_attended >= returns.cases_opened).all()
    seen_once = returns.first_appts_attended - returns.cases_opened
    assert seen_once.sum() / returns.cases_opened.sum() == pytest.approx(0.07, abs=0.01)
    assert (seen_once[returns.cases_opened > 50] / returns.cases_opened).std() > 0.01


def test_points_are_counted_only_on_scales_of_points(long_sample):
    returns = long_sample["returns"]
    counted = returns.groupby("outcome_instrument")[["outcome_n_up1", "outcome_n_up3", "outcome_n_down1"]].count()
    assert set(counted.index[counted.sum(axis=1) > 0]) == {"swemwbs", "wemwbs"}
    assert returns.outcome_n_paired.notna().groupby(returns.outcome_instrument).any().drop("none").all()
