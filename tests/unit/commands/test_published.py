"""Loading published figures from the command line, and that every fault is told in docs."""

import json
import re

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from app.__main__ import cli
from app.settings import settings
from app.store import open_store

pytestmark = pytest.mark.usefixtures("fresh_settings")


@pytest.fixture
def load(tmp_path):
    """Runs the command on a workbook of two columns."""

    def run(*rows: tuple, **options: str):
        book = Workbook()
        book.active.title = "CLW"
        for row in [("Integration Authority", "WTE"), *rows]:
            book.active.append(row)
        book.save(tmp_path / "plans.xlsx")
        chosen = {"area-column": "Integration Authority", "value-column": "WTE", "as-at": "2023-03-31", "unit": "WTE"}
        chosen |= {name.replace("_", "-"): value for name, value in options.items()}
        words = [word for name, value in chosen.items() for word in (f"--{name}", value)]
        return CliRunner().invoke(cli, ["load-published", str(tmp_path / "plans.xlsx"), *words])

    return run


def test_figures_are_accepted_and_what_is_not_matched_is_listed(load):
    done = load(("Fife", 3.5), ("Borders", "-"), ("NHS Tayside", 4))
    assert done.exit_code == 0
    assert "row 4: this is no HSCP" in done.stdout
    assert "[unmatched_area]" in done.stdout
    assert done.stderr.startswith("reading plans.xlsx …\n")
    assert "Accepted. Submission 000001: 2 HSCPs were found, 1 of them with a figure." in done.stderr
    assert len(open_store(settings().store_url).current().derived("published_figures")) == 2


def test_a_file_with_an_error_is_refused_with_its_faults(load):
    done = load(("Fife", "some"), format="json")
    assert done.exit_code == 1
    (fault, _) = sorted(json.loads(done.stdout), key=lambda fault: fault["row"] is None)
    assert (fault["row"], fault["rule"], fault["found"], fault["sheet"]) == (2, "value", "some", "CLW")
    assert "Nothing was loaded" in done.stderr
    assert open_store(settings().store_url).current_id() is None


@pytest.mark.parametrize("wrong", [{"as_at": "31/03/2023"}, {"unit": "people"}])
def test_a_day_or_unit_that_is_none_is_said(load, wrong):
    done = load(("Fife", 1), **wrong)
    assert done.exit_code == 2
    assert "Invalid value" in done.stderr


def test_every_fault_is_explained(project):
    code = "".join((project / "app" / "intake" / f"{name}.py").read_text() for name in ("published", "headings"))
    code += (project / "app" / "intake" / "reading" / "grid.py").read_text()
    rules = set(re.findall(r'_(?:say|fault)\((?:row|None|grid), (?:\w+, )?"(\w+)"', code))
    rules |= set(re.findall(r'Fault\(grid\.file, grid\.sheet, None, None, "(\w+)"', code))
    rules |= set(re.findall(r'unreadable\(path\.name, "(\w+)"', code))
    assert len(rules) == 11
    explained = (project / "docs" / "published_figures.md").read_text()
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in explained] == []
