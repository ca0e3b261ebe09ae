import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from streamlit.proto.BackMsg_pb2 import BackMsg

from app.access import sessions
from app.access.accounts import Accounts
from app.access.middleware import HEADERS, OVER_HTTPS, Gate, SecurityHeaders
from app.viewer import Role

FILE, UPLOAD, METRICS = "/media/0a1b.csv", "/_stcore/upload_file/session/1", "/_stcore/metrics"
OWN = {"origin": "http://testserver"}

pytestmark = pytest.mark.usefixtures("fresh_settings")


async def answer(request):
    if request.url.path == "/fails":
        raise RuntimeError("4711")
    return PlainTextResponse(request.url.path, headers={"cache-control": "public"})


async def echo(websocket):
    await websocket.accept()
    async for sent in websocket.iter_bytes():
        await websocket.send_bytes(sent)


@pytest.fixture
def browser():
    """One of a server that answers everything, behind what stands around it."""
    paths = (FILE, UPLOAD, METRICS, f"{METRICS}/", "/coverage", "/fails")
    routes = [Route(path, answer, methods=["GET", "PUT", "DELETE"]) for path in paths]
    app = Starlette(routes=[*routes, WebSocketRoute("/_stcore/stream", echo)], middleware=[Middleware(Gate)])
    return TestClient(SecurityHeaders(app), raise_server_exceptions=False)


def begin(username="mary"):
    """A session of hers: its id, and the header of a browser that has its cookie."""
    if username == "mary":
        Accounts().add("mary", name="Mary", role=Role.POLICY, hscp_code=None, password="a long enough phrase")
    session = sessions.start(username)
    token, _ = sessions.take(sessions.hand_over(session))
    return session, {"cookie": f"other=1; clw_session={token}"}


@pytest.mark.parametrize("cookie", [{}, {"cookie": "clw_session=made-up"}, {"cookie": 'clw_session="; x=\udcff'}])
def test_files_and_uploads_are_not_for_strangers(browser, cookie):
    cookie = {name: value.encode("utf-8", "surrogateescape") for name, value in cookie.items()}
    for method, path in (("GET", FILE), ("HEAD", FILE), ("PUT", UPLOAD), ("DELETE", UPLOAD)):
        refused = browser.request(method, path, headers=cookie)
        assert (refused.status_code, refused.content) == (403, b"")
        assert refused.headers["cache-control"] == "no-store"


def test_whoever_is_signed_in_gets_them_and_they_are_kept_nowhere(browser):
    _, cookie = begin()
    for method, path in (("GET", FILE), ("PUT", UPLOAD)):
        given = browser.request(method, path, headers=cookie)
        assert (given.text, given.headers["cache-control"]) == (path, "no-store")
    assert browser.get("/coverage").headers["cache-control"] == "public"


@pytest.mark.parametrize(
    "end",
    [
        lambda session, change: sessions.end(session),
        lambda session, change: Accounts().remove("mary"),
        lambda session, change: change(local_accounts=0),
    ],
    ids=["sign out", "removal", "no accounts"],
)
def test_not_any_more_once_the_session_has_ended(browser, fresh_settings, end):
    session, cookie = begin()
    assert browser.get(FILE, headers=cookie).status_code == 200
    end(session, fresh_settings)
    assert browser.get(FILE, headers=cookie).status_code == 403


def test_nor_by_a_session_of_a_demonstration_or_single_sign_on_that_is_over(browser, fresh_settings):
    (_, demonstration), (_, elsewhere) = begin("demo:steward"), begin("sso:mary")
    fresh_settings(oidc_metadata_url="https://id.example.org/.well-known/openid-configuration")
    assert browser.get(FILE, headers=elsewhere).status_code == 200
    fresh_settings(oidc_metadata_url="")
    assert browser.get(FILE, headers=elsewhere).status_code == 403
    assert browser.get(FILE, headers=demonstration).status_code == 403


def test_nobody_reads_what_the_server_counts(browser):
    _, cookie = begin()
    for path in (METRICS, f"{METRICS}/"):
        assert browser.get(path, headers=cookie).status_code == 404


@pytest.mark.parametrize(("path", "status"), [("/coverage", 200), ("/none", 404), (FILE, 403), ("/fails", 500)])
def test_every_answer_has_the_headers_an_error_too(browser, path, status):
    given = browser.get(path)
    assert given.status_code == status
    assert HEADERS.items() <= dict(given.headers).items()
    assert OVER_HTTPS.keys().isdisjoint(given.headers)
    assert "4711" not in given.text


@pytest.mark.parametrize(
    ("said", "promised"), [("https", True), ("http", False), ("https, http", False), ("HTTPS", False), ("", False)]
)
def test_behind_a_proxy_that_speaks_https_there_is_a_promise_to_keep_to_it(browser, said, promised):
    given = browser.get("/fails", headers={"x-forwarded-proto": said})
    assert (OVER_HTTPS.items() <= dict(given.headers).items()) == promised


@pytest.mark.parametrize(
    "origin", ["http://elsewhere.example", "http://[", "null", "", "://testserver:80", "testserver"]
)
def test_no_page_of_another_origin_connects(browser, origin):
    with pytest.raises(WebSocketDenialResponse) as refused, connected(browser, {"origin": origin}):
        pass
    assert refused.value.status_code == 403


def connected(browser, headers):
    return browser.websocket_connect("/_stcore/stream", headers=headers)


@pytest.mark.parametrize("headers", [OWN, {}])
def test_what_a_browser_sends_arrives_but_for_the_wish_to_clear_the_caches(browser, headers):
    wishes = [
        BackMsg(clear_cache=True).SerializeToString(),
        BackMsg(clear_cache=False).SerializeToString(),
        b"\xa2\x06\x01x" + BackMsg(clear_cache=True).SerializeToString(),  # with a field that nobody knows
    ]
    others = [BackMsg(stop_script=True).SerializeToString(), b"\xff\xff", BackMsg().SerializeToString() or b"\n\x00"]
    with connected(browser, headers) as socket:
        for each in [*wishes, *others]:
            socket.send_bytes(each)
        assert [socket.receive_bytes() for _ in others] == others
