"""Downloading from an ArcGIS feature service, such as ONS Open Geography."""

import json

import requests

from app.geography.boundaries import OutlineError

_MOST_BYTES = 200_000_000
_SECONDS = 60
_BRING_IT = "on a machine without internet, bring the file and run python -m app outlines use FILE"


def features(url: str) -> list[dict]:
    """All features of a service in degrees, asked for page by page until it says that there are no more.

    `url`: the address of a layer's query, without parameters. Raises OutlineError when the service cannot be reached,
    does not answer with GeoJSON, stops answering for a minute, or sends more than 200 MB.
    """
    found: list[dict] = []
    allowance = _MOST_BYTES
    while True:
        body = _answer(url, offset=len(found), most=allowance)
        allowance -= len(body)
        page, more = _page(url, body)
        found += page
        if not more or not page:
            return found


def _answer(url: str, *, offset: int, most: int) -> bytes:
    wanted = {"where": "1=1", "outFields": "*", "outSR": "4326", "f": "geojson", "resultOffset": str(offset)}
    body = bytearray()
    try:
        with requests.get(url, params=wanted, timeout=_SECONDS, stream=True) as answer:
            answer.raise_for_status()
            for piece in answer.iter_content(1 << 16):
                body += piece
                if len(body) > most:
                    raise OutlineError(f"{url} sends more than 200 MB; ask it for a generalised version")
    except (requests.ConnectionError, requests.Timeout):
        raise OutlineError(f"{url} cannot be reached, or stopped answering; {_BRING_IT}") from None
    except requests.RequestException as error:
        raise OutlineError(f"{url} did not answer as expected ({error}); try later or another address") from None
    return bytes(body)


def _page(url: str, body: bytes) -> tuple[list[dict], bool]:
    """The features of one answer, and whether there are more."""
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        page = None
    page = page if isinstance(page, dict) else {}
    if refusal := page.get("error"):  # ArcGIS refuses with status 200
        raise OutlineError(f"{url} did not answer as expected ({refusal}); check the address (CLW_OUTLINES_URL)")
    if not isinstance(page.get("features"), list):
        raise OutlineError(f"{url} did not answer with GeoJSON; check the address (CLW_OUTLINES_URL)")
    properties = page.get("properties")
    told = [page, properties] if isinstance(properties, dict) else [page]
    return page["features"], any(part.get("exceededTransferLimit") for part in told)
