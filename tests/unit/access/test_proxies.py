from ipaddress import ip_network

import pytest
import uvicorn

from app.access import proxies
from app.settings import Settings, settings
from tests.unit.access.loop import finished


@pytest.fixture
def seen(fresh_settings, monkeypatch):
    """Whom the app takes for the sender of a request, as uvicorn starts it: `seen(named, connected, forwarded)`."""
    monkeypatch.setattr("uvicorn.config.ProxyHeadersMiddleware", uvicorn.config.ProxyHeadersMiddleware)
    proxies.believe_only_named()

    def ask(named, connected, forwarded):
        fresh_settings(proxies=named)
        found = []

        async def app(scope, receive, send):
            found.append((scope["client"][0], scope["scheme"]))

        config = uvicorn.Config(app)
        config.load()
        headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")]
        scope = {"type": "http", "client": (connected, 1234), "scheme": "http", "headers": headers}
        finished(config.loaded_app(scope, None, None))
        return found[0]

    return ask


@pytest.mark.parametrize("connected", ["127.0.0.1", "::1", "192.0.2.7"])
@pytest.mark.parametrize("named", ["", "192.0.2.8", "198.51.100.0/24,2001:db8::/32"])
def test_nobody_is_believed_who_is_not_named(seen, named, connected):
    assert seen(named, connected, "203.0.113.9") == (connected, "http")


@pytest.mark.parametrize(
    ("named", "connected"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "::ffff:127.0.0.1"),
        (" 192.0.2.7 , ::1,", "192.0.2.7"),
        ("192.0.2.0/24", "192.0.2.7"),
        ("192.0.2.0/24", "::ffff:192.0.2.7"),
        ("2001:db8::/32", "2001:db8::7"),
    ],
)
def test_a_named_proxy_is_believed(seen, named, connected):
    assert seen(named, connected, "203.0.113.9") == ("203.0.113.9", "https")
    assert seen(named, connected, "10.9.9.9, 203.0.113.9")[0] == "203.0.113.9"  # what came in before it is not


def test_the_setting_holds_addresses_and_networks(monkeypatch):
    monkeypatch.setenv("CLW_PROXIES", "127.0.0.1, 192.0.2.0/24")
    assert Settings().proxies == (ip_network("127.0.0.1"), ip_network("192.0.2.0/24"))


@pytest.mark.parametrize("named", ["*", "proxy.example.org", "127.0.0.1:80", "192.0.2.7/24"])
def test_what_is_no_address_is_said(fresh_settings, named):
    fresh_settings(proxies=named)
    with pytest.raises(SystemExit, match=r"CLW_PROXIES: .*not a valid IPv4 or IPv6 network"):
        settings()
