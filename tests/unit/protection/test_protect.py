"""Protection is tested by attack: by hand, by brute force over whole numbers, and over random hierarchies."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.protection import Thresholds, protect
from app.protection.attack import attack, pinned
from app.protection.block import Block, Sum
from app.protection.hide import hide, primary

THRESHOLD = 5


def areas(boards: dict[str, list[str]]) -> pd.DataFrame:
    rows = [(hscp, "hscp", board) for board, hscps in boards.items() for hscp in hscps]
    rows += [(board, "board", board) for board in boards] + [("S", "scotland", None)]
    return pd.DataFrame(rows, columns=["area_code", "area_level", "board_code"])


def cube(
    boards: dict[str, list[str]], counts: dict[str, float | None], states: dict[str, str] | None = None
) -> pd.DataFrame:
    values = dict(counts)
    for board, hscps in boards.items():
        values[board] = sum(counts[hscp] or 0 for hscp in hscps)
    values["S"] = sum(values[board] for board in boards)
    frame = pd.DataFrame({"area_code": list(values), "value": list(values.values())})
    frame = frame.assign(quantity="waiting", period="2025-26Q1", state="reported", parts_reported=1, parts_expected=1)
    frame["state"] = [(states or {}).get(area, "reported") for area in frame.area_code]
    return frame.astype({"value": "Float64"}).assign(value=lambda f: f.value.where(f.state == "reported"))


def hidden_in(result) -> set[str]:
    return set(result.area_code[result.state == "suppressed"])


def run(boards, counts, states=None, **changed):
    return protect(
        cube(boards, counts, states),
        areas(boards),
        person_quantities=["waiting"],
        thresholds=Thresholds(THRESHOLD),
        **changed,
    )


THREE = {"A": ["a1", "a2", "a3"], "B": ["b1", "b2"]}


def test_the_worked_example_of_the_documentation():
    # docs/protection.md: 4 is small; hiding 55 beside it would let the manager of 55 subtract; so 103 is hidden too.
    result = run(
        {"A": ["moray", "city", "shire"], "B": ["b1", "b2"]}, {"moray": 4, "city": 55, "shire": 103, "b1": 40, "b2": 60}
    )
    assert hidden_in(result) == {"moray", "city", "shire"}


def test_nothing_small_nothing_hidden():
    counts = {"a1": 0, "a2": 5, "a3": 9, "b1": 60, "b2": 0}
    result = run(THREE, counts)
    assert hidden_in(result) == set()
    pd.testing.assert_frame_equal(result, cube(THREE, counts))


def test_quantities_that_count_no_people_pass_untouched():
    frame = cube(THREE, {"a1": 1, "a2": 2, "a3": 3, "b1": 4, "b2": 1})
    result = protect(frame, areas(THREE), person_quantities=[], thresholds=Thresholds(THRESHOLD))
    pd.testing.assert_frame_equal(result, frame)


def test_a_board_of_one_hscp_is_hidden_with_it():
    boards = {"A": ["a1"], "B": ["b1", "b2"], "C": ["c1", "c2"]}
    hidden = hidden_in(run(boards, {"a1": 3, "b1": 40, "b2": 60, "c1": 70, "c2": 80}))
    assert {"a1", "A"} <= hidden
    assert "S" not in hidden or len(hidden) > 2


def test_hidden_at_source_is_never_shown_nor_worked_out():
    states = {"a1": "suppressed", "A": "suppressed", "S": "suppressed"}
    result = run(THREE, {"a1": 7, "a2": 20, "a3": 30, "b1": 40, "b2": 50}, states)
    assert {"a1", "A", "S"} <= hidden_in(result)


def test_absent_parts_are_in_no_sum():
    boards = {"A": ["a1", "a2"], "B": ["b1", "b2"]}
    frame = cube(boards, {"a1": 3, "a2": 0, "b1": 40, "b2": 50})
    frame.loc[frame.area_code == "a2", ["value", "state"]] = [pd.NA, "not_submitted"]
    result = protect(frame, areas(boards), person_quantities=["waiting"], thresholds=Thresholds(THRESHOLD))
    assert {"a1", "A"} <= hidden_in(result)
    assert result.state[result.area_code == "a2"].item() == "not_submitted"


def brute_force(values: np.ndarray, hidden: np.ndarray, sums: tuple[Sum, ...]) -> dict[int, int]:
    """Widths of what the hidden cells can be, by trying every whole number up to a bound. For tiny blocks only."""
    unknown = np.flatnonzero(hidden)
    wholes = [each.whole for each in sums]
    leaves = [cell for cell in unknown if cell not in wholes]
    tried = np.array(list(itertools.product(range(13), repeat=len(leaves))))
    filled = np.tile(values, (len(tried), 1))
    filled[:, leaves] = tried
    fits = np.ones(len(tried), dtype=bool)
    for each in sums:  # parts before their wholes
        total = filled[:, list(each.parts)].sum(axis=1)
        if hidden[each.whole]:
            filled[:, each.whole] = total
        fits &= filled[:, each.whole] == total
    return {cell: int(np.ptp(filled[fits, cell])) for cell in unknown}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_the_attack_agrees_with_brute_force(counts):
    values = np.array([*counts, counts[0] + counts[1], counts[2] + counts[3], sum(counts)], dtype=float)
    sums = (Sum(4, (0, 1)), Sum(5, (2, 3)), Sum(6, (4, 5)))
    block = Block(values, np.ones(7), (None,) * 7, sums, np.full(7, THRESHOLD))
    hidden = np.array([True, True, True, True, True, True, False])
    by_force = brute_force(values, hidden, sums)
    for found in attack(block, hidden):
        if found.upper <= 12:  # brute force tries no more
            assert found.width == by_force[found.cell]


SMALL = st.one_of(st.integers(0, 6), st.integers(0, 400))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(SMALL, min_size=1, max_size=4), min_size=2, max_size=5))
def test_no_hidden_cell_of_a_random_hierarchy_can_be_pinned_down(groups):
    boards = {f"B{i}": [f"h{i}{j}" for j in range(len(group))] for i, group in enumerate(groups)}
    counts = {f"h{i}{j}": count for i, group in enumerate(groups) for j, count in enumerate(group)}
    frame = cube(boards, counts)
    result = protect(frame, areas(boards), person_quantities=["waiting"], thresholds=Thresholds(THRESHOLD))
    hidden = hidden_in(result)
    assert {area for area, count in zip(frame.area_code, frame.value, strict=True) if 1 <= count < THRESHOLD} <= hidden
    again = protect(frame, areas(boards), person_quantities=["waiting"], thresholds=Thresholds(THRESHOLD))
    pd.testing.assert_frame_equal(result, again)
    _nobody_can_pin(frame, boards, hidden)


def _nobody_can_pin(frame: pd.DataFrame, boards: dict[str, list[str]], hidden: set[str]) -> None:
    """An attack written for this test: bounds by solving each sum for each unknown until nothing changes."""
    true = frame.set_index("area_code").value.astype(float).to_dict()
    sums = [*boards.items(), ("S", list(boards))]
    for insider in (None, *(area for area in hidden if area.startswith("h"))):
        own = {insider} | {board for board, hscps in boards.items() if hscps == [insider]}
        low = {area: 0.0 if area in hidden - own else value for area, value in true.items()}
        high = {area: np.inf if area in hidden - own else value for area, value in true.items()}
        before = None
        while before != (low, high):
            before = dict(low), dict(high)
            for whole, parts in sums:
                low[whole] = max(low[whole], sum(low[part] for part in parts))
                high[whole] = min(high[whole], sum(high[part] for part in parts))
                for part in parts:
                    rest = [other for other in parts if other != part]
                    low[part] = max(low[part], low[whole] - sum(high[other] for other in rest))
                    high[part] = min(high[part], high[whole] - sum(low[other] for other in rest))
        for area in hidden - own:
            assert high[area] - low[area] >= THRESHOLD, (insider, area)


def two_way(counts: np.ndarray, *, owned: bool = False) -> Block:
    """A table with totals of rows and columns as a block; `owned`: each row but the last is somebody's own."""
    rows, columns = counts.shape
    full = np.zeros((rows + 1, columns + 1))
    full[:-1, :-1] = counts
    full[-1], full[:, -1] = full.sum(axis=0), full.sum(axis=1)
    full[-1, -1] = counts.sum()
    cell = np.arange(full.size).reshape(full.shape)
    sums = [Sum(int(cell[r, -1]), tuple(map(int, cell[r, :-1]))) for r in range(rows + 1)]
    sums += [Sum(int(cell[-1, c]), tuple(map(int, cell[:-1, c]))) for c in range(columns + 1)]
    owners = [f"r{row}" if owned and row < rows else None for row in range(rows + 1) for _ in range(columns + 1)]
    return Block(full.ravel(), full.ravel() + 1, tuple(owners), tuple(sums), np.full(full.size, THRESHOLD))


