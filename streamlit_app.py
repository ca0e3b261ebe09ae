"""The dashboard as an ASGI app: the script to run, local assets, what stands around both, and a warm start.

Run by `make run`, or `streamlit run streamlit_app.py`.
"""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import js_lib_leaflet
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from app.access import cookies, proxies, single_sign_on
from app.access.middleware import Gate, SecurityHeaders
from app.viewer import AccountError

HERE = Path(__file__).resolve().parent
LEAFLET = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet"

# Not the modules that declare Streamlit components: those must be imported while a page runs.
WARMED = (
    "altair",
    "folium",
    "geopandas",
    "vl_convert",
    "app.release",
    "app.display.charts",
    "app.display.downloads",
    "app.display.tiles",
)


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[None]:
    """Import what pages need before the first of them is asked for, and keep it out of garbage collection.

    Streamlit collects garbage in full after every rerun; what is frozen here is not looked at again.
    """
    for module in WARMED:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    yield


def page_at_its_address(_: Request) -> HTMLResponse:
    """The browser's part of Streamlit for the address of a page, told that the server is at the root.

    Left to itself it first looks for a server below the page's address, and logs an error when there is none.
    """
    root = "<script>window.__streamlit = {BACKEND_BASE_URL: location.origin + '/'}</script>"
    index = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return HTMLResponse(index.replace("<head>", f"<head>{root}", 1), headers={"cache-control": "no-cache"})


def say_that_it_failed(_: Exception) -> bool:
    """What a person sees of an error; the rest is in the server's log, and nothing of it in the browser."""
    st.error(
        "Something went wrong on our side, and this page cannot be shown. Reload it; if that does not help, tell "
        "whoever looks after the dashboard what you did and when.",
        icon=":material/error:",
    )
    return True


def secrets() -> dict[str, dict[str, object]]:
    """What single sign-on needs; ends the program with a sentence when a setting is missing."""
    try:
        return single_sign_on.streamlit_secrets()
    except AccountError as error:
        raise SystemExit(str(error)) from error


proxies.believe_only_named()
dashboard = st.App(
    HERE / "app" / "dashboard.py",
    secrets=secrets(),
    lifespan=warm,
    routes=[
        Mount("/assets/leaflet", StaticFiles(directory=LEAFLET)),
        Route(cookies.BEGIN, cookies.begin, methods=["POST"]),
        *(
            Route(f"/{address}", page_at_its_address)
            for address in ("password", "sign-out", *(page.stem for page in (HERE / "pages").glob("*.py")))
        ),
    ],
    middleware=[Middleware(Gate), Middleware(cookies.ReturnToWanted)],
    on_script_error=say_that_it_failed,
)
dashboard = SecurityHeaders(dashboard)  # under the name that Streamlit has found above, and serves
