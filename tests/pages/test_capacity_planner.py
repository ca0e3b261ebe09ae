"""The capacity planner: what a change does to the page and its address, odd addresses, areas without a plan."""

import re

import pytest

from app.display.capacity.levers import LEVERS
from tests.pages.opening import dashboard

pytestmark = pytest.mark.usefixtures("sample_store")

GLASGOW, FIFE, WESTERN_ISLES = "S37000034", "S37000032", "S37000031"


def page(project, role="policy", **query):
    app = dashboard(project, role, "capacity_planner", **query)
    assert not app.exception
    return app


def notes(app) -> str:
    return "\n".join(each.value for each in app.markdown)


def lever(app, name):
    return app.number_input(key=f"filter_{name}")


def test_a_manager_begins_with_their_own_hscp_and_things_as_they_are(project):
    app = page(project, "hscp")
    assert app.header[0].value.startswith("With things as they are, the wait in Glasgow City would be about")
    assert "with your changes" not in app.header[0].value
    assert len(app.get("vega_lite_chart")) == 3
    assert re.search(r"To hold the wait at 28 days or less from Jul to Sep 2026 on takes \d+\.\d WTE", notes(app))
    assert re.search(r"With \d+\.\d WTE .*the wait stays at 28 days or less in \*\*\d+%\*\* of 2,000", notes(app))
    assert "Nothing is changed" in notes(app)
    assert {each.label.split(" (")[0] for each in app.number_input} >= {"Referral growth", "Link workers in post"}
    assert len(app.number_input) == len(LEVERS) + 2


def test_a_change_is_told_marked_and_kept_in_the_address_until_it_is_undone(project):
    app = page(project, hscp=FIFE)
    before = lever(app, "wte").value
    lever(app, "wte").set_value(before + 10).run()
    assert not app.exception
    assert "with your changes" in app.header[0].value
    assert f"**✎ Changed** from {before:.1f} (its own figures)" in notes(app)
    assert f"Link workers in post: {before:.1f} → **{before + 10:.1f}** WTE" in notes(app)
    assert app.query_params["wte"] == f"{before + 10:.1f}"
    assert set(app.query_params) == {"hscp", "wte"}
    lever(app, "wte").set_value(before).run()
    assert "wte" not in app.query_params
    lever(app, "growth").set_value(12).run()
    next(each for each in app.button if each.label == "Undo all changes").click().run()
    assert set(app.query_params) == {"hscp"}
    assert "Nothing is changed" in notes(app)


def test_an_address_brings_back_a_plan(project):
    app = page(project, hscp=FIFE, wte="30.0", weeks_per_year="44", hold="14", **{"from": "8"})
    assert (lever(app, "wte").value, lever(app, "weeks_per_year").value, lever(app, "hold").value) == (30, 44, 14)
    assert "To hold the wait at 14 days or less from Jul to Sep 2027 on" in notes(app)
    table = next(each.value for each in app.table if "Assumption" in each.value)
    changed = table.set_index("Assumption")["With your changes"]
    assert set(changed[changed != ""]) == {"✎ 30.0", "✎ 44"}


def test_the_variation_is_shown_and_can_be_set_for_the_bands_alone(project):
    app = page(project, hscp=FIFE)
    table = next(each.value for each in app.table if "What strays" in each.value)
    assert len(table) == 4
    assert "Seed: 1961" in notes(app)
    before = app.header[0].value
    app.number_input(key="filter_variation").set_value(200).run()
    assert not app.exception
    assert app.query_params["variation"] == "200"
    assert "Variation: 100 → **200** % of its own" in notes(app)
    assert "vary 200% as much as this HSCP's own have" in notes(app)
    wait, _, wider = app.header[0].value.partition(" (80% range")
    assert before.startswith(wait)
    assert not before.endswith(wider)
    assert "with your changes" not in app.header[0].value
    next(each for each in app.button if each.label == "Undo all changes").click().run()
    assert "variation" not in app.query_params
    assert app.header[0].value == before


def test_changes_are_forgotten_with_the_hscp_they_were_made_for_but_not_the_goal(project):
    app = page(project, hscp=FIFE, wte="30.0", hold="14")
    app.selectbox(key="filter_hscp").select(GLASGOW).run()
    assert not app.exception
    assert {name: app.query_params[name] for name in app.query_params} == {"hscp": GLASGOW, "hold": "14"}
    assert "Nothing is changed" in notes(app)


@pytest.mark.parametrize("odd", ["<b>x</b>", "nan", "inf", "-1", "1e9", ""])
def test_an_odd_number_in_the_address_is_left_out_and_said_to_be(project, odd):
    app = page(project, hscp=FIFE, wte=odd)
    assert "Nothing is changed" in notes(app)
    assert any("unknown link workers in post" in each.value for each in app.toast)


@pytest.mark.parametrize(
    "extreme",
    [
        {"wte": "0"},
        {"weeks_per_year": "0"},
        {"referrals": "0", "waiting": "0", "open_cases": "0"},
        {"growth": "200", "share_leaving": "100", "share_accepted": "100"},
        {"contacts_per_case": "50", "appointment_minutes": "240", "case_days": "1500"},
        {"share_not_attended": "95", "shortest_wait_days": "0"},
        {"variation": "0"},
        {"variation": "300", "hold": "365", "from": "8"},
    ],
)
def test_the_furthest_assumptions_have_an_answer_in_words(project, extreme):
    app = page(project, hscp=FIFE, **extreme)
    assert len(app.get("vega_lite_chart")) == 3
    assert not app.error
    written = app.header[0].value + notes(app)
    assert not re.search(r"\b(nan|inf|None)\b", written)


def test_an_area_without_a_programme_has_no_plan_and_says_why(project):
    app = page(project, hscp=WESTERN_ISLES)
    assert app.header[0].value.startswith("No plan can be made for Western Isles")
    assert "no programme in this area" in app.header[0].value
    assert not app.get("vega_lite_chart")
