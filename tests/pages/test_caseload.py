"""The page on caseload: one measure, all HSCPs, early warning, who is referred."""

import pyarrow as pa
import pytest

from app.acceptance import accept
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
    assert any("Chance alone would mark about" in each.value for each in app.markdown)


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
    table = app.table[0].value
    counts = table["People referred"].str.replace(r"[^\d]", "", regex=True).astype(int)
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
