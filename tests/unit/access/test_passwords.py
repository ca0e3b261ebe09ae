import bcrypt
import pytest

from app.access import passwords
from app.viewer import AccountError

GOOD = "a long enough phrase"


@pytest.mark.parametrize("password", [GOOD, "correct horse battery staple", "ð" * 3 + "kvjwznqplomr", "V7#kq2!zPw9$"])
def test_good_passwords_are_taken(password):
    passwords.check_strength(password)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "at least 12"),
        ("eleven-char", "at least 12"),
        ("abababababab", "over and over"),
        ("password1234", "too easy to guess"),  # among the most common
        ("correcthorsebatterystaple"[:12] + "1", "too easy to guess"),
        ("edinburgh123", "too easy to guess"),
        ("mary.mcdonald", "too easy to guess"),
        ("x1" + "long" * 20, "at most 72"),
    ],
)
def test_weak_passwords_are_refused_in_a_sentence(password, words):
    with pytest.raises(AccountError, match=words):
        passwords.check_strength(password, ("mary.mcdonald", "Mary McDonald"))


def test_a_password_fits_its_own_hash_and_no_other():
    kept = passwords.hashed(GOOD)
    assert passwords.fits(GOOD, kept)
    assert bcrypt.checkpw(GOOD.encode(), kept.encode())
    for other in ("", GOOD + "x", GOOD.upper(), "x" * 5000, "\udcff", "a\0b"):
        assert not passwords.fits(other, kept)


def test_an_unknown_name_costs_as_much_as_a_wrong_password(monkeypatch):
    """One comparison in each case, with a hash of the same cost: the time of bcrypt follows from its cost alone."""
    kept = passwords.hashed(GOOD)
    passwords.fits("", None)  # makes the hash that stands for nobody's
    costs = []
    monkeypatch.setattr(passwords.bcrypt, "checkpw", lambda given, kept: costs.append(kept[:7]))
    for password, password_hash in [("wrong", kept), ("wrong", None), ("x" * 5000, kept), ("x" * 5000, None)]:
        passwords.fits(password, password_hash)
    assert costs == [kept[:7].encode()] * 4


def test_the_password_that_stands_for_nobody_fits_nobody():
    assert not passwords.fits("nobody has this password", None)
