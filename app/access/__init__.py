"""Who is signed in, and what they may therefore see."""

from app.access.sign_in import require_viewer, sign_in, sign_out

__all__ = ["require_viewer", "sign_in", "sign_out"]
