"""Rounding as an installation's choice: from acceptance to what each viewer is released."""

import numpy as np
import pytest

from app.acceptance import accept, protection_told
from app.display.page import provenance
from app.display.words import ROUNDED
from app.measures.catalogue import MEASURES, QUANTITIES
from app.measures.demand import QUANTITIES as DEMAND
from app.measures.outcomes import FEWEST_PAIRS
from app.release import open_release
from app.sample import write
from app.settings import settings
from app.viewer import Role, Viewer

ADVISORY = Viewer("advisory", "Advisory", Role.ADVISORY)
MORAY = "S37000019"
SHOWN = ["reported", "partial"]


@pytest.fixture(scope="module")
def rounded(tmp_path_factory):
    """What acceptance said of a small sample, rounded, and the releases of the advisory group and a manager."""
    folder = tmp_path_factory.mktemp("rounded")
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("CLW_STORE_URL", f"duckdb://{folder / 'store'}")
        changed.setenv("CLW_PROTECTION", "rounding")
        settings.cache_clear()
        files = [path for path in write(folder, quarters=4, units="hscp", seed=11) if path.suffix == ".csv"]
        accepted = accept(files, by="tests", progress=lambda step: None)
        yield accepted, open_release(ADVISORY), open_release(Viewer("manager", "Manager", Role.HSCP, MORAY))
    settings.cache_clear()


def test_every_count_of_people_is_a_multiple_of_five(rounded):
    release = rounded[1]
    for name, quantity in QUANTITIES.items():
        values = release.quantity(name).value.dropna()
        assert quantity.sensitivity == "none" or (values % 5 == 0).all(), name
    demand = release.demand()
    assert (demand[list(DEMAND)].stack().dropna() % 5 == 0).all()
    assert (release.breakdown().value.dropna() % 5 == 0).all()
    assert (release.outcomes()[["n_baseline", "n_paired"]].stack().dropna() % 5 == 0).all()
    assert (release.waits().n.dropna() % 5 == 0).all()


def test_percentages_and_rates_are_those_of_rounded_counts(rounded):
    release = rounded[1]
    for name in ("declined", "did_not_attend", "referrals_per_1000"):
        measure = MEASURES[name]
        rows = release.measure(name).dropna(subset="value")
        np.testing.assert_allclose(rows.value, measure.per * rows.numerator / rows.denominator)
        assert (rows.numerator % 5 == 0).all()
        assert len(rows) > 50


def test_nothing_is_said_of_changes_in_fewer_people_than_enough(rounded):
    accepted, release, _ = rounded
    true = accepted.version.derived("outcomes").set_index(["period", "area_code", "instrument"]).n_paired
    shown = release.outcomes().dropna(subset="change_mean").set_index(["period", "area_code", "instrument"])
    hscps = shown[shown.area_level == "hscp"]
    assert len(hscps)
    assert (true[hscps.index] >= FEWEST_PAIRS).all()


def test_managers_see_their_own_counts_as_they_are(rounded):
    accepted, _, release = rounded
    own = release.quantity("referrals_received").query("area_code == @MORAY")
    true = accepted.version.derived("cube").query("quantity == 'referrals_received' and area_code == @MORAY")
    assert own.sort_values("period").value.tolist() == true.sort_values("period").value.tolist()


def test_pages_and_files_say_that_counts_are_rounded(rounded):
    assert ROUNDED in provenance(rounded[1])
    assert "small ones" in protection_told(rounded[0].version, reasons=True)[0]
