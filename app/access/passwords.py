"""Passwords: which are good enough, and their hashes."""

from collections.abc import Sequence
from functools import cache

import bcrypt
from zxcvbn import zxcvbn

from app.viewer import AccountError

SHORTEST = 12
_MOST_BYTES = 72  # what bcrypt reads
_FEWEST_GUESSES = 10**8


def check_strength(password: str, about: Sequence[str] = ()) -> None:
    """Raise AccountError for a password that would be guessed. `about`: words close to its owner, such as the name."""
    if len(password) < SHORTEST or len(set(password)) < 5:
        raise AccountError(f"choose a password of at least {SHORTEST} characters, not the same few over and over")
    if len(password.encode()) > _MOST_BYTES:
        raise AccountError(f"choose a password of at most {_MOST_BYTES} characters")
    judged = zxcvbn(password, user_inputs=["clw", "link worker", "dashboard", *about])
    if judged["guesses"] < _FEWEST_GUESSES:
        raise AccountError(
            "this password is too easy to guess: it is a common one, a name, or a pattern; "
            "choose another, such as four words that have nothing to do with each other"
        )


def hashed(password: str) -> str:
    """The hash to keep of a password."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()


def fits(password: str, password_hash: str | None) -> bool:
    """Whether a password belongs to a hash. Takes as long without a hash, when it never does."""
    given, nobodys = password.encode("utf-8", "surrogatepass"), _nobodys()
    usable = password_hash is not None and len(given) <= _MOST_BYTES
    return bcrypt.checkpw(given[:_MOST_BYTES], (password_hash if usable else nobodys).encode()) and usable


@cache
def _nobodys() -> str:
    return hashed("nobody has this password")
