"""The capacity planner: what becomes of one area's waiting list and caseload over the next quarters."""

from app.analysis.capacity.assumptions import Assumptions
from app.analysis.capacity.checking import back_test
from app.analysis.capacity.history import DEFAULTS, HISTORY, HOW, NothingToPlan, Source, Start, from_history
from app.analysis.capacity.projection import QUARTERS, compare, project
from app.analysis.capacity.staffing import Needed, Obstacle, wte_needed
from app.analysis.capacity.uncertainty import LEVEL, band, variation

__all__ = [
    "DEFAULTS",
    "HISTORY",
    "HOW",
    "LEVEL",
    "QUARTERS",
    "Assumptions",
    "Needed",
    "NothingToPlan",
    "Obstacle",
    "Source",
    "Start",
    "back_test",
    "band",
    "compare",
    "from_history",
    "project",
    "variation",
    "wte_needed",
]
