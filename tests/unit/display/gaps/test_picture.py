"""What is put together from several HSCPs of the shipped sample is the same for managers, who see their own in full."""

import pandas as pd
import pytest

from app.contract.codes import SERVICE_CATEGORIES
from app.display.gaps.picture import Picture
from app.geography.areas import areas
from app.measures.catalogue import GAPS
from app.release import open_release
from app.viewer import Role, Viewer

POLICY = Viewer("p", "P", Role.POLICY)
MANAGED = ("S37000019", "S37000004", "S37000022")
"""HSCPs of NHS Boards of three, of two and of one, each with counts that are hidden."""


@pytest.fixture(scope="module")
def policy(sample_store):
    return pictures(POLICY)


@pytest.fixture(scope="module", params=MANAGED)
def manager(sample_store, request):
    return request.param, pictures(Viewer("m", "M", Role.HSCP, request.param))


def pictures(viewer):
    release = open_release(viewer)
    return {year: Picture(release, year) for year in release.years}


def larger_areas(hscp):
    """Scotland and the NHS Boards, but one that is `hscp` alone."""
    hscps = areas().query("area_level == 'hscp'")
    alone = hscps.drop_duplicates("board_code", keep=False).set_index("area_code").board_code.get(hscp)
    return set(areas().area_code) - set(hscps.area_code) - {alone}


def test_services_per_signpost_in_larger_areas_are_the_same_for_everyone(policy, manager):
    hscp, theirs = manager
    larger = larger_areas(hscp)
    year = max(policy)
    for category in SERVICE_CATEGORIES:
        figures = [
            each[year].measure(GAPS["services_per_100_signposts"], category).set_index("area_code").sort_index()
            for each in (theirs, policy)
        ]
        shown, everyones = (each[each.index.isin(larger)] for each in figures)
        pd.testing.assert_frame_equal(shown, everyones, obj=category)
        assert everyones.value.notna().any()


def test_numbers_of_hscps_count_what_everyone_sees(policy, manager):
    hscp, theirs = manager
    for year, picture in policy.items():
        pd.testing.assert_frame_equal(theirs[year].systemic, picture.systemic)
        pd.testing.assert_frame_equal(theirs[year].sensitivity, picture.sensitivity)
    own = pd.concat(each.of_hscp(hscp) for each in theirs.values())
    everyones = pd.concat(each.of_hscp(hscp) for each in policy.values())
    assert own.signposts.notna().sum() > everyones.signposts.notna().sum()
