import numpy as np
import pandas as pd
import pytest

from app.analysis.rolling_years import rolling_year

NAN = float("nan")
QUARTERS = ["2024-25Q1", "2024-25Q2", "2024-25Q3", "2024-25Q4", "2025-26Q1"]


def released(numerators, denominators=None, states=None, periods=QUARTERS, area="A"):
    return pd.DataFrame(
        {
            "period": periods,
            "area_code": area,
            "numerator": numerators,
            "denominator": [NAN] * len(periods) if denominators is None else denominators,
            "state": states or ["reported"] * len(periods),
        }
    )


def test_a_rolling_year_sums_flows_and_averages_stocks():
    figures = released([10.0, 20.0, 30.0, 40.0, 50.0])
    flow, stock = rolling_year(figures, "flow"), rolling_year(figures, "stock")
    assert flow.period.tolist() == ["2024-25Q4", "2025-26Q1"]
    assert flow.value.tolist() == [100.0, 140.0]
    assert stock.value.tolist() == [25.0, 35.0]
    assert set(flow.state) == {"reported"}


def test_a_rate_of_a_year_is_made_of_its_parts():
    figures = released([10.0, 20.0, 30.0, 40.0], [1000.0, 1000.0, 2000.0, 4000.0], periods=QUARTERS[:4])
    per_stock = rolling_year(figures, "flow", per=1000).iloc[0]  # 100 events among 2,000 on average
    assert (per_stock.numerator, per_stock.denominator, per_stock.value) == (100, 2000, 50)
    per_flow = rolling_year(figures, "flow", "flow", per=100).iloc[0]  # 100 of 8,000
    assert per_flow.value == 1.25


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["reported", "partial", "reported", "reported"], "partial"),
        (["reported", "partial", "suppressed", "reported"], "suppressed"),
        (["not_collected", "not_submitted", "suppressed", "reported"], "not_submitted"),
        (["no_programme", "no_programme", "reported", "reported"], "no_programme"),
    ],
)
def test_a_year_has_a_value_only_when_all_its_quarters_have_one(states, expected):
    amounts = [10.0 if state in ("reported", "partial") else NAN for state in states]
    year = rolling_year(released(amounts, states=states, periods=QUARTERS[:4]), "flow").iloc[0]
    assert year.state == expected
    assert np.isnan(year.value) == (expected != "partial")
    assert np.isnan(year.numerator) == (expected != "partial")


def test_a_quarter_without_a_row_is_not_submitted():
    figures = pd.concat([released([1.0] * 5), released([1.0] * 4, periods=QUARTERS[:2] + QUARTERS[3:], area="B")])
    years = rolling_year(figures, "flow").set_index(["area_code", "period"])
    assert years.value["A"].tolist() == [4.0, 4.0]
    assert years.state["B"].tolist() == ["not_submitted"] * 2
    assert years.value["B"].isna().all()


def test_a_year_with_nothing_to_divide_by_is_too_few():
    year = rolling_year(released([0.0] * 4, [0.0] * 4, periods=QUARTERS[:4]), "flow").iloc[0]
    assert (year.state, np.isnan(year.value)) == ("too_few", True)


def test_less_than_a_year_has_no_rolling_year():
    assert rolling_year(released([1.0] * 3, periods=QUARTERS[:3]), "flow").empty
