"""An API of services, played by a server on this machine: pages, trouble that passes, endless lists, silence."""

import http.server
import json
import socket
import threading

import pytest

from app.intake.directory.fetch import FetchError, Limits, fetch

HASTE = Limits(pause=0, attempts=1, timeout=5)


class Api:
    """Answers what `says` holds for the path and query asked for: what to send, or a list of it, one a time."""

    def __init__(self):
        self.says = {}
        self.asked = []
        self.agents = set()
        self.url = ""
        self.over = threading.Event()

    def answer(self, asked):
        self.asked.append(asked)
        said = self.says.get(asked, (404, {}, b""))
        if isinstance(said, list):
            said = said.pop(0)
        if callable(said):
            return said
        return said if isinstance(said, tuple) else (200, {}, said)

    def page(self, number, of, *ids, **more):
        """Make a page of Open Referral UK 3.0 be answered, of services in short."""
        asked = "/api/services" if number == 1 else f"/api/services?page={number}"
        page = {"page_number": number, "total_pages": of, "last_page": number == of}
        self.says[asked] = page | {"contents": [{"id": each, "name": each} | more for each in ids]}


@pytest.fixture
def api():
    played = Api()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            played.agents.add(self.headers["User-Agent"])
            said = played.answer(self.path)
            if callable(said):
                said(self.wfile)
                return
            status, headers, body = said
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in ({"Content-Length": len(body)} | headers).items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    played.url = f"http://127.0.0.1:{server.server_port}"
    yield played
    played.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def other(api):
    """The address of the same server under another name, which nobody typed."""
    return api.url.replace("127.0.0.1", "localhost")


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def asked_for(api, path):
    """What the lines of a file are the answers of, as the server heard it."""
    return [line["url"].removeprefix(api.url) for line in lines(path)]


def test_pages_then_each_service_in_full(api, tmp_path):
    api.page(1, 3, "a", "b/c")
    api.page(2, 3, "d", attributes=[])
    api.page(3, 3, "e", "f")
    for path, name in {"a": "a", "b%2Fc": "b/c", "e": "e é\u2028"}.items():
        api.says[f"/api/services/{path}"] = {"id": name, "attributes": []}
    path = fetch(f"{api.url}/api/services", tmp_path / "new", HASTE)
    assert path.parent == tmp_path / "new"
    assert path.suffix == ".jsonl"
    pages = ["/api/services", "/api/services?page=2", "/api/services?page=3"]
    assert asked_for(api, path) == [*pages, "/api/services/a", "/api/services/b%2Fc", "/api/services/e"]
    assert api.asked == [*asked_for(api, path), "/api/services/f"]
    assert lines(path)[0]["answer"] == api.says["/api/services"]
    assert lines(path)[-1]["answer"]["id"] == "e é\u2028"
    assert all("clw-dashboard" in agent for agent in api.agents)


def test_other_parameters_are_kept_and_not_sent_with_single_services(api, tmp_path):
    item = {"id": "a"}
    api.says["/services/?page=4&near=G2+4AA"] = {"contents": [item], "page_number": 4, "total_pages": 5}
    api.says["/services/?near=G2+4AA&page=5"] = {"contents": [{"id": "b"}], "page_number": 5, "total_pages": 5}
    fetch(f"{api.url}/services/?page=4&near=G2+4AA", tmp_path, HASTE)
    assert api.asked[1:] == ["/services/?near=G2+4AA&page=5", "/services/a", "/services/b"]


def test_a_list_that_does_not_tell_its_length_ends_with_an_empty_page(api, tmp_path):
    api.says["/services"] = {"contents": [{"id": 1, "attributes": []}]}
    api.says["/services?page=2"] = {"contents": []}
    assert len(lines(fetch(f"{api.url}/services", tmp_path, HASTE))) == 2


def test_ids_that_are_none_are_not_asked_for(api, tmp_path):
    items = [{"id": ".."}, {"id": [[]]}, {"id": None}, {}, 3, {"id": "\ud800"}]
    api.says["/services"] = {"contents": items, "page_number": [[]], "last_page": True}
    fetch(f"{api.url}/services", tmp_path, HASTE)
    assert api.asked == ["/services", "/services/%3F"]


@pytest.mark.parametrize("base", [{"version": "3.0"}, (404, {}, b"")])
@pytest.mark.parametrize("slash", ["", "/"])
def test_the_address_of_the_api_leads_to_its_services(api, tmp_path, base, slash):
    api.says[f"/api{slash}"] = base
    api.page(1, 1, "a", attributes=[])
    path = fetch(f"{api.url}/api{slash}", tmp_path, HASTE)
    assert asked_for(api, path) == ["/api/services"]
    fetch(f"{api.url}/api{slash}", tmp_path, HASTE)
    assert len(api.asked) == 2


