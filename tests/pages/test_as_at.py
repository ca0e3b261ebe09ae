"""Figures as they stood on an earlier day, on every page."""

from datetime import UTC, datetime

import pytest

from tests.pages.opening import dashboard
from tests.pages.test_pages import OF_FIGURES

pytestmark = pytest.mark.usefixtures("sample_store")


@pytest.mark.parametrize("page", OF_FIGURES)
def test_before_anything_was_accepted_a_page_has_no_figure_and_does_not_fail(project, page):
    app = dashboard(project, "policy", page, as_at="2020-01-01")
    assert not app.exception
    assert not app.metric
    assert not any("SAMPLE DATA" in each.value for each in app.markdown)


def test_a_page_says_as_at_which_day_its_figures_are(project):
    today = datetime.now(UTC).date()
    app = dashboard(project, "policy", "coverage", as_at=today.isoformat())
    assert f"**as at {today.day} {today:%b %Y}**" in app.markdown[0].value
    assert app.header[0].value == dashboard(project, "policy", "coverage").header[0].value


def test_the_newest_figures_are_one_button_away(project):
    app = dashboard(project, "policy", "coverage", as_at="2020-01-01")
    assert app.info[0].value == "Nothing had been accepted by 1 Jan 2020."
    next(button for button in app.button if button.label == "Show the newest figures").click().run()
    assert app.title[0].value == "Coverage of link workers"


@pytest.mark.parametrize("asked", ["yesterday", "2020-13-01", "<b>"])
def test_an_address_with_what_is_no_day_shows_the_newest(project, asked):
    app = dashboard(project, "policy", "coverage", as_at=asked)
    assert not app.exception
    assert "as at" not in app.markdown[0].value
