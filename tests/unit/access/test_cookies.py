import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.access import cookies


@pytest.fixture
def browser():
    """One that comes back from an identity provider to an app that leads everyone to its first page."""
    routes = [Route(path, lambda request: RedirectResponse("/", 302)) for path in ("/oauth2callback", "/other")]
    app = Starlette(routes=routes, middleware=[Middleware(cookies.ReturnToWanted)])
    return TestClient(app, follow_redirects=False)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("%2Fcoverage%3Fhscp%3DS37000016", "/coverage?hscp=S37000016"),
        ("/", "/"),
        ("", "/"),
        ("https%3A%2F%2Felsewhere.example", "/"),
        ("%2F%2Felsewhere.example", "/"),
        ("%2F%5Celsewhere.example", "/"),
        ("%2Fcoverage%0D%0ASet-Cookie%3A%20x%3Dy", "/"),
        ("coverage", "/"),
        ("%ff", "/"),
    ],
)
def test_signing_in_elsewhere_leads_back_to_an_address_of_ours(browser, wanted, led_to):
    answer = browser.get("/oauth2callback", headers={"cookie": f"other=1; {cookies.WANTED}={wanted}"})
    assert (answer.status_code, answer.headers["location"]) == (302, led_to)
    assert ("set-cookie" in answer.headers) == (led_to != "/" or wanted == "/")


def test_without_such_a_cookie_and_on_other_ways_nothing_changes(browser):
    assert browser.get("/oauth2callback").headers["location"] == "/"
    answer = browser.get("/other", headers={"cookie": f"{cookies.WANTED}=/coverage"})
    assert answer.headers["location"] == "/"
    assert "set-cookie" not in answer.headers
