"""The views of the page on returns: which there are depends on who looks."""

from app.display.filters import switch
from app.viewer import Viewer

CALENDAR, HAND_IN, ACCEPTED, EXPECTED, DIRECTORY = "calendar", "hand_in", "accepted", "expected", "directory"
_NAMES = {
    CALENDAR: "Calendar",
    HAND_IN: "Hand in a return",
    ACCEPTED: "What was accepted",
    EXPECTED: "Expected units",
    DIRECTORY: "Service directory",
}


def view(viewer: Viewer) -> str:
    """The chosen view; everyone has the calendar, and whoever has nothing else has nothing to choose."""
    offered = [CALENDAR]
    if viewer.may_hand_in:
        offered += [HAND_IN, ACCEPTED]
    if viewer.may_edit_expected_units:
        offered.append(EXPECTED)
    if viewer.may_load_directories:
        offered.append(DIRECTORY)
    if len(offered) == 1:
        return CALENDAR
    return switch("view", "View", offered, default=CALENDAR, names=_NAMES)
