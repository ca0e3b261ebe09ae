"""Cookies, headers and errors, as a browser meets them."""

import time
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.access import audit, sessions
from app.access.accounts import Accounts
from app.events import Event
from app.viewer import Role
from tests.bench.client import Session
from tests.browser.fixtures import ROLES, serving

FIRST, OWN = "a long enough phrase", "my very own phrase now"


def signs_in(here, username, password):
    here.page.get_by_label("Name", exact=True).fill(username)
    here.page.get_by_label("Password", exact=True).fill(password)
    here.page.get_by_test_id("stForm").get_by_role("button", name="Sign in").click()


def cookies_of(here):
    return {cookie["name"]: cookie for cookie in here.page.context.cookies()}


def test_no_script_reads_the_cookies_of_a_session(visit):
    here = visit()
    here.open("/")
    here.sign_in("policy")
    for name in ("clw_session", "clw_browser"):
        cookie = cookies_of(here)[name]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert "clw_" not in here.page.evaluate("document.cookie")
    token = cookies_of(here)["clw_session"]["value"]
    assert sessions.username_of(sessions.find(token)) == "demo:policy"
    assert token.encode() not in b"".join(here.frames)
    assert here.errors == []


def test_a_page_of_another_origin_gets_no_cookie_for_a_code(server):
    code = sessions.hand_over(sessions.start("demo:policy"))
    for origin in ("http://elsewhere.example", "http://[", "null", None):
        assert begin(server, code, origin).get("set-cookie") is None
    assert sessions.awaits(code)
    assert "HttpOnly" in begin(server, code, server)["set-cookie"]
    assert begin(server, code, server).get("set-cookie") is None
    assert begin(server, "x" * 10_000, server).get("set-cookie") is None


def begin(server, code, origin):
    headers = {"Origin": origin} if origin else {}
    request = urllib.request.Request(f"{server}/session/begin", code.encode(), headers, method="POST")
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 204
        return answer.headers


def test_a_download_is_in_the_log_and_there_is_none_for_someone_who_has_gone(visit):
    here = visit()
    here.open("/coverage")
    here.sign_in("advisory")
    here.settled()
    button = here.page.get_by_role("button", name="Table, all quarters (CSV)")
    with here.page.expect_download() as download:
        button.click()
    taken = audit.entries(event=Event.DOWNLOADED, username="demo:advisory")
    assert [entry.about for entry in taken] == [download.value.suggested_filename]
    token = cookies_of(here)["clw_session"]["value"]
    status, headers = fetched(download.value.url, Cookie=f"clw_session={token}")
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert fetched(download.value.url)[0] == 403
    sessions.end(sessions.find(token))
    assert fetched(download.value.url, Cookie=f"clw_session={token}")[0] == 403
    button.click()
    here.page.get_by_text("Failed to generate file for download").wait_for()
    assert audit.entries(event=Event.DOWNLOADED, username="demo:advisory") == taken


def fetched(url, method="GET", body=None, **headers):
    """The status and headers of an answer."""
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def test_strangers_neither_upload_nor_read_what_the_server_counts(server):
    assert fetched(f"{server}/_stcore/upload_file/session/file", "PUT", b"x" * 10_000)[0] == 403
    assert fetched(f"{server}/_stcore/metrics")[0] == 404


def test_who_says_for_whom_they_ask_is_not_believed_unless_named_as_a_proxy(server):
    assert signs_in_from(server, "203.0.113.9") == "from this machine"
    with serving(CLW_PROXIES="127.0.0.1") as named:
        assert signs_in_from(named, "203.0.113.9") == "from 203.0.113.9"
        assert signs_in_from(named, "198.51.100.1, 203.0.113.9") == "from 203.0.113.9"
        assert signs_in_from(named, "nowhere") == "from an unknown address"


def signs_in_from(address, forwarded_for):
    """Where the log says that someone came from."""
    with Session(address, headers={"X-Forwarded-For": forwarded_for}) as session:
        _, messages = session.run("")
        buttons = (message.delta.new_element.button for message in messages)
        session.run("", pressed=next(button.id for button in buttons if button.label == ROLES["policy"]))
    return audit.entries(event=Event.SIGNED_IN, username="demo:policy")[0].about


def test_a_first_password_is_changed_before_anything_is_seen(visit):
    Accounts().add("first", name="First", role=Role.POLICY, hscp_code=None, password=FIRST, must_change=True)
    here = visit()
    here.open("/coverage?hscp=S37000016")
    signs_in(here, "first", FIRST)
    here.page.get_by_role("heading", name="Choose your own password").wait_for()
    here.settled()
    assert b"vega" not in b"".join(here.frames)
    here.page.get_by_label("New password", exact=True).fill(OWN)
    here.page.get_by_label("New password again").fill(OWN)
    here.page.get_by_role("button", name="Change password").click()
    here.page.get_by_role("heading", name="Highland: ").wait_for()
    here.page.reload()
    here.page.get_by_role("heading", name="Highland: ").wait_for()
    assert here.errors == []


