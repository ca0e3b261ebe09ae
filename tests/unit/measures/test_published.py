"""Published figures: what ships with the program, and what was loaded beside and in place of it."""

import pandas as pd
import pytest

from app.geography.areas import areas
from app.measures.published import LOADED, published_figures, published_headcounts

NOTHING = pd.DataFrame(columns=list(LOADED))


def loaded(*rows: tuple) -> pd.DataFrame:
    """Rows of code, day, unit, value and state, as they are stored."""
    table = pd.DataFrame([(*row, "file.xlsx, sheet CLW", 7) for row in rows], columns=list(LOADED))
    return table.astype({"value": "Float64", "row": "Int64"})


def test_without_anything_loaded_it_is_the_headcounts():
    told = published_figures(areas(), NOTHING)
    assert set(told.unit) == {"headcount"}
    assert told.drop(columns="unit").equals(published_headcounts(areas()))


def test_what_is_loaded_has_a_row_for_every_hscp_and_its_own_unit():
    rows = [
        ("S37000032", "2023-03-31", "WTE", 10.5, "reported"),
        ("S37000019", "2023-03-31", "WTE", None, "suppressed"),
    ]
    told = published_figures(areas(), loaded(*rows))
    wte = told[told.unit == "WTE"].set_index("area_name")
    assert len(wte) == 31
    assert wte.value["Fife"] == pytest.approx(10.5)
    assert wte.state.value_counts().to_dict() == {"not_available": 29, "reported": 1, "suppressed": 1}
    assert wte.source["Fife"] == "file.xlsx, sheet CLW"
    assert set(wte.basis) == {"loaded"}
    assert len(told) - 31 == len(published_headcounts(areas()))


def test_a_headcount_of_a_day_that_ships_is_replaced_whole_and_wte_replaces_none():
    headcount = loaded(("S37000032", "2021-03-31", "headcount", 12, "reported"))
    told = published_figures(areas(), headcount)
    of_day = told[(told.as_at == "2021-03-31") & (told.unit == "headcount")].set_index("area_name")
    assert len(of_day) == 31
    assert of_day.value.sum() == 12
    assert of_day.state["Aberdeen City"] == "not_available"
    wte = published_figures(areas(), headcount.assign(unit="WTE"))
    assert wte[(wte.as_at == "2021-03-31") & (wte.unit == "headcount")].value.sum() == 109


def test_projections_stay_apart_from_what_is_loaded_for_their_day():
    told = published_figures(areas(), loaded(("S37000032", "2022-03-31", "headcount", 12, "reported")))
    of_day = told[told.as_at == "2022-03-31"]
    assert of_day.kind.value_counts().to_dict() == {"in_post": 31, "projected": 5}
