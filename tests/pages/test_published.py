"""Published figures on the page of coverage: one day in one unit at a time, with where they come from."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from app.acceptance.published import accept_published
from app.measures.published import Unit
from app.settings import settings
from tests.pages.opening import dashboard


@pytest.fixture
def with_figures(sample_store, fresh_settings, tmp_path):
    """A store of one's own that holds the sample, and the WTE of three HSCPs from a publication."""
    shutil.copytree(sample_store.removeprefix("duckdb://"), Path(settings().store_url.removeprefix("duckdb://")))
    path = tmp_path / "plans.csv"
    path.write_text("Area,Staff\nFife,10.5\nBorders,4\nMoray,*\n")
    accept_published(
        path, sheet=None, area_column="Area", value_column="Staff", as_at=date(2023, 3, 31), unit=Unit.WTE, by="tests"
    )


def page(project, **query):
    app = dashboard(project, "policy", "coverage", measure="published_headcount", **query)
    assert not app.exception
    return app


def words(app) -> str:
    return "\n".join(each.value for each in app.markdown)


@pytest.mark.usefixtures("with_figures")
def test_loaded_figures_come_first_with_their_unit_day_and_source(project):
    app = page(project)
    said = words(app)
    assert app.header[0].value == (
        "2 of 31 HSCPs have a published figure in whole-time equivalents; 1 is hidden and no figure was found for 28."
    )
    assert "31 March 2023, WTE" in said
    table = app.table[0].value.set_index("HSCP")
    assert "Headcount" not in table
    assert table.WTE[["Fife", "Scottish Borders", "Moray", "Angus"]].tolist() == ["10.50", "4.00", "[c]", "[m]"]
    assert table.Note["Moray"] == "hidden to protect people"
    legend = "\n".join(each.proto.body for each in app.get("html"))
    assert "As published, from plans.csv" in legend
    assert "SAMPLE DATA" not in said  # these figures are real, whatever the returns are


@pytest.mark.usefixtures("with_figures")
def test_the_headcounts_are_a_choice_of_their_own(project):
    app = page(project, day="2021-03-31 headcount")
    assert app.selectbox(key="filter_day").options == [
        "31 March 2023, WTE",
        "31 March 2021, headcount",
    ]
    table = app.table[0].value
    assert "WTE" not in table
    assert (table.Headcount != "[m]").sum() == 11
    assert app.header[0].value == "11 of 31 HSCPs have a published headcount; no figure was found for the others."


@pytest.mark.usefixtures("with_figures")
def test_a_store_of_sample_data_stays_one(project):
    from app.release import holds_only_sample_data

    assert holds_only_sample_data()


@pytest.mark.usefixtures("with_figures")
def test_a_chosen_board_leaves_its_own_hscps_and_a_chosen_hscp_comes_first(project):
    app = page(project, day="2021-03-31 headcount", board="S08000020")
    assert app.table[0].value.HSCP.tolist() == ["Aberdeen City", "Aberdeenshire", "Moray"]
    assert app.header[0].value == "2 of 3 HSCPs have a published headcount; no figure was found for the other."
    app = page(project, day="2021-03-31 headcount", hscp="S37000004")
    assert app.header[0].value.startswith("Argyll and Bute: 1 link worker (a). 11 of 31 HSCPs")
