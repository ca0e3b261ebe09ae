"""Each count has the threshold of what it is about."""

import pandas as pd
import pytest

from app.protection import Thresholds, protect

NAMES = frozenset({"ethnic_group", "domestic_abuse"})


def test_a_dimension_is_sensitive_with_all_its_categories_and_a_category_by_itself():
    categories = pd.Series(["", "housing", "domestic_abuse", "ethnic_group asian", "sex other", "all all"])
    assert Thresholds(5, 10, NAMES).of(categories).tolist() == [5, 5, 10, 10, 5, 5]
    assert Thresholds(5).of(categories).tolist() == [5] * 6


def test_the_larger_threshold_holds():
    assert Thresholds(12, 10, NAMES).of(pd.Series(["domestic_abuse", "housing"])).tolist() == [12, 12]


@pytest.mark.parametrize(("category", "hidden"), [("housing", False), ("domestic_abuse", True)])
def test_a_count_from_five_to_nine_is_hidden_where_it_is_sensitive(category, hidden):
    places = pd.DataFrame(
        [("a", "hscp", "A"), ("b", "hscp", "A"), ("c", "hscp", "A"), ("A", "board", "A"), ("S", "scotland", None)],
        columns=["area_code", "area_level", "board_code"],
    )
    counts = pd.DataFrame({"area_code": places.area_code, "value": [9.0, 40, 60, 109, 109]})
    counts = counts.assign(quantity="signposts", period="2024-25", category=category, state="reported")
    shown = protect(counts, places, person_quantities=["signposts"], thresholds=Thresholds(5, 10, NAMES))
    assert (shown.state == "suppressed").any() == hidden
    # The manager of 40 knows that the rest is 69: it takes the 60 too, for the 9 to be anything from 0 to 69.
    assert shown.area_code[shown.state == "suppressed"].tolist() == (["a", "b", "c"] if hidden else [])
