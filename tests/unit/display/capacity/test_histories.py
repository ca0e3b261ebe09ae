import pandas as pd
import pytest

from app.analysis.capacity import HISTORY
from app.contract.periods import Quarter
from app.display.capacity.histories import (
    LEAST_HSCPS,
    MEASURES,
    histories,
    of_hscp,
    of_scotland,
)
from app.geography.areas import hscp_codes

NAN = float("nan")
PERIODS = [str(Quarter(2022, 3).shift(ahead)) for ahead in range(13)]
FIRST, SECOND = hscp_codes()[:2]
SOME = hscp_codes()[: LEAST_HSCPS + 1]


def released(cells: dict[tuple[str, str], tuple[float, str]] | None = None, codes=SOME) -> dict[str, pd.DataFrame]:
    """Every figure is 10 and reported, but for the `cells` of people waiting that are given."""
    index = pd.MultiIndex.from_product([codes, PERIODS])
    figures = {column: pd.DataFrame({"value": 10.0, "state": "reported"}, index=index) for column in MEASURES}
    for cell, (value, state) in (cells or {}).items():
        figures["waiting_at_end"].loc[cell, ["value", "state"]] = [value, state]
    return figures


def minutes(value: float = 40.0, codes=SOME) -> pd.Series:
    return pd.Series(value, index=pd.MultiIndex.from_product([codes, PERIODS]))


def test_only_what_is_reported_in_full_is_a_figure_and_every_state_is_kept():
    told = {
        (FIRST, PERIODS[0]): (0.0, "reported"),
        (FIRST, PERIODS[1]): (7.0, "partial"),
        (FIRST, PERIODS[2]): (NAN, "suppressed"),
        (FIRST, PERIODS[3]): (NAN, "not_collected"),
    }
    rows = of_hscp(histories(released(told), minutes(), PERIODS), FIRST)
    assert rows.waiting_at_end[0] == 0
    assert rows.waiting_at_end[1:4].isna().all()
    assert rows.waiting_at_end_state[:5].tolist() == ["reported", "partial", "suppressed", "not_collected", "reported"]
    assert rows.referrals_received.tolist() == [10.0] * 13


def test_an_hscp_without_any_row_has_sent_no_return():
    last = hscp_codes()[-1]
    rows = of_hscp(histories(released(), minutes(), PERIODS), last)
    assert len(rows) == 13
    assert rows[list(HISTORY)].isna().all(axis=None)
    assert set(rows.appointment_minutes_state) == set(rows.wte_in_post_state) == {"not_submitted"}


def test_an_appointment_length_that_no_return_tells_is_not_collected():
    rows = of_hscp(histories(released(), minutes(codes=[SECOND]), PERIODS), FIRST)
    assert set(rows.appointment_minutes_state) == {"not_collected"}


@pytest.mark.parametrize(("missing", "kept"), [(0, 13), (1, 12), (3, 10), (4, 13)])
def test_a_history_ends_with_the_last_return_unless_that_is_a_year_ago(missing, kept):
    figures = released()
    for rows in figures.values():
        late = rows.index.isin([(FIRST, period) for period in PERIODS[len(PERIODS) - missing :]])
        rows.loc[late, "value"] = NAN
        rows.loc[late, "state"] = "not_submitted"
    told = minutes().where(~minutes().index.isin([(FIRST, period) for period in PERIODS[len(PERIODS) - missing :]]))
    assert len(of_hscp(histories(figures, told, PERIODS), FIRST)) == kept


def test_scotland_is_the_sum_of_the_same_whole_hscps_in_every_quarter():
    hidden = {(FIRST, PERIODS[-3]): (NAN, "suppressed")}
    figures = released(hidden)
    figures["wte_in_post"].loc[SECOND, "value"] = 50.0
    lengths = minutes()
    lengths[SECOND] = 60.0
    table, hscps = of_scotland(histories(figures, lengths, PERIODS), PERIODS[-1])
    assert hscps == LEAST_HSCPS  # one of six has a hidden figure in one quarter, and is in none
    assert table.period.tolist() == PERIODS[-8:]
    assert set(table.referrals_received) == {50.0}
    assert set(table.wte_in_post) == {90.0}
    # 4 HSCPs of 10 WTE with 40 minutes, one of 50 WTE with 60.
    assert table.appointment_minutes.tolist() == pytest.approx([(4 * 10 * 40 + 50 * 60) / 90] * 8)


def test_a_quarter_that_few_have_reported_is_left_out_of_scotland():
    late = {(code, PERIODS[-1]): (NAN, "not_submitted") for code in SOME[1:]}
    table, hscps = of_scotland(histories(released(late), minutes(), PERIODS), PERIODS[-1])
    assert (table.period.iloc[-1], hscps) == (PERIODS[-2], len(SOME))


def test_too_few_whole_hscps_or_quarters_stand_for_nothing():
    few = hscp_codes()[: LEAST_HSCPS - 1]
    for table in (
        histories(released(codes=few), minutes(codes=few), PERIODS),
        histories(released(), minutes(), PERIODS[:7]),
    ):
        empty, hscps = of_scotland(table, PERIODS[-1])
        assert (len(empty), hscps) == (0, 0)
        assert {"period", *HISTORY} == set(empty)
