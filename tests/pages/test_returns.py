"""The page of returns: the calendar for everyone, the loading of a directory for stewards of all."""

import json
import shutil
from pathlib import Path

import pytest

from app.acceptance import Refused
from app.access import audit
from app.events import Event
from app.settings import settings
from app.store import open_store
from tests.pages.opening import dashboard

HEADER = "directory,service_id,service_name,categories,status,reach,area_codes,latitude,longitude,last_assured"
GOOD = [
    "Sample directory two,SAMPLE-T1,Sample job club,employment,active,local,S12000049,,,2026-01-31",
    "Sample directory two,SAMPLE-T2,Sample walking group,physical_activity,active,local,S12000049,,,2026-01-31",
]
NO_NAME = "Sample directory two,SAMPLE-T3,,employment,active,local,S12000049,,,2026-01-31"
NO_STATUS = "Sample directory two,SAMPLE-T4,Sample drop-in,digital,shut,local,S12000049,,,2026-01-31"


@pytest.fixture
def own_store(sample_store, fresh_settings):
    """A store of one's own that holds the sample."""
    shutil.copytree(sample_store.removeprefix("duckdb://"), Path(settings().store_url.removeprefix("duckdb://")))
    return open_store(settings().store_url)


def page(project, role, view="directory"):
    app = dashboard(project, role, "returns", view=view)
    assert not app.exception
    return app


def upload(app, *rows, name="services.csv"):
    app.file_uploader[0].upload(name, "\n".join([HEADER, *rows, ""]).encode(), "text/csv")
    app.run()
    assert not app.exception
    return app


def press(app):
    next(button for button in app.button if button.label == "Load the directory").click().run()
    assert not app.exception
    return app


def words_of(app):
    return "\n".join(each.value for each in [*app.markdown, *app.success, *app.error])


@pytest.mark.usefixtures("sample_store")
@pytest.mark.parametrize("role", ["policy", "hscp", "advisory", "steward"])
def test_everyone_sees_the_calendar_first(project, role):
    app = page(project, role, view="calendar")
    assert app.header[0].value == (
        "29 of 30 HSCPs with a programme have reported Jul to Sep 2025; East Renfrewshire has not."
    )
    (calendar,) = [each.proto.body for each in app.get("html") if "<table>" in each.proto.body]
    assert calendar.count('<th scope="row">') == 31
    assert "East Renfrewshire, Jul to Sep 2025: no return" in calendar
    assert "South Lanarkshire, Jul to Sep 2025: some units missing, " in calendar
    assert "Western Isles, Oct to Dec 2022: no programme" in calendar
    assert not app.file_uploader
    assert len(app.header) == 1


@pytest.mark.usefixtures("sample_store")
def test_the_calendar_counts_received_on_time_and_complete_by_quarter(project):
    app = page(project, "policy", view="calendar")
    counts = app.table[0].value
    assert list(counts.columns) == ["Quarter", "HSCPs with a programme", "Received", "On time", "Complete"]
    assert len(counts) == 12
    assert counts.iloc[0, :3].tolist() == ["Jul to Sep 2025", 30, 29]
    assert (counts["On time"] <= counts.Received).all()
    assert (counts["On time"] < counts.Received).any()
    assert (counts.Complete <= counts.Received).all()
    said = next(each.value for each in app.markdown if each.value.startswith("Of 29 returns"))
    assert f"{counts['On time'].iloc[0]} came on time" in said
    (calendar,) = [each.proto.body for each in app.get("html") if "<table>" in each.proto.body]
    assert "some units missing, late" in calendar


def test_a_good_directory_is_told_and_stored_only_when_the_button_is_pressed(project, own_store):
    before = own_store.current_id()
    app = upload(page(project, "steward"), *GOOD)
    assert "**2 services** can be used" in words_of(app)
    assert "Loading would add 2, change 0, close 0 that are gone, and open 0 again." in words_of(app)
    assert "Nothing is wrong with these files." in words_of(app)
    assert own_store.current_id() == before
    press(app)
    assert app.success[0].value == "Loaded: 2 new, 0 changed, 0 closed, 0 open again."
    version = own_store.current()
    assert version.id > before
    assert version.submissions[-1].accepted_by == "demo:steward"
    services = version.derived("services").set_index("service_id")
    assert services.hscp_codes["SAMPLE-T1"] == "S37000034"
    assert len(services) > 1_000  # those of the other directory are still there
    assert services.closed_on.isna().all()
    assert not app.session_state["directory_1"]  # the uploads are gone


