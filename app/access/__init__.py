"""Who is signed in, and what they may therefore see."""

from app.access.current import (
    current_viewer,
    keep_signed_in,
    must_change_password,
    note_unprotected,
    require_viewer,
    sign_out,
    who_is_here,
)
from app.access.own_password import change_password_page, first_password_page
from app.access.sign_in import sign_in_page

__all__ = [
    "change_password_page",
    "current_viewer",
    "first_password_page",
    "keep_signed_in",
    "must_change_password",
    "note_unprotected",
    "require_viewer",
    "sign_in_page",
    "sign_out",
    "who_is_here",
]
