"""Whether the pages of a list, as an API answers, make up the whole of a directory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

LISTS = ("contents", "results", "data")
"""How the lists of Open Referral UK, ALISS v3 and ALISS v4 call what they list."""

_OF_FORM = {
    "page",
    "perpage",
    "pagesize",
    "size",
    "limit",
    "offset",
    "format",
    "full",
}  # parameters that select nothing


@dataclass(frozen=True)
class Page:
    """What one page says of its list.

    `number` of `pages` by its own count, `last` if it says so, `items` in the whole list, and the addresses of the
    page itself (known when it was fetched), of the one before and of the one after; None for what it does not say.
    """

    ids: frozenset[str]
    numbered: bool
    number: int | None
    pages: int | None
    last: bool
    items: int | None
    address: str
    previous: str | None
    following: str | None


def page_of(address: str, document: dict, ids: frozenset[str]) -> Page:
    """What a page says, whose services have these `ids`."""
    numbered = "contents" in document
    asked = dict(_parameters(address)).get("page", "1" if address else None)
    items = document.get("total_items" if numbered else "count")
    return Page(
        ids,
        numbered,
        _number(document.get("page_number", asked)),
        _number(document.get("total_pages")),
        document.get("last_page") is True or (numbered and not document["contents"]),
        _number(items),
        address,
        _link(document.get("previous")),
        _link(document.get("next")),
    )


def missing(pages: Sequence[Page]) -> str | None:
    """Why these pages are not all of a directory; None when they are."""
    if not pages:
        return "it is no list of all services"
    if selection := sorted({name for page in pages for name in _selects(page)}):
        return f"only a selection was asked for, by {', '.join(selection)}"
    if reason := _gaps(pages) if pages[0].numbered else _open_ends(pages):
        return reason
    listed = len(frozenset().union(*(page.ids for page in pages)))
    items = min((page.items for page in pages if page.items is not None), default=None)
    if items is None:
        return None if pages[0].numbered or len(pages) == 1 else "its pages do not say how many services there are"
    return f"it says that there are {items} services, and lists {listed}" if listed < items else None


def _gaps(pages: Sequence[Page]) -> str | None:
    numbers = {page.number for page in pages}
    ends = [page.number for page in pages if page.last] + [page.pages for page in pages]
    last = max((end for end in ends if end is not None), default=None)
    if None in numbers or last is None:
        return "its pages do not say which is the last"
    lacking = next((number for number in range(1, last + 1) if number not in numbers), None)
    return f"page {lacking} is missing" if lacking else None


def _open_ends(pages: Sequence[Page]) -> str | None:
    if all(page.previous for page in pages):
        return "the first page is missing"
    return "the last page is missing" if all(page.following for page in pages) else None


def _selects(page: Page) -> Iterator[str]:
    for address in (page.address, page.previous, page.following):
        for name, value in _parameters(address or ""):
            if value and "".join(filter(str.isalnum, name.lower())) not in _OF_FORM:
                yield name[:40]


def _parameters(address: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(address).query)
    except ValueError:
        return []


def _number(told: object) -> int | None:
    text = str(told) if isinstance(told, str | int) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _link(told: object) -> str | None:
    return str(told)[:2000] if told else None
