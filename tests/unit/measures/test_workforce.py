import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from app.measures.workforce import ANSWERS, build_workforce, smallest_shown

YEAR = "2024-25"
HSCPS = {"A1": "A", "A2": "A", "A3": "A", "B1": "B", "B2": "B", "C1": "C"}


def everywhere():
    rows = [(hscp, "hscp", board) for hscp, board in HSCPS.items()]
    rows += [(board, "board", board) for board in "ABC"] + [("S", "scotland", None)]
    return pd.DataFrame(rows, columns=["area_code", "area_level", "board_code"])


def survey(rows, period=f"{YEAR}Q4"):
    """Rows `area: respondents`, or `area: {field: value}`; twice as many are invited, half of them agree."""
    made = []
    for area, fields in rows.items():
        fields = fields if isinstance(fields, dict) else {"respondents": fields}
        n = fields["respondents"]
        row = {"period": period, "hscp_code": area, "invited": 2 * n, "swemwbs_mean": 22.0, "swemwbs_sd": 3.0}
        made.append(row | dict.fromkeys(ANSWERS, n // 2) | fields)
    return pd.DataFrame(made).convert_dtypes()


def reporting(no_programme=()):
    rows = [(f"{YEAR}Q4", hscp, "no_programme" if hscp in no_programme else "complete") for hscp in HSCPS]
    return pd.DataFrame(rows, columns=["period", "area_code", "status"])


def build(rows, no_programme=()):
    return build_workforce(survey(rows), reporting(no_programme), everywhere()).set_index("area_code")


def shown(table):
    return {area: int(n) for area, n in table.respondents.dropna().items()}


def test_ten_answers_are_shown_and_nine_are_not_even_as_a_difference():
    # Board A would tell of the 9 of A3 by subtraction; with A2 hidden as well it does not tell of either.
    assert shown(build({"A1": 20, "A2": 10, "A3": 9, "B1": 30, "B2": 30, "C1": 12})) == {
        "A1": 20, "A2": 10, "B1": 30, "B2": 30, "B": 60, "C1": 12, "C": 12, "S": 102,
    }  # fmt: skip


def test_the_board_stands_in_where_those_who_are_not_shown_are_enough():
    found = shown(build({"A1": 20, "A": 10, "B1": 6, "B2": 15, "C1": 9}))
    assert found["A"] == 30  # 10 link workers of the Board's other HSCPs, who answered together
    assert "B" not in found  # 21 - 15 would be the 6 of B1
    assert found["S"] == 45  # 6 and 9 remain: who manages one of them would know the other


def test_scotland_covers_only_what_is_shown_if_the_rest_would_tell_of_too_few():
    table = build({"A1": 20, "A2": 20, "A3": 20, "B1": 30, "B2": 30, "C1": 4})
    assert shown(table)["S"] == 120
    assert table.state["C1"] == "too_few"


def test_figures_are_pooled_exactly_and_have_their_intervals():
    first, second = np.array([18.0] * 6 + [26.0] * 6), np.array([15.0] * 5 + [20.0] * 10)
    fields = [
        {"respondents": len(scores), "swemwbs_mean": scores.mean(), "swemwbs_sd": scores.std(ddof=1)}
        for scores in (first, second)
    ]
    row = build({"B1": fields[0] | {"n_intends_to_leave_12m": 3}, "B2": fields[1] | {"n_intends_to_leave_12m": 6}})
    row = row.loc["B"]
    together = np.concatenate([first, second])
    half = t.ppf(0.975, 26) * together.std(ddof=1) / np.sqrt(27)
    assert row.swemwbs_mean == pytest.approx(together.mean())
    assert (row.swemwbs_lower, row.swemwbs_upper) == pytest.approx((together.mean() - half, together.mean() + half))
    assert (row.swemwbs_sd, row.swemwbs_of) == pytest.approx((together.std(ddof=1), 27))
    wilson = proportion_confint(9, 27, method="wilson")
    assert row.intends_to_leave_12m_percent == pytest.approx(100 / 3)
    assert (row.intends_to_leave_12m_lower, row.intends_to_leave_12m_upper) == pytest.approx([100 * w for w in wilson])
    assert (row.invited, row.response_percent) == (54, 50)


def test_a_figure_that_some_do_not_tell_covers_the_others_unless_that_tells_of_few():
    field = "n_supervision_monthly"
    some = {"respondents": 20, field: None}
    table = build({"B1": {"respondents": 30, field: 15}, "B2": some, "A1": 10, "A2": 10, "A3": 11, "C1": some})
    assert table.supervision_monthly_percent["B"] == 50
    assert pd.isna(table.supervision_monthly_percent["C"])
    # Of the Board's 20 + 9 + 9 only one 9 tells it: the Board's figure is that of the 20.
    table = build({"A1": {"respondents": 20, field: 20}, "A2": {"respondents": 9, field: 0},
                   "A3": {"respondents": 9, field: None}, "A": {"respondents": 10, field: None}})  # fmt: skip
    assert shown(table)["A"] == 48
    assert table.supervision_monthly_percent["A"] == 100


def test_why_nothing_is_shown_is_told():
    state = build({"A1": 9, "B": 5}, no_programme=["C1"]).state
    assert state.to_dict() == {
        "A1": "too_few", "A2": "not_submitted", "A3": "not_submitted", "B1": "too_few", "B2": "too_few",
        "C1": "no_programme", "A": "too_few", "B": "too_few", "C": "no_programme", "S": "too_few",
    }  # fmt: skip
    assert build({"A1": 20, "B1": 20, "B2": 20, "C1": 20}).state[["A", "B", "S"]].tolist() == [
        "partial",
        "reported",
        "partial",
    ]


def test_the_last_survey_of_a_year_counts():
    rows = pd.concat([survey({"C1": 30}, f"{YEAR}Q2"), survey({"C1": 20})])
    table = build_workforce(rows, reporting(), everywhere())
    assert shown(table.set_index("area_code")) == {"C1": 20, "C": 20, "S": 20}


def test_an_hscp_is_shown_the_smallest_area_that_may_be_shown_and_why():
    table = build({"A1": 20, "A": 10, "B1": 6, "B2": 15}).reset_index().merge(everywhere())

    def of(hscp):
        row = smallest_shown(table, hscp).iloc[0]
        return row.area_code, row.own_state

    assert of("A1") == ("A1", "reported")
    assert of("A3") == ("A", "too_few")
    assert of("B1") == ("S", "too_few")
    assert of("C1") == ("S", "not_submitted")
    with pytest.raises(KeyError, match="is not an HSCP"):
        smallest_shown(table, "A")


ROWS = st.dictionaries(st.sampled_from([*HSCPS, "A", "B", "S"]), st.integers(0, 25), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_no_group_below_ten_can_be_worked_out_from_what_is_shown(counts):
    """An attack written for this test: which groups of rows lie in the span of all shown sums and one known row."""
    areas, respondents = list(counts), np.array(list(counts.values()))
    groups = np.array(list(itertools.product([0, 1], repeat=len(areas))))
    weights = 1000 * 2 ** np.arange(len(areas))  # so that the sum of those invited tells of which rows it is
    table = build(
        {area: {"respondents": n, "invited": w} for area, n, w in zip(areas, respondents, weights, strict=True)}
    )
    sums = [int(invited) // 1000 >> np.arange(len(areas)) & 1 for invited in table.invited.dropna()]
    assert [int(each @ respondents) for each in sums] == list(shown(table).values())
    for insider in (None, *(row for row, area in enumerate(areas) if area in HSCPS)):
        own = np.eye(len(areas))[[] if insider is None else [insider]]
        known = np.vstack([np.zeros(len(areas)), *sums, *own])
        told = np.abs(groups @ (np.eye(len(areas)) - np.linalg.pinv(known) @ known)).max(axis=1) < 1e-9
        of_others = groups[told & groups.any(axis=1) & ~(groups @ own.T).any(axis=1)]
        assert (of_others @ respondents >= 10).all(), insider
