"""A small Scotland that has been accepted: three HSCPs in two quarters, sample data of which some count as real."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from app.acceptance import accept
from app.sample import write
from app.settings import settings
from app.store import Store

HSCPS = ("S37000001", "S37000013", "S37000034")


class Files:
    """The files of a submission, to be changed as a person would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.csv"))

    def read(self, name: str = "returns") -> pd.DataFrame:
        return pd.read_csv(self.folder / f"{name}.csv", dtype=str, keep_default_na=False)

    def write(self, table: pd.DataFrame, name: str = "returns") -> list[Path]:
        self.folder.mkdir(parents=True, exist_ok=True)
        table.to_csv(self.folder / f"{name}.csv", index=False)
        return self.paths


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory) -> Files:
    """Returns, breakdowns and demand of three HSCPs in two quarters. Their ids do not say that they are made up."""
    folder = tmp_path_factory.mktemp("handed-in")
    whole = Files(folder / "whole")
    write(whole.folder, quarters=2, units="hscp")
    some = Files(folder / "some")
    for name in ("returns", "breakdowns", "service_demand"):
        table = whole.read(name)
        if name == "returns":
            returns = table = table[table.hscp_code.isin(HSCPS)]
        table = table[table.return_id.isin(returns.return_id)]
        some.write(table.assign(return_id=table.return_id.str.removeprefix("SAMPLE-")), name)
    return some


@pytest.fixture(scope="module")
def accepted_store(handed_in, tmp_path_factory) -> Path:
    """The folder of a store in which they are accepted as submission 000001; to be copied, never written to."""
    folder = tmp_path_factory.mktemp("accepted") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLW_STORE_URL", f"duckdb://{folder}")
        settings.cache_clear()
        accept(handed_in.paths, by="first", progress=lambda step: None)
    settings.cache_clear()
    return folder


@pytest.fixture
def store(accepted_store, fresh_settings, tmp_path) -> Store:
    """A store of one's own that holds them."""
    shutil.copytree(accepted_store, tmp_path / "store")
    return Store(tmp_path / "store")


@pytest.fixture
def files(handed_in, tmp_path) -> Files:
    """A copy of the files, to be changed."""
    shutil.copytree(handed_in.folder, tmp_path / "files")
    return Files(tmp_path / "files")


@pytest.fixture
def without_figures(monkeypatch):
    """Accept without working out any figure, where a test asks only for what is kept: most of the time goes there."""
    for module in ("returns", "expected"):
        monkeypatch.setattr(f"app.acceptance.{module}.figures", lambda version, edited, today=None: {})