@pytest.mark.parametrize("listed", ["results", "data"])
def test_aliss_pages_are_followed_by_their_links(api, tmp_path, listed):
    api.says["/api/v4/services/?q=x"] = {"next": f"{api.url}/api/v4/services/?page=2&q=x", listed: [{"id": "a"}]}
    api.says["/api/v4/services/?page=2&q=x"] = {"next": "?page=3&q=x", listed: [{"id": "b"}]}
    api.says["/api/v4/services/?page=3&q=x"] = {"next": None, listed: []}
    path = fetch(f"{api.url}/api/v4/services/?q=x", tmp_path, HASTE)
    assert asked_for(api, path) == api.asked == list(api.says)


@pytest.mark.parametrize("answer", [{"meta": {}, "data": {"id": "a"}}, {"id": "a", "name": "A"}])
def test_a_single_service_is_one_answer(api, tmp_path, answer):
    api.says["/services/a"] = answer
    assert [line["answer"] for line in lines(fetch(f"{api.url}/services/a", tmp_path, HASTE))] == [answer]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "not answer with JSON"),
        (b'{"contents": [', "not answer with JSON"),
        (b"\xff\xfe\x00", "not answer with JSON"),
        (b"[" * 100_000, "not answer with JSON"),
        (b"[" + b"9" * 5000 + b"]", "not answer with JSON"),
        (b"[]", "not answer with services"),
        ({"error": "no"}, "not answer with services"),
        ({"results": [{"id": 1}], "next": 3}, "leads to something, not to http"),
        ({"results": [{"id": 1}], "next": "http://["}, "leads to 'http://\\[', not to http"),
        ({"results": [{"id": 1}], "next": "http://x:99999/"}, "not to http or https"),
        ({"results": [{"id": 1}], "next": "file:///etc/passwd"}, "not to http or https"),
        ({"results": [{"id": 1}], "next": "/x\ud800"}, "not to http or https"),
        ((403, {}, b""), "status 403"),
        ((404, {}, b""), "status 404"),
        ((302, {}, b""), "status 302"),
        ((200, {"Content-Encoding": "gzip"}, b"{}"), "not answer as expected"),
        ((200, {"Content-Length": 100}, b"{}"), "stopped answering"),
        ((200, {"Transfer-Encoding": "chunked"}, b"zz\r\n{}"), "stopped answering"),
        ((200, {"X-Huge": "x" * 100_000}, b"{}"), "stopped answering"),
        (lambda out: out.write(b"garbage\r\n\r\n"), "stopped answering"),
        (lambda out: out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}"), "127.0.0.1"),
    ],
)
def test_what_a_server_does_wrong_is_told_in_words(api, tmp_path, answer, words):
    api.says["/services"] = answer
    with pytest.raises(FetchError, match=words):
        fetch(f"{api.url}/services", tmp_path, HASTE)


def test_a_later_page_that_is_none_is_not_kept(api, tmp_path):
    api.page(1, 2, "a", attributes=[])
    api.page(2, 2, "b", attributes=[])
    good = api.says["/api/services?page=2"]
    api.says["/api/services?page=2"] = [{"error": "busy"}, good]
    with pytest.raises(FetchError, match="page of services"):
        fetch(f"{api.url}/api/services", tmp_path, HASTE)
    assert len(lines(fetch(f"{api.url}/api/services", tmp_path, HASTE))) == 2


def test_trouble_that_passes_is_waited_for_longer_each_time(api, tmp_path):
    waits = []
    api.page(1, 1, "a", attributes=[])
    api.says["/api/services"] = [(503, {}, b""), (500, {}, b""), api.says["/api/services"]]
    fetch(f"{api.url}/api/services", tmp_path, Limits(), wait=waits.append)
    assert waits == [1, 2]


@pytest.mark.parametrize(("told", "waited"), [("7", 7), ("100000", 60), ("0", 1), ("soon", 1), ("-5", 1)])
def test_a_server_may_say_how_long_to_wait(api, tmp_path, told, waited):
    waits = []
    api.page(1, 2, "a", attributes=[])
    api.page(2, 2, "b", attributes=[])
    api.says["/api/services"] = [(429, {"Retry-After": told}, b""), api.says["/api/services"]]
    fetch(f"{api.url}/api/services", tmp_path, Limits(), wait=waits.append)
    assert waits == [waited, 0.2]


