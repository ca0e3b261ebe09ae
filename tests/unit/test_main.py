"""The command line, as a person runs it."""

import json
import os
import socket
import subprocess
import sys
from functools import partial

import pytest

from app.__main__ import main
from app.intake.directory.fetch import fetch
from app.sample import write

pytestmark = pytest.mark.usefixtures("fresh_settings")


def run(project, *words, answer=""):
    command = [sys.executable, "-m", "app", *map(str, words)]
    return subprocess.run(
        command, cwd=project, env=os.environ, input=answer, capture_output=True, text=True, check=False
    )


@pytest.fixture
def command(monkeypatch, capsys):
    """The same within this process, which need not import everything again."""

    def run_here(*words):
        monkeypatch.setattr("sys.argv", ["app", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        if isinstance(ended.value.code, str):  # what the interpreter prints when it ends so
            return subprocess.CompletedProcess(words, 1, said.out, f"{said.err}{ended.value.code}\n")
        return subprocess.CompletedProcess(words, ended.value.code or 0, said.out, said.err)

    return run_here


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


def test_a_directory_from_template_to_store(command, tmp_path):
    path = tmp_path / "services.csv"
    done = command("directory", "template", "--out", path)
    assert (done.returncode, done.stdout) == (0, f"{path}\n")
    done = command("directory", "check", path)
    assert done.returncode == 0
    assert "1 services can be used, of which 0 in no known HSCP; 0 cannot." in done.stderr
    done = command("directory", "load", path)
    assert done.returncode == 0
    assert "Accepted. 1 new, 0 changed, 0 closed, 0 open again." in done.stderr
    assert "Accepted. 0 new, 0 changed, 0 closed, 0 open again." in command("directory", "load", path).stderr


def test_every_fault_of_a_directory_is_listed_and_nothing_of_it_loaded(command, tmp_path):
    path = tmp_path / "services.csv"
    path.write_text(
        "directory,service_id,service_name,status,latitude,longitude\n"
        "Sample,SAMPLE-1,,active,,\n"
        "Sample,SAMPLE-2,Sample club,shut,,\n"
        "Sample,SAMPLE-3,Sample <b>club</b>,active,100,0\n"
    )
    done = command("directory", "check", path, "--format", "json")
    assert done.returncode == 1
    faults = {(fault["row"], fault["rule"], fault["severity"]) for fault in json.loads(done.stdout)}
    assert {(2, "required", "error"), (3, "code", "error"), (4, "html", "warning"), (4, "coordinates", "warning")} <= (
        faults
    )
    refused = command("directory", "load", path)
    assert refused.returncode == 1
    assert "Nothing was loaded: put the errors right and load again" in refused.stderr
    in_part = command("directory", "load", path, "--without-faulty")
    assert in_part.returncode == 0
    assert "Accepted. 1 new, 0 changed, 0 closed" in in_part.stderr


def test_population_and_lookups_are_loaded_or_refused(command, tmp_path):
    zones, wards = tmp_path / "zones.csv", tmp_path / "wards.csv"
    zones.write_text("zone_code,population,longitude,latitude,simd_quintile\nS01,500,-4.25,55.86,1\n")
    wards.write_text("code,hscp_code\nS13002967,S37000034\n")
    assert command("population", "load", zones).stdout == "1 zones are in use now.\n"
    assert command("lookup", "load", wards).stdout == "1 codes are in use now.\n"
    wards.write_text("code,hscp_code\nS13002967,S99\n")
    done = command("lookup", "load", wards)
    assert done.returncode == 1
    assert "S99" in done.stdout
    assert "Nothing was loaded" in done.stderr


@pytest.mark.parametrize("words", ["directory check", "directory load", "population load", "lookup load"])
def test_a_file_that_is_not_there_is_a_fault_and_no_traceback(command, tmp_path, words):
    done = command(*words.split(), tmp_path / "none.csv")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "none.csv" in done.stdout + done.stderr


def test_an_address_that_does_not_answer_is_said_in_one_sentence(command, monkeypatch, tmp_path):
    monkeypatch.setenv("CLW_FETCHED", str(tmp_path / "fetched"))
    monkeypatch.setattr("app.commands.directory.fetch", partial(fetch, wait=lambda seconds: None))
    with socket.socket() as taken:  # bound but not listening: nobody answers
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/services"
        done = command("directory", "load", address)
    assert done.returncode == 1
    said = done.stderr.strip().splitlines()[-1]
    assert said.startswith(f"{address} ")
    assert "try again later" in said
    assert "Traceback" not in done.stderr
    unknown = command("directory", "check", "ftp://example.org/services")
    assert unknown.returncode == 1
    assert "http" in unknown.stderr
    assert len(unknown.stderr.strip().splitlines()) == 1


def test_errors_are_sentences_and_never_tracebacks(project, tmp_path):
    for words in (("outlines", "use", tmp_path / "none.geojson"), ("account", "remove", "nobody")):
        done = run(project, *words)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()
