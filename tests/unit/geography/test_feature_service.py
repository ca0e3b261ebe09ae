"""A feature service, played by a server on this machine: pages, refusals, garbage, silence."""

import http.server
import json
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from app.geography import feature_service, outlines
from app.geography.boundaries import OutlineError

pytestmark = pytest.mark.usefixtures("fresh_settings")


class Service:
    """Answers each request with the next of `answers`: a status, headers and what writes the body."""

    def __init__(self):
        self.answers = []
        self.asked = []
        self.url = ""

    def will_say(self, body, status=200, **headers):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Length": len(body)} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, headers, body))


@pytest.fixture
def service():
    played = Service()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            played.asked.append({name: value for name, (value,) in parse_qs(urlsplit(self.path).query).items()})
            status, headers, body = played.answers.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(body)
            if "X-Silence" in headers:
                self.wfile.flush()
                time.sleep(headers["X-Silence"])

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    played.url = f"http://127.0.0.1:{server.server_port}/query"
    yield played
    server.shutdown()
    server.server_close()


@pytest.fixture
def made(official):
    return json.loads(official.to_crs(4326).to_json())["features"]


@pytest.mark.parametrize("told", [{"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}])
def test_a_service_is_read_page_by_page(made, service, told):
    service.will_say({"features": made[:20]} | told)
    service.will_say({"features": made[20:], "properties": None})
    used = outlines.fetch(service.url)
    assert len(used.areas) == 31
    assert used.label.startswith("Official outlines (127.0.0.1:")
    assert [asked["resultOffset"] for asked in service.asked] == ["0", "20"]
    expected = {"where": "1=1", "outFields": "*", "outSR": "4326", "f": "geojson"}
    assert all(expected.items() <= asked.items() for asked in service.asked)


def test_a_last_page_without_features_ends_it(made, service):
    service.will_say({"features": made, "exceededTransferLimit": True})
    service.will_say({"features": [], "exceededTransferLimit": True})
    assert len(feature_service.features(service.url)) == 31


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "did not answer with GeoJSON"),
        (b"<html>", "did not answer with GeoJSON"),
        (b"\xff\xfe\x00", "did not answer with GeoJSON"),
        (b"[" * 100_000, "did not answer with GeoJSON"),
        ([], "did not answer with GeoJSON"),
        ({"features": 3}, "did not answer with GeoJSON"),
        ({"error": {"code": 400, "message": "Invalid URL"}}, "did not answer as expected .*Invalid URL"),
        ({"features": []}, "no outlines"),
        ({"features": [None]}, "no outlines"),
        ({"features": [{"attributes": {"a": 1}}]}, "no outlines"),
    ],
)
def test_a_service_that_answers_something_else_changes_nothing(service, body, words):
    service.will_say(body)
    with pytest.raises(OutlineError, match=f"^{service.url}.*{words}"):
        outlines.fetch(service.url)
    assert outlines.in_use().label.startswith("Indicative")


def test_a_service_that_has_not_all_areas_changes_nothing(made, service):
    service.will_say({"features": made[:-1]})
    with pytest.raises(OutlineError, match=f"^{service.url}: it lacks North Lanarkshire"):
        outlines.fetch(service.url)
    assert outlines.in_use().label.startswith("Indicative")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (404, {}),
        (500, {}),
        (200, {"Content_Length": 1000}),
        (200, {"Content_Encoding": "gzip"}),
        (302, {"Location": "ftp://127.0.0.1/"}),
    ],
)
def test_failures_on_the_way_are_told_in_words(service, status, headers):
    service.will_say(b'{"features": ', status, **headers)
    with pytest.raises(OutlineError, match=f"^{service.url} (did not answer as expected|cannot be reached)"):
        feature_service.features(service.url)


def test_a_service_that_falls_silent_is_not_waited_for(service, monkeypatch):
    monkeypatch.setattr(feature_service, "_SECONDS", 0.2)
    service.will_say(b"{", Content_Length=1000, X_Silence=1)
    with pytest.raises(OutlineError, match="stopped answering"):
        feature_service.features(service.url)


def test_a_service_that_sends_too_much_is_stopped(made, service, monkeypatch):
    monkeypatch.setattr(feature_service, "_MOST_BYTES", 10_000)
    service.will_say({"features": made[:10], "exceededTransferLimit": True})
    service.will_say({"features": made[10:20], "exceededTransferLimit": True})
    service.will_say({"features": made * 10})
    with pytest.raises(OutlineError, match="more than 200 MB"):
        feature_service.features(service.url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/query", "http://no-such-host.invalid/query"])
def test_without_a_connection_the_message_says_what_to_do(url):
    with pytest.raises(OutlineError, match="outlines use FILE"):
        outlines.fetch(url)


@pytest.mark.parametrize("url", ["services", "ftp://127.0.0.1/query", "file:///query"])
def test_an_address_that_is_none(url):
    with pytest.raises(OutlineError, match=f"^{url} did not answer as expected"):
        outlines.fetch(url)
