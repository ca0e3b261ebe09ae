"""Who is signed in, and what they may therefore see."""

from app.access.sign_in import current_viewer, require_viewer, sign_in_page, sign_out

__all__ = ["current_viewer", "require_viewer", "sign_in_page", "sign_out"]
