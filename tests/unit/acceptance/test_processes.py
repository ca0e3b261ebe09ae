"""Whole loads in processes of their own: killed at any moment, and two at once."""

import multiprocessing
import random
import signal
import time

import pytest

from app.acceptance import accept
from app.store import Store
from tests.unit.acceptance.loading import REFUSED, load

GLASGOW, ABERDEEN = "S37000034", "S37000001"
Q2 = "2025-26Q2"
KILLS = 12
MOST_FLUSHES = 30
"""About as many as one load makes."""


@pytest.fixture(scope="module")
def processes():
    """Processes begin as copies of one that has everything imported and has run nothing."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["app.acceptance"])
    return context


@pytest.fixture
def wait_n(files, tmp_path):
    """A file with one HSCP's last quarter, and a figure by which it is known later."""

    def made(number, hscp=GLASGOW):
        returns = files.read()
        path = tmp_path / f"{hscp}-{number}.csv"
        last = returns[(returns.hscp_code == hscp) & (returns.period == Q2)]
        last.assign(wait_n=str(number)).to_csv(path, index=False)
        return [path]

    return made


def stands(store, hscp=GLASGOW):
    """The figure that counts, from rows that can all be read, with figures that were worked out from the same rows."""
    version = store.current()
    for name in version.derived_in:
        version.derived(name)
    returns = version.rows("returns")
    assert len(returns) == 8
    (number,) = set(returns[(returns.hscp_code == hscp) & (returns.period == Q2)].wait_n)
    assert len(version.rows("breakdowns")) == len(Store(version.store).version("000001").rows("breakdowns"))
    return number


def test_a_load_killed_at_any_moment_leaves_all_of_it_or_nothing(store, wait_n, processes):
    chance = random.Random(2021)
    url = f"duckdb://{store.current().store}"
    began = time.perf_counter()
    whole = processes.Process(target=load, args=(url, wait_n(1000)))
    whole.start()
    whole.join()
    lasts = time.perf_counter() - began
    assert (whole.exitcode, stands(store)) == (0, 1000)
    outcomes = []
    for kill in range(1, KILLS + 1):
        before, versions = stands(store), store.current_id()
        at_flush = chance.randrange(MOST_FLUSHES) if kill % 2 else None
        process = processes.Process(target=load, args=(url, wait_n(kill), at_flush))
        process.start()
        process.join(None if kill % 2 else chance.uniform(0.2, 1) * lasts)
        process.kill()
        process.join()
        now = stands(store)
        assert now in (before, kill)
        assert (store.current_id() > versions) == (now == kill)
        assert process.exitcode in (0, -signal.SIGKILL)
        outcomes.append(process.exitcode)
    assert outcomes.count(-signal.SIGKILL) > KILLS / 3  # most were killed indeed
    accept(wait_n(2000), by="x", progress=lambda step: None)
    assert stands(store) == 2000
    assert not list(store.current().store.glob("draft-*"))


def test_of_two_loads_at_once_one_waits_and_readers_go_on(store, wait_n, processes):
    url = f"duckdb://{store.current().store}"
    loads = {hscp: processes.Process(target=load, args=(url, wait_n(77, hscp))) for hscp in (GLASGOW, ABERDEEN)}
    for process in loads.values():
        process.start()
    seen = set()
    while any(process.is_alive() for process in loads.values()):
        seen.add(store.current_id())
        stands(store)
    for process in loads.values():
        process.join()
    codes = {hscp: process.exitcode for hscp, process in loads.items()}
    assert set(codes.values()) <= {0, REFUSED}
    accepted = [hscp for hscp, code in codes.items() if code == 0]
    assert accepted
    assert [stands(store, hscp) for hscp in accepted] == [77] * len(accepted)
    assert len(store.current().submissions) == 1 + len(accepted)
    assert "000001" in seen
