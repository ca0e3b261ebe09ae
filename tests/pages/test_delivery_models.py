"""The page on delivery models: what it says, for every measure, and in which words."""

import json
import re

import pyarrow as pa
import pytest

from app.display.models.funnels import has_counts
from app.display.models.picture import COMPARED
from app.measures.catalogue import MEASURES
from tests.pages.opening import dashboard

GLASGOW, NOT_SUBMITTED = "S37000034", "S37000011"  # East Renfrewshire
_FORBIDDEN = re.compile(
    r"\b(achiev\w*|impact\w*|caus(e|es|ed|ing|al\w*)|effect(s|ive\w*)?|success\w*|fail\w*|improv\w*|outperform\w*"
    r"|perform\w*|best|worst|better|worse|good|bad|top|bottom|league|rank\w*|winn\w*|los(er|ers|ing)"
    r"|because of|due to|thanks to|leads? to|results? in)\b"
)

pytestmark = pytest.mark.usefixtures("sample_store")


def page(project, role="policy", **query):
    app = dashboard(project, role, "delivery_models", **query)
    assert not app.exception
    return app


def whole_text(app) -> str:
    """All that can be read on the page: text, filters, tables, and the words and records of charts."""
    texts = []
    for element in [*app.title, *app.header, *app.markdown, *app.info, *app.warning]:
        texts.append(element.value)
    for element in app.selectbox:
        texts += [element.label, *element.options]
    texts += [re.sub("<style>.*?</style>|<[^>]*>", " ", each.proto.body, flags=re.DOTALL) for each in app.get("html")]
    texts += [each.label for each in app.expander]
    texts += [each.proto.label for each in app.get("download_button")]
    for table in app.table:
        texts += [*table.value.columns, *map(str, table.value.to_numpy().ravel())]
    for chart in app.get("vega_lite_chart"):
        specification = json.loads(chart.proto.spec)
        sets = [*chart.proto.datasets, chart.proto] if chart.proto.data.data else chart.proto.datasets
        assert sets
        texts += _chart_texts(specification)
        for each in sets:
            records = pa.ipc.open_stream(each.data.data).read_all().to_pandas()
            texts += map(str, records.to_numpy().ravel())
    return "\n".join(texts)


def _chart_texts(part) -> list[str]:
    """Titles, descriptions and labels of a chart's specification."""
    if isinstance(part, list):
        return [text for each in part for text in _chart_texts(each)]
    if not isinstance(part, dict):
        return []
    own = [part[name] for name in ("title", "description", "labelExpr") if isinstance(part.get(name), str)]
    return own + [text for each in part.values() for text in _chart_texts(each)]


def test_every_measure_is_told_in_words_that_claim_no_more_than_was_recorded(project):
    """The words are "recorded" and "associated", nothing of what a model does, no order of merit."""
    app = page(project, "hscp", view="measure")
    funnels = []
    for measure in map(MEASURES.get, COMPARED):
        app.selectbox(key="filter_measure").select(measure.id).run()
        assert not app.exception
        text = whole_text(app)
        assert not _FORBIDDEN.search(text.lower()), (measure.id, _FORBIDDEN.search(text.lower()))
        assert all(word in text.lower() for word in ("recorded", "associated", "unadjusted"))
        assert app.header[0].value.startswith(f"{measure.title}, Jul to Sep 2025: ")
        assert "Glasgow City (" in app.header[0].value
        models, areas, figures = (table.value for table in app.table)
        full = models["With a full figure"].str.extract(r"^(\d+)", expand=False).astype(int)
        assert areas.HSCPs.astype(int).tolist() == full[full > 0].tolist()  # what differs is of those compared
        assert models.Model.tolist() == sorted(models.Model)
        assert figures.HSCP.tolist() == sorted(figures.HSCP)
        assert len(figures) == 31
        without_funnel = "There is no funnel plot" in text
        assert len(app.get("vega_lite_chart")) == (1 if without_funnel else 2), measure.id
        assert without_funnel or has_counts(measure)
        funnels += [] if without_funnel else [measure.id]
    assert {"practices_covered", "dedicated_space", "referrals_per_1000"} <= set(funnels)


@pytest.mark.parametrize("view", ["who", "all"])
@pytest.mark.parametrize("role", ["policy", "hscp"])
def test_the_other_views_keep_to_those_words_too(project, role, view):
    text = whole_text(page(project, role, view=view)).lower()
    assert not _FORBIDDEN.search(text), _FORBIDDEN.search(text)


def test_the_words_are_looked_for_where_they_would_stand():
    assert all(_FORBIDDEN.search(word) for word in ("achieved", "impact", "caused", "best", "top", "league table"))
    assert not _FORBIDDEN.search("recorded, associated, because it was topped up")


def test_all_measures_stand_beside_each_other_in_the_order_of_the_catalogue(project):
    app = page(project, view="all")
    table = app.table[0].value
    assert table.Measure.tolist() == [MEASURES[each].title for each in COMPARED]
    models = table.columns[4:].tolist()
    assert models == sorted(models)
    assert all(re.search(r"[▲●▼■–] ", cell) for cell in table[models].to_numpy().ravel())


def test_who_works_how_accounts_for_every_hscp(project):
    app = page(project)
    uses, by_model, every = (each.value for each in app.table[:3])
    assert len(every) == 31
    placed = ~every["Main model"].str.startswith("–")
    assert uses.Number.astype(int).sum() == placed.sum()
    assert uses["Main model"].tolist() == sorted(uses["Main model"])
    assert [f"{row[0]} ({row[1]})" for row in uses.to_numpy()] == by_model.columns[1:].tolist()
    assert f"{placed.sum()} of 31 HSCPs can be placed" in app.header[0].value


def test_an_hscp_without_a_return_is_told_so_and_keeps_its_place(project):
    app = page(project, view="measure", hscp=NOT_SUBMITTED)
    assert "no figure of East Renfrewshire (no return for this quarter)." in app.header[0].value
    row = app.table[2].value.set_index("HSCP").loc["East Renfrewshire"]
    assert row["Main model"] == "– no return for this quarter"


def test_a_quarter_before_most_programmes_still_draws(project):
    for view in ("who", "measure", "all"):
        app = page(project, view=view, period="2019-20Q1")
        assert app.header[0].value


def test_an_odd_address_falls_back(project):
    app = page(project, view="x", measure="<b>", period="1999", hscp="S1")
    assert "HSCPs can be placed by their main delivery model" in app.header[0].value