def test_hiding_the_next_smallest_of_a_row_only_is_undone_by_the_other_direction():
    block = two_way(np.array([[3.0, 20, 30], [40, 50, 60], [70, 80, 90]]))
    row_only = np.zeros(16, dtype=bool)
    row_only[[0, 1]] = True  # the 3, and the next smallest of its row
    assert {found.width for found in attack(block, row_only)} == {0}
    hidden = hide(block, primary(block))
    assert narrowest(block, hidden) >= THRESHOLD
    assert hidden.sum() == 4  # as few as can be: a rectangle


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_two_way_tables_hold_in_both_directions(rows, columns, data):
    counts = data.draw(st.lists(SMALL, min_size=rows * columns, max_size=rows * columns))
    block = two_way(np.array(counts, dtype=float).reshape(rows, columns))
    first = primary(block)
    if first.any():
        hidden = hide(block, first)
        assert (hidden | ~first).all()
        assert narrowest(block, hidden) >= THRESHOLD


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_the_short_attack_gives_the_verdict_of_the_full_one(rows, columns, data):
    counts = data.draw(st.lists(SMALL, min_size=rows * columns, max_size=rows * columns))
    block = two_way(np.array(counts, dtype=float).reshape(rows, columns))
    hidden = np.array(data.draw(st.lists(st.booleans(), min_size=len(block.values), max_size=len(block.values))))
    narrow = {found.cell for found in attack(block, hidden) if found.width < THRESHOLD}
    assert {found.cell for found in pinned(block, hidden)} == narrow


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 4), st.integers(2, 4), st.data())
def test_what_the_attack_remembers_changes_no_verdict_when_more_is_hidden(rows, columns, data):
    counts = data.draw(st.lists(SMALL, min_size=rows * columns, max_size=rows * columns))
    block = two_way(np.array(counts, dtype=float).reshape(rows, columns), owned=True)
    hidden = np.zeros(len(block.values), dtype=bool)
    wide = {}
    order = data.draw(st.permutations(range(len(hidden))))
    for more in np.array_split(order, 4):
        hidden[more] = True
        remembering = {(found.cell, found.insider) for found in pinned(block, hidden, wide)}
        assert remembering == {(found.cell, found.insider) for found in pinned(block, hidden)}


