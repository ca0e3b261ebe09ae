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
    return build_workforce(survey(rows), reporting(no_programme), everywhere()).figures.set_index("area_code")


def versions(*accepted):
    """The survey as each version shows it, of which each has all rows that count then."""
    told, tables = None, []
    for rows in accepted:
        workforce = build_workforce(survey(rows), reporting(), everywhere(), told)
        told = workforce.told
        tables.append(workforce.figures.set_index("area_code"))
    return tables


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
    table = build_workforce(rows, reporting(), everywhere()).figures
    assert shown(table.set_index("area_code")) == {"C1": 20, "C": 20, "S": 20}


class TestBesideEarlierVersions:
    """What two versions show can be put together by whoever kept them."""

    SHOWN = {"A1": 20, "B1": 20}  # noqa: RUF012
    FIRST = SHOWN | {"A2": 7, "B2": 7, "C1": 7}

    def test_a_late_row_of_few_is_not_added_to_a_total(self):
        first, second = versions(self.FIRST, self.FIRST | {"A3": 4})
        assert shown(first) == shown(second) == self.SHOWN | {"S": 61}
        assert second.state["A3"] == "too_few"
        alone = build(self.FIRST | {"A3": 4})
        assert shown(alone)["S"] == 65  # as it was a first version

    def test_late_rows_are_added_once_they_are_enough_together(self):
        late = {"A3": 6, "S": 10}
        assert [shown(table)["S"] for table in versions(self.FIRST, self.FIRST | late)] == [61, 77]
        # Of 6 and 5 each manager would know the other's.
        assert [shown(table)["S"] for table in versions(self.FIRST, self.FIRST | {"A3": 6, "S": 5})] == [61, 61]

    def test_rows_that_vanish_are_not_told_by_what_is_left(self):
        without = {area: n for area, n in self.FIRST.items() if area != "C1"}
        first, second, third = versions(self.FIRST, without, self.FIRST | {"A3": 9})
        assert shown(first)["S"] == 61
        assert shown(second)["S"] == 40
        assert shown(third)["S"] == 61  # what the first told, and not the 9

    def test_what_was_told_before_a_version_without_any_is_remembered(self):
        first, _, third = versions(self.FIRST, {"A": 3}, self.FIRST | {"A3": 4})
        assert shown(first)["S"] == shown(third)["S"] == 61

    def test_an_area_that_changes_by_few_is_left_out_until_it_is_as_it_was(self):
        first, second, third, fourth = versions(
            self.SHOWN, self.SHOWN | {"A1": 22}, self.SHOWN | {"A1": 31}, self.SHOWN
        )
        assert shown(first) == shown(fourth) == {"A1": 20, "A": 20, "B1": 20, "B": 20, "S": 40}
        assert shown(second) == {"B1": 20, "B": 20, "S": 20}
        assert second.state[["A1", "A"]].tolist() == ["too_few", "too_few"]
        assert shown(third) == {"A1": 31, "A": 31, "B1": 20, "B": 20, "S": 51}

    def test_a_total_does_not_tell_how_a_small_row_changed(self):
        first, second = versions(self.FIRST, self.FIRST | {"A2": 8})
        assert (shown(first)["S"], shown(second)["S"]) == (61, 40)

    def test_a_manager_cannot_subtract_several_earlier_versions_from_a_total(self):
        # Beside their own 8, the Board's 8 + 8 + 12 less the 12 and the 10 would tell how these changed: by 4 and 2.
        *_, third = versions({"A3": 10}, {"A1": 12}, {"A1": 8, "A2": 8, "A3": 12})
        assert shown(third) == {}

    def test_a_new_survey_later_in_the_year_is_no_change_of_the_one_before(self):
        first = build_workforce(survey({"C1": 20}, f"{YEAR}Q2"), reporting(), everywhere())
        both = pd.concat([survey({"C1": 20}, f"{YEAR}Q2"), survey({"C1": 22})])
        second = build_workforce(both, reporting(), everywhere(), first.told)
        assert shown(second.figures.set_index("area_code")) == {"C1": 22, "C": 22, "S": 22}

    def test_a_figure_whose_answers_alone_are_handed_in_differently_is_left_out_alone(self):
        field = "n_supervision_monthly"
        wrong, right = ({"respondents": 20, field: n} for n in (10, 11))
        first, second = versions({"A1": wrong, "B1": 20}, {"A1": right, "B1": 20})
        assert first.supervision_monthly_percent[["A1", "S"]].tolist() == [50, 50]
        assert second.supervision_monthly_percent[["A1", "S"]].isna().tolist() == [True, False]
        assert second.supervision_monthly_of["S"] == 20  # of the others
        assert second.swemwbs_of[["A1", "S"]].tolist() == [20, 40]

    def test_what_is_told_comes_back_from_the_store_as_it_was(self, tmp_path):
        told = build_workforce(survey(self.FIRST), reporting(), everywhere()).told
        told.to_parquet(tmp_path / "told.parquet")
        stored = pd.read_parquet(tmp_path / "told.parquet", dtype_backend="numpy_nullable")
        again = build_workforce(survey(self.FIRST | {"A3": 4}), reporting(), everywhere(), stored)
        assert again.told.equals(told)


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


@st.composite
def several_versions(draw):
    """Two or three versions of a few rows, in which some come late, vanish, or change."""
    respondents = st.one_of(st.integers(1, 12), st.integers(1, 30))
    areas = draw(st.lists(st.sampled_from([*HSCPS, "A", "S"]), min_size=2, max_size=4, unique=True))
    handed_in = {area: draw(st.lists(respondents, min_size=1, max_size=2, unique=True)) for area in areas}
    return [
        {area: n for area, each in handed_in.items() if (n := draw(st.sampled_from([None, each[0], *each])))}
        for _ in range(draw(st.integers(2, 3)))
    ]


@settings(max_examples=80, deadline=None)
@given(several_versions().filter(all))
def test_no_few_can_be_worked_out_from_several_versions(accepted):
    """An attack written for this test: which sums and differences of rows lie in the span of all that versions show."""
    rows = list(dict.fromkeys(row for version in accepted for row in version.items()))
    weights = {row: 1000 * 2**number for number, row in enumerate(rows)}  # which rows a sum of those invited is of
    tables = versions(
        *({area: {"respondents": n, "invited": weights[area, n]} for area, n in rows.items()} for rows in accepted)
    )
    sums = [int(n) // 1000 >> np.arange(len(rows)) & 1 for table in tables for n in table.invited.dropna()]
    respondents = np.array([n for _, n in rows])
    combinations = np.array(list(itertools.product([0, 1, -1], repeat=len(rows))))
    of_area = np.array([[area == row[0] for row in rows] for area in dict.fromkeys(area for area, _ in rows)])
    for insider in (None, *HSCPS):
        own = np.array([area == insider for area, _ in rows])
        known = np.vstack([np.zeros(len(rows)), *sums, *np.eye(len(rows))[own]])
        told = np.abs(combinations @ (np.eye(len(rows)) - np.linalg.pinv(known) @ known)).max(axis=1) < 1e-9
        of_others = combinations[told & (combinations != 0)[:, ~own].any(axis=1)] * ~own
        people = np.abs((of_others * respondents) @ of_area.T).sum(axis=1)
        assert (people >= 10).all(), (insider, of_others[people < 10])
