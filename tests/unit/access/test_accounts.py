import stat

import pytest

from app.access import demo
from app.access.accounts import Accounts
from app.settings import settings
from app.viewer import AccountError, Role, Viewer

pytestmark = pytest.mark.usefixtures("fresh_settings")
PASSWORD, OTHER = "a long enough phrase", "another phrase, longer"


@pytest.fixture
def manager():
    return Accounts().add("Manager ", name="A manager", role=Role.HSCP, hscp_code="S37000034", password=PASSWORD)


def test_an_account_is_found_and_its_password_fits(manager):
    assert manager == Viewer("manager", "A manager", Role.HSCP, "S37000034")
    assert Accounts().find("manager") == manager
    assert Accounts().all() == [manager]
    assert Accounts().password_fits("manager", PASSWORD)
    assert not Accounts().password_fits("manager", PASSWORD + "x")
    assert not Accounts().password_fits("nobody", PASSWORD)


def test_the_database_is_its_owners_alone_and_holds_no_password(manager):
    path = settings().accounts
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"username": " "}, "a name"),
        ({"username": "sso:mary"}, "a name"),
        ({"password": "short"}, "at least 12"),
        ({"password": "aaaaaaaaaaaaaaaa"}, "over and over"),
        ({"password": "qwertyuiop12"}, "too easy to guess"),
        ({"hscp_code": "S37000099"}, "not the code of an HSCP"),
        ({"hscp_code": None}, "no HSCP"),
        ({"role": Role.POLICY}, "does not use"),
    ],
)
def test_what_does_not_make_an_account_is_said(changed, words):
    account = {
        "username": "x",
        "name": "X",
        "role": Role.HSCP,
        "hscp_code": "S37000034",
        "password": PASSWORD,
    } | changed
    with pytest.raises(AccountError, match=words):
        Accounts().add(account.pop("username"), **account)
    assert Accounts().all() == []


def test_a_taken_name_and_an_unknown_one(manager):
    with pytest.raises(AccountError, match="already"):
        Accounts().add("manager", name="B", role=Role.POLICY, hscp_code=None, password=PASSWORD)
    for change in (
        lambda: Accounts().remove("nobody"),
        lambda: Accounts().set_password("nobody", PASSWORD),
        lambda: Accounts().set_role("nobody", Role.POLICY, None),
    ):
        with pytest.raises(AccountError, match="no account 'nobody'"):
            change()


@pytest.mark.parametrize(
    ("wanted", "address", "sample", "there"),
    [
        ("1", "127.0.0.1", True, True),
        ("1", "localhost", True, True),
        ("0", "127.0.0.1", True, False),
        ("1", "0.0.0.0", True, False),
        ("1", None, True, False),
        ("1", "192.168.1.5", True, False),
        ("1", "127.0.0.1", False, False),
    ],
)
def test_demonstration_accounts_only_where_nothing_real_can_be_seen(
    fresh_settings, monkeypatch, wanted, address, sample, there
):
    fresh_settings(demo=wanted)
    monkeypatch.setattr("app.access.demo.st.get_option", lambda _: address)
    monkeypatch.setattr("app.access.demo.holds_only_sample_data", lambda: sample)
    assert bool(demo.accounts()) == there


def test_a_password_that_someone_else_chose_is_to_be_changed_once(manager):
    assert not Accounts().must_change_password("manager")
    Accounts().set_password("manager", OTHER, must_change=True)
    assert Accounts().must_change_password("manager")
    with pytest.raises(AccountError, match="present password"):
        Accounts().set_password("manager", OTHER)
    Accounts().set_password("manager", PASSWORD)
    assert not Accounts().must_change_password("manager")
    assert not Accounts().must_change_password("nobody")


def test_another_role_counts_at_once_and_has_to_be_a_possible_one(manager):
    Accounts().set_role("manager", Role.POLICY, None)
    assert Accounts().find("manager") == Viewer("manager", "A manager", Role.POLICY)
    with pytest.raises(AccountError, match="no HSCP"):
        Accounts().set_role("manager", Role.HSCP, None)
    assert Accounts().find("manager").role == Role.POLICY


def test_roles_see_what_they_may():
    assert Viewer("a", "A", Role.HSCP, "S37000034").scope == "own:S37000034"
    assert Viewer("a", "A", Role.STEWARD, "S37000034").scope == "protected"
    assert Viewer("a", "A", Role.POLICY).scope == Viewer("b", "B", Role.ADVISORY).scope == "protected"
