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
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(fresh_settings, name, value, said):
    fresh_settings(**{name: value})
    with pytest.raises(SystemExit, match=said):
        settings()
