"""The page on wellbeing: two subjects that never meet, follow-up and response first, and words that claim nothing."""

import re

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import t
from statsmodels.stats.proportion import proportion_confint

from app.acceptance import accept
from app.display.drawing import remembered
from app.display.wellbeing.method import beside_rules, people_rules, workers_rules
from app.display.wellbeing.tables import for_file
from app.measures.catalogue import PEOPLE, WORKERS
from app.release import Release, open_release
from app.viewer import Role, Viewer
from tests.pages.opening import dashboard

pytestmark = pytest.mark.usefixtures("sample_store")

GLASGOW, ORKNEY, EAST_AYRSHIRE = "S37000034", "S37000022", "S37000008"
CLAIMS = re.compile(
    r"\b(impact\w*|achiev\w*|caus(e|es|ed|ing|al)|better|worse\w*|best|worst|improv\w*|benefit\w*|effect\w*|"
    r"success\w*)\b",
    re.IGNORECASE,
)
VIEWS = [
    {}, {"measure": "down1", "hscp": GLASGOW}, {"instrument": "eq5d5l"}, {"instrument": "ons4", "hscp": ORKNEY},
    {"instrument": "ons4"},
    {"whose": "workers"}, {"whose": "workers", "hscp": GLASGOW, "question": "intends_to_leave_12m"},
    {"whose": "workers", "hscp": ORKNEY, "survey": "2022-23"},
]  # fmt: skip


def said(app):
    """Everything on the page that can be read."""
    elements = (*app.title, *app.header, *app.markdown, *app.info, *app.warning, *app.selectbox)
    texts = [str(each.value) for each in elements] + [each.label for each in (*app.selectbox, *app.expander)]
    for each in app.table:
        texts += [str(name) for name in each.value.columns] + [*map(str, each.value.to_numpy().ravel())]
    for each in app.get("vega_lite_chart"):
        drawn = pa.ipc.open_stream(each.proto.data.data).read_all().to_pandas()
        texts += [each.proto.spec, *map(str, drawn.to_numpy().ravel())]
    return texts


@pytest.mark.parametrize("query", VIEWS, ids=str)
def test_nothing_on_the_page_claims_more_than_was_recorded(project, query):
    app = dashboard(project, "policy", "wellbeing", **query)
    assert not app.exception
    texts = [*said(app), *people_rules(), *workers_rules(), *beside_rules()]
    assert len(texts) > 100
    assert [text for text in texts if CLAIMS.search(text)] == []


@pytest.mark.parametrize(("whose", "other"), [("people", WORKERS), ("workers", PEOPLE)])
def test_the_two_subjects_never_meet(project, whose, other):
    texts = " ".join(said(dashboard(project, "policy", "wellbeing", whose=whose)))
    assert [measure.title for measure in other.values() if measure.title in texts] == []


def test_of_people_follow_up_comes_first_and_the_caveats_stand_beside(project):
    app = dashboard(project, "policy", "wellbeing")
    assert "have a later one" in app.header[0].value
    assert app.table[0].value.Figure.tolist()[:4] == [
        "People with a first score", "Of these, people with a later score", "Follow-up completeness (%)",
        "Mean change in score (points)",
    ]  # fmt: skip
    beside = " ".join(each.value for each in app.markdown)
    assert "Regression to the mean" in beside
    assert "have no later score" in beside
    assert "Unadjusted" in beside


def test_the_most_used_instrument_comes_first_and_a_manager_begins_with_their_own(project):
    options = dashboard(project, "policy", "wellbeing").selectbox(key="filter_instrument").options
    assert options[0] == "SWEMWBS"
    assert "another instrument" not in options
    app = dashboard(project, "hscp", "wellbeing")
    assert "Glasgow City" in app.header[0].value
    assert app.selectbox(key="filter_hscp").value == GLASGOW


def test_scores_without_an_agreed_single_one_are_of_each_hscp_alone(project):
    app = dashboard(project, "policy", "wellbeing", instrument="ons4")
    names = app.selectbox(key="filter_hscp").options
    assert "Scotland" not in names
    assert len(names) == 31
    own = app.header[0].value
    assert re.match(r"Of [\d,]+ people in .+ with a first ONS4 score", own)
    tables = [each.value for each in app.table]
    assert all("Scotland" not in "".join(map(str, [*each, *each.to_numpy().ravel()])) for each in tables)
    assert all("Model" not in each for each in tables)
    for chart in app.get("vega_lite_chart"):
        drawn = pa.ipc.open_stream(chart.proto.data.data).read_all().to_pandas()
        assert "Scotland" not in set(drawn.name)
        assert "label" not in drawn or set(drawn.label.dropna()) == {""}
    assert any("**Each HSCP alone.**" in each.value for each in app.markdown)


