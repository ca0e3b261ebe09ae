"""Settings that need reading: lists, and what cannot be used."""

import pytest

from app.settings import Settings, settings


def test_names_of_what_is_sensitive_stand_between_commas(monkeypatch):
    monkeypatch.setenv("CLW_SENSITIVE", "housing, ethnic_group,")
    assert Settings().sensitive == {"housing", "ethnic_group"}
    monkeypatch.setenv("CLW_SENSITIVE", "")
    assert Settings().sensitive == set()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SENSITIVE", "housing,houses", "CLW_SENSITIVE: .*houses is no dimension or category"),
        ("PROTECTION", "none", "CLW_PROTECTION: .*'suppression' or 'rounding'"),
        ("SMALL_COUNT", "five", "CLW_SMALL_COUNT: .*integer"),
        ("SMALL_COUNT", "0", "CLW_SMALL_COUNT: .*0 would protect nobody; it must be at least 2$"),
        ("SMALL_COUNT", "1", "CLW_SMALL_COUNT: .*must be at least 2$"),
        ("SMALL_COUNT_SENSITIVE", "-3", "CLW_SMALL_COUNT_SENSITIVE: .*-3 is less than CLW_SMALL_COUNT, which is 5"),
        ("SMALL_COUNT", "20", "CLW_SMALL_COUNT_SENSITIVE: .*10 is less than CLW_SMALL_COUNT, which is 20"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(fresh_settings, name, value, said):
    fresh_settings(**{name: value})
    with pytest.raises(SystemExit, match=said):
        settings()


def test_rounded_counts_are_not_taken_for_nobody(fresh_settings):
    fresh_settings(small_count=2)
    assert settings().small_count == 2
    fresh_settings(small_count=2, protection="rounding")
    with pytest.raises(SystemExit, match="at least 3 where counts are rounded"):
        settings()
    fresh_settings(small_count=3, protection="rounding")
    assert settings().small_count == 3
