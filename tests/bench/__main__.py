"""Run the benchmark: `python -m tests.bench`."""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="clw-bench-"))
os.environ |= {
    "CLW_STORE_URL": f"duckdb://{_HOME / 'store'}",
    "CLW_ACCOUNTS": str(_HOME / "accounts.sqlite"),
    "CLW_OUTLINES": str(_HOME / "outlines"),
    "CLW_DEMO": "1",
    "CLW_BENCH_ELEMENTS": str(_HOME / "elements"),
}

import pyarrow as pa  # noqa: E402 - settings are read from the environment
import pyarrow.csv  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: E402

from app.acceptance import accept  # noqa: E402
from app.access import sessions  # noqa: E402
from app.geography.areas import hscp_codes  # noqa: E402
from app.intake.checks import check  # noqa: E402
from app.sample import write  # noqa: E402
from tests.bench.client import Session  # noqa: E402
from tests.browser.fixtures import PROJECT, Visit, serving  # noqa: E402
from tests.browser.install import browser  # noqa: E402

_TIMES = 20
_CHARTS = {"overview": 6, "coverage": 2}
_MS_A_CHART = 45
_MS_FOR_THE_MAP = 250


def main() -> None:
    """Measure views, the map and checking, and print a line for each with its target."""
    print("preparing …")
    accept(sorted((PROJECT / "data" / "sample").glob("*.csv")), by="bench", progress=lambda step: None)
    token = sessions.start("policy")
    print(f"{'what':<44}{'measured':>12}{'target':>12}")
    with serving() as address:
        for page, charts in _CHARTS.items():
            _views(address, token, page, charts)
        _map(address)
    _checking()
    shutil.rmtree(_HOME, ignore_errors=True)


def _views(address: str, token: str, page: str, charts: int) -> None:
    queries = ["period=2025-26Q1", "period=2024-25Q4"] if page == "coverage" else [""]
    with Session(address, token) as session:
        name = "" if page == "overview" else page
        for query in queries * 2:
            _, messages = session.run(name, query)
        seen = _median(session.run(name, query)[0] for _ in range(_TIMES) for query in queries)
        floor = _floor(messages)
        _line(f"{page}: floor of the same elements", f"{floor:.0f} ms", "")
        _line(f"{page}: seen before ÷ floor", f"{seen / floor:.2f}", "1.50", seen / floor <= 1.5)
        if page == "coverage":
            new = _median(session.run(name, f"hscp={code}")[0] for code in hscp_codes()[:_TIMES])
            target = floor + charts * _MS_A_CHART
            _line(f"{page}: new view", f"{new:.0f} ms", f"{target:.0f} ms", new <= target)


def _floor(messages: list[ForwardMsg]) -> float:
    """The time of a page that sends the same elements as constants."""
    folder = Path(os.environ["CLW_BENCH_ELEMENTS"])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for number, message in enumerate(each for each in messages if each.WhichOneof("type") in ("delta", "navigation")):
        message.ClearField("metadata") if message.WhichOneof("type") == "navigation" else None
        (folder / f"{number:05d}").write_bytes(message.SerializeToString())
    with serving(Path(__file__).with_name("floor.py")) as address, Session(address) as session:
        for _ in range(3):
            session.run("")
        return _median(session.run("")[0] for _ in range(_TIMES))


def _map(address: str) -> None:
    """In Chromium: from the change of a filter to changed fills."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        here = Visit(chromium.new_page(viewport={"width": 1280, "height": 900}), address)
        here.open("/coverage")
        here.sign_in("policy")
        here.map()
        here.settled()
        times = []
        for measure in ("Vacant link worker posts", "Months of funding left", "GP practices with a link worker") * 3:
            frame = next(each for each in here.page.frames if "streamlit_folium" in each.url)
            before = _fills(frame)
            here.page.get_by_role("combobox").first.click()
            option = here.page.get_by_role("option", name=measure)
            option.wait_for()
            begun = time.perf_counter()
            option.click()
            while _fills(frame) in (before, ""):
                time.sleep(0.005)
            times.append((time.perf_counter() - begun) * 1000)
            here.settled()
        chromium.close()
    changed = statistics.median(times)
    _line(
        "map: filter change to changed fills", f"{changed:.0f} ms", f"{_MS_FOR_THE_MAP} ms", changed <= _MS_FOR_THE_MAP
    )


def _fills(frame) -> str:
    return frame.evaluate(
        "[...document.querySelectorAll('path.leaflet-interactive')].map(p => p.getAttribute('fill')).join()"
    )


def _checking() -> None:
    """Checking a large file against pyarrow reading it as text."""
    path = write(_HOME / "large", quarters=80, units="practice")[0]
    begun = time.perf_counter()
    text = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(path.open().readline().strip().split(","), pa.string())
    )
    rows = pyarrow.csv.read_csv(path, convert_options=text).num_rows
    reading = time.perf_counter() - begun
    begun = time.perf_counter()
    check([path])
    ratio = (time.perf_counter() - begun) / reading
    _line(f"check of {rows:,} rows ÷ reading them as text", f"{ratio:.1f}", "20.0", ratio <= 20)


def _median(times: Iterable[float]) -> float:
    return statistics.median(times)


def _line(what: str, measured: str, target: str, met: bool | None = None) -> None:
    verdict = {True: "met", False: "OVER", None: ""}[met]
    print(f"{what:<44}{measured:>12}{target:>12}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
