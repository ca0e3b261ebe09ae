"""The command line, as a person runs it."""

import json
import os
import socket
import subprocess
import sys
from functools import partial

import pandas as pd
import pytest

from app.__main__ import main
from app.intake.directory.fetch import fetch
from app.sample import write
from app.settings import settings
from app.store import open_store

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


@pytest.fixture
def small(sample):
    """Of the sample, the returns of two HSCPs and their demand: quick to accept."""
    kept = []
    for path in (sample[0], sample[2]):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "hscp_code" in table:
            ids = table.return_id[table.hscp_code.isin(["S37000001", "S37000034"])]
        table[table.return_id.isin(ids)].to_csv(path, index=False)
        kept.append(path)
    return kept


def test_check_says_what_is_wrong_and_exits_with_1(project, sample):
    text = sample[0].read_text().replace("2025-26Q2", "2025-27Q2", 1)
    sample[0].write_text(text)
    done = run(project, "check", sample[0], "--format", "json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["changes"] is None
    (fault,) = told["faults"]
    assert list(fault) == ["file", "sheet", "row", "column", "rule", "severity", "found", "message"]
    assert (fault["column"], fault["found"], fault["severity"]) == ("period", "2025-27Q2", "error")


def test_a_good_return_has_nothing_wrong_and_exits_with_0(command, sample):
    done = command("check", *sample)
    assert done.returncode == 0
    assert done.stdout.startswith("0 errors, 0 warnings\nAccepting would add ")
    assert done.stderr.startswith(f"checking {', '.join(path.name for path in sample)} …\ncomparing ")


def test_many_faults_are_told_together_and_all_of_them_kept_in_a_file(command, sample, tmp_path):
    table = pd.read_csv(sample[0], dtype=str, keep_default_na=False)
    table.assign(waiting_at_end="many").to_csv(sample[0], index=False)
    done = command("check", sample[0], "--faults", tmp_path / "faults.csv")
    assert done.returncode == 1
    (line, end) = done.stdout.strip().splitlines()
    assert f"{len(table)} times: rows 2, 3, 4, 5, 6, …" in line
    assert end == f"{len(table)} errors, 0 warnings"
    kept = pd.read_csv(tmp_path / "faults.csv", encoding="utf-8-sig")
    assert kept.row.tolist() == list(range(2, 2 + len(table)))
    nowhere = command("check", sample[0], "--faults", tmp_path / "none" / "faults.csv")
    assert nowhere.returncode == 1
    assert nowhere.stdout == done.stdout
    assert "faults cannot be written" in nowhere.stderr


def test_load_is_all_or_nothing(command, small):
    done = command("load", *small)
    assert done.returncode == 0
    assert "Accepted. Submission 000001" in done.stderr
    assert "nothing was changed" in command("load", *small).stderr
    small[1].write_text(small[1].read_text() + "nobody,housing,3,0,0,0,0,0,0,0,0,0\n")
    done = command("load", *small)
    assert done.returncode == 1
    assert "known_return" in done.stdout
    assert "Nothing was loaded" in done.stderr
    assert "000002" not in command("submissions").stdout


def test_load_answers_programs_in_json_and_keeps_the_warnings_in_a_file(command, small, tmp_path):
    table = pd.read_csv(small[0], dtype=str, keep_default_na=False)
    table.assign(hscp_name="Fife").to_csv(small[0], index=False)
    done = command("load", *small, "--format", "json", "--faults", tmp_path / "faults.csv")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["submission"], told["again"]) == ("000001", False)
    assert told["rows"]["returns"] == len(table)
    assert {fault["rule"] for fault in told["faults"]} == {"hscp_name"}
    assert len(pd.read_csv(tmp_path / "faults.csv", encoding="utf-8-sig")) == len(told["faults"])


