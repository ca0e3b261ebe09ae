"""What is meant by quarters, codes and areas that people write in their own way."""

import pytest

from app.contract.codes import DELIVERY_MODELS, hscp_names, survey_areas
from app.intake.meant import code_meant, quarters_meant

Q1 = ["2025-26Q1"]
QUARTERS = [
    ("2025-26 Quarter 1", Q1),
    ("FY25/26 Q1", Q1),
    ("2025-26, Qtr. 1", Q1),
    ("Quarter 1, 2025-26", Q1),
    ("Q1 25/26", Q1),
    ("quarter 1 of 2025-2026", Q1),
    ("Apr-Jun 2025", Q1),
    ("April to June 2025", Q1),
    ("Apr 2025 - Jun 2025", Q1),
    ("2025 Apr/Jun", Q1),
    ("Apr-Jun 2025/26", Q1),
    ("Apr-Jun '25", Q1),
    ("Jul - Sept 2025", ["2025-26Q2"]),
    ("Oct-Dec 2025", ["2025-26Q3"]),
    ("Jan-Mar 2026", ["2025-26Q4"]),
    ("Jan-Mar 2025-26", ["2025-26Q4"]),
    ("Q1 2025", ["2025-26Q1", "2024-25Q4"]),
    ("2025Q2", ["2025-26Q2", "2025-26Q1"]),
    ("2025-27 Quarter 1", []),
    ("2025-26 Quarter 5", []),
    ("Apr-Jul 2025", []),
    ("May-Jul 2025", []),
    ("Apr 2024 - Jun 2025", []),
    ("2025-26", []),
    ("many", []),
    ("", []),
]


@pytest.mark.parametrize(("written", "meant"), QUARTERS)
def test_a_quarter_is_known_by_its_number_or_its_months(written, meant):
    assert [str(quarter) for quarter in quarters_meant(written)] == meant


HSCPS = [
    ("Glasgow City", "write S37000034, the code of Glasgow City"),
    ("glasgow", "write S37000034, the code of Glasgow City"),
    ("Borders", "write S37000025, the code of Scottish Borders"),
    ("S12000049", "write S37000034, the code of Glasgow City"),  # the council's code
    ("Glasgw City", "perhaps S37000034, the code of Glasgow City, was meant"),
    ("S37000099", None),
    ("Clackmannanshire", None),
    ("many", None),
    ("", None),
]


@pytest.mark.parametrize(("written", "said"), HSCPS)
def test_an_hscp_is_known_by_its_name(written, said):
    assert code_meant(hscp_names(), written) == said


def test_a_survey_may_be_of_a_board_or_of_scotland():
    assert code_meant(survey_areas(), "nhs  fife") == "write S08000029, the code of NHS Fife"
    assert code_meant(survey_areas(), "Fife") == "write S37000032, the code of Fife"
    assert code_meant(survey_areas(), "scotland") == "write S92000003, the code of Scotland"


CODES = [
    ("Practice attatched", "perhaps practice_attached was meant"),
    ("hub", "perhaps hub_or_community_based was meant"),
    ("multi practice", "perhaps multi_practice was meant"),
    ("r", None),
    ("n/a", None),
]


@pytest.mark.parametrize(("written", "said"), CODES)
def test_a_code_is_known_by_its_beginning_or_by_what_is_written_like_it(written, said):
    assert code_meant(DELIVERY_MODELS, written) == said
