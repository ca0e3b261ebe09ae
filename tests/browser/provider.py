"""A small OpenID Connect provider on this machine: authorisation code flow, as RFC 6749 and OpenID Connect Core say.

Whoever signs in is chosen on its page, among `PEOPLE`. It keeps what it was asked in `asked`.
"""

import base64
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "clw-dashboard", "a secret of client and provider"
_KEY, _ANOTHER_KEY = (RSAKey.generate_key(2048, {"kid": "1", "use": "sig"}) for _ in range(2))

PEOPLE = {
    "Pat Policy": {"groups": ["everyone", "clw-policy"]},
    "Mary Manager": {"groups": ["clw-managers"], "hscp": "S37000034"},
    "Stewart Steward": {"groups": ["clw-stewards"], "hscp": "all"},
    "Steward Of None": {"groups": ["clw-stewards"]},
    "Nobody Known": {"groups": ["everyone"]},
    "Without Area": {"groups": ["clw-managers"]},
    "Signed Yesterday": {"groups": ["clw-policy"]},
    "Signed By Another": {"groups": ["clw-policy"]},
    "Signed By Nobody": {"groups": ["clw-policy"]},
}


class Provider(ThreadingHTTPServer):
    """The provider while it serves."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []


@contextmanager
def providing() -> Iterator[Provider]:
    """A provider on a free port."""
    provider = Provider()
    thread = Thread(target=provider.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        thread.join()
        provider.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        path, query = self._asked()
        match path:
            case "/.well-known/openid-configuration":
                self._json(_metadata(self.server.address))
            case "/keys":
                self._json({"keys": [_KEY.as_dict(private=False)]})
            case "/authorize":
                choices = {who: escape(urlencode(query | {"who": who})) for who in PEOPLE}
                links = (f"<p><a href='/choose?{choice}'>{who}</a></p>" for who, choice in choices.items())
                self._answer(200, "<link rel=icon href=data:,>{}".format("".join(links)).encode(), "text/html")
            case "/choose":
                code = secrets.token_urlsafe()
                self.server.codes[code] = query
                self._redirect(f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
            case "/logout":
                self._redirect(query["post_logout_redirect_uri"])
            case _:
                self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        self._asked()
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: values[0] for name, values in parse_qs(sent).items()}
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        query = self.server.codes.pop(sent["code"], None)
        right = self.headers["Authorization"] == f"Basic {client}" and query
        if not right or sent["redirect_uri"] != query["redirect_uri"]:
            self._answer(400, b'{"error": "invalid_grant"}', "application/json")
            return
        token = _id_token(self.server.address, query["who"], query["nonce"])
        self._json({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token})

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        self.server.asked.append(parts.path)
        return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}

    def _json(self, content: object) -> None:
        self._answer(200, json.dumps(content).encode(), "application/json")

    def _redirect(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.end_headers()

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content)


def _metadata(address: str) -> dict[str, object]:
    return {
        "issuer": address,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "jwks_uri": f"{address}/keys",
        "end_session_endpoint": f"{address}/logout",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def _id_token(issuer: str, who: str, nonce: str) -> str:
    issued = int(time.time()) - (25 * 3600 if who == "Signed Yesterday" else 0)
    claims = {
        "iss": issuer,
        "aud": CLIENT,
        "sub": who,
        "iat": issued,
        "exp": int(time.time()) + 300,
        "nonce": nonce,
        "name": who,
        "preferred_username": who.split()[0].lower(),
        **PEOPLE[who],
    }
    if who == "Signed By Nobody":
        parts = ({"alg": "none", "typ": "JWT"}, claims)
        encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
        return ".".join(encoded) + "."
    return jwt.encode({"alg": "RS256", "kid": "1"}, claims, _ANOTHER_KEY if who == "Signed By Another" else _KEY)
