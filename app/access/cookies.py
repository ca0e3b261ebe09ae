"""The cookies of a browser, which the server sets so that no script can read them.

A page that has just signed someone in sends a code for one use; the answer carries the cookies. `dashboard` routes and
wraps its requests with what is here.
"""

import re
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.access import attempts, sessions
from app.access.requests import from_our_own_page, over_https

SESSION = "clw_session"
BROWSER = "clw_browser"
WANTED = "clw_wanted"
BEGIN = "/session/begin"

_LONGEST_CODE = 100
_OWN_PATH = re.compile(r"/(?![/\\])[!-~]*")
_SIGNED_IN_ELSEWHERE = "/oauth2callback"


async def begin(request: Request) -> Response:
    """Give the browser the token of the session whose code it sends, once; nothing to anyone else."""
    answer = Response(status_code=204, headers={"cache-control": "no-store"})
    if not from_our_own_page(request.headers):
        return answer
    if taken := sessions.take(await _code(request)):
        token, username = taken
        browser = attempts.remember(username, request.cookies.get(BROWSER, ""))
        for name, value, seconds in (
            (SESSION, token, sessions.LONGEST_SECONDS),
            (BROWSER, browser, attempts.KNOWN_SECONDS),
        ):
            answer.set_cookie(
                name,
                value,
                max_age=seconds,
                httponly=True,
                samesite="strict",
                secure=over_https(request.scope),
            )
    return answer


async def _code(request: Request) -> str:
    """What it sends, read no further than a code is long."""
    code = b""
    async for part in request.stream():
        code += part
        if len(code) > _LONGEST_CODE:
            break
    return code[: _LONGEST_CODE + 1].decode("ascii", "replace")


def remember_address() -> str:
    """A script that has the browser remember for an hour at which address it was before signing in elsewhere."""
    return (
        f"<script>document.cookie = '{WANTED}=' + encodeURIComponent(location.pathname + location.search) + "
        "'; path=/; max-age=3600; samesite=lax'</script>"
    )


class ReturnToWanted:
    """Leads back to the address at which someone was, where single sign-on would lead to the first page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back, leading elsewhere if it came from the identity provider."""
        if scope["type"] != "http" or scope["path"] != _SIGNED_IN_ELSEWHERE:
            await self._app(scope, receive, send)
            return
        wanted = _wanted(scope)

        async def send_elsewhere(message: Message) -> None:
            if message["type"] == "http.response.start" and wanted:
                headers = [(name, value) for name, value in message["headers"] if name.lower() != b"location"]
                forget = f"{WANTED}=; path=/; max-age=0; samesite=lax".encode()
                message["headers"] = [*headers, (b"location", wanted.encode()), (b"set-cookie", forget)]
            await send(message)

        await self._app(scope, receive, send_elsewhere)


def _wanted(scope: Scope) -> str | None:
    """The address in the browser's cookie, if it is one of ours."""
    path = unquote(Request(scope).cookies.get(WANTED, ""))
    return path if _OWN_PATH.fullmatch(path) else None
