"""Whose word the server takes on who asks: that of named proxies, and by default nobody's."""

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Network

import uvicorn.config
from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.settings import settings


def believe_only_named() -> None:
    """Have uvicorn take the word of `CLW_PROXIES` in place of everyone's on this machine.

    Streamlit starts it without asking: its list is read before this program is, and used afterwards.
    """
    uvicorn.config.ProxyHeadersMiddleware = _believing_named


def _believing_named(app: ASGIApp, trusted_hosts: object) -> ASGIApp:
    return ProxyHeadersMiddleware(app, _written(settings().proxies))


def _written(networks: Iterable[IPv4Network | IPv6Network]) -> list[str]:
    """Networks as a socket writes the addresses in them; one for both kinds of addresses has its own way for IPv4."""
    networks = list(networks)
    both = [f"::ffff:{each.network_address}/{96 + each.prefixlen}" for each in networks if each.version == 4]
    return [*map(str, networks), *both]
