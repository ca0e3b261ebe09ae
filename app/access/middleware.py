"""What stands around Streamlit's server: what every answer carries, and who gets to which of its addresses."""

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from app.access import cookies, current
from app.access.requests import from_our_own_page, over_https

HEADERS = {
    # Streamlit, Vega and the map component draw with inline styles and compile expressions. Nothing is foreign.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
OVER_HTTPS = {"strict-transport-security": "max-age=31536000"}

_FILES = "/media/"
_UPLOADS = "/_stcore/upload_file/"
_METRICS = "/_stcore/metrics"
_NOT_KEPT = {"cache-control": "no-store"}


class SecurityHeaders:
    """Adds `HEADERS` to every answer, and `OVER_HTTPS` to those that travel so. Goes around the finished app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = HEADERS | OVER_HTTPS if over_https(scope) else HEADERS
        await self._app(scope, receive, _adding(headers, send))


class Gate:
    """Lets whoever is signed in, and nobody else, to files and uploads, and nobody to what no page of ours needs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if "origin" in headers and not from_our_own_page(headers):
            await Response(status_code=403)(scope, receive, send)
        else:
            await self._app(scope, _without_clearing(receive), send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith(_METRICS):
            await Response(status_code=404)(scope, receive, send)
        elif not path.startswith((_FILES, _UPLOADS)):
            await self._app(scope, receive, send)
        elif await run_in_threadpool(current.is_live, HTTPConnection(scope).cookies.get(cookies.SESSION, "")):
            await self._app(scope, receive, _adding(_NOT_KEPT, send))
        else:
            await Response(status_code=403, headers=_NOT_KEPT)(scope, receive, send)


def _adding(headers: dict[str, str], send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return send_with_headers


def _without_clearing(receive: Receive) -> Receive:
    """What a browser sends, but for the wish to clear the caches, which are everyone's."""

    async def receive_the_rest() -> Message:
        while _clears_caches(message := await receive()):
            pass
        return message

    return receive_the_rest


def _clears_caches(message: Message) -> bool:
    try:
        return BackMsg.FromString(message.get("bytes") or b"").WhichOneof("type") == "clear_cache"
    except DecodeError:
        return False  # Streamlit closes the connection
