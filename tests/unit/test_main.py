"""The command line, as a person runs it."""

import json
import os
import subprocess
import sys

import pytest

from app.sample import write

pytestmark = pytest.mark.usefixtures("fresh_settings")


def run(project, *words, answer=""):
    command = [sys.executable, "-m", "app", *map(str, words)]
    return subprocess.run(
        command, cwd=project, env=os.environ, input=answer, capture_output=True, text=True, check=False
    )


@pytest.fixture
def sample(tmp_path):
    return write(tmp_path / "sample", quarters=2, units="hscp")


def test_check_says_what_is_wrong_and_exits_with_1(project, sample):
    assert run(project, "check", *sample).returncode == 0
    text = sample[0].read_text().replace("2025-26Q2", "2025-27Q2", 1)
    sample[0].write_text(text)
    done = run(project, "check", sample[0], "--format", "json")
    assert done.returncode == 1
    (fault,) = json.loads(done.stdout)
    assert list(fault) == ["file", "sheet", "row", "column", "rule", "severity", "found", "message"]
    assert (fault["column"], fault["found"], fault["severity"]) == ("period", "2025-27Q2", "error")


def test_load_is_all_or_nothing(project, sample):
    done = run(project, "load", *sample)
    assert done.returncode == 0
    assert "Accepted. Submission 000001" in done.stderr
    assert "nothing was changed" in run(project, "load", *sample).stderr
    sample[1].write_text(sample[1].read_text() + "nobody,people_referred,sex,female,3\n")
    done = run(project, "load", *sample)
    assert done.returncode == 1
    assert "known_return" in done.stdout
    assert "Nothing was loaded" in done.stderr


def test_accounts_by_standard_input(project):
    add = ("account", "add", "mary", "--role", "hscp", "--hscp", "S37000034", "--name", "Manager")
    weak = run(project, *add, answer="short\n")
    assert weak.returncode == 1
    assert weak.stderr.strip().endswith("not the same few over and over")
    assert run(project, *add, answer="a long enough phrase\n").returncode == 0
    assert run(project, "account", "list").stdout == "mary\thscp\tS37000034\tManager\n"
    assert run(project, "account", "remove", "mary").returncode == 0
    assert run(project, "account", "list").stdout == ""


def test_errors_are_sentences_and_never_tracebacks(project, tmp_path):
    for words in (("outlines", "use", tmp_path / "none.geojson"), ("account", "remove", "nobody")):
        done = run(project, *words)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()
