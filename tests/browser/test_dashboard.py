"""What only a browser shows: that maps draw, that nothing leaves the machine, that everyone can use it."""

import json
import re
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from axe_playwright_python.sync_playwright import Axe
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from app.store import open_store
from tests.bench.client import Session
from tests.browser.fixtures import ROLES, serving

PAGES = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "pages").glob("*.py"))
PATHS = ["/" if page == "overview" else f"/{page}" for page in PAGES]
VIEWS = [
    *PATHS,
    "/caseload?view=all",
    "/caseload?view=waits",
    "/caseload?view=waits&hscp=S37000020",
    "/caseload?view=warning",
    "/caseload?view=people",
    "/capacity_planner?hscp=S37000034&wte=60&variation=150",
    "/delivery_models?view=measure",
    "/delivery_models?view=all",
    "/wellbeing?whose=workers",
    "/service_gaps?view=need",
    "/service_gaps?view=hscp",
    "/returns?view=hand_in",
    "/returns?view=accepted",
    "/returns?view=expected",
    "/methods?view=protection",
    "/methods?view=sources",
]


def test_the_map_is_drawn_with_no_error_and_no_request_to_elsewhere(visit):
    here = visit()
    here.has_signed_in("policy")
    here.open("/coverage")
    here.map()
    assert here.errors == []
    assert here.foreign_requests() == []


@pytest.mark.parametrize("page", PAGES)
def test_the_first_request_to_a_fresh_server_is_answered_with_signing_in_and_no_figure(sample_store, page):
    with serving() as address, Session(address) as stranger:
        _, messages = stranger.run("" if page == "overview" else page)
    sent = b"".join(message.SerializeToString() for message in messages)
    assert ROLES["policy"].encode() in sent
    for figure in (b"Practices covered", b"Every figure", b"of GP practices", b"vega"):
        assert figure not in sent


def test_a_stranger_is_shown_how_to_sign_in(visit):
    here = visit()
    here.open("/coverage")
    here.page.get_by_role("button", name=ROLES["policy"]).wait_for()
    here.settled()
    assert here.page.get_by_role("heading", level=1).inner_text() == "Community Link Workers in Scotland"


def test_a_deep_link_survives_signing_in_and_opening_it_again(visit):
    here = visit()
    here.open("/coverage?measure=vacancy_rate&hscp=S37000032")
    here.sign_in("policy")
    here.page.get_by_role("heading", name=re.compile("^Fife: ")).wait_for()
    assert here.page.url.endswith("/coverage?measure=vacancy_rate&hscp=S37000032")
    here.open("/coverage?hscp=S37000016")
    here.page.get_by_role("heading", name=re.compile("^Highland: ")).wait_for()


def test_signing_out_ends_a_copied_session(visit):
    here = visit()
    here.open("/")
    here.sign_in("policy")
    copied = here.page.context.cookies()
    here.open("/sign-out")
    here.page.get_by_role("button", name=ROLES["policy"]).wait_for()
    thief = visit()
    thief.page.context.add_cookies(copied)
    thief.open("/")
    thief.page.get_by_role("button", name=ROLES["policy"]).wait_for()


def test_a_click_on_the_map_chooses_the_area_everywhere(visit):
    here = visit()
    here.has_signed_in("policy")
    here.open("/coverage")
    areas = here.map().locator("path.leaflet-interactive")
    here.settled()
    largest = areas.evaluate_all(
        "paths => { const size = p => { const b = p.getBBox(); return b.width * b.height };"
        "return paths.indexOf(paths.reduce((a, b) => size(a) > size(b) ? a : b)) }"
    )
    areas.nth(largest).dispatch_event("click")
    here.page.get_by_role("heading", name=re.compile("^Highland: ")).wait_for()
    assert "hscp=S37000016" in here.page.url
    here.page.get_by_text("Highland and Scotland over time").wait_for()