def test_a_directory_that_is_loaded_or_refused_is_in_the_log(project, own_store, monkeypatch):
    def refuse(*args, **options):
        raise Refused([])

    press(upload(page(project, "steward"), *GOOD))
    monkeypatch.setattr("app.display.returns.directory.accept_directory", refuse)
    press(upload(page(project, "steward"), GOOD[0]))
    told = [(entry.username, entry.event, entry.about) for entry in reversed(audit.entries())]
    assert [each for each in told if each[1] != Event.SIGNED_IN] == [
        ("demo:steward", Event.SUBMITTED, "services.csv"),
        ("demo:steward", Event.DIRECTORY_LOADED, f"submission {own_store.current().submissions[-1].id}"),
        ("demo:steward", Event.SUBMITTED, "services.csv"),
        ("demo:steward", Event.REFUSED_SUBMISSION, "services.csv"),
    ]


def test_loading_twice_changes_nothing(project, own_store):
    press(upload(page(project, "steward"), *GOOD))
    first = own_store.current().derived("services")
    app = upload(page(project, "steward"), *GOOD)
    assert "add 0, change 0, close 0" in words_of(app)
    press(app)
    assert "0 new, 0 changed, 0 closed, 0 open again" in app.success[0].value
    assert own_store.current().derived("services").equals(first)


def test_what_is_gone_from_a_directory_is_closed_and_told_beforehand(project, own_store):
    press(upload(page(project, "steward"), *GOOD))
    app = upload(page(project, "steward"), GOOD[0])
    assert "close 1 that is gone" in words_of(app)
    press(app)
    services = own_store.current().derived("services").set_index("service_id")
    assert services.closed_on.notna().to_dict()["SAMPLE-T2"]
    assert services.closed_on.isna().to_dict()["SAMPLE-T1"]


def test_of_a_bad_directory_every_fault_is_shown_and_nothing_can_be_loaded(project, own_store):
    app = upload(page(project, "steward"), NO_NAME, NO_STATUS)
    assert "2 have errors" in words_of(app)
    assert "Nothing can be loaded before the errors are put right." in words_of(app)
    faults = app.table[-1].value
    assert list(faults.columns) == ["What to do", "Where", "Found", "Times", "Rule"]
    where = dict(zip(faults.Rule, faults.Where, strict=True))
    assert where["required"] == "services.csv, service\\_name, row 2"  # as Markdown reads it: service_name
    assert where["code"] == "services.csv, status, row 3"
    assert faults.set_index("Rule").Found["code"] == "shut"
    assert faults["What to do"].str.startswith(("Error\\: ", "Warning\\: ")).all()
    assert not [button for button in app.button if button.label == "Load the directory"]


def test_of_a_half_bad_directory_the_rest_is_loaded_only_when_asked_for(project, own_store):
    press(upload(page(project, "steward"), *GOOD))
    before = own_store.current_id()
    app = upload(page(project, "steward"), GOOD[0], NO_NAME)
    button = next(button for button in app.button if button.label == "Load the directory")
    assert button.disabled
    app.checkbox[0].check().run()
    press(app)
    assert "0 closed" in app.success[0].value
    assert own_store.current_id() > before
    services = own_store.current().derived("services").set_index("service_id")
    assert services.closed_on.isna().to_dict()["SAMPLE-T2"]  # a part of a directory closes nothing
    assert "SAMPLE-T3" not in services.index


def test_several_files_of_one_name_are_all_read(project, own_store):
    app = page(project, "steward")
    for row in GOOD:
        app.file_uploader[0].upload("services.csv", "\n".join([HEADER, row, ""]).encode(), "text/csv")
    app.run()
    assert "**2 services** can be used" in words_of(app)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"{", b"[]", "name;kind\n1;2\n".encode("utf-16")])
def test_a_file_that_is_no_directory_is_told_and_never_raises(project, own_store, content):
    app = page(project, "steward")
    app.file_uploader[0].upload("x.json" if content[:1] in (b"{", b"[") else "x.csv", content)
    app.run()
    assert not app.exception
    assert "**no services** can be used" in words_of(app)
    assert not [button for button in app.button if button.label == "Load the directory"]


def test_the_template_can_be_loaded_as_it_is(project, own_store):
    from app.display.returns.directory import _template

    app = page(project, "steward")
    app.file_uploader[0].upload("services.csv", _template(), "text/csv")
    app.run()
    assert "**1 service** can be used" in words_of(app)
    assert "0 errors" not in words_of(app)
    press(app)
    assert "Loaded: 1 new" in app.success[0].value


def test_a_directory_that_does_not_say_its_name_takes_the_one_that_is_given(project, own_store):
    service = {"id": "SAMPLE-T9", "name": "Sample job club", "status": "active"}
    document = {"total_pages": 1, "page_number": 1, "contents": [service]}
    app = page(project, "steward")
    app.file_uploader[0].upload("services.json", json.dumps(document).encode(), "application/json")
    app.run()
    assert "unnamed\\_directory" in app.table[-1].value.Rule.tolist()
    app.text_input(key="directory_name_0").input("Sample directory three").run()
    assert not any("unnamed" in rule for table in app.table for rule in table.value.get("Rule", ()))
    press(app)
    services = own_store.current().derived("services").set_index("service_id")
    assert services.directory["SAMPLE-T9"] == "Sample directory three"
