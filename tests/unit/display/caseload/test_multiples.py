"""The sentence above the small charts of all HSCPs."""

from app.display.caseload.multiples import finding
from app.measures.catalogue import MEASURES

WAITING = MEASURES["waiting"]


def test_no_one_one_and_many_hscps_with_a_change():
    start = "People waiting, up to Apr to Jun 2025: "
    assert finding([], WAITING, "2025-26Q1") == f"{start}nothing beyond the usual ups and downs in any HSCP."
    assert finding(["Fife"], WAITING, "2025-26Q1") == f"{start}a change beyond chance in 1 HSCP, Fife."
    names = ["Angus", "Fife", "Moray", "Orkney Islands", "Renfrewshire", "Falkirk"]
    told = finding(names, WAITING, "2025-26Q1")
    assert told == f"{start}a change beyond chance in 6 HSCPs, Angus, Fife, Moray, Orkney Islands and 2 others."
