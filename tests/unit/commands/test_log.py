"""What commands on returns leave in the audit log."""

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.access import audit
from app.sample import write

pytestmark = pytest.mark.usefixtures("fresh_settings")


def run(*words):
    return CliRunner().invoke(cli, [str(word) for word in words])


def test_a_return_that_is_loaded_refused_and_taken_back_is_in_the_log(tmp_path):
    returns = write(tmp_path / "sample", quarters=1, units="hscp")[0]
    assert run("load", returns).exit_code == 0
    assert run("load", returns).exit_code == 0  # the same again changes nothing
    assert run("withdraw", "000001", "--reason", "sent by mistake").exit_code == 0
    returns.write_text(returns.read_text().replace("2025-26Q2", "2025-27Q2"))
    assert run("load", returns).exit_code == 1
    told = [(entry.event.value, entry.about) for entry in reversed(audit.entries())]
    assert told == [
        ("submitted", "returns.csv"),
        ("accepted", "submission 000001"),
        ("submitted", "returns.csv"),
        ("withdrew", "submission 000001"),
        ("submitted", "returns.csv"),
        ("refused_submission", "returns.csv"),
    ]
