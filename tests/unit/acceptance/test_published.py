"""Accepting figures of publications: by day and unit, whole or not at all, and beside sample data."""

from datetime import date
from pathlib import Path

import pytest

from app.acceptance.published import accept_published
from app.acceptance.refusal import Refused
from app.measures.published import Unit
from app.release import open_release
from app.settings import settings
from app.store import open_store
from app.viewer import Role, Viewer

POLICY = Viewer("policy", "Policy", Role.POLICY)
DAY = date(2023, 3, 31)

pytestmark = pytest.mark.usefixtures("fresh_settings")


@pytest.fixture
def accepted(tmp_path):
    """Writes a CSV file of areas and values, and has it accepted."""

    def accept(rows: dict, *, as_at=DAY, unit=Unit.WTE, name="clw.csv"):
        path: Path = tmp_path / name
        path.write_text("\n".join(["Area,Staff", *(f"{area},{value}" for area, value in rows.items())]))
        return accept_published(
            path, sheet=None, area_column="Area", value_column="Staff", as_at=as_at, unit=unit, by="tests"
        )

    return accept


def stored() -> dict[tuple, float | None]:
    table = open_store(settings().store_url).current().derived("published_figures")
    return {
        (row.area_code, row.as_at, row.unit): None if row.state != "reported" else row.value
        for row in table.itertuples()
    }


def test_figures_are_stored_with_where_they_come_from(accepted):
    done = accepted({"Borders": 4.5, "NHS Fife": "*", "Highlands": 3})
    assert stored() == {("S37000025", "2023-03-31", "WTE"): 4.5, ("S37000032", "2023-03-31", "WTE"): None}
    assert done.table.source.tolist() == ["clw.csv", "clw.csv"]
    assert done.table.row.tolist() == [2, 3]
    assert [(fault.row, fault.rule) for fault in done.warnings] == [(None, "missing_areas"), (4, "unmatched_area")]
    version = open_store(settings().store_url).current()
    assert version.submissions[-1].rows == {"published_figures": 2}


def test_a_later_load_takes_the_place_of_the_same_day_and_unit_only(accepted):
    accepted({"Fife": 1, "Moray": 2})
    accepted({"Fife": 5}, unit=Unit.HEADCOUNT)
    accepted({"Fife": 3}, as_at=date(2022, 3, 31))
    accepted({"Fife": 4})
    assert stored() == {
        ("S37000032", "2023-03-31", "WTE"): 4,
        ("S37000032", "2023-03-31", "headcount"): 5,
        ("S37000032", "2022-03-31", "WTE"): 3,
    }


def test_a_file_with_an_error_changes_nothing(accepted):
    accepted({"Fife": 1})
    before = open_store(settings().store_url).current_id()
    with pytest.raises(Refused) as refused:
        accepted({"Fife": 2, "NHS Fife": 3, "Moray": "many"})
    assert {fault.rule for fault in refused.value.faults} >= {"repeated_area", "value"}
    assert open_store(settings().store_url).current_id() == before
    assert stored() == {("S37000032", "2023-03-31", "WTE"): 1}


def test_a_file_that_is_refused_is_kept_once_with_its_report(accepted, tmp_path):
    for value in ("many", "many", "more"):
        with pytest.raises(Refused):
            accepted({"Moray": value})
    reports = list(open_store(settings().store_url).in_quarantine())
    assert [[fault["found"] for fault in report["faults"] if fault["row"]] for report in reports] == [
        ["many"],
        ["more"],
    ]
    assert reports[0]["handed_in_by"] == "tests"
    assert (tmp_path / "store" / "quarantine" / "000001" / "01-clw.csv").read_text() == "Area,Staff\nMoray,many"


def test_what_is_loaded_is_released_to_everyone_beside_the_headcounts(accepted):
    accepted({"Fife": 1.5})
    told = open_release(POLICY).published_figures()
    fife = told[(told.area_code == "S37000032") & (told.as_at == "2023-03-31")]
    assert fife[["unit", "value", "basis"]].to_numpy().tolist() == [["WTE", 1.5, "loaded"]]
    headcount = told[(told.unit == "headcount") & (told.as_at == "2021-03-31")]
    assert headcount.value.sum() == 109  # as before: WTE is never put with people
