import pandas as pd

from app.display.wellbeing.charts import areas_drawn, beside_scotland, by_year, marks_explained, years_drawn
from app.measures.catalogue import PEOPLE, WORKERS

NAN = float("nan")
CHANGE = PEOPLE["change"]
YEAR = "2024-25"


def rows(*figures):
    frame = pd.DataFrame(figures, columns=["area_code", "value", "lower", "upper", "state", "period"])
    level = ["scotland" if code == "S" else "hscp" for code in frame.area_code]
    return frame.assign(area_name=frame.area_code, area_level=level, parts_reported=3, parts_expected=4)


AREAS = rows(
    ("S", 2.5, 2.4, 2.6, "reported", YEAR),
    ("Angus", 3.0, 2.6, 3.4, "reported", YEAR),
    ("Bute", 2.4, 2.0, 2.8, "partial", YEAR),
    ("Fife", 1.0, 0.5, 1.5, "reported", YEAR),
    ("Moray", NAN, NAN, NAN, "too_few", YEAR),
)
YEARS = rows(
    ("S", 2.4, 2.3, 2.5, "reported", "2022-23"),
    ("S", 2.5, 2.4, 2.6, "reported", "2023-24"),
    ("Fife", 3.0, 2.0, 4.0, "partial", "2022-23"),
    ("Fife", NAN, NAN, NAN, "not_submitted", "2023-24"),
)


def test_shape_and_word_tell_what_colour_tells_and_the_chosen_area_is_orange():
    told = {each.get("name"): each for each in areas_drawn(AREAS, CHANGE, "Fife")}
    assert [told[name]["shape"] for name in ("Angus", "Bute", "Fife")] == ["triangle-up", "circle", "triangle-down"]
    assert [told[name]["label"] for name in ("Angus", "Bute", "Fife")] == ["higher", "no clear difference", "lower"]
    assert [told[name]["colour"] for name in ("Fife", "Angus", "S")] == ["#e5682a", "#1565ae", "#333333"]
    assert (told["Bute"]["fill"], told["Angus"]["fill"]) == ("#ffffff", "#1565ae")
    assert told["Bute"]["shown"] == "2.4 (from 3 of 4 quarters)"
    assert told["Moray"] == {"kind": "none", "name": "Moray", "shown": "too few to say"}


def test_without_a_figure_of_scotland_there_is_no_line_and_no_comparison():
    records = areas_drawn(pd.concat([rows(("S", NAN, NAN, NAN, "too_few", YEAR)), AREAS[1:]]), CHANGE, None)
    assert {each["label"] for each in records if each["kind"] == "value"} == {""}
    assert [each for each in records if each["kind"] == "scotland"] == []
    drawn = beside_scotland(areas_drawn(AREAS, CHANGE, None), CHANGE)
    assert len(beside_scotland(records, CHANGE).layer) == len(drawn.layer) - 1


def test_areas_stand_in_the_order_given_whether_they_have_a_value_or_not():
    mixed = pd.concat([AREAS[:2], AREAS[4:], AREAS[2:4]])
    spec = beside_scotland(areas_drawn(mixed, CHANGE, None), CHANGE).to_dict()
    assert spec["layer"][0]["encoding"]["y"]["sort"] == ["S", "Angus", "Moray", "Bute", "Fife"]


def test_only_marks_that_occur_are_layers_and_a_description_names_the_table():
    spec = beside_scotland(areas_drawn(AREAS[:4], CHANGE, None), CHANGE).to_dict()
    assert "table on the page" in spec["description"]
    assert [layer["mark"]["type"] for layer in spec["layer"]] == ["rule", "point", "rule"]


def test_names_stand_at_the_last_value_and_a_year_without_one_is_a_gap():
    records = years_drawn(YEARS, CHANGE, "Fife")
    ends = {each["name"]: each for each in records if each["kind"] in ("above", "below")}
    assert (ends["Fife"]["kind"], ends["Fife"]["value"]) == ("above", 4.0)  # at the upper bound of its one year
    assert (ends["S"]["kind"], ends["S"]["value"]) == ("below", 2.4)
    gap = [each for each in records if each["kind"] == "gap"]
    assert [(each["name"], each["when"], each["value"]) for each in gap] == [("Fife", "Apr 2023 to Mar 2024", None)]
    spec = by_year(records, CHANGE).to_dict()
    assert '[["Apr 2022|to Mar", "2023"], ["Apr 2023|to Mar", "2024"]]' in str(spec["layer"][0]["encoding"]["x"])


def test_two_areas_stand_to_either_side_of_a_year_and_one_on_it():
    at = {(each["name"], each["when"]): each["x"] for each in years_drawn(YEARS, CHANGE, "Fife") if "when" in each}
    assert at["S", "Apr 2022 to Mar 2023"] < 0 < at["Fife", "Apr 2022 to Mar 2023"]
    alone = years_drawn(YEARS[:2], CHANGE, None)
    assert [each["x"] for each in alone if "when" in each] == [0, 1]
    assert {each["colour"] for each in alone} == {"#333333"}


def test_only_a_score_that_begins_at_seven_is_not_drawn_from_zero():
    def from_zero(measure):
        spec = beside_scotland(areas_drawn(AREAS, measure, None), measure).to_dict()
        return spec["layer"][1]["encoding"]["x"]["scale"]["zero"]

    assert from_zero(CHANGE)
    assert from_zero(WORKERS["response"])
    assert not from_zero(WORKERS["swemwbs"])


def test_the_orange_mark_is_explained_only_where_there_is_one():
    assert "Orange: Fife." in marks_explained("Fife")
    assert "Orange" not in marks_explained("")