def test_rows_that_stop_counting_are_named_before_and_after(command, small):
    command("load", *small)
    demand = pd.read_csv(small[1], dtype=str, keep_default_na=False)
    short = demand[demand.return_id != demand.return_id[0]]
    short = pd.concat([demand[:1], short])
    gone = sorted(
        f"service_demand, S37000001, 2025-26Q1, {row.return_id}, {row.service_category}"
        for row in demand[1:16].itertuples()
    )
    assert len(demand) - len(short) == len(gone)
    short.to_csv(small[1], index=False)
    said = command("check", small[1]).stdout.splitlines()
    assert said[1] == f"Accepting would take 15 rows away; {len(short)} rows stay the same."
    assert [line.strip() for line in said[3:]] == gone
    told = json.loads(command("check", small[1], "--format", "json").stdout)
    assert (told["faults"], told["changes"]["vanishing"], told["changes"]["unchanged"]) == ([], 15, len(short))
    assert [row["row"] for row in told["changes"]["vanishing_rows"]] == [
        ", ".join(line.split(", ")[3:]) for line in gone
    ]
    said = command("load", small[1]).stderr
    assert f"It has taken 15 rows away; {len(short)} rows stay the same.\n" in said
    assert all(line in said for line in gone)


def test_what_was_accepted_is_listed_taken_back_and_written_out_as_at_a_day(command, small, tmp_path):
    assert (command("submissions").stdout, command("submissions", "--format", "json").stdout) == ("", "[]\n")
    command("load", *small)
    (line,) = command("submissions").stdout.splitlines()
    assert line.startswith("000001  20")
    assert "returns.csv, service_demand.csv" in line
    out = tmp_path / "out"
    done = command("export", "--out", out)
    assert done.stdout.splitlines() == [str(out / "returns.csv"), str(out / "service_demand.csv")]
    steps = [line.split(",")[0].removesuffix(" …") for line in done.stderr.splitlines()]
    assert steps == ["reading the rows that count", "writing returns.csv", "writing service_demand.csv"]
    assert command("check", *out.glob("*.csv")).stdout.splitlines() == [
        "0 errors, 0 warnings", "These rows are stored already; accepting them would change no figure."
    ]  # fmt: skip

    unexplained = command("withdraw", "000001", "--reason", " ")
    assert unexplained.returncode == 1
    assert "say why" in unexplained.stderr
    assert command("withdraw", "000001").returncode == 2
    done = command("withdraw", "000001", "--reason", "a wrong file", "--format", "json")
    assert json.loads(done.stdout) == {"withdrawn": "000001", "version": "000002"}
    assert "counts no more" in done.stderr
    assert ": a wrong file" in command("submissions").stdout
    (listed,) = json.loads(command("submissions", "--format", "json").stdout)
    assert listed["withdrawn"]["reason"] == "a wrong file"
    again = command("withdraw", "000001", "--reason", "x")
    assert (again.returncode, again.stderr.strip().splitlines()[-1]) == (
        (1, "submission 000001 has been withdrawn already")
    )

    for when, words in {
        (): "no returns count now",
        ("--as-at", "1999-12-31"): "nothing had been accepted by then",
    }.items():
        done = command("export", "--out", out, *when)
        assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (1, words)
    assert command("export", "--out", out, "--as-at", "31/12/2025").returncode == 2


def test_an_export_of_an_earlier_day_is_what_counted_at_its_end(command, small, tmp_path):
    command("load", *small)
    store = open_store(settings().store_url)
    path = store.current().store / "versions" / "000001" / "version.json"
    written = json.loads(path.read_text())
    written["published"]["000001"] = "2025-11-01T12:00:00+00:00"
    path.write_text(json.dumps(written))
    command("withdraw", "000001", "--reason", "x")
    done = command("export", "--out", tmp_path / "out", "--as-at", "2025-11-01", "--format", "json")
    assert json.loads(done.stdout)[0] == str(tmp_path / "out" / "returns.csv")
    assert command("export", "--out", tmp_path / "out", "--as-at", "2025-10-31").returncode == 1


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(command, small, tmp_path):
    command("load", *small)
    (tmp_path / "file").write_text("")
    done = command("export", "--out", tmp_path / "file")
    assert done.returncode == 1
    assert "name another folder" in done.stderr


@pytest.mark.parametrize("word", ["check", "load"])
def test_returns_that_are_not_there_are_a_fault(command, tmp_path, word):
    done = command(word, tmp_path / "none.csv")
    assert done.returncode == 1
    assert "there is no such file" in done.stdout


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
