"""A real server and a real Chromium, one of each for all tests of a worker: loaded by `tests/conftest.py`."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from app.access import sessions
from app.display.words import SITE
from tests.browser.install import browser as find_browser

PROJECT = Path(__file__).resolve().parents[2]
ROLES = {
    "policy": "Policy officer, Scottish Government",
    "hscp": "HSCP manager, Glasgow City",
    "advisory": "Advisory group member",
    "steward": "Data steward",
}
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def serving(script: Path = PROJECT / "streamlit_app.py", **settings: str) -> Iterator[str]:
    """A server of its own on a free port of this machine; gives its address once it answers.

    `settings`: environment variables of its own.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    server = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(PROJECT)} | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                break
        else:
            raise TimeoutError("the server did not start in 90 seconds")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def token_of(role: str) -> str:
    """The token of a new session of a demonstration account."""
    token, _ = sessions.take(sessions.hand_over(sessions.start(f"demo:{role}")))
    return token


@dataclass
class Visit:
    """A page in the browser, and what it asked for, complained of and received."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)

    def open(self, path: str = "/") -> None:
        """Go to a path of the dashboard, as with a link from elsewhere."""
        self.page.goto(f"{self.address}{path}")

    def has_signed_in(self, role: str) -> None:
        """Give the browser the cookie of a session, as if someone with a demonstration account had signed in."""
        self.page.context.add_cookies([{"name": "clw_session", "value": token_of(role), "url": self.address}])

    def sign_in(self, role: str) -> None:
        """Choose a demonstration account; wait until the browser has its cookies and the page its title."""
        with self.page.expect_response("**/session/begin"):
            self.page.get_by_role("button", name=ROLES[role]).click()
        self.titled()

    def titled(self) -> None:
        """Wait until there is a page with its title, and not the form for signing in."""
        other = self.page.get_by_role("heading", level=1).filter(has_not_text=SITE)
        other.first.wait_for(timeout=60_000)

    def map(self):
        """The frame of the map, once its 31 areas are drawn."""
        frame = self.page.frame_locator("iframe[title='streamlit_folium.st_folium']")
        frame.locator("path.leaflet-interactive").nth(30).wait_for(timeout=60_000)
        return frame

    def foreign_requests(self) -> list[str]:
        """What was asked for elsewhere than at the dashboard's own address."""
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]

    def settled(self) -> None:
        """Wait until the server has no more to send."""
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)


@pytest.fixture(scope="session")
def server(sample_store) -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    path = find_browser()
    if not path:
        pytest.fail("there is no browser; run python -m tests.browser.install")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(request, chromium):
    """Make a visit with a new browser profile: `visit(width=1280)`, to the common server if no `address` is given."""
    contexts = []

    def make(width: int = 1280, address: str = "") -> Visit:
        address = address or request.getfixturevalue("server")
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        here = Visit(context.new_page(), address)
        here.page.on("request", lambda request: here.requests.append(request.url))
        here.page.on("console", lambda said: here.errors.append(said.text) if said.type == "error" else None)
        here.page.on("pageerror", lambda error: here.errors.append(str(error)))
        here.page.on(
            "websocket", lambda socket: socket.on("framereceived", lambda frame: here.frames.append(_bytes(frame)))
        )
        return here

    yield make
    for context in contexts:
        context.close()


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
