"""Writing a template from the command line."""

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from app.__main__ import cli

pytestmark = pytest.mark.usefixtures("fresh_settings")


def run(*words):
    return CliRunner().invoke(cli, ["template", *map(str, words)])


def test_it_writes_a_workbook_and_says_where(tmp_path):
    path = tmp_path / "return.xlsx"
    done = run("--hscp", "S37000034", "--period", "2025-26Q1", "--out", path)
    assert (done.exit_code, done.stdout) == (0, f"{path}\n")
    assert done.stderr == "filling in what is known of S37000034 …\n"
    assert load_workbook(path)["returns"]["D4"].value == "S37000034"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--hscp", "S99", "--period", "2025-26Q1"), "'S99' is not the code of an HSCP"),
        (("--hscp", "S37000034", "--period", "2025"), "'2025' is not a quarter"),
        (
            ("--hscp", "S37000034", "--period", "2025-26Q1", "--out", "/nowhere/x.xlsx"),
            "/nowhere/x.xlsx cannot be written",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