def test_trouble_that_stays_is_told(api, tmp_path):
    waits = []
    api.says["/services"] = (503, {}, b"")
    with pytest.raises(FetchError, match=r"/services answers with status 503 \(attempts: 4\); try again later"):
        fetch(f"{api.url}/services", tmp_path, Limits(attempts=4), wait=waits.append)
    assert waits == [1, 2, 4]
    assert len(api.asked) == 4


def test_identical_pages_without_end(api, tmp_path):
    for number in (1, 2, 3):
        api.page(number, 99, "a", attributes=[])
    with pytest.raises(FetchError, match="page=2 repeats itself"):
        fetch(f"{api.url}/api/services", tmp_path, HASTE)
    assert len(api.asked) == 2


def test_links_in_a_circle(api, tmp_path):
    api.says["/services"] = {"next": "/services?page=2", "results": [{"id": "a"}]}
    api.says["/services?page=2"] = {"next": "/services", "results": [{"id": "b"}]}
    with pytest.raises(FetchError, match="repeats itself"):
        fetch(f"{api.url}/services", tmp_path, HASTE)
    assert len(api.asked) == 2


class Endless(dict):
    """Different pages without end."""

    def get(self, asked, default=None):
        number = int(asked.rpartition("=")[2] or 1) if "=" in asked else 1
        return {"next": f"/services?page={number + 1}", "results": [{"id": number, "name": "x" * 10_000}]}


def test_different_pages_without_end_are_stopped_by_size(api, tmp_path):
    api.says = Endless()
    with pytest.raises(FetchError, match=r"more than 0\.1 MB in all"):
        fetch(f"{api.url}/services", tmp_path, Limits(pause=0, megabytes=0.1))
    assert len(api.asked) == 10


def test_different_pages_without_end_are_stopped_by_time(api, tmp_path):
    api.says = Endless()
    with pytest.raises(FetchError, match=r"longer than 0\.3 seconds in all"):
        fetch(f"{api.url}/services", tmp_path, Limits(pause=0, seconds=0.3))


def test_no_wait_is_begun_that_would_be_too_long(api, tmp_path):
    waits = []
    api.says["/services"] = (503, {"Retry-After": 60}, b"")
    with pytest.raises(FetchError, match="longer than 30 seconds in all"):
        fetch(f"{api.url}/services", tmp_path, Limits(seconds=30), wait=waits.append)
    assert waits == []


def test_a_server_that_falls_silent_is_not_waited_for(api, tmp_path):
    api.says["/services"] = lambda out: api.over.wait(30)
    with pytest.raises(FetchError, match="stopped answering"):
        fetch(f"{api.url}/services", tmp_path, Limits(timeout=0.2, attempts=1))


