"""How tables are drawn."""

import pandas as pd
import pytest

from app.display.drawing import is_of_numbers


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["78.6", "60.0 [p]", "[n]", ""], True),
        (["10.4 to 14.0", "-1.2 to 3.0"], True),
        (["2,943", "12%"], True),
        ([4, 12], True),
        (["56.4\u00a0to\u00a062.9"], True),
        (["12.1 (10.4 to 14.0)"], False),
        (["2026-11-26 19:17"], False),
        (["3", "– fewer than 3 HSCPs"], False),
        (["", ""], False),
        ([], False),
    ],
)
def test_columns_of_numbers_are_told_from_columns_of_text(cells, numbers):
    assert is_of_numbers(pd.Series(cells)) is numbers
