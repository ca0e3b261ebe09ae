"""Areas: the reference figures, added up and compared with what others publish."""

import pandas as pd
import pytest

from app.geography.areas import SCOTLAND, area_names, areas, hscp_codes, people_by_fifth


def test_areas_are_31_hscps_14_boards_and_scotland():
    everywhere = areas()
    assert everywhere.area_level.value_counts().to_dict() == {"hscp": 31, "board": 14, "scotland": 1}
    assert everywhere.area_code.is_unique
    assert len(hscp_codes()) == 31


def test_every_hscp_lies_in_a_board_that_is_an_area_of_its_own():
    everywhere = areas().set_index("area_code")
    of_hscps = everywhere.board_code[everywhere.area_level == "hscp"]
    boards = everywhere[everywhere.area_level == "board"]
    assert set(of_hscps) == set(boards.index) == set(boards.board_code)
    assert of_hscps.value_counts()["S08000031"] == 6  # NHS Greater Glasgow and Clyde


def test_populations_are_those_published():
    everywhere = areas().set_index("area_code")
    assert everywhere.population[SCOTLAND] == 5_447_700  # National Records of Scotland, mid-2022
    assert everywhere.gp_practices[SCOTLAND] == 911
    # 19.2% of the people of data zones live in the most deprived fifth (data/reference/README.md).
    people = pd.read_csv("data/reference/hscp.csv").pop2021_dz_sum.sum()
    assert everywhere.population_most_deprived[SCOTLAND] / people == pytest.approx(0.192, abs=5e-4)
    assert everywhere.population_most_deprived["S37000022"] == 0  # nobody in Orkney


def test_percentages_of_hscps_are_those_of_the_reference():
    reference = pd.read_csv("data/reference/hscp.csv").set_index("hscp_code")
    hscps = areas().set_index("area_code").loc[list(hscp_codes())]
    rural = reference.ur6_pct_accessible_rural + reference.ur6_pct_remote_rural
    assert hscps.rural_percent.to_dict() == pytest.approx(rural.to_dict())
    assert hscps.most_deprived_percent.to_dict() == pytest.approx(reference.pop_share_q1.to_dict())


def test_percentages_of_larger_areas_are_weighted_by_people():
    everywhere = areas().set_index("area_code")
    # NHS Ayrshire and Arran by hand, from the rows of its three councils in data/reference/hscp.csv.
    rural = (28.99 * 120_390 + 10.62 * 133_490 + 22.10 * 111_560) / 365_440
    assert everywhere.rural_percent["S08000015"] == pytest.approx(rural)
    assert everywhere.most_deprived_percent[SCOTLAND] == pytest.approx(19.2, abs=0.05)  # data/reference/README.md
    assert everywhere.rural_percent[SCOTLAND] == pytest.approx(17, abs=0.5)  # Rural Scotland: key facts 2021


def test_people_by_fifth_add_up_to_a_fifth_each_in_scotland():
    people = people_by_fifth()
    # Fifths of data zones, which have about as many people each.
    assert (people.loc[SCOTLAND] / people.loc[SCOTLAND].sum()).tolist() == pytest.approx([0.2] * 5, abs=0.015)
    of_areas = areas().set_index("area_code").population_most_deprived
    assert people[1].to_dict() == pytest.approx(of_areas.to_dict())


def test_names_are_of_all_areas_or_of_one_level_in_order():
    assert list(area_names().items())[:2] == [("S37000001", "Aberdeen City"), ("S37000002", "Aberdeenshire")]
    assert [len(area_names(level)) for level in ("hscp", "board", "scotland")] == [31, 14, 1]
    assert list(area_names("hscp").values()) == sorted(area_names("hscp").values())
