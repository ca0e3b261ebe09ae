"""Accepting figures of publications: by day and unit, whole or not at all, and beside sample data."""

from datetime import date
from pathlib import Path

import pytest

from app.acceptance import accept_directory, accept_lookup, accept_population, list_submissions, withdraw
from app.acceptance.published import accept_published
from app.acceptance.refusal import Refused
from app.measures.published import Unit
from app.release import open_release
from app.settings import settings
from app.store import StoreError, open_store
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


FIFE = ("S37000032", "2023-03-31", "WTE")
TAKING_BACK = {"by": "steward", "reason": "the wrong column", "progress": lambda step: None}


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


def test_a_day_that_has_not_come_is_refused(accepted):
    with pytest.raises(Refused) as refused:
        accepted({"Fife": 1}, as_at=date(2999, 3, 31))
    assert "future_day" in {fault.rule for fault in refused.value.faults}
    assert open_store(settings().store_url).current_id() is None


class TestTakingBack:
    def test_what_it_had_replaced_counts_again_and_what_came_since_stays(self, accepted):
        accepted({"Fife": 1, "Moray": 2})
        accepted({"Fife": 3}, unit=Unit.HEADCOUNT)
        wrong = accepted({"Fife": 30})
        accepted({"Fife": 4}, as_at=date(2022, 3, 31))
        version = withdraw(wrong.submission.id, **TAKING_BACK)
        assert stored() == {
            FIFE: 1,
            ("S37000019", "2023-03-31", "WTE"): 2,
            ("S37000032", "2023-03-31", "headcount"): 3,
            ("S37000032", "2022-03-31", "WTE"): 4,
        }
        # The act is recorded, and the version before stays as it was.
        assert [(each.submission, each.withdrawn_by, each.reason) for each in version.withdrawals] == [
            ("000003", "steward", "the wrong column")
        ]
        before = open_store(settings().store_url).version("000004").derived("published_figures")
        assert before.value[(before.area_code == FIFE[0]) & (before.as_at == FIFE[1])].to_list() == [3, 30]
        assert [each["withdrawn"] is not None for each in list_submissions()] == [False, False, True, False]

    def test_one_that_was_replaced_already_changes_nothing(self, accepted):
        accepted({"Fife": 1})
        accepted({"Fife": 2})
        withdraw("000001", **TAKING_BACK)
        assert stored() == {FIFE: 2}
        accepted({"Fife": 3})
        assert stored() == {FIFE: 3}

    def test_without_any_left_the_headcounts_that_come_with_the_program_stand_alone(self, accepted):
        accepted({"Fife": 30}, unit=Unit.HEADCOUNT, as_at=date(2021, 3, 31))
        withdraw("000001", **TAKING_BACK)
        assert "published_figures" not in open_store(settings().store_url).current().derived_in
        assert set(open_release(POLICY).published_figures().basis.dropna()) == {"tracker", "pcif_only"}
        with pytest.raises(StoreError, match="000001 has been withdrawn already"):
            withdraw("000001", **TAKING_BACK)

    def test_a_steward_of_one_hscp_may_not(self, accepted):
        accepted({"Fife": 30})
        with pytest.raises(StoreError, match="published figures of all HSCPs; ask a steward of all"):
            withdraw("000001", only_hscp=FIFE[0], **TAKING_BACK)
        assert stored() == {FIFE: 30}

    def test_what_cannot_be_taken_back_is_said_with_what_to_do(self, project, tmp_path):
        folder = project / "data" / "sample" / "directory"
        accept_population(folder / "population.csv", by="tests")
        accept_directory([folder / "services.csv"], by="tests", progress=lambda step: None)
        codes = tmp_path / "codes.csv"
        codes.write_text("code,hscp_code\nS13002967,S37000034\n")
        accept_lookup(codes, by="tests")
        for submission, words in {
            "000001": "holds where people live, which cannot be taken back; load the right points",
            "000002": "holds a service directory, which cannot be taken back; load the directory as it should be",
            "000003": "holds a lookup of postcodes or wards, which cannot be taken back; load",
        }.items():
            with pytest.raises(StoreError, match=f"submission {submission} {words}"):
                withdraw(submission, **TAKING_BACK)
