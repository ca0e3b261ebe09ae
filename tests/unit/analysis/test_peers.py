import math

import numpy as np
import pandas as pd
import pytest

from app.analysis.peers import peers
from app.geography.areas import areas

ORKNEY, SHETLAND, WESTERN_ISLES, GLASGOW = "S37000022", "S37000026", "S37000031", "S37000034"


@pytest.fixture(scope="module")
def scotland():
    """The areas with their reference figures, Boards and Scotland among them."""
    return areas()


def made_up(*rows):
    columns = ["area_code", "most_deprived_percent", "rural_percent", "population"]
    return pd.DataFrame(rows, columns=columns).assign(area_level="hscp", area_name=lambda table: table.area_code)


def test_the_distance_by_hand():
    # Standard deviations: 2 and 4, for half of the areas have 10 and 20, the other half 14 and 28; of the logarithm of
    # population log(2) / 2. From A to B 4 / 2 = 2 apart, to C 8 / 4 = 2 and 2, to D all three.
    areas = made_up(("A", 10, 20, 1000), ("B", 14, 20, 1000), ("C", 10, 28, 2000), ("D", 14, 28, 2000))
    found = peers("A", areas, count=3).set_index("area_code")
    assert found.distance.to_dict() == pytest.approx({"B": 2, "C": math.sqrt(8), "D": math.sqrt(12)})
    parts = ["deprivation_apart", "rurality_apart", "population_apart"]
    assert found.loc["C", parts].tolist() == pytest.approx([0, 2, 2])
    assert peers("D", areas, count=3).set_index("area_code").loc["A", parts].tolist() == pytest.approx([-2, -2, -2])


def test_every_hscp_has_five_peers_nearest_first_and_never_itself(scotland):
    hscps = scotland[scotland.area_level == "hscp"]
    assert len(hscps) == 31
    for code in hscps.area_code:
        found = peers(code, scotland)
        assert len(set(found.area_code) - {code}) == 5
        assert found.distance.is_monotonic_increasing
        apart = found[["deprivation_apart", "rurality_apart", "population_apart"]]
        assert found.distance.to_numpy() == pytest.approx(np.sqrt((apart**2).sum(axis=1)).to_numpy())


def test_the_distance_is_the_same_in_both_directions(scotland):
    codes = scotland.area_code[scotland.area_level == "hscp"]
    distance = {code: peers(code, scotland, count=30).set_index("area_code").distance for code in codes}
    assert all(distance[one][other] == distance[other][one] for one in codes for other in codes if one != other)


def test_the_islands_are_each_others_peers_and_far_from_all_else(scotland):
    islands = {ORKNEY, SHETLAND, WESTERN_ISLES}
    for island in islands:
        found = peers(island, scotland)
        assert set(found.area_code[:2]) == islands - {island}
        assert found.distance[2] > 5 * found.distance[1]


def test_glasgows_peers_are_urban_and_deprived(scotland):
    found = peers(GLASGOW, scotland)
    assert found.area_name[:3].tolist() == ["North Lanarkshire", "Dundee City", "North Ayrshire"]
    assert (found.most_deprived_percent > 19).all()
    assert (found.rural_percent < 17).all()


def test_the_suburbs_of_glasgow_are_each_others_nearest(scotland):
    assert peers("S37000009", scotland, count=1).area_name.tolist() == ["East Renfrewshire"]
    assert peers("S37000011", scotland, count=1).area_name.tolist() == ["East Dunbartonshire"]


def test_the_order_of_areas_does_not_matter_and_the_code_decides_between_equals(scotland):
    pd.testing.assert_frame_equal(peers(GLASGOW, scotland), peers(GLASGOW, scotland[::-1]))
    equals = made_up(("A", 10, 20, 1000), ("C", 14, 28, 2000), ("B", 14, 28, 2000), ("D", 14, 28, 2000))
    assert peers("A", equals, count=2).area_code.tolist() == ["B", "C"]


@pytest.mark.parametrize("code", ["S08000031", "S92000003", "Fife"])
def test_only_an_hscp_has_peers(scotland, code):
    with pytest.raises(KeyError, match="not an HSCP"):
        peers(code, scotland)


@pytest.mark.parametrize("count", [0, 31])
def test_there_are_thirty_others(scotland, count):
    with pytest.raises(ValueError, match="from 1 to 30"):
        peers(GLASGOW, scotland, count)


def test_a_missing_figure_is_refused(scotland):
    unknown = scotland.assign(rural_percent=scotland.rural_percent.mask(scotland.area_code == ORKNEY))
    with pytest.raises(ValueError, match="all their figures"):
        peers(GLASGOW, unknown)
