import pytest

from app.measures.reporting import build_reporting

Q1, Q2, Q3 = "2024-25Q4", "2025-26Q1", "2025-26Q2"
CODES = ["A1", "A2", "B1", "B2"]


@pytest.fixture
def status(returns, programmes):
    def of(rows):
        reporting = build_reporting(returns(rows), CODES, programmes)
        return {
            (row.period, row.area_code): (row.status, row.units_reported, row.units_expected)
            for row in reporting.itertuples()
        }

    return of


def test_every_hscp_has_a_status_in_every_quarter_between(status):
    found = status([(Q1, "A1", "u1", {}), (Q3, "A1", "u1", {})])
    assert set(found) == {(period, code) for period in (Q1, Q2, Q3) for code in CODES}
    assert found[Q2, "A1"] == ("not_submitted", 0, 1)
    assert found[Q1, "B2"] == ("no_programme", 0, 0)


def test_expected_units_are_those_of_the_last_complete_return(status):
    found = status(
        [
            (Q1, "A1", "u1", {}),
            (Q1, "A1", "u2", {}),
            (Q2, "A1", "u1", {}),
            (Q2, "A1", "u3", {}),
            (Q3, "A1", "u1", {}),
            (Q3, "A1", "u2", {}),
        ]
    )
    assert found[Q1, "A1"] == ("complete", 2, 2)
    assert found[Q2, "A1"] == ("partial", 2, 3)  # u2 is missing, u3 is new: three units are known of
    assert found[Q3, "A1"] == ("complete", 2, 2)  # the partial return did not move what is expected


def test_another_kind_of_unit_starts_a_new_list(status):
    found = status([(Q1, "A1", "u1", {}), (Q1, "A1", "u2", {}), (Q2, "A1", "A1", {"unit_type": "hscp"})])
    assert found[Q2, "A1"] == ("complete", 1, 1)


def test_a_return_outweighs_a_row_that_says_there_is_no_programme(status):
    assert status([(Q1, "B2", "u1", {})])[Q1, "B2"] == ("complete", 1, 1)
