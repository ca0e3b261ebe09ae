"""What all tests share. Nothing of the person who runs them is touched: store, accounts and outlines are temporary."""

import os
import tempfile
from functools import partial
from pathlib import Path

import bcrypt
import pytest
from filelock import FileLock

PROJECT = Path(__file__).resolve().parent.parent
_HOME = Path(os.environ.setdefault("CLW_TEST_HOME", tempfile.mkdtemp(prefix="clw-tests-")))
os.environ["CLW_STORE_URL"] = f"duckdb://{_HOME / 'store'}"
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "only")  # each worker has its own audit log: none sees others' entries
os.environ["CLW_ACCOUNTS"] = str(_HOME / f"accounts-{_WORKER}.sqlite")
os.environ["CLW_OUTLINES"] = str(_HOME / "outlines")
os.environ["CLW_DEMO"] = "1"

pytest_plugins = ["tests.browser.fixtures"]

EXPECTED_SKIPS = ("needs the folder shared beside the project",)


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's folder."""
    return PROJECT


@pytest.fixture(scope="session")
def sample_store() -> str:
    """Address of a store that holds the shipped sample and its directory, accepted once for all workers."""
    from app.acceptance import accept_sample
    from app.store import open_store

    url = os.environ["CLW_STORE_URL"]
    with FileLock(_HOME / "sample.lock"):
        if open_store(url).current_id() is None:
            accept_sample(by="tests", progress=lambda step: None)
    return url


@pytest.fixture
def fresh_settings(tmp_path, monkeypatch):
    """Settings of an installation of its own, for tests that write: `fresh_settings(demo=...)` changes some."""
    from app.settings import settings

    def apply(**changed: object) -> None:
        values = {"STORE_URL": f"duckdb://{tmp_path / 'store'}", "ACCOUNTS": tmp_path / "accounts.sqlite"}
        values |= {"OUTLINES": tmp_path / "outlines"} | {name.upper(): value for name, value in changed.items()}
        for name, value in values.items():
            monkeypatch.setenv(f"CLW_{name}", str(value))
        settings.cache_clear()

    apply()
    yield apply
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture(autouse=True)
def quick_hashes(request):
    """Four rounds of bcrypt in place of twelve, but where passwords themselves are tested."""
    from app.access import passwords

    passwords._nobodys.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        if request.path.name != "test_passwords.py":
            patch.setattr(bcrypt, "gensalt", partial(bcrypt.gensalt, rounds=4))
        yield


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter) -> None:
    for report in _unexpected(terminalreporter):
        terminalreporter.write_line(f"unexpected skip: {report.nodeid}: {report.longrepr[2]}", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus) -> None:
    """On CI every test must have run, but for those that say why they may not."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and exitstatus == 0 and _unexpected(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _unexpected(reporter) -> list:
    skipped = reporter.stats.get("skipped", [])
    return [report for report in skipped if not any(reason in str(report.longrepr) for reason in EXPECTED_SKIPS)]
