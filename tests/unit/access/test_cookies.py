import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.access import cookies, sessions
from tests.unit.access.loop import finished


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


class Sender:
    """Who asks for cookies in parts, and counts how many parts were read."""

    def __init__(self, *parts, **headers):
        self.parts, self.read = list(parts), 0
        headers = [(name.encode(), value.encode()) for name, value in {"host": "clw.example.org", **headers}.items()]
        scope = {"type": "http", "method": "POST", "path": cookies.BEGIN, "scheme": "http", "headers": headers}
        self.answer = finished(cookies.begin(Request(scope, self._send)))

    async def _send(self):
        self.read += 1
        return {"type": "http.request", "body": self.parts[self.read - 1], "more_body": self.read < len(self.parts)}


OWN = "https://clw.example.org"


@pytest.mark.usefixtures("fresh_settings")
def test_a_code_brings_the_cookies_to_a_page_of_ours():
    code = sessions.hand_over(sessions.start("mary")).encode()
    given = Sender(code[:10], code[10:], origin=OWN).answer.headers.getlist("set-cookie")
    assert [cookie.split("=")[0] for cookie in given] == [cookies.SESSION, cookies.BROWSER]
    assert all("HttpOnly" in cookie and "SameSite=strict" in cookie for cookie in given)
    assert "set-cookie" not in Sender(code, origin=OWN).answer.headers


@pytest.mark.usefixtures("fresh_settings")
@pytest.mark.parametrize(("said", "secure"), [({}, False), ({"x-forwarded-proto": "https"}, True)])
def test_over_https_the_cookies_are_for_https_alone(said, secure):
    code = sessions.hand_over(sessions.start("mary")).encode()
    given = Sender(code, origin=OWN, **said).answer.headers.getlist("set-cookie")
    assert [("Secure" in cookie) for cookie in given] == [secure, secure]


@pytest.mark.usefixtures("fresh_settings")
@pytest.mark.parametrize(
    "sent", [{}, {"origin": ""}, {"origin": "", "host": ""}, {"origin": "http://["}, {"origin": "null"},
             {"origin": "http://elsewhere.example"}, {"origin": "clw.example.org"}]
)  # fmt: skip
def test_of_what_another_page_sends_nothing_is_read(sent):
    code = sessions.hand_over(sessions.start("mary"))
    sender = Sender(code.encode(), **sent)
    assert (sender.answer.status_code, sender.read) == (204, 0)
    assert "set-cookie" not in sender.answer.headers
    assert sessions.awaits(code)


@pytest.mark.usefixtures("fresh_settings")
def test_no_more_is_read_than_a_code_is_long():
    sender = Sender(b"x" * 60, b"x" * 60, b"x" * 60, origin=OWN)
    assert (sender.answer.status_code, sender.read) == (204, 2)
