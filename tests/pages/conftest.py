"""What tests of pages share."""

import pytest


@pytest.fixture(autouse=True)
def a_new_browser_on_loopback(monkeypatch):
    from streamlit import config

    config.set_option("server.address", "127.0.0.1")
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.cookies", {})
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.url", "http://127.0.0.1/")
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.ip_address", None)
