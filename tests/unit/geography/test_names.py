"""Areas as publications write them. The ways are those found in spreadsheets and answers of the Scottish Government."""

import pytest

from app.contract.codes import hscp_names
from app.geography.areas import areas
from app.geography.names import hscp_written, means_the_whole, nearest, without_marks

WRITTEN = {
    "Scottish Borders": ["Borders", "Scottish Borders", "NHS Borders", "Scottish Borders Council", "borders hscp"],
    "Argyll and Bute": ["Argyll & Bute", "Argyll and Bute HSCP", "ARGYLL AND BUTE", "Argyll-Bute"],
    "Clackmannanshire and Stirling": ["Clackmannanshire & Stirling", "Stirling/Clackmannanshire", "Clacks & Stirling"],
    "Western Isles": [
        "Comhairle nan Eilean Siar", "Western Isles", "NHS Western Isles", "Na h-Eileanan Siar", "Na h‑Eileanan an Iar",
        "Eilean Siar",
    ],
    "Edinburgh": ["Edinburgh City", "City of Edinburgh", "Edinburgh, City of", "The City of Edinburgh Council"],
    "Glasgow City": ["Glasgow", "Glasgow City ¹", "Glasgow City HSCP [2]", "S37000034", "S37000015", "S12000049"],
    "Dundee City": ["Dundee", "Dundee City"],
    "Aberdeen City": ["Aberdeen", "Aberdeen City (a)"],
    "Aberdeenshire": ["Aberdeenshire*"],
    "Fife": ["NHS Fife", "Fife1", "Fife [note 3]", "Fife Health and Social Care Partnership†"],
    "Dumfries and Galloway": ["NHS Dumfries & Galloway", "Dumfries and Galloway Integration Joint Board"],
    "Orkney Islands": ["Orkney", "NHS Orkney", "Orkney Islands Council"],
    "Shetland Islands": ["Shetland", "NHS Shetland", "Shetland Isles"],
    "Highland": ["Highland", "The Highland Council"],
    "Perth and Kinross": ["Perth & Kinross (note 4)", "Perth and  Kinross IJB"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "written"), [(name, each) for name, ways in WRITTEN.items() for each in ways])
def test_an_hscp_is_known_however_it_is_written(name, written):
    code = hscp_written(written)
    assert code
    assert hscp_names()[code] == name


def test_every_official_name_and_code_is_known():
    assert {hscp_written(name) for name in hscp_names().values()} == set(hscp_names())
    assert {hscp_written(code) for code in hscp_names()} == set(hscp_names())
    assert {hscp_written(f"{name} Health & Social Care Partnership") for name in hscp_names().values()} == set(
        hscp_names()
    )


def test_a_board_is_an_hscp_only_where_it_is_exactly_one():
    boards = areas()[areas().area_level == "board"].area_name
    found = {board: hscp_written(board) for board in boards}
    assert {board for board, code in found.items() if code} == {
        "NHS Borders", "NHS Dumfries and Galloway", "NHS Fife", "NHS Orkney", "NHS Shetland", "NHS Western Isles",
    }  # fmt: skip


@pytest.mark.parametrize(
    "written",
    ["", "NHS Highland", "NHS Tayside", "NHS Lothian", "Lanarkshire", "Ayrshire and Arran", "Forth Valley", "Ayrshire",
     "Clackmannanshire", "Stirling", "S12000030", "S08000022", "Scotland", "Source: Fife", "Fife and Borders", "1"],
)  # fmt: skip
def test_what_is_no_hscp_is_none(written):
    assert hscp_written(written) is None


@pytest.mark.parametrize(
    "written", ["Scotland", "Total", "SCOTLAND TOTAL", "Grand Total [3]", "Total Scotland²", "All HSCPs total"]
)
def test_totals_are_known(written):
    assert means_the_whole(written)


@pytest.mark.parametrize("written", ["", "All", "Fife total", "Scottish Borders", "NHS Scotland total", "Total WTE"])
def test_what_is_no_total_of_all(written):
    assert not means_the_whole(written)


def test_what_is_nearly_an_hscp_is_suggested_and_a_board_is_not():
    assert nearest("Scottish Border") == "Scottish Borders"
    assert nearest("East Lothain") == "East Lothian"
    assert nearest("NHS Highland") is None
    assert nearest("Source: Public Health Scotland") is None


def test_footnote_marks_are_taken_away():
    assert [without_marks(text) for text in ("3.5¹", "12 [1]", "7 (a)", "4*", "1,200 [note 2]")] == [
        "3.5", "12", "7", "4", "1,200",
    ]  # fmt: skip
