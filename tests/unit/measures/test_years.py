import pandas as pd
import pytest

from app.measures.reporting import build_reporting
from app.measures.years import hscp_years, of_ended_years

YEAR = "2024-25"
QUARTERS = [f"{YEAR}Q{number}" for number in range(1, 5)]


@pytest.fixture
def years(returns, programmes):
    """Years of what units told: `years({(period, hscp, unit): value})`, by area; `[c]` is hidden at source."""

    def of(told, year=YEAR):
        rows = returns([(*unit, {}) for unit in told])
        values = [None if value == "[c]" else value for value in told.values()]
        rows = rows[["period", "hscp_code"]].assign(kind="x", value=pd.array(values, dtype="Float64"))
        rows["hidden"] = [value == "[c]" for value in told.values()]
        reporting = build_reporting(returns([(*unit, {}) for unit in told]), ["A1", "A2", "B1", "B2"], programmes)
        table = hscp_years(rows, reporting, ["kind"])
        table = table[table.period == year].set_index("area_code")
        return {
            area: (None if pd.isna(row.value) else row.value, row.state, row.parts_reported, row.parts_expected)
            for area, row in table.iterrows()
        }

    return of


def test_quarters_add_up_to_years_that_have_ended(years):
    told = {(quarter, "A1", "u1"): 5 for quarter in [*QUARTERS, "2025-26Q1"]}
    assert years(told) == {
        "A1": (20.0, "reported", 4, 4),
        "A2": (None, "not_submitted", 0, 4),
        "B1": (None, "not_submitted", 0, 4),
        "B2": (None, "no_programme", 0, 0),
    }
    assert years(told, "2025-26") == {}


def test_a_year_lacks_quarters_before_the_first_return(years):
    assert years({(quarter, "A1", "u1"): 5 for quarter in QUARTERS[2:]})["A1"] == (10.0, "partial", 2, 4)


def test_a_quarter_counts_as_told_when_all_units_tell(years):
    told = {(quarter, "A1", unit): 5 for quarter in QUARTERS for unit in ("u1", "u2")}
    told[QUARTERS[1], "A1", "u2"] = None
    assert years(told)["A1"] == (35.0, "partial", 3, 4)
    del told[QUARTERS[1], "A1", "u2"]
    assert years(told)["A1"] == (35.0, "partial", 3, 4)


def test_nothing_told_is_not_collected_and_anything_hidden_hides_the_year(years):
    told = {(quarter, "A1", "u1"): None for quarter in QUARTERS} | {(quarter, "A2", "u1"): 5 for quarter in QUARTERS}
    told[QUARTERS[0], "A2", "u1"] = "[c]"
    found = years(told)
    assert found["A1"] == (None, "not_collected", 0, 4)
    assert found["A2"] == (None, "suppressed", 3, 4)


def test_only_years_with_a_return_for_their_last_quarter_have_ended():
    reporting = pd.DataFrame({"period": ["2023-24Q4", "2024-25Q1", "2024-25Q3"]})
    assert of_ended_years(reporting).year.tolist() == ["2023-24"]
