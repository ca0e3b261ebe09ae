"""The software that the dashboard is made with, and its licences."""

import re
from importlib.metadata import PackageNotFoundError, metadata

import pandas as pd

from app.settings import PROJECT

_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(\[.*\])?==(?P<version>\S+)\s*#\s*(?P<why>.*)$", re.MULTILINE)
_LONGEST = 60


def software() -> pd.DataFrame:
    """Each direct dependency: name, version, what it is for, licence as its package states it."""
    written = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    return pd.DataFrame(
        [
            {"Package": each["name"], "Version": each["version"], "For": each["why"], "Licence": _licence(each["name"])}
            for each in _PINNED.finditer(written)
        ]
    )


def _licence(package: str) -> str:
    try:
        stated = metadata(package)
    except PackageNotFoundError:
        return "not installed"
    classified = [each.split(" :: ")[-1] for each in stated.get_all("Classifier", []) if each.startswith("License ::")]
    lines = [stated.get("License-Expression"), ", ".join(classified), (stated.get("License") or "").split("\n")[0]]
    return next((line for line in lines if line and len(line) <= _LONGEST), "see the package")
