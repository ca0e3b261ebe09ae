import pandas as pd

from app.display.wellbeing.charts import beside_scotland, by_year, marks_explained
from app.measures.catalogue import PEOPLE, WORKERS

NAN = float("nan")
CHANGE = PEOPLE["change"]


def rows(*figures):
    names = ["area_code", "value", "lower", "upper", "state", "period"]
    frame = pd.DataFrame(figures, columns=names)
    level = ["scotland" if code == "S" else "hscp" for code in frame.area_code]
    return frame.assign(area_name=frame.area_code, area_level=level, parts_reported=3, parts_expected=4)


YEAR = "2024-25"
AREAS = rows(
    ("S", 2.5, 2.4, 2.6, "reported", YEAR),
    ("Angus", 3.0, 2.6, 3.4, "reported", YEAR),
    ("Bute", 2.4, 2.0, 2.8, "partial", YEAR),
    ("Fife", 1.0, 0.5, 1.5, "reported", YEAR),
    ("Moray", NAN, NAN, NAN, "too_few", YEAR),
)


def records(chart):
    return chart.to_dict()["data"]["values"]


def test_shape_and_word_tell_what_colour_tells_and_the_chosen_area_is_orange():
    told = {each["name"]: each for each in records(beside_scotland(AREAS, CHANGE, "Fife"))}
    assert [told[name]["shape"] for name in ("Angus", "Bute", "Fife")] == ["triangle-up", "circle", "triangle-down"]
    assert [told[name]["label"] for name in ("Angus", "Bute", "Fife")] == ["higher", "no clear difference", "lower"]
    assert [told[name]["colour"] for name in ("Fife", "Angus", "S")] == ["#e5682a", "#1565ae", "#333333"]
    assert (told["Bute"]["fill"], told["Angus"]["fill"]) == ("#ffffff", "#1565ae")
    assert told["Bute"]["shown"] == "2.4 (from 3 of 4 quarters)"
    assert (told["Moray"]["value"], told["Moray"]["shown"]) == (None, "too few to say")


def test_without_a_figure_of_scotland_there_is_no_line_and_no_comparison():
    hidden = pd.concat([rows(("S", NAN, NAN, NAN, "too_few", YEAR)), AREAS[1:]])
    chart = beside_scotland(hidden, CHANGE, None)
    assert {each["label"] for each in records(chart)} == {""}
    assert len(chart.layer) == len(beside_scotland(AREAS, CHANGE, None).layer) - 1


def test_areas_stand_in_the_order_given_and_a_description_names_the_table():
    spec = beside_scotland(AREAS, CHANGE, None).to_dict()
    assert spec["layer"][1]["encoding"]["y"]["sort"] == ["S", "Angus", "Bute", "Fife", "Moray"]
    assert "table on the page" in spec["description"]


def test_names_stand_at_the_last_value_and_a_year_without_one_is_a_gap():
    years = rows(
        ("S", 2.4, 2.3, 2.5, "reported", "2022-23"), ("S", 2.5, 2.4, 2.6, "reported", "2023-24"),
        ("Fife", 3.0, 2.0, 4.0, "reported", "2022-23"), ("Fife", NAN, NAN, NAN, "not_submitted", "2023-24"),
    )  # fmt: skip
    told = {(each["name"], each["when"]): each for each in records(by_year(years, CHANGE, "Fife"))}
    assert told["Fife", "Apr 2022 to Mar 2023"]["end"] == "above"
    assert told["S", "Apr 2023 to Mar 2024"]["end"] == "below"
    assert told["Fife", "Apr 2023 to Mar 2024"]["value"] is None


def test_scotland_alone_has_no_orange_line():
    chart = by_year(rows(("S", 2.4, 2.3, 2.5, "reported", YEAR)), CHANGE, None)
    assert "#e5682a" not in chart.to_json()


def test_only_a_score_that_begins_at_seven_is_not_drawn_from_zero():
    def from_zero(measure):
        return beside_scotland(AREAS, measure, None).to_dict()["layer"][1]["encoding"]["x"]["scale"]["zero"]

    assert from_zero(CHANGE)
    assert from_zero(WORKERS["response"])
    assert not from_zero(WORKERS["swemwbs"])


def test_the_orange_mark_is_explained_only_where_there_is_one():
    assert "Orange: Fife." in marks_explained("Fife")
    assert "Orange" not in marks_explained("")
