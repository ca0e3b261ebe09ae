"""What commands on returns leave in the audit log."""

import pytest
from typer.testing import CliRunner

from app.__main__ import cli
from app.access import audit
from app.sample import write

pytestmark = pytest.mark.usefixtures("fresh_settings")


def run(*words):
    return CliRunner().invoke(cli, [str(word) for word in words])


def log():
    return [(entry.event.value, entry.about) for entry in reversed(audit.entries())]


def test_a_return_that_is_loaded_refused_and_taken_back_is_in_the_log(tmp_path):
    returns = write(tmp_path / "sample", quarters=1, units="hscp")[0]
    assert run("load", returns).exit_code == 0
    assert run("load", returns).exit_code == 0  # the same again changes nothing
    assert run("withdraw", "000001", "--reason", "sent by mistake").exit_code == 0
    returns.write_text(returns.read_text().replace("2025-26Q2", "2025-27Q2"))
    assert run("load", returns).exit_code == 1
    assert log() == [
        ("submitted", "returns.csv"),
        ("accepted", "submission 000001"),
        ("submitted", "returns.csv"),
        ("withdrew", "submission 000001"),
        ("submitted", "returns.csv"),
        ("refused_submission", "returns.csv"),
    ]


SERVICES = "directory,service_id,service_name,status,latitude,longitude\nSample,SAMPLE-1,{},active,,\n"


def test_a_directory_that_is_refused_and_loaded_is_in_the_log(tmp_path):
    services = tmp_path / "services.csv"
    for name, code in (("", 1), ("Sample club", 0)):
        services.write_text(SERVICES.format(name))
        assert run("directory", "load", services).exit_code == code
    assert log() == [
        ("submitted", "services.csv"),
        ("refused_submission", "services.csv"),
        ("submitted", "services.csv"),
        ("directory_loaded", "submission 000001"),
    ]


ZONES = "zone_code,population,longitude,latitude,simd_quintile\n"
PLANS = ("--area-column", "Area", "--value-column", "Staff", "--as-at", "2023-03-31", "--unit", "WTE")


@pytest.mark.parametrize(
    ("command", "options", "good", "bad", "loaded"),
    [
        ("population load", (), f"{ZONES}S01,500,-4.25,55.86,1\n", f"{ZONES}S01,?,-4.25,55.86,1\n",
         ("population_loaded", "file.csv")),
        ("lookup load", (), "code,hscp_code\nS13002967,S37000034\n", "code,hscp_code\nS13002967,S99\n",
         ("lookup_loaded", "file.csv")),
        ("load-published", PLANS, "Area,Staff\nFife,10.5\n", "Place,Staff\nFife,10.5\n",
         ("published_loaded", "file.csv, WTE as at 2023-03-31")),
    ],
)  # fmt: skip
def test_what_is_loaded_beside_returns_is_in_the_log(tmp_path, command, options, good, bad, loaded):
    file = tmp_path / "file.csv"
    for content, code in ((bad, 1), (good, 0)):
        file.write_text(content)
        assert run(*command.split(), file, *options).exit_code == code
    assert log() == [("submitted", "file.csv"), ("refused_submission", "file.csv"), ("submitted", "file.csv"), loaded]
