"""The capacity planner: what becomes of one area's waiting list and caseload over the next quarters."""

from app.analysis.capacity.assumptions import Assumptions
from app.analysis.capacity.checking import back_test
from app.analysis.capacity.history import DEFAULTS, HISTORY, HOW, NothingToPlan, Source, Start, from_history
from app.analysis.capacity.projection import QUARTERS, compare, project
from app.analysis.capacity.staffing import MOST, SURE, Needed, Obstacle, Sureness, how_sure, wte_needed
from app.analysis.capacity.uncertainty import LEVEL, LEVEL_FACTOR, PATHS, SEED, Spread, Variation, band, draw, variation

__all__ = [
    "DEFAULTS",
    "HISTORY",
    "HOW",
    "LEVEL",
    "LEVEL_FACTOR",
    "MOST",
    "PATHS",
    "QUARTERS",
    "SEED",
    "SURE",
    "Assumptions",
    "Needed",
    "NothingToPlan",
    "Obstacle",
    "Source",
    "Spread",
    "Start",
    "Sureness",
    "Variation",
    "back_test",
    "band",
    "compare",
    "draw",
    "from_history",
    "how_sure",
    "project",
    "variation",
    "wte_needed",
]
