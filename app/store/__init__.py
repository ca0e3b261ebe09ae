"""Accepted returns, kept as immutable versions."""

from app.store.versions import Draft, Store, StoreError, Version, open_store

__all__ = ["Draft", "Store", "StoreError", "Version", "open_store"]
