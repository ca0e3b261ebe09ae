"""Single sign-on with a provider of our own on this machine, in a real browser."""

import json
import re

import pytest

from app.access import audit
from app.events import Event
from tests.browser.fixtures import serving
from tests.browser.provider import CLIENT, SECRET, providing

pytestmark = pytest.mark.xdist_group("single sign-on")  # one worker, for the provider
BUTTON = "Sign in with your organisation"
ROLES = {"clw-policy": "policy", "clw-managers": "hscp", "clw-stewards": "steward"}


@pytest.fixture(scope="module")
def provider():
    with providing() as provider:
        yield provider


@pytest.fixture(scope="module")
def address(sample_store, provider):
    """A dashboard that knows no password of its own."""
    settings = {
        "CLW_OIDC_METADATA_URL": f"{provider.address}/.well-known/openid-configuration",
        "CLW_OIDC_CLIENT_ID": CLIENT,
        "CLW_OIDC_CLIENT_SECRET": SECRET,
        "CLW_OIDC_ROLE_CLAIM": "groups",
        "CLW_OIDC_ROLES": json.dumps(ROLES),
        "CLW_ADDRESS": "http://127.0.0.1:{port}",
        "CLW_LOCAL_ACCOUNTS": "0",
        "CLW_DEMO": "0",
    }
    with serving(**settings) as address:
        yield address


@pytest.fixture
def sign_in(visit, address):
    def as_someone(who, path="/"):
        here = visit(address=address)
        here.open(path)
        here.page.get_by_role("button", name=BUTTON).click()
        here.page.get_by_role("link", name=who).click()
        return here

    return as_someone


def asks_to_sign_in(here):
    here.page.get_by_role("button", name=BUTTON).wait_for()
    here.settled()
    assert b"vega" not in b"".join(here.frames)


def test_a_deep_link_survives_single_sign_on(sign_in, address):
    here = sign_in("Pat Policy", "/coverage?measure=vacancy_rate&hscp=S37000016")
    here.page.get_by_role("heading", name=re.compile("^Highland: ")).wait_for()
    assert here.page.url == f"{address}/coverage?measure=vacancy_rate&hscp=S37000016"
    here.page.reload()
    here.page.get_by_role("heading", name=re.compile("^Highland: ")).wait_for()
    assert audit.entries(event=Event.SIGNED_IN, username="sso:pat")[0].about == "by single sign-on"
    here.open("/")
    here.page.get_by_role("heading", name="Overview of link workers").wait_for()
    assert here.errors == []


def test_role_and_hscp_come_from_the_claims(sign_in):
    here = sign_in("Mary Manager")
    here.page.get_by_role("heading", name="Glasgow City in six figures").wait_for()
    here.settled()
    assert "S37000034" in audit.entries(event=Event.VIEWED_UNPROTECTED, username="sso:mary")[0].about
    here.open("/coverage")
    with here.page.expect_download() as download:
        here.page.get_by_role("button", name="Table, all quarters (CSV)").click()
    assert download.value.failure() is None
    here = sign_in("Stewart Steward", "/audit_log")
    here.page.get_by_role("heading", name="Audit log").wait_for()
    here.page.get_by_role("table").wait_for()


def test_signing_out_ends_it_here_at_the_provider_and_in_every_copy(sign_in, visit, address, provider):
    here = sign_in("Pat Policy")
    here.titled()
    copied = here.page.context.cookies()
    thief = visit(address=address)
    thief.page.context.add_cookies(copied)
    thief.open("/")
    thief.titled()  # so that the copy is a good one
    here.open("/sign-out")
    here.page.get_by_role("button", name=BUTTON).wait_for()
    assert "/logout" in provider.asked
    thief.open("/")
    thief.page.get_by_role("button", name=BUTTON).wait_for()


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("Nobody Known", "gives you no role"),
        ("Without Area", "does not say which HSCP you look after"),
        ("Steward Of None", "does not say which HSCP you look after"),
    ],
)
def test_someone_without_a_role_is_told_so_and_sees_nothing(sign_in, who, words):
    here = sign_in(who, "/coverage")
    here.page.get_by_text(words).wait_for()
    here.settled()
    assert b"vega" not in b"".join(here.frames)
    assert "/coverage" in here.page.url
    assert audit.entries(event=Event.REFUSED)[0].about == "single sign-on gave no role"
    here.page.get_by_role("button", name="Sign out").click()
    here.page.get_by_role("button", name=BUTTON).wait_for()


@pytest.mark.parametrize("who", ["Signed By Another", "Signed By Nobody", "Signed Yesterday"])
def test_claims_that_are_not_the_providers_or_too_old_lead_to_signing_in(sign_in, who):
    here = sign_in(who)
    asks_to_sign_in(here)
    assert here.errors == []


def test_there_is_no_form_for_a_password(visit, address):
    here = visit(address=address)
    here.open("/")
    asks_to_sign_in(here)
    assert here.page.get_by_label("Password").count() == 0
