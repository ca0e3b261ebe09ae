import pandas as pd
import pytest

from app.measures.breakdown import build_breakdown
from app.measures.reporting import build_reporting

YEAR = "2024-25"
QUARTERS = [f"{YEAR}Q{number}" for number in range(1, 5)]


@pytest.fixture
def cell(returns, areas, programmes):
    """Add up rows and their breakdowns; then `cell(rows, told)(area, dimension, category)` is what became of it.

    `rows` as `returns` takes them; `told`: `(row number, dimension, {category: count})`.
    """

    def build(rows, told):
        frame = returns(rows).assign(return_id=lambda made: [f"r{number}" for number in range(len(made))])
        long = pd.DataFrame(
            [
                (f"r{row}", "people_referred", dimension, category, count, "" if count is not None else "count")
                for row, dimension, counts in told
                for category, count in counts.items()
            ],
            columns=["return_id", "measure", "dimension", "category", "count", "suppressed"],
        ).astype({"count": "Int64"})
        reporting = build_reporting(frame, ["A1", "A2", "B1", "B2"], programmes)
        table = build_breakdown(long, frame, reporting, areas).set_index(
            ["period", "area_code", "dimension", "category"]
        )

        def look_up(area, dimension="all", category="all", year=YEAR):
            row = table.loc[(year, area, dimension, category)]
            return None if pd.isna(row.value) else row.value, row.state, row.parts_reported, row.parts_expected

        return look_up

    return build


def year_of(hscp, **fields):
    return [(quarter, hscp, "u1", {"people_referred": 10} | fields) for quarter in QUARTERS]


def test_the_quarters_of_a_year_add_up_by_category_and_area(cell):
    told = [(row, "sex", {"female": 6, "male": 4}) for row in range(8)]
    found = cell(year_of("A1") + year_of("B1"), told)
    assert found("A1", "sex", "female") == (24, "reported", 4, 4)
    assert found("A1", "sex", "other") == (0, "reported", 4, 4)  # left out: nobody
    assert found("S", "sex", "male") == (32, "partial", 2, 3)
    assert found("S") == (80, "partial", 2, 3)
    assert found("A1", "age_band", "0-15") == (None, "not_collected", 0, 4)
    assert found("B2") == (None, "no_programme", 0, 0)


def test_a_quarter_that_tells_nothing_of_a_dimension_makes_the_year_partial(cell):
    found = cell(year_of("A1"), [(row, "sex", {"female": 10}) for row in range(3)])
    assert found("A1", "sex", "female") == (30, "partial", 3, 4)
    assert found("A1") == (40, "reported", 4, 4)


def test_nobody_referred_is_nobody_in_every_category(cell):
    found = cell(year_of("A1", people_referred=0), [])
    assert found("A1", "simd_quintile", "1") == (0, "reported", 4, 4)


def test_hidden_at_source_stays_hidden_up_through_every_total(cell):
    told = [(row, "sex", {"female": 6, "male": 4}) for row in range(8)]
    told[2] = (2, "sex", {"female": 8, "male": None})
    found = cell(year_of("A1") + year_of("A2"), told)
    assert found("A1", "sex", "male")[:2] == (None, "suppressed")
    assert found("S", "sex", "male")[:2] == (None, "suppressed")
    assert found("S", "sex", "female")[0] == 50


def test_only_years_that_have_ended_are_counted(cell):
    with pytest.raises(KeyError):
        cell(year_of("A1")[:3], [])("A1")
