"""Downloading a service directory from an API, politely: Open Referral UK 3.0, and ALISS v3 and v4."""

import ipaddress
import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent import futures
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError

_NAME = "clw-dashboard (directory of community services)"
_MOST_REDIRECTS = 5
_LONGEST_WAIT = 60
_REDIRECTS = {301, 302, 303, 307, 308}
_MAY_PASS = {429, 500, 502, 503, 504}
_SILENT = "cannot be reached, or stopped answering"
_LISTS = ("contents", "results", "data")
_IN_FULL = {"service_at_locations", "service_areas", "attributes"}
_PORTS = {"http": 80, "https": 443}


class FetchError(Exception):
    """The services cannot be fetched; the message says what, where, and what to do."""


class _NotFound(FetchError):
    """There is nothing at an address."""


class _MayPass(Exception):
    """Trouble that may be gone when asked again, not before `after` seconds."""

    def __init__(self, trouble: str, after: float = 0):
        super().__init__(trouble)
        self.after = after


@dataclass(frozen=True)
class Limits:
    """How long, how much and how often an API is asked.

    `seconds` and `megabytes` are for all answers together, `timeout` for each silence of the server; `pause` is the
    seconds between requests; `attempts` is how often one address is asked when it fails in a way that may pass;
    `allow_private` lets links and redirects lead into the own network.
    """

    seconds: float = 1800
    megabytes: float = 500
    pause: float = 0.2
    attempts: int = 5
    timeout: float = 30
    allow_private: bool = False


_LIMITS = Limits()


def fetch(
    url: str,
    folder: Path,
    limits: Limits = _LIMITS,
    *,
    progress: Callable[[str], None] = lambda step: None,
    wait: Callable[[float], None] = time.sleep,
) -> Path:
    """Ask an API for all of its services, and give the file in `folder` that holds its answers.

    `url`: the address of a list of services, of one service, or of an API that lists them at `/services`. The file
    has one line of JSON for each answer, `{"url": ..., "answer": ...}`, in the order of asking. Answers that an
    interrupted call left there are used and not asked for again; whoever loads the file deletes it afterwards.

    Raises FetchError when the address is none, and for whatever the server does wrong: it cannot be reached, refuses,
    answers with something else than services, repeats itself, leads to a private address, or exceeds the limits.
    Raises OSError when the file cannot be written.
    """
    address = _address(url)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sha256(url.encode()).hexdigest()[:16]}.jsonl"
    with _Answers(path) as answers, _Session() as session:
        session.headers["User-Agent"] = _NAME
        _read(_Client(session, answers, _host(address), limits, progress, wait), address)
    return path


def _read(client: "_Client", url: str) -> None:
    url, answer = _first(client, url)
    if not _is_list(answer):
        client.keep(url, answer)
        return
    services = urlunsplit(urlsplit(url)._replace(path=urlsplit(url).path.rstrip("/"), query="", fragment=""))
    for identity in _read_pages(client, url, answer):
        address = f"{services}/{quote(identity, safe='', errors='replace')}"
        try:
            client.keep(address, client.ask(address))
        except _NotFound:
            continue


def _first(client: "_Client", url: str) -> tuple[str, dict]:
    """Where the services are, and the first answer from there: the given address, or `/services` below it."""
    below = _below(url)
    if client.has(below):  # an earlier call found them there
        return below, client.ask(below)
    try:
        answer = client.ask(url)
    except _NotFound:
        if below == url:
            raise
        answer = {}
    if below != url and isinstance(answer, dict) and not _tells_services(answer):
        url, answer = below, client.ask(below)
    if not _tells_services(answer):
        raise FetchError(
            f"{url} does not answer with services as Open Referral UK 3.0 or ALISS; give the address of its services"
        )
    return url, answer


