import time

import pytest

from app.access import audit, sessions, single_sign_on
from app.events import Event
from app.viewer import AccountError, Role, Viewer

GLASGOW = "S37000034"


@pytest.fixture(autouse=True)
def provided(fresh_settings):
    fresh_settings(
        oidc_metadata_url="https://id.example.org/.well-known/openid-configuration",
        oidc_client_id="clw",
        oidc_client_secret="between us",
        oidc_role_claim="groups",
        oidc_roles='{"clw-stewards": "steward", "clw-managers": "hscp", "clw-policy": "policy"}',
        oidc_hscp_claim="area",
        address="https://clw.example.org/",
    )
    return fresh_settings


def claims(**changed):
    said = {"sub": "1", "preferred_username": "mary", "name": "Mary M", "groups": ["clw-policy"], "iat": time.time()}
    return {name: value for name, value in (said | changed).items() if value is not None}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Viewer("sso:mary", "Mary M", Role.POLICY)),
        ({"groups": "clw-policy"}, Viewer("sso:mary", "Mary M", Role.POLICY)),
        ({"area": GLASGOW}, Viewer("sso:mary", "Mary M", Role.POLICY)),
        ({"groups": ["x", "clw-managers"], "area": GLASGOW}, Viewer("sso:mary", "Mary M", Role.HSCP, GLASGOW)),
        ({"groups": ["clw-policy", "clw-stewards"], "area": "all"}, Viewer("sso:mary", "Mary M", Role.STEWARD)),
        ({"groups": ["clw-stewards"], "area": GLASGOW}, Viewer("sso:mary", "Mary M", Role.STEWARD, GLASGOW)),
        ({"preferred_username": None, "email": "m@example.org"}, Viewer("sso:m@example.org", "Mary M", Role.POLICY)),
        ({"preferred_username": None, "name": None}, Viewer("sso:1", "1", Role.POLICY)),
    ],
)
def test_who_someone_is_follows_from_the_claims(changed, expected):
    found = single_sign_on.viewer_of(claims(**changed))
    assert found == expected
    assert single_sign_on.owns(found.username)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"groups": []}, "no role"),
        ({"groups": None}, "no role"),
        ({"groups": {"clw-policy": True}}, "no role"),
        ({"groups": "clw-policy clw-stewards"}, "no role"),
        ({"groups": ["policy"]}, "no role"),
        ({"groups": ["clw-managers"]}, "which HSCP"),
        ({"groups": ["clw-managers"], "area": ""}, "which HSCP"),
        ({"groups": ["clw-managers"], "area": "S37000099"}, "does not know"),
        ({"groups": ["clw-stewards"], "area": ["S37000034"]}, "does not know"),
        ({"groups": ["clw-managers"], "area": "all"}, "does not know"),
        *(({"groups": ["clw-stewards"], "area": area}, "which HSCP") for area in (None, "", [], {}, False)),
        ({"groups": ["clw-stewards"], "area": "All"}, "does not know"),
        ({"preferred_username": None, "sub": None}, "no name"),
    ],
)
def test_claims_that_give_no_role_are_refused_in_a_sentence(changed, words):
    with pytest.raises(AccountError, match=words):
        single_sign_on.viewer_of(claims(**changed))
    assert single_sign_on.viewer(claims(**changed)) is None
    assert audit.entries() == []


def test_a_sign_in_is_a_session_that_ends_for_good():
    said = claims()
    assert single_sign_on.viewer(said).username == "sso:mary"
    assert single_sign_on.viewer(dict(said)).username == "sso:mary"
    assert [entry.event for entry in audit.entries()] == [Event.SIGNED_IN]
    sessions.end_all("sso:mary")
    assert single_sign_on.viewer(said) is None
    assert single_sign_on.viewer(claims(iat=said["iat"] + 1)).username == "sso:mary"


@pytest.mark.parametrize(
    ("seconds", "seen"), [(0, True), (12 * 3600 - 60, True), (12 * 3600 + 60, False), (-60, True), (-3600, False)]
)
def test_a_sign_in_is_good_for_12_hours(seconds, seen):
    assert bool(single_sign_on.viewer(claims(iat=time.time() - seconds))) == seen


@pytest.mark.parametrize("issued", [None, "now", True, float("nan"), float("inf")])
def test_claims_without_their_time_are_not_taken(issued):
    assert single_sign_on.viewer(claims(iat=issued)) is None


def test_a_sign_in_ends_when_idle_for_8_hours(monkeypatch):
    said, now = claims(), time.time()
    assert single_sign_on.viewer(said)
    monkeypatch.setattr("app.access.sessions.time.time", lambda: now + 8 * 3600 + 60)
    assert single_sign_on.viewer(said) is None


def test_what_streamlit_needs_comes_from_our_settings():
    auth = single_sign_on.streamlit_secrets()["auth"]
    assert auth["redirect_uri"] == "https://clw.example.org/oauth2callback"
    assert (auth["client_id"], auth["client_secret"]) == ("clw", "between us")
    assert len(auth["cookie_secret"]) >= 32
    assert single_sign_on.streamlit_secrets()["auth"]["cookie_secret"] == auth["cookie_secret"]


def test_a_secret_may_be_in_a_file_and_is_not_shown_with_the_settings(tmp_path, monkeypatch):
    from app.settings import Settings

    monkeypatch.delenv("CLW_OIDC_CLIENT_SECRET")
    (tmp_path / "clw_oidc_client_secret").write_text("from a file")
    here = Settings(_secrets_dir=tmp_path)
    assert here.oidc_client_secret.get_secret_value() == "from a file"
    assert "from a file" not in repr(here)


def test_a_missing_setting_is_named(provided):
    provided(oidc_client_secret="", address="")
    with pytest.raises(AccountError, match="CLW_OIDC_CLIENT_SECRET and CLW_ADDRESS"):
        single_sign_on.streamlit_secrets()


def test_without_a_provider_there_is_no_single_sign_on(provided):
    provided(oidc_metadata_url="")
    assert not single_sign_on.is_on()
    assert single_sign_on.streamlit_secrets() == {}
    assert single_sign_on.claims() == {}
