"""The page on caseload: one measure, all HSCPs, early warning, who is referred."""

import pyarrow as pa
import pytest

from app.acceptance import accept
from app.display.caseload.courses import LIMITS_FROM
from app.display.words import STATES
from app.measures.catalogue import CASELOAD
from app.release import open_release
from app.sample import write
from app.store import open_store
from app.viewer import Role, Viewer
from tests.pages.opening import dashboard

pytestmark = pytest.mark.usefixtures("sample_store")

GLASGOW, ORKNEY, SHETLAND, WESTERN_ISLES = "S37000034", "S37000022", "S37000026", "S37000031"
POLICY = Viewer("policy", "Policy officer", Role.POLICY)


def records(app, title):
    """What the chart with such a description draws."""
    (chart,) = [each for each in app.get("vega_lite_chart") if title in each.proto.spec]
    return pa.ipc.open_stream(chart.proto.data.data).read_all().to_pandas()


@pytest.mark.parametrize("measure", CASELOAD)
def test_every_measure_draws_for_scotland_and_for_an_hscp(project, measure):
    for hscp in ("", ORKNEY):
        app = dashboard(project, "policy", "caseload", measure=measure, hscp=hscp)
        assert not app.exception
        assert len(app.table[0].value) == 31


def test_a_manager_begins_with_their_own_hscp_beside_five_alike(project):
    app = dashboard(project, "hscp", "caseload")
    assert app.header[0].value.startswith("Glasgow City: ")
    assert any("Beside the 5 HSCPs most like it" in each.value for each in app.markdown)
    drawn = records(app, "Open cases per whole-time equivalent by HSCP")
    assert len(drawn) == 7  # the HSCP, five like it, and Scotland
    assert "Glasgow City" in drawn.name.tolist()


def test_all_hscps_are_pictures_with_words_and_signals_first(project):
    app = dashboard(project, "policy", "caseload", view="all", measure="waiting")
    (drawn,) = [each for each in app.get("html") if "multiples" in each.proto.body]
    assert drawn.proto.body.count("<figure>") == 31
    first = drawn.proto.body.split("<figure>")[1]
    assert "expected in" in first or "quarter after quarter" in first
    assert any("if quarters were independent of each other" in each.value for each in app.markdown)
    assert "HSCPs that can be judged" in app.header[0].value


def test_limits_from_a_stated_quarter_are_told_and_drawn(project):
    asked = {"measure": "open_cases", "hscp": GLASGOW, "limits_from": "2022-23Q3"}
    app = dashboard(project, "policy", "caseload", **asked)
    assert "With limits from Oct to Dec 2022: " in app.header[0].value
    assert any("computed anew from Oct to Dec 2022" in each.value for each in app.markdown)
    drawn = records(app, "Open cases of Glasgow City by quarter")
    assert drawn.when[drawn.anew].tolist() == ["Oct to Dec 2022"]
    app.selectbox(key="filter_limits_from").select("").run()
    assert "limits_from" not in app.query_params
    assert "With limits from" not in app.header[0].value


def test_limits_from_a_quarter_after_the_one_looked_at_are_left_out(project):
    app = dashboard(project, "policy", "caseload", limits_from="2025-26Q1", period="2023-24Q1")
    assert not app.exception
    assert any("unknown limits from" in each.value for each in app.toast)


def test_partial_totals_are_drawn_hollow_and_not_judged(project):
    app = dashboard(project, "policy", "caseload", measure="referrals_per_1000")
    released = open_release(POLICY).measure("referrals_per_1000").query("area_level == 'scotland'")
    drawn = records(app, "Referrals per 1,000 people of Scotland by quarter")
    partial = (released.state == "partial").tolist()
    assert any(partial)
    assert drawn.value.isna().tolist() == partial
    assert drawn.partial.notna().tolist() == partial
    assert not drawn.flagged[partial].any()


