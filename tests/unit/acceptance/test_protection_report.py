"""What is hidden, why, and what it loses, counted by hand."""

import pandas as pd
import pytest

from app.acceptance.protection_report import build_report, sentences
from app.protection import Thresholds, Told

FIRST, SECOND = "S37000005", "S37000010"
THRESHOLDS = Thresholds(5, 10, frozenset({"domestic_abuse"}))


def counts(*rows: tuple[str, float | None], quantity: str = "referrals_received", **more: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["area_code", "value"]).astype({"value": "Float64"})
    table["state"] = table.value.isna().map({True: "suppressed", False: "reported"})
    return table.assign(quantity=quantity, period="2024-25Q1", **more)


def report(true, shown, before: pd.DataFrame | None = None, name: str = "cube"):
    published = "published" if name == "cube" else f"published_{name}"
    told = Told.nothing()
    if before is not None:
        before = before.assign(category="")
        told = told.with_version(before, before, pd.Series(True, index=before.index))
    return build_report({name: true, published: shown}, told, "suppression", THRESHOLDS)


def test_every_hidden_count_has_one_reason_and_people_are_those_of_hscps():
    true = counts((FIRST, 3), (SECOND, 27), ("S37000022", None), ("S37000028", 70), ("S92000003", None))
    shown = counts((FIRST, None), (SECOND, None), ("S37000022", None), ("S37000028", 70), ("S92000003", None))
    row = report(true, shown).iloc[0]
    assert (row.cells, row.small, row.source, row.others) == (5, 1, 2, 1)
    assert row.people_percent == pytest.approx(30)
    assert list(sentences(report(true, shown), reasons=True)) == [
        "returns: 4 of 5 counts are hidden (80.0%), 1 small ones, 2 as they were at source and 1 to protect others; "
        "they are 30.0% of the people counted"
    ]
    assert list(sentences(report(true, shown), reasons=False)) == ["returns: 4 of 5 counts are hidden (80.0%)"]


def test_a_count_of_a_sensitive_category_is_small_up_to_its_own_threshold():
    true, shown = (
        pd.concat(
            counts((FIRST, value), quantity="signposts", category=category)
            for category in ("housing", "domestic_abuse")
        )
        for value in (8, None)
    )
    row = report(true, shown, name="demand").iloc[0]
    assert (row.small, row.others) == (1, 1)


def test_what_counts_nobody_is_not_counted():
    true = counts((FIRST, 3), quantity="practices_covered")
    assert report(true, true).cells.tolist() == [0]
    assert list(sentences(report(true, true), reasons=True)) == []


def test_a_count_that_was_hidden_and_is_shown_now_is_flagged():
    before, now = counts((FIRST, None), (SECOND, None)), counts((FIRST, 12), (SECOND, 27))
    flagged = report(now, now, before)
    assert flagged[["reopened", "periods"]].to_numpy().tolist() == [[2, "2024-25Q1"]]
    assert list(sentences(flagged, reasons=False))[-1] == (
        "warning: returns of 2024-25Q1: 2 counts that the version before hid can be seen now"
    )


def test_a_later_quarter_flags_nothing():
    before = counts((FIRST, None), (SECOND, 27))
    now = pd.concat([before, counts((FIRST, 9), (SECOND, 30)).assign(period="2024-25Q2")])
    assert report(now, now, before)[["reopened", "periods"]].to_numpy().tolist() == [[0, ""]]