@pytest.mark.parametrize(
    ("role", "area", "table"), [("advisory", "S92000003", "published"), ("hscp", "S37000034", "cube")]
)
def test_the_charts_in_the_frames_hold_what_the_viewer_may_see(visit, sample_store, role, area, table):
    """The course of referrals, open cases and people waiting, as sent: published figures, or one's own in full."""
    here = visit()
    here.has_signed_in(role)
    here.open("/")
    here.settled()
    sent = _charts(here.frames)
    version = open_store(sample_store).current()
    cells = version.derived(table)
    cells = cells[cells.area_code == area].set_index("period")
    quantities = {"Referrals": "referrals_received", "Open cases": "open_cases_end", "People waiting": "waiting_at_end"}
    for title, quantity in quantities.items():
        course = next(records for name, records in sent.items() if name.startswith(f"{title} by quarter"))
        expected = cells.value[cells.quantity == quantity].astype(float)
        assert course.set_index("when").value.equals(expected.rename("value").rename_axis("when"))
    hidden = version.derived("published").set_index(["quantity", "period", "area_code"]).state
    assert hidden["waiting_at_end", "2023-24Q1", "S92000003"] == "suppressed"  # so that there is something to hide


def _charts(frames: list[bytes]) -> dict[str, pd.DataFrame]:
    """The records of the charts in websocket frames, by the description of each chart."""
    messages = (ForwardMsg.FromString(frame).delta.new_element for frame in frames)
    charts = [each.vega_lite_chart for each in messages if each.WhichOneof("type") == "vega_lite_chart"]
    return {
        json.loads(chart.spec)["description"]: pa.ipc.open_stream(chart.data.data).read_all().to_pandas()
        for chart in charts
    }


def test_the_keyboard_reaches_the_filters_and_stops_at_no_shape_of_the_map(visit):
    here = visit()
    here.has_signed_in("policy")
    here.open("/coverage")
    here.settled()
    reached = set()
    for _ in range(25):
        here.page.keyboard.press("Tab")
        reached.add(here.page.evaluate("document.activeElement.getAttribute('aria-label') || ''"))
    for label in ("Measure", "Quarter", "NHS Board", "HSCP"):
        assert any(label in name for name in reached), reached
    shapes = here.map().locator("path.leaflet-interactive")
    assert set(shapes.evaluate_all("paths => paths.map(path => path.getAttribute('tabindex'))")) == {"-1"}


def test_markup_in_a_name_is_shown_and_not_run(visit, chromium, tmp_path):
    """A name with a script or a link in it: of an area and of a service, in the map's tooltips, marks and tables."""
    script = Path(__file__).with_name("hostile_name.py")
    with serving(script=script) as address:
        here = visit(address=address)
        here.open("/")
        shapes = here.map().locator("path.leaflet-interactive")
        tooltip = here.page.frame_locator("iframe").locator(".leaflet-tooltip")
        for shape, told in ((shapes.first, "<img src=x onerror="), (shapes.last, "Service <img src=x onerror=")):
            shape.dispatch_event("mouseover")
            shape.hover(force=True)
            tooltip.filter(has_text=told).first.wait_for()
        here.settled()
        cell = here.page.locator(".grid td")
        assert cell.get_attribute("title").startswith("<img src=x onerror=")
        assert cell.locator("xpath=..").get_by_role("rowheader").inner_text().startswith("<img src=x onerror=")
        assert "<img src=x onerror=" in here.page.locator("[data-testid=stTable]").inner_text()
        assert here.page.locator(":is(main, [data-testid=stMain]) :is(img, a)").count() == 0
        assert here.page.evaluate("window.ran") is None
        assert here.page.frames[-1].evaluate("window.ran || top.ran || null") is None


@pytest.mark.parametrize("path", ["sign in", *VIEWS])
def test_axe_finds_nothing_and_a_phone_needs_no_sideways_scrolling(visit, path):
    here = visit()
    if path == "sign in":
        here.open("/")
        here.page.get_by_role("button", name=ROLES["policy"]).wait_for()
    else:
        here.has_signed_in("steward")
        here.open(path)
        here.titled()
    here.settled()
    found = Axe().run(here.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.response["violations"] == [], found.generate_report()
    here.page.set_viewport_size({"width": 390, "height": 900})
    here.page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollWidth <= 390")
