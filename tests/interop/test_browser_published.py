"""End to end in Chromium: the official council areas through the command line, then the published headcounts."""

import os
import subprocess
import sys

from tests.browser.fixtures import serving


def test_published_headcounts_on_official_outlines(shared, project, sample_store, tmp_path, monkeypatch, visit):
    monkeypatch.setenv("CLW_OUTLINES", str(tmp_path / "outlines"))
    file = shared / "real" / "boundaries" / "council_areas_LAD_MAY_2024_BUC.geojson"
    command = [sys.executable, "-m", "app", "outlines", "use", str(file)]
    done = subprocess.run(command, cwd=project, env=os.environ, capture_output=True, text=True, check=True)
    assert "Official outlines" in done.stdout
    with serving() as address:
        here = visit(address=address)
        here.has_signed_in("policy")
        here.open("/coverage?measure=published_headcount")
        fills = (
            here.map().locator("path.leaflet-interactive").evaluate_all("all => all.map(p => p.getAttribute('fill'))")
        )
        assert len(fills) == 31
        assert fills.count("url(#state-not_available)") == 20
        here.page.get_by_text("Official outlines (council_areas_LAD_MAY_2024_BUC.geojson").wait_for()
        here.page.get_by_role("row", name="Aberdeenshire 0 a").wait_for()
        here.page.get_by_role("heading", name="11 of 31 HSCPs have a published headcount").wait_for()
        assert here.errors == []
