"""The tile map: a place for each HSCP, and Scotland still to be recognised."""

from app.geography.areas import hscp_codes
from app.geography.tiles import tiles


def test_tiles_are_31_places_of_their_own():
    placed = tiles()
    assert sorted(placed.area_code) == sorted(hscp_codes())
    assert not placed.duplicated(["column", "row"]).any()
    assert placed.label.is_unique


def test_north_is_above_and_west_to_the_left():
    placed = tiles().set_index("area_code")
    from_north = ["S37000026", "S37000022", "S37000016", "S37000032", "S37000025"]  # Shetland to the Borders
    assert placed.row[from_north].is_monotonic_increasing
    from_west = ["S37000017", "S37000034", "S37000012", "S37000010"]  # Inverclyde to East Lothian
    assert placed.column[from_west].is_monotonic_increasing
    western_isles, highland, orkney = placed.column[["S37000031", "S37000016", "S37000022"]]
    assert western_isles < highland < orkney
