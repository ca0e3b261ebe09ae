"""Who is signed in, and what they may therefore see."""

from app.access.sign_in import current_viewer, keep_signed_in, require_viewer, sign_in_page, sign_out

__all__ = ["current_viewer", "keep_signed_in", "require_viewer", "sign_in_page", "sign_out"]
