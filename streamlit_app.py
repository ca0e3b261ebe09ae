"""The dashboard as an ASGI app: the script to run, local assets, security headers, and a warm start.

Run by `make run`, or `streamlit run streamlit_app.py`.
"""

import gc
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import js_lib_leaflet
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import app.display

HERE = Path(__file__).resolve().parent
LEAFLET = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"

HEADERS = {
    # Streamlit, Vega and the map component draw with inline styles and compile expressions. Nothing is foreign.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}


class SecurityHeaders:
    """Adds `HEADERS` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            await send(message)

        await self._app(scope, receive, send_with_headers)


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[None]:
    """Import what pages need before the first of them is asked for, and keep it out of garbage collection.

    Streamlit collects garbage in full after every rerun; what is frozen here is not looked at again.
    """
    for module in pkgutil.iter_modules(app.display.__path__, "app.display."):
        importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    yield


dashboard = st.App(
    HERE / "app" / "dashboard.py",
    lifespan=warm,
    routes=[Mount("/assets/leaflet", StaticFiles(directory=LEAFLET))],
    middleware=[Middleware(SecurityHeaders)],
)