def narrowest(block: Block, hidden: np.ndarray) -> float:
    return min(found.width for found in attack(block, hidden))


@pytest.mark.parametrize(
    "counts",
    [{"a1": 1, "a2": 1, "a3": 1, "b1": 1, "b2": 0}, {"a1": 4, "a2": 0, "a3": 0, "b1": 0, "b2": 1}],
)
def test_everything_small_is_still_safe(counts):
    hidden = hidden_in(run(THREE, counts))
    _nobody_can_pin(cube(THREE, counts), THREE, hidden)


def test_all_of_a_stage_is_hidden_when_nothing_less_helps():
    # Of 1 an earlier stage told already that it is 3: all that can be done is to tell nothing more.
    values, sums = np.array([3.0, 3, 4, 7, 60]), (Sum(0, (1,)), Sum(3, (1, 2)))
    block = Block(values, values, (None,) * 5, sums, np.full(5, THRESHOLD), stage=(0, 1, 1, 1, 1))
    needed = np.array([False, True, True, False, False])
    assert hide(block, needed).tolist() == [False, True, True, True, True]


def test_a_zero_that_all_know_is_shown_and_protects_nobody():
    # 2 is nobody, as the 0 shown before says; hidden beside the 3, it would fool no one.
    values = np.array([0.0, 0, 0, 3, 3, 9, 12])
    sums = (Sum(0, (1, 2)), Sum(4, (2, 3)), Sum(6, (4, 5)))
    block = Block(
        values, values + 1, (None,) * 7, sums, np.full(7, THRESHOLD), frozenset({1}), stage=(0, 1, 1, 1, 1, 1, 1)
    )
    hidden = hide(block, primary(block))
    assert hidden.tolist() == [False, True, False, True, True, True, False]


def test_the_attack_knows_that_counts_are_whole():
    # w = 3 + b and w = c + c, so that w is even; with 8 shown as w + f, fractions would let it be from 3 to 8.
    w, b, c, e, f, three, eight = range(7)
    values = np.array([6.0, 3, 3, 3, 2, 3, 8])
    sums = (Sum(w, (three, b)), Sum(w, (c, e)), Sum(c, (e,)), Sum(eight, (w, f)))
    block = Block(values, np.ones(7), (None,) * 7, sums, np.full(7, THRESHOLD))
    hidden = np.array([True] * 5 + [False] * 2)
    ranges = {found.cell: (found.lower, found.upper) for found in attack(block, hidden)}
    assert ranges == {w: (4, 8), b: (1, 5), c: (2, 4), e: (2, 4), f: (0, 4)}
    assert {found.cell for found in pinned(block, hidden)} == {w, b, c, e, f}
