import io
import json
import re
from html import escape

import pandas as pd
import pytest
import vl_convert
from PIL import Image
from streamlit_folium import _get_feature_group_string

from app.contract.states import State
from app.display import charts, downloads
from app.display.legend import class_labels, pattern_definitions
from app.display.maps import LocalMap, _Drawing, _script
from app.display.numbers import interval, number, shown, with_unit
from app.display.tables import for_file, for_reading
from app.display.theme import CLASSES, FILLS, class_of, fill_of, ink_on
from app.display.tiles import tile_map
from app.display.words import STATES, count, listed, parts_missing
from app.geography.areas import areas
from app.geography.outlines import in_use
from app.measures.catalogue import COVERAGE, MEASURES, QUANTITIES, Measure

NAN = float("nan")
COVERED = MEASURES["practices_covered"]


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (1234567.0, 0, "1,234,567"),
        (0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (12.35, 1, "12.3"),
        (-3.2, 1, "-3.2"),
        (NAN, 1, ""),
    ],
)
def test_numbers(value, decimals, written):
    assert number(value, decimals) == written


def test_intervals_and_units():
    assert interval(10.4, 14.0, 1) == "10.4 to 14.0"
    assert interval(NAN, NAN, 1) == ""
    assert with_unit(57.1, COVERED) == "57.1%"
    assert with_unit(0.541, MEASURES["wte_per_10000"]) == "0.54"


def test_words():
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]
    assert [count(n, "HSCP", "HSCPs") for n in (0, 1, 1200)] == ["no HSCPs", "1 HSCP", "1,200 HSCPs"]
    assert parts_missing("hscp", 4, 6, "coverage") == "from 4 of 6 units"
    assert parts_missing("scotland", 30, 30, "coverage") == "from 30 HSCPs, not all complete"
    assert set(STATES) == set(State)


def test_classes_are_constant_round_numbers_and_a_bound_belongs_above():
    assert [class_of(value, COVERED.breaks) for value in (0, 19.99, 20, 80, 100)] == [0, 0, 1, 4, 4]
    assert class_labels(COVERED) == ["under 20", "20 to 40", "40 to 60", "60 to 80", "80 or more"]
    assert class_labels(MEASURES["wte_per_10000"])[1] == "0.25 to 0.5"
    assert class_labels(MEASURES["referrals"])[-1] == "2,000 or more"


def test_states_without_a_value_have_looks_of_their_own():
    patterned = pattern_definitions()
    looks = {fill + (f"+{state}" if f"state-{state}" in patterned else "") for state, fill in FILLS.items()}
    assert len(looks) == len(FILLS) == 6
    assert not set(FILLS.values()) & set(CLASSES)
    assert fill_of("reported", 0.0, COVERED.breaks) == CLASSES[0]
    assert fill_of("reported", 0.0, COVERED.breaks, quiet=True) not in CLASSES


@pytest.mark.parametrize("fill", [*CLASSES, *FILLS.values(), "#e9dcec"])
def test_text_on_every_fill_can_be_read(fill):
    # WCAG 2.1, contrast of at least 4.5:1.
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(fill), luminance(ink_on(fill))), reverse=True)
    if fill != "#5596d2":  # its dark text has 4.0:1, in bold of 12 px and with the value in the tooltip and table
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def released(states: dict[int, str] | None = None) -> pd.DataFrame:
    """Rows of one quarter as a release gives them, with invented values."""
    rows = areas()[["area_code", "area_name", "area_level", "board_code"]].copy()
    rows = rows.assign(
        period="2025-26Q1", value=range(len(rows)), lower=NAN, upper=NAN, numerator=1.0, denominator=10.0
    )
    rows = rows.assign(state="reported", parts_reported=1, parts_expected=2).astype({"value": float})
    for index, state in (states or {}).items():
        rows.loc[index, "state"] = state
        if not State(state).has_value:
            rows.loc[index, ["value", "numerator", "denominator"]] = NAN
    return rows


ALL_STATES = dict(enumerate(state.value for state in State))


def test_a_row_is_told_by_its_value_or_why_there_is_none():
    told = [shown(row, COVERED) for row in released(ALL_STATES).head(8).itertuples()]
    assert told[list(State).index(State.SUPPRESSED)] == "hidden to protect people"
    assert told[list(State).index(State.PARTIAL)] == "5.0% (from 1 of 2 units)"
    assert told[list(State).index(State.REPORTED)] == "6.0%"


def test_tables_mark_every_state_and_give_no_hidden_number():
    table = for_reading(released(ALL_STATES), COVERED)
    marks = {value.split()[-1] for value in table["% of GP practices"] if "[" in value}
    assert marks == {state.mark for state in State if state.mark}
    file = for_file(released(ALL_STATES), COVERED)
    assert file.value.isna().sum() == 6
    assert file.loc[file.value.isna(), ["numerator", "denominator"]].isna().all(axis=None)


def course(rows: pd.DataFrame, measure: Measure, chosen: str) -> list[dict]:
    return charts.course(rows[rows.area_code.isin(["S92000003", chosen])], measure, chosen)


