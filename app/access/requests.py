"""What is known of a request: whether a page of ours sent it, and whether it came by https."""

from starlette.datastructures import Headers
from starlette.types import Scope


def from_our_own_page(headers: Headers) -> bool:
    """Whether the browser says that a page of this server sent it; compared as text, for it may be anything."""
    _, _, sender = headers.get("origin", "").partition("://")
    return bool(sender) and sender == headers.get("host")


def over_https(scope: Scope) -> bool:
    """Whether it came by https, to this server or to a proxy before it.

    Anyone is believed who says so: it only makes the answer stricter.
    """
    return scope["scheme"] == "https" or Headers(scope=scope).get("x-forwarded-proto") == "https"
