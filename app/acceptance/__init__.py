"""The door in: check, store, protect, audit, publish. What is handed in is accepted whole or not at all."""

from app.acceptance.directory import AcceptedDirectory, CheckedDirectory, accept_directory, check_directory
from app.acceptance.reference import accept_lookup, accept_population
from app.acceptance.refusal import Refused
from app.acceptance.returns import Accepted, accept, check_files
from app.acceptance.sample import accept_sample

__all__ = [
    "Accepted",
    "AcceptedDirectory",
    "CheckedDirectory",
    "Refused",
    "accept",
    "accept_directory",
    "accept_lookup",
    "accept_population",
    "accept_sample",
    "check_directory",
    "check_files",
]