@pytest.mark.parametrize("begun", [b"HTTP/1.1 200 ", b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"])
def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(api, tmp_path, begun):
    def drip(out):
        out.write(begun)
        while not api.over.wait(0.05):
            out.write(b"x")

    api.says["/services"] = drip
    with pytest.raises(FetchError, match=r"longer than 0\.3 seconds in all"):
        fetch(f"{api.url}/services", tmp_path, Limits(seconds=0.3, timeout=5))


def test_a_redirect_is_followed_where_the_person_pointed(api, tmp_path):
    api.says["/old/services"] = (301, {"Location": "/api/services"}, b"")
    api.page(1, 1, "a", attributes=[])
    assert asked_for(api, fetch(f"{api.url}/old/services", tmp_path, HASTE)) == ["/old/services"]


@pytest.mark.parametrize("how", ["redirect", "next"])
def test_a_private_address_is_only_followed_when_that_is_allowed(api, other, tmp_path, how):
    leads = {
        "redirect": (302, {"Location": f"{other}/else"}, b""),
        "next": {"next": f"{other}/else", "results": [{"id": "a"}]},
    }
    api.says["/services"] = leads[how]
    api.says["/else"] = {"next": None, "results": [{"id": "b"}]}
    with pytest.raises(FetchError, match=r"127\.0\.0\.1 leads to http://localhost:.* private network"):
        fetch(f"{api.url}/services", tmp_path, HASTE)
    assert api.asked == ["/services"]
    path = fetch(f"{api.url}/services", tmp_path, Limits(pause=0, allow_private=True))
    assert lines(path)[-1]["answer"] == api.says["/else"]


def test_another_port_of_the_same_machine_is_private_too(api, tmp_path):
    api.says["/services"] = (302, {"Location": "http://127.0.0.1:1/"}, b"")
    with pytest.raises(FetchError, match="private network"):
        fetch(f"{api.url}/services", tmp_path, HASTE)


@pytest.mark.parametrize(
    "found",
    ["10.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "0.0.0.0", "::1", "fe80::1%1", "::ffff:10.0.0.1"],
)
def test_every_address_of_a_name_must_be_public(api, tmp_path, monkeypatch, found):
    really = socket.getaddrinfo

    def resolve(host, *rest, **more):
        public_and_not = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("93.184.216.34", found)]
        return public_and_not if host == "elsewhere.test" else really(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    api.says["/services"] = (302, {"Location": "http://elsewhere.test/"}, b"")
    with pytest.raises(FetchError, match=r"leads to http://elsewhere\.test/, which is in a private network"):
        fetch(f"{api.url}/services", tmp_path, HASTE)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/", "http://[", "http://127.0.0.1:99999/"])
def test_a_redirect_to_what_is_not_http(api, tmp_path, target):
    api.says["/services"] = (302, {"Location": target}, b"")
    with pytest.raises(FetchError, match=r"services leads to .*, not to http or https"):
        fetch(f"{api.url}/services", tmp_path, HASTE)


def test_redirects_without_end(api, tmp_path):
    api.says["/services"] = (302, {"Location": "/services"}, b"")
    with pytest.raises(FetchError, match="more than 5 times"):
        fetch(f"{api.url}/services", tmp_path, HASTE)
    assert len(api.asked) == 6


def test_the_body_of_a_redirect_is_not_read(api, tmp_path):
    def redirects(out):
        out.write(b"HTTP/1.1 302 Found\r\nLocation: /api/services\r\nContent-Length: 1000\r\n\r\n")
        out.flush()
        api.over.wait(30)

    api.says["/services"] = redirects
    api.page(1, 1, "a", attributes=[])
    assert lines(fetch(f"{api.url}/services", tmp_path, HASTE))


@pytest.mark.parametrize(
    "url", ["services", "ftp://127.0.0.1/", "ftp://127.0.0.1:80/", "file:///x", "http://", "http://127.0.0.1:9/\ud800"]
)
def test_an_address_that_is_none(tmp_path, url):
    with pytest.raises(FetchError, match="is not an address of http or https"):
        fetch(url, tmp_path, HASTE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("host", ["127.0.0.1:9", "no-such-host.invalid", f"{'x' * 70}.invalid"])
def test_a_host_that_is_not_there(tmp_path, host):
    with pytest.raises(FetchError, match=r"cannot be reached|not an address|not answer as expected"):
        fetch(f"http://{host}/services", tmp_path, HASTE)


def test_a_second_call_asks_only_for_what_is_missing(api, tmp_path):
    for number, name in enumerate("abcd", start=1):
        api.page(number, 4, name)
    page_3 = api.says["/api/services?page=3"]
    api.says |= {f"/api/services/{name}": {"id": name} for name in "abcd"}
    api.says |= {"/api/services?page=3": [(500, {}, b""), page_3], "/api/services/c": [(500, {}, b""), {"id": "c"}]}
    with pytest.raises(FetchError, match="page=3 answers with status 500"):
        fetch(f"{api.url}/api/services", tmp_path, HASTE)
    assert api.asked == ["/api/services", "/api/services?page=2", "/api/services?page=3"]
    api.asked = []
    with pytest.raises(FetchError, match="/c answers with status 500"):
        fetch(f"{api.url}/api/services", tmp_path, HASTE)
    missing = ["/api/services?page=3", "/api/services?page=4", "/api/services/a", "/api/services/b", "/api/services/c"]
    assert api.asked == missing
    api.asked = []
    path = fetch(f"{api.url}/api/services", tmp_path, HASTE)
    assert api.asked == ["/api/services/c", "/api/services/d"]
    pages = ["/api/services", "/api/services?page=2", *missing[:2]]
    assert asked_for(api, path) == pages + [f"/api/services/{name}" for name in "abcd"]


@pytest.mark.parametrize("kept", [1, 30, 20_000])
def test_a_line_that_was_half_written_is_dropped(api, tmp_path, kept):
    api.page(1, 2, "a", attributes=["x" * 50_000])
    api.page(2, 2, "b", attributes=["y" * 50_000])
    path = fetch(f"{api.url}/api/services", tmp_path, HASTE)
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    path.write_bytes(whole[: first + kept])
    api.asked = []
    assert fetch(f"{api.url}/api/services", tmp_path, HASTE).read_bytes() == whole
    assert api.asked == ["/api/services?page=2"]


def test_each_request_is_told_of_and_paused_before(api, tmp_path):
    steps, waits = [], []
    api.page(1, 2, "a", attributes=[])
    api.page(2, 2, "b", attributes=[])
    fetch(f"{api.url}/api/services", tmp_path, Limits(pause=0.5), progress=steps.append, wait=waits.append)
    assert steps == [f"asking {api.url}/api/services", f"asking {api.url}/api/services?page=2"]
    assert waits == [0.5]
