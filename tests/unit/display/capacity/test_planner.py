from dataclasses import replace

import pandas as pd
import pytest

from app.analysis.capacity import QUARTERS, NothingToPlan, from_history, project
from app.contract.periods import Quarter
from app.display.capacity.choice import Asked, Goal
from app.display.capacity.histories import MEASURES
from app.display.capacity.planner import Planner
from app.display.capacity.reading import check_read, reading
from app.geography.areas import hscp_codes

PERIODS = tuple(str(Quarter(2022, 3).shift(ahead)) for ahead in range(12))
AREA, WITHOUT, *REST = hscp_codes()[:8]
QUARTERLY = {
    "referrals_received": 250.0,
    "referrals_accepted": 225.0,
    "contacts_attended": 900.0,
    "contacts_dna": 100.0,
    "cases_opened": 200.0,
    "cases_closed": 200.0,
    "open_cases_end": 210.0,
    "waiting_at_end": 40.0,
    "wte_in_post": 6.0,
}


class Released:
    """What a release says of eight HSCPs in three years. Scotland's referrals grow in the last year by `growth`."""

    @property
    def as_published(self):
        return self

    def __init__(self, name: str, growth: float = 1.0) -> None:
        self.key = (name,)
        self.periods = PERIODS
        self._cells = pd.MultiIndex.from_product([[AREA, WITHOUT, *REST], PERIODS], names=["area_code", "period"])
        self._growth = growth

    def measure(self, measure: str) -> pd.DataFrame:
        column, figure = next((column, name) for column, (each, name) in MEASURES.items() if each == measure)
        rows = pd.DataFrame({"value": 0.0, "numerator": 0.0, "state": "reported"}, index=self._cells)
        rows[figure] = QUARTERLY[column]
        late = rows.index.get_level_values("period").isin(PERIODS[-4:])
        elsewhere = rows.index.get_level_values("area_code") != AREA
        rows.loc[late & elsewhere, figure] *= self._growth
        rows.loc[[WITHOUT], [figure, "state"]] = [float("nan"), "suppressed"]
        return rows.reset_index()

    def attributes(self) -> pd.DataFrame:
        return pd.DataFrame({"appointment_minutes": 45.0}, index=self._cells).reset_index()


@pytest.fixture
def planner():
    return Planner(Released("steady"), AREA)


def test_things_as_they_are_follow_from_the_areas_history_and_scotlands(planner):
    history, hscps = planner.scotland
    assert hscps == 7
    assert planner.start == from_history(planner.history, history)
    assert planner.last == PERIODS[-1]
    assert planner.to_come == [str(Quarter.parse(PERIODS[-1]).shift(ahead)) for ahead in range(1, QUARTERS + 1)]


def test_a_plan_stands_beside_things_as_they_are_with_both_bands(planner):
    start = planner.start.assumptions
    table = planner.outlook(replace(start, wte=2)).set_index(["figure", "quarter"])
    last = table.loc["waiting", QUARTERS]
    assert last.nothing == pytest.approx(project(start).waiting.iloc[-1])
    assert last.plan == pytest.approx(project(replace(start, wte=2)).waiting.iloc[-1])
    assert (table.plan_lower <= table.plan_upper).all()
    assert last.plan_lower > last.nothing_upper


def test_a_larger_variation_widens_both_bands_and_leaves_the_projection_and_the_check_alone(planner):
    plan, check = replace(planner.start.assumptions, wte=2), planner.check
    once, twice = (planner.outlook(plan, scale) for scale in (1, 2))
    for side in ("plan", "nothing"):
        assert (once[side] == twice[side]).all()
        waiting = [table[table.figure == "waiting"] for table in (once, twice)]
        narrow, wide = (rows[f"{side}_upper"] - rows[f"{side}_lower"] for rows in waiting)
        assert (wide > narrow).all()
    assert planner.check is check


def test_what_the_projection_names_holds_more_rarely_the_more_figures_stray(planner):
    start = planner.start.assumptions
    wte = planner.needed(start, 28, 4).wte
    still, own, wild = (planner.sure(start, wte, 28, 4, scale) for scale in (0, 1, 3))
    assert still.share == 1
    assert still.share > own.share > wild.share
    told = reading(planner, "Fife", Asked(start, Goal(28, 4))).sure
    assert told.startswith(f"With {wte:.1f} WTE that goal is missed more often than held: the wait stays at 28 days")
    assert f"in **{own.share:.0%}** of 2,000 projections" in told
    assert f"For 80% of them it takes **{own.wte:.1f} WTE**." in told
    # No number of link workers holds a wait of a day, so that nothing is said of how sure that is.
    assert reading(planner, "Fife", Asked(start, Goal(1, 4))).sure == ""


def test_the_check_knows_nothing_of_scotlands_last_year(planner):
    grown = Planner(Released("grown", growth=1.5), AREA)
    # From four quarters to the next they grew by a half, of which half is taken for the year to come.
    assert grown.start.assumptions.growth > planner.start.assumptions.growth
    pd.testing.assert_frame_equal(grown.check, planner.check)


def test_what_is_told_of_a_plan_goes_together(planner):
    start = planner.start.assumptions
    read = reading(planner, "Fife", Asked(replace(start, wte=2), Goal(28, 4)))
    assert "with your changes" in read.outlook
    assert "6.0 are in post, 2.0 in your plan" in read.needed
    assert [drawing.figure.name for drawing in read.drawings] == ["wait_days", "waiting", "cases_per_wte"]
    assert "Dotted: 28 days" in read.drawings[0].note
    assert len(read.projection) == QUARTERS
    checked = check_read(planner)
    assert "12 of the 12 figures" in checked.finding
    assert (len(checked.table), checked.marks) == (4, "")


def test_without_figures_there_is_no_plan_and_no_check():
    planner = Planner(Released("hidden"), WITHOUT)
    with pytest.raises(NothingToPlan):
        _ = planner.start
    assert check_read(planner) is None
