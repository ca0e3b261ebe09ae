"""Every page, for every role, as the script that each rerun runs. New pages are found without being named."""

from pathlib import Path

import pytest

from tests.pages.opening import dashboard

PAGES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "pages").glob("*.py"))
OF_FIGURES = [page for page in PAGES if page != "audit_log"]
ROLES = ("policy", "hscp", "advisory", "steward")

pytestmark = pytest.mark.usefixtures("sample_store")


@pytest.mark.parametrize("page", PAGES)
def test_without_signing_in_there_is_a_form_and_no_figure(project, page):
    app = dashboard(project, None, page)
    assert not app.exception
    assert [title.value for title in app.title] == ["Community Link Workers in Scotland"]
    assert not app.metric
    assert not app.table
    assert len(app.text_input) == 2


@pytest.mark.parametrize("page", OF_FIGURES)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_draws_for_every_role(project, page, role):
    app = dashboard(project, role, page)
    assert not app.exception
    assert len(app.title) == 1
    assert any("SAMPLE DATA" in each.value for each in app.markdown)


def test_an_hscp_managers_pages_open_on_their_own_area(project):
    assert "Glasgow City" in dashboard(project, "hscp", "coverage").header[0].value
    assert dashboard(project, "hscp", "overview").header[0].value == "Glasgow City in six figures"


def test_published_headcounts_show_eleven_of_31_and_no_rank(project):
    app = dashboard(project, "policy", "coverage", measure="published_headcount")
    table = app.table[0].value
    assert (table.Headcount != "[m]").sum() == 11
    assert (table.Note == "no published figure found").sum() == 20
    assert table.set_index("HSCP").Headcount["Aberdeenshire"] == "0"
    assert table.HSCP.is_monotonic_increasing
    assert not any("SAMPLE DATA" in each.value for each in app.markdown)


def test_an_address_with_unknown_values_falls_back(project):
    app = dashboard(project, "policy", "coverage", measure="<b>x</b>", period="1999-00Q9", board="S0", hscp="S1")
    assert not app.exception
    assert app.selectbox(key="filter_measure").value == "practices_covered"
    assert "Scotland" in app.header[0].value


def test_a_filter_goes_into_the_address_and_narrows_the_table(project):
    app = dashboard(project, "policy", "coverage")
    assert len(app.table[0].value) == 31
    app.selectbox(key="filter_board").select("S08000015").run()
    assert app.query_params["board"] == "S08000015"
    assert app.table[0].value.Area.tolist() == ["East Ayrshire", "North Ayrshire", "South Ayrshire"]


def test_a_wrong_password_is_refused_and_a_right_one_leads_in(project):
    app = dashboard(project, None, "overview")
    name, password = app.text_input
    name.input("policy")
    password.input("guess")
    app.button[0].click().run()
    assert "do not go together" in app.error[0].value
    name, password = app.text_input
    name.input("policy")
    password.input("demonstration")
    app.button[0].click().run()
    assert app.metric


def test_an_ended_session_sees_no_more_at_the_next_rerun(project):
    from app.access import sessions

    app = dashboard(project, "policy", "overview")
    assert app.metric
    sessions.end(app.session_state["session"])
    app.run()
    assert not app.metric
    assert len(app.text_input) == 2
