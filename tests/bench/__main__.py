"""Run the benchmark: `python -m tests.bench`."""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="clw-bench-"))
os.environ |= {
    "CLW_STORE_URL": f"duckdb://{_HOME / 'store'}",
    "CLW_ACCOUNTS": str(_HOME / "accounts.sqlite"),
    "CLW_OUTLINES": str(_HOME / "outlines"),
    "CLW_DEMO": "1",
    "CLW_BENCH_ELEMENTS": str(_HOME / "elements"),
}

from playwright.sync_api import Frame, sync_playwright  # noqa: E402 - settings are read from the environment
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: E402

from app.acceptance import accept_directory, accept_sample  # noqa: E402
from app.access import sessions  # noqa: E402
from app.contract.codes import SERVICE_CATEGORIES  # noqa: E402
from app.display.words import CATEGORIES  # noqa: E402
from app.geography.areas import hscp_codes  # noqa: E402
from app.measures.catalogue import CASELOAD  # noqa: E402
from app.sample import LAST, write_directory  # noqa: E402
from tests.bench.client import Session  # noqa: E402
from tests.bench.protecting import from_nothing, one_return_more  # noqa: E402
from tests.bench.returns import ROWS, check_it, load_it, many_returns, measured, read_as_text  # noqa: E402
from tests.browser.fixtures import Visit, serving  # noqa: E402
from tests.browser.install import browser  # noqa: E402

_TIMES = 20
_MS_A_CHART = 45
_MS_FOR_THE_MAP = 250
_MANY_SERVICES = 50_000
_SECONDS_TO_LOAD = 60
_MS_FOR_THE_MAP_OF_A_NEED = 1_500


@dataclass(frozen=True)
class View:
    """A view of a page: queries that are asked for again and again, others that are asked for once, and its charts."""

    name: str
    page: str
    again: Sequence[str]
    once: Sequence[str]
    charts: int


_VIEWS = (
    View("overview", "", [""], [], 6),
    View(
        "coverage",
        "coverage",
        ["period=2025-26Q1", "period=2024-25Q4"],
        [f"hscp={code}" for code in hscp_codes()[:_TIMES]],
        2,
    ),
)
_VIEWS_OF_WORK = (
    *(
        View(
            f"caseload, {name}",
            "caseload",
            [f"view={view}", f"view={view}&{moved}=2024-25{'' if moved == 'year' else 'Q4'}"],
            once,
            charts,
        )
        for name, view, moved, once, charts in (
            ("one measure", "measure", "period", [f"hscp={code}" for code in hscp_codes()[:_TIMES]], 4),
            ("all HSCPs", "all", "period", [f"view=all&measure={each}" for each in CASELOAD[1:]], 1),
            ("early warning", "warning", "period", ["view=warning&period=2024-25Q3"], 0),
            ("who is referred", "people", "year", [f"view=people&hscp={code}" for code in hscp_codes()[:_TIMES]], 3),
        )
    ),
    View("delivery models", "delivery_models", ["", "period=2024-25Q4"], ["period=2024-25Q3", "period=2024-25Q2"], 1),
    View("wellbeing", "wellbeing", ["", "year=2023-24"], [f"hscp={code}" for code in hscp_codes()[:_TIMES]], 4),
    View(
        "capacity planner",
        "capacity_planner",
        ["hscp=S37000034", "hscp=S37000032"],
        [f"hscp=S37000034&wte={wte}" for wte in range(20, 40)],
        3,
    ),
)
_VIEWS_OF_GAPS = (
    View(
        "gaps, all of Scotland",
        "service_gaps",
        ["view=scotland", "view=scotland&year=2023-24"],
        ["view=scotland&year=2022-23", "view=scotland&year=2021-22"],
        1,
    ),
    View(
        "gaps, one need",
        "service_gaps",
        ["view=need&need=housing", "view=need&need=carers"],
        [
            f"view=need&need={need}&hscp={code}"
            for need, code in zip(SERVICE_CATEGORIES, hscp_codes(), strict=False)
            if need not in ("housing", "carers")
        ],
        2,
    ),
    View(
        "gaps, one HSCP",
        "service_gaps",
        ["view=hscp&hscp=S37000034", "view=hscp&hscp=S37000016"],
        [f"view=hscp&hscp={code}" for code in hscp_codes()[:_TIMES] if code not in ("S37000034", "S37000016")],
        1,
    ),
)


def main() -> None:
    """Measure views, maps, loading and checking, and print a line for each with its target."""
    print("preparing …")
    accept_sample(by="bench", progress=lambda step: None)
    print(f"{'what':<60}{'measured':>12}{'target':>12}")
    _serve_and_measure((*_VIEWS, *_VIEWS_OF_WORK, *_VIEWS_OF_GAPS), "")
    with serving() as address:
        _map(address)
    _load_many_services()
    many = f"{_MANY_SERVICES:,} services: "
    _serve_and_measure(_VIEWS_OF_GAPS, many)
    with serving() as address:
        _map_of_a_need(address, many)
    _many_returns()
    _protecting()
    shutil.rmtree(_HOME, ignore_errors=True)


def _serve_and_measure(views: Sequence[View], about: str) -> None:
    token, _ = sessions.take(sessions.hand_over(sessions.start("demo:policy")))
    with serving() as address:
        for view in views:
            _measure(address, token, view, about)