@pytest.mark.parametrize("instrument", ["eq5d5l", "ons4"])
def test_rises_of_whole_points_are_told_of_the_warwick_edinburgh_scales_only(project, instrument):
    app = dashboard(project, "policy", "wellbeing", instrument=instrument)
    assert [each for each in app.selectbox(key="filter_measure").options if "point" in each] == []
    assert "rose by" not in app.header[0].value
    rows = open_release(Viewer("policy", "Policy officer", Role.POLICY)).outcomes()
    rows = rows[rows.instrument == instrument]
    assert rows.filter(regex="^(up1|up3|down1)_(percent|of)").isna().all(axis=None)
    assert rows.change_mean.notna().any()


def test_below_30_pairs_it_is_too_few_to_say(project):
    app = dashboard(project, "policy", "wellbeing", instrument="swemwbs", hscp=ORKNEY)
    assert "too few to say" in app.header[0].value
    figures = app.table[0].value.set_index("Figure")["Orkney Islands"]
    assert figures["Mean change in score (points)"] == "too few to say"


def test_of_link_workers_the_response_comes_first(project):
    app = dashboard(project, "policy", "wellbeing", whose="workers")
    assert re.match(r"Scotland: \d+ of \d+ link workers answered", app.header[0].value)
    assert app.table[0].value.Figure[2] == "Response rate (%)"


@pytest.mark.parametrize("role", ["policy", "hscp", "steward"])
def test_nobody_sees_answers_of_fewer_than_ten(project, role):
    app = dashboard(project, role, "wellbeing", whose="workers")
    every = app.table[-1].value
    assert every["Link workers who answered"].astype(int).min() >= 10


def test_the_page_says_at_which_level_the_answers_are_and_why(project):
    app = dashboard(project, "policy", "wellbeing", whose="workers", hscp=EAST_AYRSHIRE)
    assert app.header[0].value.startswith("NHS Ayrshire and Arran: ")
    assert any("East Ayrshire by itself cannot be shown" in each.value for each in app.markdown)


def test_the_subject_stands_in_the_address(project):
    app = dashboard(project, "policy", "wellbeing")
    app.segmented_control(key="filter_whose").select("workers").run()
    assert app.query_params["whose"] == "workers"
    assert app.title[0].value == "Wellbeing of link workers"


@pytest.mark.parametrize(
    ("whose", "table", "words"),
    [("workers", "workforce", "`workforce_survey`"), ("people", "outcomes", "`outcome_`")],
)
def test_without_figures_the_page_says_how_they_come(project, monkeypatch, whose, table, words):
    told = getattr(Release, table)
    monkeypatch.setattr(Release, table, lambda release: told(release).head(0))
    remembered.clear()  # of a release with figures
    app = dashboard(project, "policy", "wellbeing", whose=whose)
    remembered.clear()
    assert not app.exception
    assert words in app.info[0].value
    assert len(app.title) == 1


def test_every_interval_can_be_recomputed_from_the_files():
    release = open_release(Viewer("policy", "Policy officer", Role.POLICY))
    tables = {"people": for_file(release.outcomes()), "workers": for_file(release.workforce())}
    bases = {"change": ("n_paired", "change_sd"), "swemwbs": ("swemwbs_of", "swemwbs_sd")}
    for measure in (*PEOPLE.values(), *WORKERS.values()):
        table = tables[measure.subject]
        if measure.id in bases:
            base, sd = bases[measure.id]
            rows = table.dropna(subset=f"{measure.id}_mean")
            half = t.ppf(0.975, rows[base] - 1) * rows[sd] / np.sqrt(rows[base])
            expected = (rows[f"{measure.id}_mean"] - half, rows[f"{measure.id}_mean"] + half)
        else:
            rows = table.dropna(subset=f"{measure.id}_percent")
            base = rows[measure.denominator]
            count = (rows[f"{measure.id}_percent"] * base / 100).round()
            expected = [100 * bound for bound in proportion_confint(count, base, method="wilson")]
        assert len(rows) > 10
        for bound, name in zip(expected, ("lower", "upper"), strict=True):
            assert np.allclose(bound, rows[f"{measure.id}_{name}"], atol=1e-4)


def test_a_survey_that_came_without_returns_is_shown(project, fresh_settings, tmp_path, monkeypatch):
    fresh_settings(demo=1)
    monkeypatch.setattr("app.acceptance.returns._is_sample", lambda tables: True)  # so that there is a demonstration
    survey = "period,hscp_code,invited,respondents,swemwbs_mean,swemwbs_sd\n2024-25Q4,S37000034,20,15,22.10,3.00\n"
    (tmp_path / "survey.csv").write_text(survey)
    accept([tmp_path / "survey.csv"], by="tests", progress=lambda step: None)
    app = dashboard(project, "policy", "wellbeing", whose="workers", hscp=GLASGOW)
    assert not app.exception
    assert app.title[0].value == "Wellbeing of link workers"
    assert "These are the answers of link workers of Glasgow City." in [each.value for each in app.markdown]
    assert "No return has told" in dashboard(project, "policy", "wellbeing").info[0].value