def _below(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    return url if path.endswith("/services") else urlunsplit(parts._replace(path=f"{path}/services"))


def _tells_services(answer: object) -> bool:
    if not isinstance(answer, dict):
        return False
    return _is_list(answer) or isinstance(answer.get("data"), dict) or {"id", "name"} <= answer.keys()


def _is_list(answer: object) -> bool:
    return isinstance(answer, dict) and any(isinstance(answer.get(key), list) for key in _LISTS)


def _read_pages(client: "_Client", url: str, page: object) -> list[str]:
    """Keep every page of a list. Gives the ids of what it lists only in short, as Open Referral does."""
    asked, seen = set(), set()
    in_short: dict[str, None] = {}
    while True:
        if not _is_list(page):
            raise FetchError(f"{url} does not answer with a page of services as those before it; try again later")
        items = next(page[key] for key in _LISTS if isinstance(page.get(key), list))
        new = {identity for item in items if (identity := _id(item))} - seen
        following = _following(url, page)
        asked.add(url)
        if following and (following in asked or not new):
            raise FetchError(f"{url} repeats itself instead of coming to an end; tell who runs the service")
        client.keep(url, page)
        seen |= new
        if isinstance(page.get("contents"), list):
            in_short |= dict.fromkeys(_id(item) for item in items if _is_in_short(item))
        if following is None:
            return list(in_short)
        url, page = following, client.ask(following)


def _id(item: object) -> str:
    identity = item.get("id") if isinstance(item, dict) else None
    return str(identity) if isinstance(identity, str | int) else ""


def _is_in_short(item: object) -> bool:
    # an id of dots only would lead out of the list
    return bool(_id(item).strip(".")) and not item.keys() & _IN_FULL


def _following(url: str, page: dict) -> str | None:
    if not isinstance(page.get("contents"), list):
        return _linked(url, page["next"]) if page.get("next") else None
    query = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    asked = _number(dict(query).get("page"), _number(page.get("page_number"), 1))
    total = _number(page.get("total_pages"), None)
    at_end = not page["contents"] if total is None else _number(page.get("page_number"), asked) >= total
    if page.get("last_page") is True or at_end:
        return None
    query = [(key, value) for key, value in query if key != "page"] + [("page", str(asked + 1))]
    return urlunsplit(urlsplit(url)._replace(query=urlencode(query)))


def _number(told: object, otherwise: int | None) -> int | None:
    text = str(told) if isinstance(told, str | int) else ""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def _linked(url: str, link: object) -> str:
    try:
        return _address(urljoin(url, link))
    except (FetchError, ValueError, TypeError, AttributeError):
        told = f"{link!r:.200}" if isinstance(link, str) else "something"
        raise FetchError(f"{url} leads to {told}, not to http or https; tell who runs the service") from None


def _address(url: str) -> str:
    """The address exactly as it will be asked for, so that what is checked is what is connected to."""
    try:
        url.encode()  # half a character, as JSON can bring, could not be printed either
        address = requests.Request("GET", url).prepare().url
        _host(address)
    except (requests.RequestException, HTTPError, ValueError):
        raise FetchError(
            f"{url!r} is not an address of http or https; give the address of an API of services"
        ) from None
    return address


def _host(address: str) -> tuple[str, int]:
    """Host and port. Raises ValueError for what is not http or https."""
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(address)
    return parts.hostname, parts.port or _PORTS[parts.scheme]


class _Session(requests.Session):
    """Leaves redirects alone: `requests` would read the whole body of one, without limit, before we see it."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """There is none."""


@dataclass(frozen=True)
class _Reply:
    status: int
    headers: requests.structures.CaseInsensitiveDict
    body: bytes


class _Client:
    """Asks addresses one after the other, within the limits; what is already in the file is not asked for."""

    def __init__(
        self,
        session: requests.Session,
        answers: "_Answers",
        given: tuple[str, int],
        limits: Limits,
        progress: Callable[[str], None],
        wait: Callable[[float], None],
    ):
        self._session = session
        self._answers = answers
        self._given = given
        self._limits = limits
        self._progress = progress
        self._wait = wait
        self._until = time.monotonic() + limits.seconds
        self._bytes_left = limits.megabytes * 1_000_000 - answers.size
        self._rest = 0.0

    def has(self, url: str) -> bool:
        """Whether the answer of an address is known already."""
        return url in self._answers

    def keep(self, url: str, answer: object) -> None:
        """Write an answer into the file, if it is not there."""
        if url not in self._answers:
            self._answers.add(url, answer)

    def ask(self, url: str) -> object:
        """What an address answers, the file being asked first. Raises FetchError."""
        if url in self._answers:
            return _parsed(url, self._answers.line(url))["answer"]
        self._progress(f"asking {url}")
        return _parsed(url, self._patiently(url))

    def _patiently(self, url: str) -> bytes:
        attempt = 1
        while True:
            try:
                return self._following_redirects(url)
            except _MayPass as trouble:
                if attempt >= self._limits.attempts:
                    raise FetchError(
                        f"{url} {trouble} (attempts: {attempt}); try again later, going on from what was fetched"
                    ) from None
                self._rest = max(self._limits.pause, min(2.0 ** (attempt - 1), _LONGEST_WAIT), trouble.after)
            attempt += 1

    def _following_redirects(self, url: str) -> bytes:
        at = url
        for _ in range(_MOST_REDIRECTS + 1):
            reply = self._in_time(at)
            target = reply.headers.get("Location")
            if reply.status not in _REDIRECTS or not target:
                return _accepted(at, reply)
            at = _linked(at, target)
        raise FetchError(f"{url} redirects more than {_MOST_REDIRECTS} times; check the address")

    def _in_time(self, address: str) -> _Reply:
        """Ask in a thread of its own: a server that sends a byte now and then would never meet a timeout."""
        if self._rest >= self._seconds_left():
            raise self._too_late()
        if self._rest:
            self._wait(self._rest)
        self._rest = self._limits.pause
        reply = futures.Future()
        threading.Thread(target=_settle, args=(reply, self._send, address), daemon=True).start()
        futures.wait([reply], timeout=max(0, self._seconds_left()))
        if not reply.done():
            raise self._too_late()
        return reply.result()

    def _seconds_left(self) -> float:
        return self._until - time.monotonic()

    def _too_late(self) -> FetchError:
        host, port = self._given
        return FetchError(
            f"{host}:{port} takes longer than {self._limits.seconds:g} seconds in all; "
            "try again, going on from what was fetched, or ask for fewer services"
        )

    def _send(self, address: str) -> _Reply:
        self._check_reachable(address)
        try:
            with self._session.get(address, stream=True, timeout=self._limits.timeout) as answer:
                body = self._body(address, answer) if _is_fine(answer.status_code) else b""
                return _Reply(answer.status_code, answer.headers, body)
        except requests.exceptions.SSLError:
            raise FetchError(f"{address} has no certificate that is trusted here; check the address") from None
        except (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError):
            raise _MayPass(_SILENT) from None
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
            raise FetchError(f"{address} did not answer as expected ({error}); try later or another address") from None

    def _body(self, address: str, answer: requests.Response) -> bytes:
        body = bytearray()
        for piece in answer.iter_content(1 << 16):
            body += piece
            self._bytes_left -= len(piece)
            if self._bytes_left < 0:
                most = self._limits.megabytes
                raise FetchError(f"{address} brings more than {most:g} MB in all; ask it for fewer services")
            if self._seconds_left() < 0:
                raise self._too_late()
        return bytes(body)

    def _check_reachable(self, address: str) -> None:
        """Raise FetchError when a link or redirect leads into a network that the person did not name."""
        host, port = _host(address)
        if (host, port) == self._given or self._limits.allow_private:
            return
        try:
            found = {ipaddress.ip_address(each[4][0]) for each in socket.getaddrinfo(host, port)}
        except (OSError, ValueError):
            raise _MayPass(_SILENT) from None
        if not found or any(not ip.is_global or ip.is_multicast or ip.is_reserved for ip in found):
            raise FetchError(
                f"{self._given[0]} leads to {address}, which is in a private network; "
                "if that is meant, give the address there yourself"
            )


def _settle(reply: futures.Future, ask: Callable[[str], _Reply], address: str) -> None:
    try:
        reply.set_result(ask(address))
    except Exception as error:
        reply.set_exception(error)


def _accepted(address: str, reply: _Reply) -> bytes:
    if reply.status == HTTPStatus.NOT_FOUND:
        raise _NotFound(f"{address} does not exist (status 404); check the address")
    if reply.status in _MAY_PASS:
        raise _MayPass(f"answers with status {reply.status}", _asked_to_wait(reply.headers.get("Retry-After", "")))
    if not _is_fine(reply.status):
        raise FetchError(f"{address} answers with status {reply.status}; check the address, and whether it is public")
    return reply.body


def _is_fine(status: int) -> bool:
    return 200 <= status < 300


def _asked_to_wait(text: str) -> float:
    return min(int(text[:9]), _LONGEST_WAIT) if text.isdecimal() else 0


def _parsed(url: str, body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise FetchError(f"{url} does not answer with JSON; check that it is the address of an API") from None


class _Answers:
    """The answers in a file, by address, in the order of asking. Only where they are is held in memory."""

    def __init__(self, path: Path):
        self._file = path.open("a+b")
        self._at: dict[str, int] = {}
        self._file.seek(0)
        end = 0
        for line in self._file:
            try:
                url = json.loads(line)["url"]
            except (ValueError, RecursionError):
                break
            if not line.endswith(b"\n"):
                break
            self._at[url] = end
            end += len(line)
        self._file.truncate(end)
        self.size = end

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __contains__(self, url: str) -> bool:
        return url in self._at

    def line(self, url: str) -> bytes:
        """The line of an answer that is there."""
        self._file.seek(self._at[url])
        return self._file.readline()

    def add(self, url: str, answer: object) -> None:
        """Write an answer, in ASCII since some readers take characters beyond it for the end of a line."""
        try:
            line = json.dumps({"url": url, "answer": answer}).encode()
        except RecursionError:
            raise FetchError(f"{url} answers with JSON that is nested too deep; tell who runs the service") from None
        at = self._file.seek(0, 2)
        self._file.write(line + b"\n")
        self._file.flush()
        self._at[url] = at