def test_after_signing_out_one_can_sign_in_again(visit):
    here = visit()
    here.open("/coverage")
    here.sign_in("policy")
    here.open("/sign-out")
    here.page.get_by_role("button", name=ROLES["steward"]).wait_for()
    here.page.wait_for_url(f"{here.address}/")
    here.sign_in("steward")
    here.page.get_by_role("heading", name="Overview of link workers").wait_for()
    assert here.errors == []


@pytest.mark.parametrize(
    "path", ["/", "/coverage", "/_stcore/health", "/assets/leaflet/leaflet.js", "/none", "/sign-out"]
)
def test_every_answer_has_the_headers(server, path):
    has_the_headers(fetched(f"{server}{path}")[1])


def has_the_headers(answer):
    policy = dict(part.strip().split(" ", 1) for part in answer["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == policy["frame-src"] == policy["connect-src"] == "'self'"
    assert policy["default-src"] == "'self'"
    assert "http" not in answer["content-security-policy"]
    assert "*" not in answer["content-security-policy"]
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["referrer-policy"] == "same-origin"
    assert answer["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in answer["permissions-policy"]
    assert answer["strict-transport-security"] is None  # a promise to keep over https only


def test_behind_a_proxy_that_speaks_https_there_is_a_promise_to_keep_to_it(server):
    request = urllib.request.Request(f"{server}/_stcore/health", headers={"X-Forwarded-Proto": "https"})
    with urllib.request.urlopen(request) as answer:
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
    code = sessions.hand_over(sessions.start("demo:policy"))
    request = urllib.request.Request(
        f"{server}/session/begin", code.encode(), {"X-Forwarded-Proto": "https", "Origin": server}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        assert "Secure" in answer.headers["set-cookie"]


def test_no_page_of_another_origin_opens_a_connection(server):
    stream = server.replace("http", "ws") + "/_stcore/stream"
    for origin in ("http://elsewhere.example", "http://["):
        with pytest.raises(InvalidStatus, match="403"):
            connect(stream, origin=origin, subprotocols=["streamlit"])


def test_an_error_is_said_in_a_sentence_and_shows_nothing_of_the_inside(visit, tmp_path):
    with serving(CLW_ACCOUNTS=str(tmp_path)) as address:  # a folder, where a database should be
        status, headers = fetched(f"{address}/session/begin", "POST", b"code", Origin=address)
        assert status == 500
        has_the_headers(headers)
        here = visit(address=address)
        here.has_signed_in("policy")
        here.open("/")
        here.page.get_by_text("Something went wrong on our side").wait_for(timeout=60_000)
        here.settled()
        received = b"".join(here.frames)
        for inside in (b"sqlite3", b"OperationalError", b"Traceback", b"site-packages", bytes(tmp_path)):
            assert inside not in received


MADE_UP = {
    "short": "x",
    "alg none": "eyJhbGciOiJub25lIn0.eyJ1c2VybmFtZSI6InBvbGljeSIsImV4cF9kYXRlIjo5OTk5OTk5OTk5fQ.",
    "signed by someone": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VybmFtZSI6InBvbGljeSJ9.AAAA",
    "malformed": "%00%ff",
    "markup": "'<script>",
    "long": "0" * 3000,
}


@pytest.mark.parametrize("kind", [*MADE_UP, "tampered", "expired", "ended", "of a removed account"])
def test_a_token_that_is_no_good_leads_to_signing_in(visit, server, kind, monkeypatch):
    here = visit()
    value = MADE_UP.get(kind) or token(kind, monkeypatch)
    here.page.context.add_cookies([{"name": "clw_session", "value": value, "url": server}])
    here.open("/coverage")
    here.page.get_by_role("button", name=ROLES["policy"]).wait_for()
    here.settled()
    assert b"vega" not in b"".join(here.frames)
    assert here.errors == []


def token(kind, monkeypatch):
    """A token that was good, or nearly is."""
    then = time.time() - (sessions.LONGEST_SECONDS + 10 if kind == "expired" else 0)
    with monkeypatch.context() as earlier:
        earlier.setattr("app.access.sessions.time.time", lambda: then)
        session = sessions.start("nobody" if kind == "of a removed account" else "demo:policy")
        token, _ = sessions.take(sessions.hand_over(session))
    if kind == "ended":
        sessions.end(session)
    return token[:-1] + ("A" if token[-1] != "A" else "B") if kind == "tampered" else token
