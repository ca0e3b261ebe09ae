"""What accepting changes, in words: before and after it is accepted."""

import json

import pandas as pd
import pytest

from app.acceptance.changes import NO_CHANGES, Changes
from app.acceptance.changes_told import changes_as_json, changes_told, vanishing_told

COUNTED = ["new", "changed", "unchanged", "vanishing"]


def counted(*numbers):
    return Changes(pd.DataFrame(numbers, columns=COUNTED), pd.DataFrame(), pd.DataFrame())


def vanishing(number, row="r1, housing"):
    rows = [("service_demand", "S37000034", "2025-26Q1", row)] * number
    return Changes(NO_CHANGES.rows, NO_CHANGES.cells, pd.DataFrame(rows, columns=NO_CHANGES.vanishing.columns))


@pytest.mark.parametrize(
    ("numbers", "would", "has"),
    [
        ((2, 1, 0, 0), "Accepting would add 2 rows and change 1 row.", "It has added 2 rows and changed 1 row."),
        (
            (0, 1, 7, 0),
            "Accepting would change 1 row; 7 rows stay the same.",
            "It has changed 1 row; 7 rows stay the same.",
        ),
        (
            (1, 1, 1, 1_234),
            "Accepting would add 1 row, change 1 row and take 1,234 rows away; 1 row stays the same.",
            "It has added 1 row, changed 1 row and taken 1,234 rows away; 1 row stays the same.",
        ),
        (
            (0, 0, 5, 0),
            "These rows are stored already; accepting them would change no figure.",
            "These rows were stored already; it has changed no figure.",
        ),
    ],
)
def test_it_is_one_sentence(numbers, would, has):
    assert changes_told(counted(numbers)) == would
    assert changes_told(counted(numbers), accepted=True) == has


def test_tables_are_added_up():
    assert changes_told(counted((1, 0, 0, 0), (2, 0, 0, 1))) == "Accepting would add 3 rows and take 1 row away."


def test_rows_that_vanish_are_named_but_not_all_of_many():
    assert vanishing_told(vanishing(0)) == []
    head, line = vanishing_told(vanishing(1))
    assert head == "Not in these files, so no longer counted, of rows that now count:"
    assert line == "  service_demand, S37000034, 2025-26Q1, r1, housing"
    many = vanishing_told(vanishing(1_022), accepted=True)
    assert many[0].endswith("of rows that counted before:")
    assert (len(many), many[-1]) == (22, "  and 1,002 more")
    assert vanishing_told(vanishing(1, row=""))[1] == "  service_demand, S37000034, 2025-26Q1"


def test_programs_are_told_all_of_them():
    told = json.loads(json.dumps(changes_as_json(vanishing(30))))
    assert list(told) == [*COUNTED, "vanishing_rows"]
    assert len(told["vanishing_rows"]) == 30
    assert told["vanishing_rows"][0] == {
        "table": "service_demand", "hscp_code": "S37000034", "period": "2025-26Q1", "row": "r1, housing"
    }  # fmt: skip
