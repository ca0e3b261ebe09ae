import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from app.access import audit
from app.access.database import database
from app.events import Event
from app.viewer import Role, Viewer

pytestmark = pytest.mark.usefixtures("fresh_settings")
MANAGER = Viewer("manager", "A manager", Role.HSCP, "S37000034")


def told(**wanted):
    return [(entry.username, entry.event, entry.about) for entry in audit.entries(**wanted)]


def test_what_happened_is_read_newest_first():
    before = datetime.now(UTC)
    audit.record(MANAGER, Event.SIGNED_IN)
    audit.record("mary", Event.ACCEPTED, "submission 000003")
    assert told() == [("mary", Event.ACCEPTED, "submission 000003"), ("manager", Event.SIGNED_IN, "")]
    assert before <= audit.entries()[0].at <= datetime.now(UTC)


def test_entries_are_found_by_event_name_and_day_and_page_by_page():
    for number in range(5):
        audit.record("mary", Event.DOWNLOADED, f"{number}.csv")
    audit.record(MANAGER, Event.DOWNLOADED, "own.csv")
    audit.record("mary", Event.SIGNED_OUT)
    assert told(event=Event.DOWNLOADED, username="manager") == [("manager", Event.DOWNLOADED, "own.csv")]
    downloaded = {"event": Event.DOWNLOADED, "username": "mary"}
    assert [about for *_, about in told(**downloaded, limit=2, skip=1)] == ["3.csv", "2.csv"]
    assert audit.count(**downloaded) == 5
    assert audit.count() == 7
    assert audit.usernames() == ["manager", "mary"]
    assert told(since=datetime.now(UTC) + timedelta(hours=1)) == []
    assert len(told(since=datetime.now(UTC) - timedelta(hours=1))) == 7


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET about = ''",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit VALUES (1, 0, 'x', 'signed_in', '')",
        "REPLACE INTO audit VALUES (1, 0, 'x', 'signed_in', '')",
    ],
)
def test_the_log_cannot_be_changed(change):
    audit.record("mary", Event.SIGNED_IN)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), database() as connection:
        connection.execute(change)
    assert told() == [("mary", Event.SIGNED_IN, "")]


def test_what_it_is_about_stays_on_one_short_line():
    audit.record("mary", Event.SUBMITTED, "a\nb\t" + "c" * 500)
    assert told()[0][2] == "a b " + "c" * 196