def test_waits_of_one_row_have_limits_and_those_of_several_units_a_range(project):
    waits = open_release(POLICY).waits()
    told = waits[waits.state == "reported"].groupby("area_code").rows.agg(["min", "max"])
    one, several = told.index[told["max"] == 1][0], told.index[told["min"] > 1][0]
    app = dashboard(project, "policy", "caseload", view="waits", hscp=one)
    assert not app.exception
    drawn = records(app, "Median wait for a first appointment of")
    own = waits[waits.area_code == one].sort_values("period")
    assert drawn.value.dropna().tolist() == own.median_lowest[own.state == "reported"].tolist()
    app = dashboard(project, "policy", "caseload", view="waits", hscp=several)
    drawn = records(app, "Waits for a first appointment in")
    own = waits[waits.area_code == several].sort_values("period")
    assert drawn.low.dropna().tolist() == own.median_lowest.dropna().tolist()
    assert drawn.high.dropna().tolist() == own.median_highest.dropna().tolist()
    assert not [box for box in app.selectbox if box.label == LIMITS_FROM]


def test_an_hscp_without_waits_is_told_so_and_has_no_empty_chart(project):
    waits = open_release(POLICY).waits()
    silent = waits.groupby("area_code").median_lowest.count().loc[lambda known: known == 0].index[0]
    app = dashboard(project, "policy", "caseload", view="waits", hscp=silent)
    assert not app.exception
    assert any("tells of a wait." in each.value for each in app.markdown)
    assert [box.label for box in app.selectbox] == ["Quarter", "HSCP"]


def test_waits_of_scotland_are_those_of_hscps_side_by_side(project):
    app = dashboard(project, "policy", "caseload", view="waits")
    assert not app.exception
    assert app.header[0].value.startswith("Median wait for a first appointment: ")
    assert len(records(app, "Median wait for a first appointment by HSCP")) == 31
    assert len(app.table[0].value) == 31


def test_signs_of_overload_stand_with_their_figures_and_rules(project):
    app = dashboard(project, "policy", "caseload", view="warning", hscp=WESTERN_ISLES)
    assert app.header[0].value.startswith("Western Isles cannot be judged.")
    table = app.table[0].value
    assert len(table) == 31
    for row in table.itertuples(index=False):
        assert sum(str(cell).startswith("▲") for cell in row[2:]) == int(row.Signs[0] if row.Signs[0].isdigit() else 0)
    assert any("13 × people waiting ÷ referrals" in each.value for each in app.markdown)


def test_who_is_referred_adds_up_and_has_a_slope(project):
    app = dashboard(project, "policy", "caseload", view="people")
    assert "at the most deprived end than at the least (slope index" in app.header[0].value
    assert app.header[0].value.startswith("Scotland (24 of 30 HSCPs), ")
    table = app.table[0].value
    counts = table["Referred (counted each quarter)"].str.replace(r"[^\d]", "", regex=True).astype(int)
    sums = counts.groupby(table.By).sum()
    assert sums["Age"] == sums["Sex"]


def test_an_island_without_a_most_deprived_fifth_has_no_slope(project):
    app = dashboard(project, "policy", "caseload", view="people", hscp=SHETLAND)
    assert "there is no slope index of inequality" in app.header[0].value


def test_a_hidden_count_is_nowhere_on_the_page(project, sample_store):
    """A quarter in which people waiting in Orkney are hidden from everyone but Orkney."""
    waiting = open_release(POLICY).measure("waiting")
    hidden = waiting[(waiting.area_code == ORKNEY) & (waiting.state == "suppressed")]
    true = open_store(sample_store).current().derived("cube")
    true = true[(true.quantity == "waiting_at_end") & (true.area_code == ORKNEY)].set_index("period").value
    period = next(each for each in hidden.period if true[each] >= 1)
    app = dashboard(project, "policy", "caseload", measure="waiting", hscp=ORKNEY, period=period)
    assert app.header[0].value.startswith("Orkney Islands: hidden to protect people.")
    assert app.metric[0].value == "–"
    assert f":small[{STATES['suppressed'].capitalize()}.]" in [each.value for each in app.markdown]
    course = records(app, "People waiting of Orkney Islands by quarter")
    assert course.value.isna().iloc[-1]


@pytest.mark.parametrize("tables", [1, 2])
def test_a_first_half_year_draws_and_says_what_is_not_told_yet(project, tmp_path, fresh_settings, tables):
    fresh_settings(demo=1)
    files = write(tmp_path / "sample", quarters=2, units="hscp")
    accept(files[:tables], by="tests", progress=lambda step: None)
    for view in ("measure", "all", "warning"):
        assert not dashboard(project, "policy", "caseload", view=view).exception
    app = dashboard(project, "policy", "caseload", view="people")
    assert not app.exception
    assert "No return has broken down who is referred" in app.info[0].value