def _measure(address: str, token: str, view: View, about: str) -> None:
    name = f"{about}{view.name}"
    with Session(address, token) as session:
        for query in [*view.again, *view.again]:
            _, messages = session.run(view.page, query)
        seen = _median(session.run(view.page, query)[0] for _ in range(_TIMES) for query in view.again)
        floor = _floor(messages)
        _line(f"{name}: floor of the same elements", f"{floor:.0f} ms", "")
        _line(f"{name}: seen before ÷ floor", f"{seen / floor:.2f}", "1.50", seen / floor <= 1.5)
        if view.once:
            new = _median(session.run(view.page, query)[0] for query in view.once)
            target = floor + view.charts * _MS_A_CHART
            _line(f"{name}: new view", f"{new:.0f} ms", f"{target:.0f} ms", new <= target)


def _load_many_services() -> None:
    """Loading a large directory, with distances, in place of the sample's."""
    path = write_directory(_HOME / "large", services=_MANY_SERVICES, as_at=LAST.end)[0]
    begun = time.perf_counter()
    accept_directory([path], by="bench", today=LAST.end, progress=lambda step: None)
    seconds = time.perf_counter() - begun
    _line(
        f"load of {_MANY_SERVICES:,} services", f"{seconds:.0f} s", f"{_SECONDS_TO_LOAD} s", seconds < _SECONDS_TO_LOAD
    )


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
    with _browsing(address, "/coverage") as here:
        measures = ("Vacant link worker posts", "Months of funding left", "GP practices with a link worker")
        changed = _median(_chosen(here, 0, measure) for measure in measures * 3)
    _line(
        "map: filter change to changed fills", f"{changed:.0f} ms", f"{_MS_FOR_THE_MAP} ms", changed <= _MS_FOR_THE_MAP
    )


def _map_of_a_need(address: str, about: str) -> None:
    """In Chromium: from the choice of a need that nobody has looked at to its fills and circles."""
    with _browsing(address, "/service_gaps?view=need") as here:
        times = [_chosen(here, 2, CATEGORIES[need]) for need in SERVICE_CATEGORIES[1:]]
    slowest = max(times)
    target = f"{_MS_FOR_THE_MAP_OF_A_NEED} ms"
    _line(
        f"{about}map of a new need, median",
        f"{_median(times):.0f} ms",
        target,
        _median(times) < _MS_FOR_THE_MAP_OF_A_NEED,
    )
    _line(f"{about}map of a new need, slowest", f"{slowest:.0f} ms", target, slowest < _MS_FOR_THE_MAP_OF_A_NEED)


@contextmanager
def _browsing(address: str, path: str) -> Iterator[Visit]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox", "--disable-gpu"])
        here = Visit(chromium.new_page(viewport={"width": 1280, "height": 900}), address)
        here.open(path)
        here.sign_in("policy")
        here.map()
        here.settled()
        yield here
        chromium.close()


def _chosen(here: Visit, filter_number: int, option: str) -> float:
    """Milliseconds from the choice of an option to a map that is drawn anew."""
    frame = next(each for each in here.page.frames if "streamlit_folium" in each.url)
    before = _drawn(frame)
    here.page.get_by_role("combobox").nth(filter_number).click()
    wanted = here.page.get_by_role("option", name=option, exact=True)
    wanted.wait_for()
    begun = time.perf_counter()
    wanted.click()
    while _drawn(frame) in (before, ""):
        time.sleep(0.005)
    milliseconds = (time.perf_counter() - begun) * 1000
    here.settled()
    return milliseconds


def _drawn(frame: Frame) -> str:
    """What is drawn on the map, in short; nothing while its areas are not there."""
    return frame.evaluate(
        "(() => { const paths = [...document.querySelectorAll('path.leaflet-interactive')];"
        "return paths.length < 31 ? '' : paths.map(p => p.getAttribute('fill') + p.getAttribute('d').length).join()})()"
    )


def _many_returns() -> None:
    """Checking and loading a large file against pyarrow reading it as text."""
    path = many_returns(_HOME / "large")
    os.environ["CLW_STORE_URL"] = f"duckdb://{_HOME / 'large' / 'store'}"
    rows, size = f"{ROWS:,} rows", path.stat().st_size / 1_000_000
    reading, _ = measured(read_as_text, path)
    for what, do, times_as_long, times_as_large in (("check", check_it, 20, 6), ("load", load_it, 40, 8)):
        seconds, peak = measured(do, path)
        longer, larger = seconds / reading, peak / size
        name = f"{what} of {rows}"
        _line(f"{name} ÷ reading them as text", f"{longer:.1f}", f"{times_as_long:.1f}", longer <= times_as_long)
        _line(f"{name}: peak of memory ÷ size", f"{larger:.1f}", f"{times_as_large:.1f}", larger < times_as_large)


def _protecting() -> None:
    """Protecting the sample from nothing, and accepting one return more."""
    for what, target, seconds in (
        ("protecting the sample from nothing", 600, from_nothing()),
        ("accepting one return more", 60, one_return_more(_HOME)),
    ):
        _line(what, f"{seconds:.0f} s", f"{target} s", seconds < target)


def _median(times: Iterable[float]) -> float:
    return statistics.median(times)


def _line(what: str, measured: str, target: str, met: bool | None = None) -> None:
    verdict = {True: "met", False: "OVER", None: ""}[met]
    print(f"{what:<60}{measured:>12}{target:>12}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
