"""From rows of a cube to a block: four HSCPs in two Boards, one of which is one HSCP."""

import numpy as np
import pandas as pd
import pytest

from app.contract.tables import UNMET_REASONS
from app.measures.demand import BASE, links_of_demand
from app.protection import Thresholds
from app.protection.cells import blocks_of

FIRST, SECOND = UNMET_REASONS[:2]
AREAS = pd.DataFrame(
    [
        ("a1", "hscp", "A"),
        ("a2", "hscp", "A"),
        ("a3", "hscp", "A"),
        ("b1", "hscp", "B"),
        ("A", "board", "A"),
        ("B", "board", "B"),
        ("S", "scotland", None),
    ],
    columns=["area_code", "area_level", "board_code"],
)


class Made:
    """A block with names for its cells."""

    def __init__(self, counts: dict[tuple[str, str], float | None]) -> None:
        keys = list(counts)
        rows = pd.DataFrame(keys, columns=["quantity", "area_code"]).assign(period="2024-25", category="housing")
        rows["value"] = pd.array([counts[key] for key in keys], dtype="Float64")
        (self.block, positions, cells), *others = blocks_of(rows, AREAS, links_of_demand(rows), Thresholds(5))
        assert not others
        self.cell = {keys[position]: int(cell) for position, cell in zip(positions, cells, strict=True)}

    @property
    def sums(self) -> set[tuple[int, frozenset[int]]]:
        return {(each.whole, frozenset(each.parts)) for each in self.block.sums}

    def adds_up(self, whole: tuple[str, str], *parts: tuple[str, str], left_over: int = 0) -> bool:
        """Whether there is a sum of these cells, and so many more that are published nowhere."""
        named = {self.cell[part] for part in parts}
        return any(
            each.whole == self.cell[whole]
            and named <= set(each.parts)
            and len(set(each.parts) - named) == len((set(each.parts) - named) & self.block.untold) == left_over
            for each in self.block.sums
        )

    def left_over(self) -> list[float]:
        return [float(self.block.values[cell]) for cell in sorted(self.block.untold)]


def test_hscps_add_up_to_boards_and_boards_to_scotland():
    made = Made({("waiting", area): n for area, n in zip(AREAS.area_code, (1, 2, 3, 9, 6, 9, 15), strict=True)})
    assert made.adds_up(("waiting", "A"), ("waiting", "a1"), ("waiting", "a2"), ("waiting", "a3"))
    assert made.adds_up(("waiting", "S"), ("waiting", "A"), ("waiting", "B"))
    assert len(made.block.sums) == 2
    assert [made.block.owner[made.cell["waiting", area]] for area in ("a1", "A", "S")] == ["a1", None, None]


def test_a_board_of_one_hscp_is_that_hscp_and_dearer_to_hide():
    made = Made({("waiting", area): n for area, n in zip(AREAS.area_code, (9, 2, 3, 9, 14, 9, 23), strict=True)})
    assert made.cell["waiting", "B"] == made.cell["waiting", "b1"]
    assert made.block.owner[made.cell["waiting", "B"]] == "b1"
    assert made.block.cost[made.cell["waiting", "B"]] > made.block.cost[made.cell["waiting", "a1"]]


def test_scotland_is_the_sum_of_hscps_where_boards_are_not_made():
    made = Made({(FIRST, "a1"): 5, (FIRST, "b1"): 6, (FIRST, "S"): 11})
    assert made.adds_up((FIRST, "S"), (FIRST, "a1"), (FIRST, "b1"))


def of_an_hscp(**counts: float | None) -> Made:
    """One HSCP, and others without anything small, so that it is not all of its Board."""
    told = {"signposts": 90, BASE: 90, "unmet": 30, FIRST: 20, SECOND: 10} | counts
    cells = {(name, "a1"): value for name, value in told.items()}
    for name in told:
        own = told[name]
        cells[name, "a2"] = {"signposts": 70, BASE: 70, "unmet": 20}.get(name, 10)
        for whole in ("A", "S") if name in ("signposts", BASE, "unmet") else ("S",):
            cells[name, whole] = None if own is None else own + cells[name, "a2"]
    return Made(cells)


def test_reasons_add_up_to_what_was_unmet_and_the_rest_of_signposts_is_left_over():
    made = of_an_hscp()
    assert made.adds_up(("unmet", "a1"), (FIRST, "a1"), (SECOND, "a1"))
    assert made.adds_up((BASE, "a1"), ("unmet", "a1"), left_over=1)
    assert made.left_over() == [60, 50]


def test_signposts_share_a_cell_with_their_base_only_where_they_are_the_same():
    made = of_an_hscp(signposts=95)
    assert made.cell["signposts", "a2"] == made.cell[BASE, "a2"]
    assert made.cell["signposts", "a1"] != made.cell[BASE, "a1"]
    assert made.adds_up(("signposts", "a1"), (BASE, "a1"), left_over=1)
    assert sorted(made.left_over()) == [5, 50, 60]
    assert made.adds_up((BASE, "A"), (BASE, "a1"), (BASE, "a2"))


def test_unmet_for_which_no_reason_was_collected_is_left_over_where_it_was_unmet_only():
    made = of_an_hscp(unmet=33)
    assert made.adds_up(("unmet", "a1"), (FIRST, "a1"), (SECOND, "a1"), left_over=1)
    assert sorted(made.left_over()) == [3, 50, 57]
    scotland = {whole for whole, parts in made.sums if made.cell[FIRST, "S"] in parts}
    assert scotland == set()  # it follows from the sums of HSCPs; a cell of its own would be nobody's to know


def test_nothing_follows_from_more_reasons_than_were_unmet():
    made = of_an_hscp(unmet=29)
    assert not any(made.cell[FIRST, "a1"] in parts and whole == made.cell["unmet", "a1"] for whole, parts in made.sums)


def test_a_reason_hidden_at_source_still_adds_up():
    made = of_an_hscp(**{FIRST: None})
    assert made.adds_up(("unmet", "a1"), (FIRST, "a1"), (SECOND, "a1"))


def test_what_is_hidden_at_source_is_not_less_than_its_reasons():
    # Unmet is hidden, and its reasons are more than all signposts: they were told of other quarters.
    made = of_an_hscp(unmet=None, signposts=25, **{BASE: 25})
    assert not any(made.cell["unmet", "a1"] in parts and whole == made.cell[BASE, "a1"] for whole, parts in made.sums)
    assert np.isnan(made.block.values[made.cell["unmet", "A"]])


@pytest.mark.parametrize(("quantity", "cheaper"), [("unmet", True), ("waiting", False)])
def test_only_of_demand_a_board_is_cheaper_to_hide_than_its_hscps(quantity, cheaper):
    made = Made({(quantity, area): n for area, n in zip(AREAS.area_code, (10, 20, 30, 9, 60, 9, 69), strict=True)})
    cost = {area: made.block.cost[made.cell[quantity, area]] for area in AREAS.area_code}
    assert (cost["A"] < cost["a1"] + cost["a2"] + cost["a3"]) == cheaper
    assert cost["S"] == max(cost.values())
