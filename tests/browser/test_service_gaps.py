"""Service gaps and the loading of a directory, in a real browser."""

import re
import shutil

import pytest

from tests.browser.fixtures import serving

GLASGOW = "S37000034"
DIRECTORY = (
    "directory,service_id,service_name,categories,area_codes,last_assured\n"
    "Sample directory two,SAMPLE-T1,Sample <b>job</b> club,employment,S12000049,2025-09-01\n"
)


def test_the_map_of_a_need_draws_its_services_from_this_machine_alone(visit):
    here = visit()
    here.has_signed_in("policy")
    here.open("/service_gaps?view=need&need=loneliness&hscp=S37000016")
    shapes = here.map().locator("path.leaflet-interactive")
    here.settled()
    shapes.nth(60).wait_for()
    drawn = shapes.count()
    assert 31 + 30 < drawn <= 1_500
    circles = here.page.frame_locator("iframe").locator("path.leaflet-interactive[fill='#ffffff'][stroke='#333333']")
    assert circles.count() >= drawn - 32
    widest = circles.evaluate_all("paths => Math.max(...paths.map(p => p.getBBox().width))")
    assert 7 < widest <= 38
    circles.last.dispatch_event("mouseover")
    circles.last.hover(force=True)
    here.page.frame_locator("iframe").locator(".leaflet-tooltip").filter(has_text="Sample ").wait_for()
    assert here.errors == []
    assert here.foreign_requests() == []


def test_a_click_on_an_area_chooses_it_and_a_click_on_a_circle_does_not(visit):
    here = visit()
    here.has_signed_in("policy")
    here.open("/service_gaps?view=need&need=loneliness")
    shapes = here.map().locator("path.leaflet-interactive")
    here.settled()
    shapes.last.dispatch_event("click")
    here.settled()
    assert here.page.get_by_role("heading", level=2).first.inner_text().startswith("Signposts that no service")
    largest = shapes.evaluate_all(
        "paths => { const size = p => { const b = p.getBBox(); return b.width * b.height };"
        "return paths.indexOf(paths.reduce((a, b) => size(a) > size(b) ? a : b)) }"
    )
    shapes.nth(largest).dispatch_event("click")
    here.page.get_by_role("heading", name=re.compile("^Highland: ")).wait_for()


@pytest.mark.parametrize(
    ("path", "region"), [("/service_gaps", "Status of every HSCP and need"), ("/returns", "Returns")]
)
def test_the_keyboard_reaches_and_scrolls_a_table_of_marks(visit, path, region):
    here = visit(width=390)
    here.has_signed_in("policy")
    here.open(path)
    here.settled()
    table = here.page.get_by_role("region", name=region)
    for _ in range(30):
        here.page.keyboard.press("Tab")
        if table.evaluate("region => region === document.activeElement"):
            break
    assert table.evaluate("region => region === document.activeElement")
    here.page.keyboard.press("ArrowRight")
    here.page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_a_steward_loads_a_directory_and_its_services_are_listed(visit, sample_store, monkeypatch, tmp_path):
    shutil.copytree(sample_store.removeprefix("duckdb://"), tmp_path / "store")
    monkeypatch.setenv("CLW_STORE_URL", f"duckdb://{tmp_path / 'store'}")
    file = tmp_path / "services.csv"
    file.write_text(DIRECTORY)
    with serving() as address:
        here = visit(address=address)
        here.has_signed_in("steward")
        here.open("/returns?view=directory")
        here.page.locator("input[type=file]").set_input_files(file)
        here.page.get_by_text("1 service can be used").wait_for(timeout=60_000)
        here.page.get_by_text("HTML was taken out").first.wait_for()
        here.page.get_by_role("button", name="Load the directory").click()
        here.page.get_by_text("Loaded: 1 new, 0 changed, 0 closed").wait_for(timeout=60_000)
        here.open(f"/service_gaps?view=hscp&need=employment&hscp={GLASGOW}")
        here.page.get_by_role("cell", name="Sample job club", exact=True).wait_for(timeout=60_000)
        assert here.errors == []
