"""What commands say while they work."""

import sys

import pytest

from app.commands.telling import steps


def test_without_a_terminal_each_step_is_a_plain_line(capsys):
    with steps() as progress:
        progress("checking [/x] a.csv")
        progress("comparing")
    assert capsys.readouterr().err == "checking [/x] a.csv …\ncomparing …\n"


@pytest.mark.parametrize("name", ["a.csv", "[/x] a.csv", "[red]a.csv"])
def test_on_a_terminal_a_step_stands_beside_the_bar_whatever_a_file_is_called(capsys, monkeypatch, name):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with steps() as progress:
        progress(f"checking {name}")
    assert f"checking {name}" in capsys.readouterr().err
