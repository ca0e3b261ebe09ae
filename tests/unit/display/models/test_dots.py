import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.models import by_model
from app.display.models.dots import drawn, stacked, values_by_model
from app.display.words import MODELS
from app.measures.catalogue import MEASURES, PEOPLE

COVERED = MEASURES["practices_covered"]


@given(st.lists(st.floats(0, 100), max_size=40), st.floats(0.01, 20))
def test_dots_of_one_level_do_not_touch(values, apart):
    values = np.sort(values)
    levels = np.array(stacked(values, apart), dtype=int)
    assert len(levels) == len(values)
    for level in set(levels):
        assert (np.diff(values[levels == level]) >= apart).all()


def test_a_dot_takes_the_lowest_free_level():
    assert stacked([0, 0, 0.5, 1, 1, 9], 1) == [0, 1, 2, 0, 1, 0]
    assert stacked([], 1) == []


def chart(released, values, chosen=None, partial=()):
    rows = released(values)
    rows.loc[rows.area_code.isin(partial), "state"] = "partial"
    summary = by_model(rows, rows, MODELS)
    records = drawn(rows, summary, COVERED, chosen)
    chart = values_by_model(rows, summary, COVERED, chosen).to_dict()
    assert chart["data"]["values"] == records
    return chart, [each for each in records if each["kind"] != "edge"]


def test_rows_are_models_by_name_with_every_hscp_and_the_mean_where_there_is_one(released):
    values = {"remote": [60.0, 99, 61, 62, 63, 64], "cluster_locality": [20.0, 21, 22, 23, 24], "mixed": [40.0, 41, 42]}
    spec, records = chart(released, values, "Area 00", partial=["Area 01"])
    axis = next(layer["encoding"]["y"]["axis"] for layer in spec["layer"])
    assert axis["labelExpr"] == (
        '[["Cluster or locality", "5 HSCPs with a full figure", "\\u25bc lower"], '
        '["Mixed", "3 HSCPs with a full figure", "too few for a label"], '
        '["Remote", "5 HSCPs with a full figure", "\\u25b2 higher"]][datum.value]'
    )
    means = {each["model"]: each for each in records if each["kind"] == "mean"}
    assert {name: (each["shape"], round(each["value"], 6)) for name, each in means.items()} == {
        "Cluster or locality": ("triangle-down", 22.0), "Mixed": ("square", 41.0), "Remote": ("triangle-up", 62.0),
    }  # fmt: skip
    dots = {each["name"]: each for each in records if each["kind"] == "hscp"}
    assert len(dots) == 14
    assert [name for name, each in dots.items() if each["colour"] == "#e5682a"] == ["Area 00"]
    assert [name for name, each in dots.items() if each["partial"]] == ["Area 01"]


def test_the_interval_of_a_change_may_lie_below_none(released):
    rows = released({"remote": [-1.0, -2, -3]})
    records = drawn(rows, by_model(rows, rows, MODELS), PEOPLE["change"], None)
    mean = next(each for each in records if each["kind"] == "mean")
    assert mean["lower"] < mean["value"] < 0


def test_an_interval_is_drawn_from_none_and_hidden_values_are_not_drawn(released):
    _, records = chart(released, {"remote": [0.0, 0, 9, np.nan]})
    mean = next(each for each in records if each["kind"] == "mean")
    assert mean["lower"] == 0
    assert mean["interval"].startswith("-")
    assert len([each for each in records if each["kind"] == "hscp"]) == 3


def test_no_layer_is_without_marks(released):
    spec, _ = chart(released, {"remote": [1.0, 2]})
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["point"]
