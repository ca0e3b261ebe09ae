"""What is broken down against the total, added up by hand."""

import pandas as pd
import pytest

from app.contract.lost_zeros import lost_zeros
from app.contract.totals import wrong_totals

RETURNS = pd.DataFrame(
    {
        "return_id": ["a", "b"],
        "people_referred": [10, None],
        "cases_closed": [4, None],
        "referrals_received": [12, 8],
        "referrals_declined_by_person": [3, None],
    }
).convert_dtypes()


def broken_down(*rows):
    columns = ["return_id", "measure", "dimension", "category", "count"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:4], "string") | {"count": "Int64"})


@pytest.mark.parametrize(
    ("counts", "wrong"),
    [
        ((6, 4), False),
        ((6, 3), True),
        ((6, 5), True),
        ((6, None), False),  # the hidden one may be 4
        ((11, None), True),  # whatever it is, there are too many
        ((None, None), False),
    ],
)
def test_categories_add_up_to_the_whole_unless_one_is_hidden(counts, wrong):
    rows = [("a", "people_referred", "sex", name, n) for name, n in zip(("female", "male"), counts, strict=True)]
    found = wrong_totals(broken_down(*rows), RETURNS)
    assert len(found) == wrong
    if wrong:
        (row,) = found.itertuples()
        told = sum(n for n in counts if n is not None)
        assert (row.index, row.return_id, row.measure, row.dimension, row.total, row.whole) == (
            (0, "a", "people_referred", "sex", told, 10)
        )


def test_each_dimension_and_measure_is_added_up_apart():
    rows = broken_down(
        ("a", "people_referred", "sex", "female", 10),
        ("a", "people_referred", "age_band", "25-34", 9),
        ("a", "cases_closed", "sex", "female", 5),
    )
    found = wrong_totals(rows, RETURNS)
    assert set(zip(found.measure, found.dimension, found["index"], strict=True)) == {
        ("people_referred", "age_band", 1),
        ("cases_closed", "sex", 2),
    }


def test_what_may_be_counted_several_times_has_no_total():
    rows = broken_down(("a", "people_referred", "referral_reason", "loneliness", 25))
    assert wrong_totals(rows, RETURNS).empty


@pytest.mark.parametrize("measure", ["people_referred", "referrals_declined_by_person"])
@pytest.mark.parametrize(("count", "wrong"), [(8, False), (7, False), (9, True)])
def test_without_a_measure_its_categories_are_no_more_than_it_could_be(measure, count, wrong):
    found = wrong_totals(
        broken_down(("b", measure, "sex", "female", count), ("b", measure, "sex", "male", None)), RETURNS
    )
    assert found[["total", "whole", "against"]].to_numpy().tolist() == [[count, 8, "referrals_received"]] * wrong


def test_a_whole_that_is_not_known_and_a_return_that_is_not_there_are_held_against_nobody():
    rows = broken_down(("b", "cases_closed", "sex", "female", 7), ("c", "people_referred", "sex", "female", 7))
    assert wrong_totals(rows, RETURNS).empty
    assert wrong_totals(broken_down(), RETURNS).empty


@pytest.mark.parametrize(
    ("code", "meant"),
    [("12", "0012"), ("0012", None), ("7", None), ("99", None), ("012", None), ("0", None)],
)
def test_a_code_that_lost_its_zeros_is_the_known_one_that_had_them(code, meant):
    (found,) = lost_zeros(pd.Series([code], dtype="string"), {"0012", "07", "7", "000"})
    assert (None if pd.isna(found) else found) == meant


def test_codes_that_are_not_there_stay_so():
    assert lost_zeros(pd.Series([pd.NA, "1"], dtype="string"), {"01"}).tolist()[1] == "01"
    assert lost_zeros(pd.Series([], dtype="string"), {"01"}).empty
