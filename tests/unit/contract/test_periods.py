from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contract.periods import Quarter, quarters

ANY = st.builds(Quarter, st.integers(1990, 2090), st.integers(1, 4))


@pytest.mark.parametrize(
    ("written", "label", "start", "end"),
    [
        ("2025-26Q1", "Apr to Jun 2025", date(2025, 4, 1), date(2025, 6, 30)),
        ("2025-26Q4", "Jan to Mar 2026", date(2026, 1, 1), date(2026, 3, 31)),
        ("1999-00Q3", "Oct to Dec 1999", date(1999, 10, 1), date(1999, 12, 31)),
    ],
)
def test_a_quarter_knows_its_days_and_its_name(written, label, start, end):
    quarter = Quarter.parse(written)
    assert (str(quarter), quarter.label, quarter.start, quarter.end) == (written, label, start, end)


@pytest.mark.parametrize("written", ["2025-27Q1", "2025-26Q5", "2025-26", "2025/26Q1", "", "2025-26Q1 "])
def test_anything_else_is_refused(written):
    with pytest.raises(ValueError, match="not a quarter"):
        Quarter.parse(written)


@given(ANY, st.integers(-200, 200))
def test_shifting_there_and_back(quarter, by):
    assert quarter.shift(by).shift(-by) == quarter
    assert Quarter.parse(str(quarter)) == quarter
    assert (quarter.shift(1).start - quarter.end).days == 1


def test_quarters_between_have_no_gap():
    assert [str(q) for q in quarters(Quarter(2024, 3), Quarter(2025, 2))] == [
        "2024-25Q3",
        "2024-25Q4",
        "2025-26Q1",
        "2025-26Q2",
    ]
    assert quarters(Quarter(2025, 2), Quarter(2025, 1)) == []
