from datetime import date

import pandas as pd

from app.acceptance.withheld import nobody, withheld_periods


def reporting(*rows):
    return pd.DataFrame(rows, columns=["period", "area_code", "status"])


def test_a_quarter_is_waited_for_until_all_are_complete_or_42_days_have_passed():
    told = reporting(
        ("2025-26Q1", "A1", "partial"), ("2025-26Q2", "A1", "complete"), ("2025-26Q2", "A2", "not_submitted"),
        ("2025-26Q2", "A3", "no_programme"),
    )  # fmt: skip
    assert withheld_periods(told, date(2025, 11, 11), 42) == {"2025-26Q2", "2025-26"}  # ended on 30 September
    assert withheld_periods(told, date(2025, 11, 12), 42) == set()
    assert withheld_periods(told[told.area_code != "A2"], date(2025, 11, 11), 42) == set()


def test_zeros_are_known_where_there_was_no_link_worker_and_nobody_open():
    columns = ["quantity", "period", "area_code", "value", "state"]
    cube = pd.DataFrame(
        [
            (quantity, period, area, value, "reported")
            for area, value in (("idle", 0.0), ("busy", 3.0))
            for period in ("2024-25Q3", "2024-25Q4")
            for quantity in ("wte_in_post", "open_cases_end")
        ],
        columns=columns,
    )
    counts = pd.DataFrame(
        [
            ("waiting", "2024-25Q4", "idle", 0.0, "reported"),
            ("signposts", "2024-25", "idle", 0.0, "reported"),
            ("waiting", "2024-25Q4", "idle", 2.0, "reported"),
            ("waiting", "2024-25Q4", "busy", 0.0, "reported"),
        ],
        columns=columns,
    )
    assert nobody(counts, cube).tolist() == [True, True, False, False]
