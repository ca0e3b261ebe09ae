"""The door in: check, store, protect, audit, publish. What is handed in is accepted whole or not at all."""

from app.acceptance.changes_told import changes_as_json, changes_told, vanishing_told
from app.acceptance.directory import AcceptedDirectory, CheckedDirectory, accept_directory, check_directory
from app.acceptance.expected import expect_units, units_expected_of
from app.acceptance.protection_report import protection_told
from app.acceptance.reference import accept_lookup, accept_population
from app.acceptance.refusal import Refused, keep_refused
from app.acceptance.returns import Accepted, Preview, accept, derive_anew, preview, withdraw
from app.acceptance.sample import accept_sample
from app.acceptance.submissions import export, list_submissions
from app.acceptance.template import template

__all__ = [
    "Accepted",
    "AcceptedDirectory",
    "CheckedDirectory",
    "Preview",
    "Refused",
    "accept",
    "accept_directory",
    "accept_lookup",
    "accept_population",
    "accept_sample",
    "changes_as_json",
    "changes_told",
    "check_directory",
    "derive_anew",
    "expect_units",
    "export",
    "keep_refused",
    "list_submissions",
    "preview",
    "protection_told",
    "template",
    "units_expected_of",
    "vanishing_told",
    "withdraw",
]