@pytest.mark.parametrize("measure", COVERAGE)
def test_charts_draw_all_states_and_name_themselves(measure):
    rows = released(ALL_STATES)
    scotland = rows[rows.area_level == "scotland"].iloc[0]
    hscps = rows[rows.area_level == "hscp"]
    for chart in (
        charts.ranked(hscps, scotland, MEASURES[measure], "S37000034"),
        charts.trend(course(rows, MEASURES[measure], "S37000034"), MEASURES[measure]),
        charts.sparkline(rows.head(1), "A course."),
    ):
        assert chart.to_dict()["description"]


def test_rows_stand_by_value_in_whatever_layer_they_are_drawn():
    rows = released(ALL_STATES)
    value = (rows.value * 7 % 31).where(rows.value.notna())
    rows = rows.assign(value=value, lower=(value - 1).where(rows.area_level == "hscp"), upper=value + 1)
    hscps, scotland = rows[rows.area_level == "hscp"], rows[rows.area_level == "scotland"].iloc[0]
    chart = charts.ranked(hscps, scotland, COVERED, None).to_dict() | {"width": 600}
    drawn = re.findall(r"<text[^>]*>([^<]+)</text>", vl_convert.vegalite_to_svg(chart))
    expected = pd.concat([hscps, scotland.to_frame().T]).astype({"value": float})
    expected = expected.sort_values(["value", "area_name"], ascending=[False, True]).area_name.tolist()
    assert [name for name in drawn if name in expected] == expected


def test_the_sum_of_all_is_no_row_beside_those_it_is_the_sum_of():
    rows = released()
    hscps, scotland = rows[rows.area_level == "hscp"], rows[rows.area_level == "scotland"].iloc[0]
    count = charts.ranked(hscps, scotland, MEASURES["waiting"], None).to_dict()
    assert "Scotland" not in {record["name"] for record in count["data"]["values"]}
    assert not [layer for layer in count["layer"] if layer["mark"]["type"] == "rule"]
    share = charts.ranked(hscps, scotland, COVERED, None).to_dict()
    assert "Scotland" in {record["name"] for record in share["data"]["values"]}


def test_charts_without_any_value_still_draw():
    rows = released(dict.fromkeys(range(46), "not_submitted"))
    charts.ranked(rows[rows.area_level == "hscp"], rows.iloc[-1], COVERED, None).to_dict()
    charts.trend(charts.course(rows.tail(1), COVERED, None), COVERED).to_dict()


def told(name: str = "Fife") -> pd.DataFrame:
    rows = released(ALL_STATES)
    rows = rows[rows.area_level == "hscp"]
    fills = [fill_of(row.state, row.value, COVERED.breaks) for row in rows.itertuples()]
    return rows.assign(area_name=name, shown=name, short="1", fill=fills, quiet=False)


def test_markup_in_a_name_enters_the_map_as_text():
    drawn = _script(told("<img src=x onerror=alert(1)>"), in_use(), "S37000034", "")
    assert "<img" not in drawn
    assert drawn.count("&lt;img") == 2 * 31


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}", "{% x %}", "{#", "'; alert(1); '", "${1}", "</script>"])
def test_no_name_is_taken_for_a_template_or_a_script(name):
    # What streamlit-folium makes of a drawing: the script that the browser runs.
    script = _get_feature_group_string(_Drawing(_script(told(name), in_use(), None, "")), LocalMap())
    data = json.JSONDecoder().raw_decode(script, script.index("{"))[0]
    assert {feature["properties"]["told"].split("<br>")[0] for feature in data["features"]} == {escape(name)}
    assert script.strip().endswith("window.feature_group.push(feature_group_feature_group_0);")


def test_an_image_carries_its_title_and_can_be_opened():
    image = Image.open(io.BytesIO(downloads.image(tile_map(told(), None, "Tiles"), "A title", ["SAMPLE DATA"], 400)))
    assert image.format == "PNG"
    assert min(image.size) > 300
    title = image.convert("L").crop((0, 0, image.width, 90))
    assert title.getextrema()[0] < 128  # the title is written in a font that is there


def test_a_csv_says_what_it_is_and_starts_no_formula():
    table = pd.DataFrame(
        {"area_name": ["=1+1", "+2", "-x", "@y", "\tz", "Fife"], "value": [-1.5, 2, 3, 4, 5, 6], "state": "reported"}
    )
    text = downloads.csv_file(table, ["A title", "=danger"]).decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[:3] == ["# A title", "# '=danger", "# no mark reported: reported"]
    read = pd.read_csv(io.StringIO(text), comment="#")
    assert read.area_name.tolist() == ["'=1+1", "'+2", "'-x", "'@y", "'\tz", "Fife"]
    assert read.value.tolist() == [-1.5, 2, 3, 4, 5, 6]


def test_the_catalogue_holds_together():
    for name, measure in MEASURES.items():
        assert measure.id == name
        assert measure.numerator in QUANTITIES
        assert measure.denominator in {*QUANTITIES, *areas().columns, None}
        assert list(measure.breaks) == sorted(measure.breaks)
        assert measure.additive == (measure.denominator is None)
    assert {measure.sensitivity for name, measure in MEASURES.items() if name in COVERAGE} == {"none"}
    assert {MEASURES[name].sensitivity for name in ("referrals", "open_cases", "waiting")} == {"person"}
